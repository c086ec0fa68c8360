//! What the world asks for. It performs none of it itself.

use crate::base::{ClientId, JobId, PaneId, Size, TimerId};
use crate::model::storing::Question;
use crate::term::{Limits, Wishes};
use serde::{Deserialize, Serialize};

/// A program to start in a pane.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spawn {
    /// The pane; new, or one whose program ended.
    pub pane: PaneId,
    /// The program and its arguments; the program is looked up in the `PATH` of `env`.
    pub argv: Vec<String>,
    /// What the program is told its name is (`-sh` for a login shell).
    pub argv0: String,
    /// The whole environment.
    pub env: Vec<(String, String)>,
    /// The directory to start in; where it is gone, its nearest parent that is there.
    pub cwd: String,
    /// The size of the pane.
    pub size: Size,
    /// How much history the pane keeps.
    pub limits: Limits,
}

/// A shell command to run beside the panes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    /// Names it in [`super::Input::JobDone`].
    pub id: JobId,
    /// For `/bin/sh -c`.
    pub command: String,
    /// The directory to run in.
    pub cwd: String,
    /// The whole environment.
    pub env: Vec<(String, String)>,
    /// Standard error is wanted with the output.
    pub with_stderr: bool,
}

/// Which way bytes go between a pane and the command at its pipe.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ways {
    /// What the pane's program writes goes to the command.
    pub output: bool,
    /// What the command writes is typed into the pane.
    pub input: bool,
}

/// One thing for the server to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Start a program; [`super::Input::Spawned`] or [`super::Input::SpawnFailed`] answers.
    Spawn(Box<Spawn>),
    /// Take the pane away: hang its program up, forget its screen.
    ClosePane(PaneId),
    /// Send a signal to the program of a pane.
    Signal(PaneId, i32),
    /// The pane has another size.
    ResizePane(PaneId, Size),
    /// Type these bytes into the pane.
    Write(PaneId, Vec<u8>),
    /// Show these bytes in the pane as if its program had written them.
    Show(PaneId, Vec<u8>),
    /// Reset the pane's terminal state.
    ResetScreen(PaneId),
    /// Cut off what is below the pane's cursor.
    Trim(PaneId),
    /// Forget the pane's history.
    ClearHistory(PaneId),
    /// The pane keeps this much history from now on.
    SetLimits(PaneId, Limits),
    /// This is wanted of the pane's screen from now on.
    SetWishes(PaneId, Box<Wishes>),
    /// The pane's title was set by a person.
    SetTitle(PaneId, String),
    /// What the pane's program is told when it asks for the text and background colours.
    SetColors(PaneId, Option<(u8, u8, u8)>, Option<(u8, u8, u8)>),
    /// For the client's standard output.
    Stdout(ClientId, Vec<u8>),
    /// For the client's standard error.
    Stderr(ClientId, Vec<u8>),
    /// Read the client's standard input to its end; it is the answer to the request for files.
    ReadStdin(ClientId, u64),
    /// The client's command is done.
    Exit(ClientId, u8),
    /// The client is attached now, or its session changed.
    Attached {
        /// Which client.
        client: ClientId,
        /// What it runs to come back here.
        redial: Vec<String>,
        /// The option `escape-time`, in milliseconds.
        escape_time: u32,
    },
    /// The client is attached no longer.
    Detached {
        /// Which client.
        client: ClientId,
        /// What to tell the person.
        message: String,
        /// The exit status.
        status: u8,
        /// A shell command to become.
        exec: Option<String>,
        /// Hang up the client's parent.
        hangup: bool,
    },
    /// Stop the client as Ctrl-Z does.
    Suspend(ClientId),
    /// Ring the client's bell.
    Bell(ClientId),
    /// Put this into the client's clipboard: selection, data.
    Clipboard(ClientId, String, Vec<u8>),
    /// Ask the client's terminal for this selection; [`super::Input::Clipboard`] is the answer.
    AskClipboard(ClientId, String),
    /// Tell the client's person: title, text.
    Notify(ClientId, String, String),
    /// Bytes for the client's terminal as they are.
    Passthrough(ClientId, Vec<u8>),
    /// What the client should see has changed. `true`: draw all of it anew.
    Draw(ClientId, bool),
    /// Give [`super::Input::Timer`] after this many milliseconds.
    StartTimer(TimerId, u64),
    /// Do not give it after all.
    CancelTimer(TimerId),
    /// Run a shell command; [`super::Input::JobDone`] answers.
    StartJob(Box<Job>),
    /// End a job.
    KillJob(JobId),
    /// Run a shell command at the other end of a pane's pipe; [`super::Input::JobDone`] answers.
    OpenPipe(PaneId, Box<Job>, Ways),
    /// The pane's pipe ends.
    ClosePipe(PaneId),
    /// Read files; [`super::Input::Files`] answers with this number.
    ReadFiles {
        /// Names the request.
        request: u64,
        /// Paths and glob patterns.
        patterns: Vec<String>,
    },
    /// Write a file; [`super::Input::FileWritten`] answers with this number.
    WriteFile {
        /// Names the request.
        request: u64,
        /// Where to.
        path: String,
        /// Add to what is there.
        append: bool,
        /// What to write.
        bytes: Vec<u8>,
    },
    /// Keep a file of mux's own: its directory is made, and it is written whole or not at all;
    /// [`super::Input::FileWritten`] answers with this number.
    KeepFile {
        /// Names the request.
        request: u64,
        /// Where to.
        path: String,
        /// What is there already stays, and that is an error.
        new: bool,
        /// What to write.
        bytes: Vec<u8>,
    },
    /// Remove a file; [`super::Input::FileWritten`] answers with this number.
    RemoveFile {
        /// Names the request.
        request: u64,
        /// Which.
        path: String,
    },
    /// The next program of this pane starts below the lines of a pane from before: its lineage and
    /// id. Comes after [`Effect::Spawn`], which takes a while.
    Recall {
        /// The pane.
        pane: PaneId,
        /// Whose lines.
        past: (i64, PaneId),
    },
    /// Ask the store; [`super::Input::Stored`] answers.
    AskStore {
        /// The queue that waits.
        run: u64,
        /// What for.
        question: Question,
    },
    /// Let another program be the server; [`super::Input::Stored`] answers unless that has happened.
    Upgrade {
        /// The queue that waits.
        run: u64,
        /// Its client.
        client: Option<ClientId>,
        /// The program; the one that runs, as it is now on the disk, if not given.
        program: Option<String>,
        /// Only look whether it can.
        check: bool,
    },
    /// Everything ends: all programs, the keeper, the server.
    Shutdown,
}
