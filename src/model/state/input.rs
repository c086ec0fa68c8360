//! Inputs: the events that the server applies to the world.

use crate::base::{
    ClientId, ClientInfo, JobId, KeyEvent, MouseEvent, PaneId, Size, TerminalInfo, TimerId,
};
use crate::model::state::automation::watch::WatchHit;
use crate::model::state::mode::history_search::SearchReport;
use crate::model::state::settings::access::User;
use crate::model::state::store_request::{FoundLayout, StoreReply};
use crate::term::{Event, QueriedColor};
use serde::{Deserialize, Serialize};

/// The exit of a program. Both fields are `None` if the keeper could not learn it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exit {
    /// The exit status, if it exited.
    pub status: Option<u8>,
    /// The signal, if one ended it.
    pub signal: Option<u8>,
}

impl Exit {
    /// The exit status of a command that waits for the program: that of the program, 128 and the
    /// number of the signal that killed it, or 129 (SIGHUP) if its pane was closed.
    pub fn code(self) -> u8 {
        let killed = self.signal.unwrap_or(SIGHUP_NUMBER);
        self.status.unwrap_or_else(|| killed.saturating_add(128))
    }
}

/// The number of SIGHUP.
const SIGHUP_NUMBER: u8 = 1;

/// One event for the world.
#[derive(Clone, Debug)]
pub enum Input {
    /// The server started without an earlier state. The world reads these config files and skips
    /// missing ones unless `explicit`.
    Start {
        /// Paths, in order.
        config: Vec<String>,
        /// The user named them with `-f`, so a missing file is an error.
        explicit: bool,
    },
    /// The saved layout that the store found. Comes before [`Input::Start`], because the config
    /// decides whether it is restored.
    FoundLayout(Box<FoundLayout>),
    /// A message about the store for every attached client, or for the first one that attaches. It
    /// is shown for `display-time`.
    Message(String),
    /// A notice for the status lines of all clients while new output cannot be saved; `None` when
    /// it can be saved again.
    SavingFails(Option<String>),
    /// The layout was saved. Comes only while events are recorded.
    LayoutSaved,
    /// The store's reply to a queue, or the error message.
    StoreReply(u64, Result<StoreReply, String>),
    /// The server took over the panes of an earlier server. For each program that the keeper holds:
    /// pane, process id, and its exit if it ended in between.
    Adopted(Vec<(PaneId, u32, Option<Exit>)>),
    /// A client asks to run a command.
    Run {
        /// The id of the new client.
        client: ClientId,
        /// The arguments of the command line; empty runs `default-client-command`.
        words: Vec<String>,
        /// The identity that the client sent.
        caller: Box<ClientInfo>,
    },
    /// The user of a client that is about to run its command. Clients without it belong to the
    /// owner of the server.
    User(ClientId, User),
    /// As [`Input::Run`], from a client in control mode.
    RunControl {
        /// The id of the new client.
        client: ClientId,
        /// The arguments of the command line.
        words: Vec<String>,
        /// The identity that the client sent.
        caller: Box<ClientInfo>,
    },
    /// A line from a control client; an empty one detaches it.
    ControlLine(ClientId, String),
    /// The server paused the output of a pane for a control client that does not read.
    ControlPaused(ClientId, PaneId),
    /// A control client has not read for too long.
    ControlTooFarBehind(ClientId),
    /// A key press on the client's terminal.
    Key(ClientId, KeyEvent),
    /// A command line of an attached client, to be run like the commands of a key binding.
    Command(ClientId, String),
    /// A mouse event on the client's terminal.
    Mouse(ClientId, MouseEvent),
    /// Text of a bracketed paste.
    Paste(ClientId, String),
    /// The client's terminal got (`true`) or lost the focus.
    Focus(ClientId, bool),
    /// The client's terminal has a new size, in cells.
    Resize(ClientId, Size),
    /// The terminal reported its default colours: text, background.
    Colors(ClientId, Option<(u8, u8, u8)>, Option<(u8, u8, u8)>),
    /// The terminal's reply to `ClientEffect::AskClipboard`: the content of its clipboard.
    Clipboard(ClientId, Vec<u8>),
    /// The terminal reported its name and features.
    Terminal(ClientId, TerminalInfo),
    /// The terminal's reply to a colour query that was passed on to it.
    TerminalColor(ClientId, QueriedColor, (u8, u8, u8)),
    /// Panes came into these directories since the last save.
    Visited(Vec<String>),
    /// The connection of the client is closed.
    Gone(ClientId),
    /// The program of a pane runs: process id, path of the PTY.
    Spawned(PaneId, u32, String),
    /// The program of a pane could not be started: the error message.
    SpawnFailed(PaneId, String),
    /// The program of a pane ended, and the screen has all of its output.
    Exited(PaneId, Exit),
    /// Events that a pane's output caused beyond its screen, in order.
    PaneEvents(PaneId, Vec<Event>),
    /// The program of a pane wrote output. Sent at most every 100 ms per pane.
    PaneOutput(PaneId),
    /// The output of a pane's program met tests of watches.
    Watched(PaneId, Vec<WatchHit>),
    /// A timer that the world started is due.
    Timer(TimerId),
    /// The output so far of a job that still runs (for `#()`).
    JobOutput(JobId, String),
    /// A job has not read its input for some time.
    JobUnread(JobId),
    /// The command of a pane's pipe started: its process id.
    PipeStarted(JobId, u32),
    /// A job ended: its whole output and its exit.
    JobDone(JobId, String, Exit),
    /// A search of copy mode has a result.
    HistorySearch(SearchReport),
    /// The files of a read request.
    Files {
        /// The number of the request.
        request: u64,
        /// Path and content, or the system's error, in the order of the patterns.
        files: Vec<(String, Result<String, String>)>,
    },
    /// A piece of the standard input of a client that streams it; an empty one is its end.
    StdinPiece {
        /// The number of the request.
        request: u64,
        /// The bytes.
        piece: Vec<u8>,
    },
    /// The result of a write request.
    FileWritten {
        /// The number of the request.
        request: u64,
        /// The system's error message, if it failed.
        result: Result<(), String>,
    },
    /// A message for every attached client, or for the first one that attaches. It is shown until a
    /// key.
    Banner(String),
    /// The server crashed repeatedly. Hooks and the shell commands of formats do not run from now
    /// on.
    SafeMode,
    /// The server got SIGTERM.
    Terminate,
}

impl Input {
    /// The kind of this input, for the log. It tells nothing of the content.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Start { .. } => "start",
            Self::FoundLayout(_) => "found layout",
            Self::Message(..) => "message",
            Self::SavingFails(_) => "saving fails",
            Self::LayoutSaved => "layout saved",
            Self::StoreReply(..) => "store reply",
            Self::Adopted(_) => "adopted programs",
            Self::Run { .. } => "command",
            Self::RunControl { .. } => "control client",
            Self::ControlLine(..) => "control line",
            Self::Command(..) => "command",
            Self::ControlPaused(..) => "control pause",
            Self::ControlTooFarBehind(_) => "control client too far behind",
            Self::Key(..) => "key",
            Self::Mouse(..) => "mouse",
            Self::Paste(..) => "paste",
            Self::Focus(..) => "focus",
            Self::Resize(..) => "resize",
            Self::Colors(..) => "colors",
            Self::Clipboard(..) => "clipboard",
            Self::Terminal(..) => "terminal",
            Self::TerminalColor(..) => "terminal color",
            Self::Visited(..) => "visited directories",
            Self::Gone(_) => "client gone",
            Self::User(..) => "client user",
            Self::Spawned(..) => "program spawned",
            Self::SpawnFailed(..) => "spawn failed",
            Self::Exited(..) => "program exited",
            Self::PaneEvents(..) => "pane events",
            Self::PaneOutput(_) => "pane output",
            Self::Watched(..) => "watched output",
            Self::Timer(_) => "timer",
            Self::JobOutput(..) => "job output",
            Self::JobUnread(_) => "job input unread",
            Self::PipeStarted(..) => "pipe started",
            Self::JobDone(..) => "job done",
            Self::Files { .. } => "files read",
            Self::HistorySearch(_) => "history search",
            Self::StdinPiece { .. } => "stdin piece",
            Self::FileWritten { .. } => "file written",
            Self::Banner(..) => "banner",
            Self::SafeMode => "safe mode",
            Self::Terminate => "terminate",
        }
    }
}
