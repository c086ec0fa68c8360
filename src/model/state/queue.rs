//! Command queues, and the files and jobs that they wait for.

use crate::base::{ClientId, JobId, Key};
use crate::lang::script::CommandLine;
use crate::model::state::location::Location;
use crate::model::state::mouse::MouseHit;
use crate::model::state::store_request::PendingRestore;
use crate::model::state::workspace_request;
use crate::model::state::workspace_request::ShownFile;
use std::collections::{BTreeMap, VecDeque};

/// Where commands come from: decides where their output and errors go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Origin {
    /// A client's command line: output to its standard output.
    #[default]
    Line,
    /// A key, a prompt, a click of an attached client: output into a view over its pane.
    Key,
    /// A config file: errors are kept and shown to the first client.
    Config,
    /// A hook or the server itself: output goes nowhere, errors to the message log.
    Hook,
}

/// One command to run.
#[derive(Clone, Debug)]
pub struct QueuedCommand {
    /// The command.
    pub line: CommandLine,
    /// Commands of one sequence share a number: when one fails, the rest is dropped.
    pub sequence: u64,
    /// How many files deep it is (`source-file`).
    pub depth: u8,
}

/// A queue.
#[derive(Clone, Debug, Default)]
pub struct Queue {
    /// Who runs it.
    pub client: Option<ClientId>,
    /// From where.
    pub origin: Origin,
    /// What is still to do.
    pub items: VecDeque<QueuedCommand>,
    /// What commands without a target are about; `None` finds it out.
    pub place: Option<Location>,
    /// The mouse event that started it.
    pub mouse: Option<MouseHit>,
    /// The key that started it.
    pub key: Option<Key>,
    /// Lines for the view over the pane.
    pub output: Vec<String>,
    /// The exit status so far.
    pub status: u8,
    /// It waits for something.
    pub waiting: bool,
    /// It waits for the program there, which this command starts.
    pub starting: Option<(Location, String)>,
    /// The format to print about what the present command starts.
    pub announce: Option<String>,
    /// The queue that goes on when this one is done.
    pub wakes: Option<u64>,
    /// Variables that say what a hook is about.
    pub about: Vec<(&'static str, String)>,
    /// How many files deep its present command is.
    pub depth: u8,
}

/// All queues that are not done.
#[derive(Debug, Default)]
pub struct Queues {
    pub(crate) next: u64,
    pub(crate) next_sequence: u64,
    pub(crate) all: BTreeMap<u64, Queue>,
    /// What is done with a layout that the store is asked for, by queue.
    pub(crate) wishes: BTreeMap<u64, PendingRestore>,
    /// Files whose commands someone was asked about, by path: what was shown is what runs.
    pub(crate) shown: BTreeMap<String, ShownFile>,
    /// Channels of `wait-for`.
    pub(crate) channels: BTreeMap<String, Channel>,
    /// What was asked for in files, by request.
    pub(crate) files: BTreeMap<u64, FileRequest>,
    /// Queues that wait until a file is written, and its path.
    pub(crate) writes: BTreeMap<u64, (u64, String)>,
    /// The request for the config files of a new server, then the queue of their commands, until these
    /// are done.
    pub(crate) config: Option<u64>,
    /// Queues that wait for the config, and whether their client was given no words.
    pub(crate) after_config: Vec<(u64, bool)>,
    /// Shell commands that run.
    pub(crate) jobs: BTreeMap<JobId, RunningJob>,
}

/// A channel of `wait-for`.
#[derive(Debug, Default)]
pub struct Channel {
    /// It was signalled before anyone waited.
    pub woken: bool,
    /// It is locked.
    pub locked: bool,
    /// Queues that wait for its signal.
    pub waiters: Vec<u64>,
    /// Queues that wait for its lock.
    pub lockers: VecDeque<u64>,
}

/// A request for config files: what to do when they are there.
#[derive(Debug, Default)]
pub(crate) struct FileRequest {
    /// The queue that waits for them.
    pub run: Option<u64>,
    /// Missing files are no error.
    pub quiet: bool,
    /// They are only checked, not run.
    pub check: bool,
    /// The paths as they were typed, by what they came to.
    pub typed: BTreeMap<String, String>,
    /// Each command is printed.
    pub verbose: bool,
    /// Nothing runs: the text goes into a paste buffer.
    pub buffer: Option<IntoBuffer>,
    /// Nothing runs: these are workspaces.
    pub workspace: Option<workspace_request::WorkspaceRequest>,
}

/// Where the text of a file goes (`load-buffer`).
#[derive(Debug, Default)]
pub(crate) struct IntoBuffer {
    /// The paste buffer, or a new one.
    pub name: Option<String>,
    /// The client whose clipboard gets it too.
    pub clipboard: Option<ClientId>,
}

/// What is done when a shell command ends.
#[derive(Clone, Debug)]
pub(crate) enum AfterJob {
    /// Its output is printed and its status passed on (`run-shell`).
    Print {
        /// The queue that waits; `None` prints for the client.
        queue: Option<u64>,
        /// Who asked.
        client: Option<ClientId>,
    },
    /// One of two scripts runs (`if-shell`).
    Branch {
        /// The queue that waits; `None` runs in a queue of its own.
        queue: Option<u64>,
        /// Who asked.
        client: Option<ClientId>,
        /// What it is about.
        place: Option<Location>,
        /// On success.
        yes: String,
        /// On failure.
        no: Option<String>,
    },
}

/// A shell command that runs.
#[derive(Clone, Debug)]
pub(crate) struct RunningJob {
    /// The command.
    pub command: String,
    /// What is done when it ends.
    pub then: AfterJob,
}
