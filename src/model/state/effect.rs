//! Effects: the requests that the world returns from an input. The server performs them in order.

use crate::base::sorted::SortedSet;
use crate::base::{
    ClientId, DetachInfo, JobId, Line, Palette, PaneId, Size, TerminalSettings, TimerId,
};
use crate::model::state::automation::watch::WatchSpec;
use crate::model::state::mode::history_search::HistorySearch;
use crate::model::state::store_request::StoreRequest;
use crate::term::{Limits, ScreenOptions};
use serde::{Deserialize, Serialize};

/// A program to start in a pane.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spawn {
    /// The program and its arguments; the program is looked up in the `PATH` of `env`.
    pub argv: Vec<String>,
    /// The program's `argv[0]`, such as `-sh` for a login shell.
    pub argv0: String,
    /// The whole environment.
    pub env: Vec<(String, String)>,
    /// The directory to start in; where it is gone, its nearest parent that is there.
    pub cwd: String,
    /// The size of the pane.
    pub size: Size,
    /// The limits of the pane's history.
    pub limits: Limits,
    /// The saved lines below which the program starts. The server has loaded them.
    pub scrollback: Option<SavedLines>,
}

/// The saved lines of a pane that is restored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SavedLines {
    /// The lineage of the pane that they were saved of.
    pub lineage: i64,
    /// Its id there.
    pub pane: PaneId,
    /// A command is typed at the prompt and waits for Enter.
    pub command_waits: bool,
}

/// A shell command to run beside the panes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    /// Names it in [`crate::model::Input::JobDone`].
    pub id: JobId,
    /// For `sh -c`.
    pub command: String,
    /// The shell that runs it; `None` is `/bin/sh`.
    pub shell: Option<String>,
    /// The directory to run in.
    pub cwd: String,
    /// The whole environment.
    pub env: Vec<(String, String)>,
    /// Standard error is wanted with the output.
    pub with_stderr: bool,
    /// The standard input.
    pub input: Vec<u8>,
}

/// Which way bytes go between a pane and the command at its pipe.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PipeDirections {
    /// The output of the pane's program goes to the command.
    pub output: bool,
    /// The output of the command is written to the pane as input.
    pub input: bool,
}

/// One request to the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// A request about one pane.
    Pane(PaneId, PaneEffect),
    /// A request about one client.
    Client(ClientId, ClientEffect),
    /// An operation on files. [`crate::model::Input::Files`] answers a read, and
    /// [`crate::model::Input::FileWritten`] everything else, with the number of the request.
    File {
        /// Identifies the request in the answer.
        request: u64,
        /// The operation.
        op: FileEffect,
    },
    /// A request about one timer.
    Timer(TimerId, TimerEffect),
    /// A request about a shell command beside the panes.
    Job(JobEffect),
    /// A request about a search of copy mode.
    HistorySearch(HistorySearchEffect),
    /// A request to the store; [`crate::model::Input::StoreReply`] answers.
    Store {
        /// The command queue that waits for the answer.
        run: u64,
        /// The request.
        question: StoreRequest,
    },
    /// Replaces the server by another program. [`crate::model::Input::StoreReply`] answers unless
    /// the new program has taken over.
    Upgrade {
        /// The command queue that waits for the answer.
        run: u64,
        /// The client of that queue.
        client: Option<ClientId>,
        /// The program; `None` is the running one as it is on the disk now.
        program: Option<String>,
        /// Only checks whether the upgrade is possible.
        check: bool,
        /// Answers as JSON.
        json: bool,
    },
    /// Ends all programs, the keeper and the server.
    Shutdown,
}

/// A request about one pane.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PaneEffect {
    /// Starts a program in a new pane, or in one whose program ended;
    /// [`crate::model::Input::Spawned`] or [`crate::model::Input::SpawnFailed`] answers.
    Spawn(Box<Spawn>),
    /// Hangs up the program and drops the screen.
    Close,
    /// Sends a signal to the program.
    Signal(i32),
    /// Resizes the screen and the PTY.
    Resize(Size),
    /// Sends input to the program.
    Write(Vec<u8>),
    /// All requests of the previous server are back: ends the log of lines that was kept for them.
    DropLineLog,
    /// Records under this number how much of the next input is written, in memory that outlives the
    /// server.
    RecordInput(u64),
    /// Feeds these bytes to the screen as if the program had written them.
    Show(Vec<u8>),
    /// Shows a row on the last line, below all text.
    ShowLastRow(Box<Line>),
    /// The reply to the colour query of this number; empty for none.
    AnswerQuery(u64, Vec<u8>),
    /// Resets the terminal state (RIS).
    ResetScreen,
    /// Removes the rows below the cursor.
    Trim,
    /// Drops the history.
    ClearHistory,
    /// Sets the limits of the pane's history.
    SetLimits(Limits),
    /// Sets the user options that the screen honours.
    SetScreenOptions(Box<ScreenOptions>),
    /// Sets the title on behalf of the user.
    SetTitle(String),
    /// Sets the text and background colours of the outer terminal.
    SetColors(Option<(u8, u8, u8)>, Option<(u8, u8, u8)>),
    /// Runs a shell command at the other end of a pipe; [`crate::model::Input::JobDone`] answers.
    OpenPipe(Box<Job>, PipeDirections),
    /// Closes the pipe.
    ClosePipe,
    /// Looks for something in the output; [`crate::model::Input::Watched`] reports.
    Watch(Box<WatchSpec>),
    /// Ends the watch with this number.
    Unwatch(u64),
}

/// A request about one client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClientEffect {
    /// Bytes for standard output.
    Stdout(Vec<u8>),
    /// Bytes for standard error.
    Stderr(Vec<u8>),
    /// Reads standard input to its end; [`crate::model::Input::Files`] answers with this request
    /// number.
    ReadStdin(u64),
    /// Reads standard input as it comes; each piece is a [`crate::model::Input::StdinPiece`] with
    /// this request number.
    StreamStdin(u64),
    /// The command is done, with this exit status.
    Exit(u8),
    /// The client is attached now, or its session changed.
    Attached {
        /// The command that attaches to the same session again.
        reattach: Vec<String>,
        /// The option `escape-time`, in milliseconds.
        escape_time: u32,
    },
    /// The client is no longer attached.
    Detached {
        /// The message to print.
        message: String,
        /// The exit status.
        status: u8,
        /// A shell command that replaces the client.
        exec: Option<String>,
        /// Sends SIGHUP to the parent of the client.
        hangup: bool,
    },
    /// Runs a shell command in the terminal of the client until it ends.
    Lock(String),
    /// Stops the client as Ctrl-Z does.
    Suspend,
    /// Rings the bell.
    Bell,
    /// Sets the clipboard (OSC 52): selection, data.
    Clipboard(String, Vec<u8>),
    /// Asks the terminal for this selection; [`crate::model::Input::Clipboard`] answers.
    AskClipboard(String),
    /// Shows a desktop notification: title, body.
    Notify(String, String),
    /// Bytes for the terminal, unchanged.
    Passthrough(Vec<u8>),
    /// The keys that detach the client, or its session, have changed.
    DetachInfo(Box<DetachInfo>),
    /// What the options say about the client's terminal has changed.
    TerminalSettings(Box<TerminalSettings>),
    /// The colours of the client's theme have changed.
    Palette(Box<Palette>),
    /// The scene of the client is out of date. `true`: redraw everything.
    Draw(bool),
    /// A request about the stream of a control client.
    Control(ControlEffect),
}

/// A request about the stream of a control client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ControlEffect {
    /// Sends complete lines, in order with the output of panes.
    Text(Vec<u8>),
    /// Sends the output of exactly these panes from now on.
    Stream(SortedSet<PaneId>),
    /// Stops (`true`) or goes on sending the output of a pane. Output in between is not sent.
    Pause(PaneId, bool),
    /// Sets client flags.
    Flags {
        /// The age of unsent output at which a pane is paused, in seconds; `None`: never.
        pause_after: Option<u32>,
        /// The client waits for an empty line before it exits.
        wait_exit: bool,
    },
}

/// An operation on files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileEffect {
    /// Reads files.
    Read {
        /// Paths and glob patterns.
        patterns: Vec<String>,
    },
    /// Writes a file of the user.
    Write {
        /// The path.
        path: String,
        /// Appends instead of replacing the content.
        append: bool,
        /// The content.
        bytes: Vec<u8>,
    },
    /// Writes a file of mux's own atomically, and creates its directory.
    Keep {
        /// The path.
        path: String,
        /// An existing file is an error.
        new: bool,
        /// The content.
        bytes: Vec<u8>,
    },
    /// Removes a file.
    Remove {
        /// The path.
        path: String,
    },
}

/// A request about one timer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimerEffect {
    /// Gives [`crate::model::Input::Timer`] after this many milliseconds.
    Start(u64),
    /// Stops the timer.
    Cancel,
}

/// A request about a shell command beside the panes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JobEffect {
    /// Runs a shell command; [`crate::model::Input::JobDone`] answers.
    Start(Box<Job>),
    /// Ends the process group of the job.
    Kill(JobId),
}

/// A request about a search of copy mode.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HistorySearchEffect {
    /// Searches on a thread of its own; [`crate::model::Input::HistorySearch`] reports.
    Start(Box<HistorySearch>),
    /// Ends the search with this number. It sends no further reports.
    Stop(u64),
}

impl Effect {
    /// The kind of this effect, for the log. It tells nothing of the content.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Pane(_, effect) => effect.kind(),
            Self::Client(_, effect) => effect.kind(),
            Self::File { op, .. } => op.kind(),
            Self::Timer(_, effect) => effect.kind(),
            Self::Job(effect) => effect.kind(),
            Self::HistorySearch(HistorySearchEffect::Start(_)) => "history search start",
            Self::HistorySearch(HistorySearchEffect::Stop(_)) => "history search stop",
            Self::Store { .. } => "store request",
            Self::Upgrade { .. } => "upgrade",
            Self::Shutdown => "shutdown",
        }
    }
}

impl PaneEffect {
    const fn kind(&self) -> &'static str {
        match self {
            Self::Spawn(..) => "pane spawn",
            Self::Close => "pane close",
            Self::Signal(..) => "pane signal",
            Self::Resize(..) => "pane resize",
            Self::Write(..) => "pane write",
            Self::DropLineLog => "pane drop line log",
            Self::RecordInput(..) => "pane record input",
            Self::Show(..) => "pane show",
            Self::ShowLastRow(..) => "pane show last row",
            Self::AnswerQuery(..) => "pane answer query",
            Self::ResetScreen => "pane reset screen",
            Self::Trim => "pane trim",
            Self::ClearHistory => "pane clear history",
            Self::SetLimits(..) => "pane set limits",
            Self::SetScreenOptions(..) => "pane set screen options",
            Self::SetTitle(..) => "pane set title",
            Self::SetColors(..) => "pane set colors",
            Self::OpenPipe(..) => "pane open pipe",
            Self::ClosePipe => "pane close pipe",
            Self::Watch(..) => "pane watch",
            Self::Unwatch(..) => "pane unwatch",
        }
    }
}

impl ClientEffect {
    const fn kind(&self) -> &'static str {
        match self {
            Self::Stdout(..) => "client stdout",
            Self::Stderr(..) => "client stderr",
            Self::ReadStdin(..) => "client read stdin",
            Self::StreamStdin(..) => "client stream stdin",
            Self::Exit(..) => "client exit",
            Self::Attached { .. } => "client attached",
            Self::Detached { .. } => "client detached",
            Self::Lock(..) => "client lock",
            Self::Suspend => "client suspend",
            Self::Bell => "client bell",
            Self::Clipboard(..) => "client clipboard",
            Self::AskClipboard(..) => "client ask clipboard",
            Self::Notify(..) => "client notify",
            Self::Passthrough(..) => "client passthrough",
            Self::DetachInfo(..) => "client detach info",
            Self::TerminalSettings(..) => "client terminal settings",
            Self::Palette(..) => "client palette",
            Self::Control(..) => "client control",
            Self::Draw(..) => "client draw",
        }
    }
}

impl FileEffect {
    const fn kind(&self) -> &'static str {
        match self {
            Self::Read { .. } => "file read",
            Self::Write { .. } => "file write",
            Self::Keep { .. } => "file keep",
            Self::Remove { .. } => "file remove",
        }
    }
}

impl TimerEffect {
    const fn kind(&self) -> &'static str {
        match self {
            Self::Start(..) => "timer start",
            Self::Cancel => "timer cancel",
        }
    }
}

impl JobEffect {
    const fn kind(&self) -> &'static str {
        match self {
            Self::Start(..) => "job start",
            Self::Kill(..) => "job kill",
        }
    }
}
