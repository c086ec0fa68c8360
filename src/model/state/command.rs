//! Commands: rows of the command table, queues, and the context of a running command.

use crate::base::sorted::SortedMap;
use crate::base::{ClientId, JobId, Key, Now, PaneId, Result};
use crate::lang::script::{Arg, CommandLine, Script, Sequence};
use crate::model::state::client::MouseHit;
use crate::model::state::control::Block;
use crate::model::state::location::Location;
use crate::model::state::pane_access::PaneAccess;
use crate::model::state::settings::author::Author;
use crate::model::state::store_request::StoreReply;
use crate::model::state::world::World;
use clap::ArgMatches;
use std::cell::RefCell;
use std::collections::VecDeque;

/// A row of the command table.
pub struct CommandDef {
    /// The name, such as `split-window`.
    pub name: &'static str,
    /// The short name, such as `splitw`; empty if there is none.
    pub alias: &'static str,
    /// Whether tmux does not have the command.
    pub(in crate::model) own: bool,
    /// Whether the command starts a server when none runs.
    pub starts_server: bool,
    /// Whether a key of a read-only client may run it.
    pub read_only_ok: bool,
    /// Whether the hook `after-NAME` runs after it.
    pub after_hook: bool,
    /// Whether it may change the part of the world that the snapshot holds.
    pub changes_world: bool,
    /// Whether it is made for scripts: wrong arguments have exit status 2, and the client asks
    /// again after the death of the server.
    pub for_scripts: bool,
    pub(in crate::model) define: fn() -> clap::Command,
    pub(in crate::model) start: fn(&mut CommandContext<'_>, &ArgMatches) -> Result<Flow>,
}

impl std::fmt::Debug for CommandDef {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

/// A command with its parsed arguments.
#[derive(Clone, Debug)]
pub struct ParsedCommand {
    /// The row of the command table.
    pub def: &'static CommandDef,
    pub(in crate::model) matches: ArgMatches,
    /// The error of a command or flag of tmux that mux does not have yet.
    pub(in crate::model) unsupported: Option<String>,
}

/// A command of a script: its words, and its arguments as parsed from them.
#[derive(Clone, Debug)]
pub struct ParsedLine {
    /// The words of the command, and its position in its file.
    pub line: CommandLine,
    /// The parsed command.
    pub command: ParsedCommand,
}

/// A script whose commands were found in the table and whose arguments were parsed.
#[derive(Clone, Debug, Default)]
pub struct ParsedScript {
    /// The sequences in order: when a command fails, the rest of its sequence is dropped.
    pub sequences: Vec<Vec<ParsedLine>>,
}

impl ParsedScript {
    /// Whether there is nothing to run.
    pub fn is_empty(&self) -> bool {
        self.lines().next().is_none()
    }

    /// The commands in order.
    pub fn lines(&self) -> impl Iterator<Item = &ParsedLine> {
        self.sequences.iter().flatten()
    }

    /// The words of the commands.
    pub fn script(&self) -> Script {
        let sequences = self.sequences.iter().map(|sequence| Sequence {
            commands: sequence.iter().map(|parsed| parsed.line.clone()).collect(),
        });
        Script {
            sequences: sequences.collect(),
        }
    }
}

/// How the queue continues after a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flow {
    /// The next command runs at once.
    Done,
    /// The queue waits until `wake` is called with its number.
    Wait,
    /// The queue waits until the program of this pane has started or failed to.
    Start(Location),
}

/// The context of a running command.
pub struct CommandContext<'a> {
    /// The world.
    pub world: &'a mut World,
    /// Access to the screens and programs of panes.
    pub access: &'a dyn PaneAccess,
    /// The number of the queue that runs the command.
    pub run: u64,
    /// The time of the input.
    pub now: Now,
    /// The command's name and arguments before clap parsed them.
    pub words: Vec<Arg>,
    /// The config file that contains the command.
    pub file: Option<std::sync::Arc<str>>,
    /// The line of the command in that file, from 1.
    pub line: u32,
}

/// The origin of commands, which decides where their output and errors go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Origin {
    /// The command line of a client: output goes to its standard output.
    #[default]
    Line,
    /// A key, prompt or mouse event of an attached client: output opens view mode in its pane.
    Key,
    /// A config file: errors are shown to the first client that attaches.
    Config,
    /// A hook or the server itself: output is dropped, errors go to the message log.
    Hook,
}

/// One command in a queue.
#[derive(Clone, Debug)]
pub struct QueuedCommand {
    /// The command.
    pub parsed: ParsedLine,
    /// Commands of one sequence share a number: when one fails, the rest is dropped.
    pub sequence: u64,
    /// The nesting depth of `source-file`.
    pub depth: u8,
    /// The author of the settings that the command changes.
    pub author: Author,
}

/// A command queue: commands that run one after the other for one client or event.
#[derive(Clone, Debug, Default)]
pub struct Queue {
    /// The client that runs it.
    pub client: Option<ClientId>,
    /// The origin of the commands.
    pub origin: Origin,
    /// The commands that have not run yet.
    pub items: VecDeque<QueuedCommand>,
    /// The default target; `None` derives it from the client.
    pub place: Option<Location>,
    /// The mouse event that started it.
    pub mouse: Option<MouseHit>,
    /// The key that started it.
    pub key: Option<Key>,
    /// The output lines for view mode.
    pub output: Vec<String>,
    /// The exit status so far, for the client.
    pub status: u8,
    /// The queue waits until it is woken.
    pub waiting: bool,
    /// The pane whose program the queue waits for, and the hook of the command that started it.
    pub starting: Option<(Location, Option<AfterHook>)>,
    /// Mistakes in files, to be printed when only this many commands are left: after the output of
    /// the commands of the files.
    pub mistakes: Vec<(usize, Vec<String>)>,
    /// The hook of the command that the queue waits for.
    pub pending_hook: Option<AfterHook>,
    /// The format that the current command prints once its program has started (`-P`).
    pub announce: Option<String>,
    /// The queue to wake when this one is done.
    pub wakes: Option<u64>,
    /// The format variables of a hook (`hook`, `hook_pane`, ...).
    pub about: HookVariables,
    /// The nesting depth of the current command.
    pub depth: u8,
    /// The sequence of the current command.
    pub sequence: u64,
    /// The answer to the current command of a control client.
    pub block: Option<Block>,
    /// The author of the settings that the current command changes. Commands that it inserts have
    /// the same author.
    pub author: Author,
}

/// The format variables of a hook and their values.
pub type HookVariables = Vec<(String, String)>;

/// The `after-` hook of a command, prepared before the command runs: it may close or rename its own
/// target.
#[derive(Clone, Debug)]
pub struct AfterHook {
    /// The name of the hook.
    pub name: String,
    /// The target of the command; `None` if it takes none.
    pub target: Option<Location>,
    /// The variables about the arguments of the command.
    pub arguments: HookVariables,
}

/// All unfinished queues, and the requests that they wait for.
#[derive(Debug, Default)]
pub struct Queues {
    pub(crate) next: u64,
    pub(crate) next_sequence: u64,
    /// The number of the last block of a control client.
    pub(crate) next_block: u64,
    pub(crate) all: SortedMap<u64, Queue>,
    /// How queues continue with the reply of the store, by queue.
    pub(crate) after_store: SortedMap<u64, AfterStore>,
    /// Workspace files whose commands await confirmation, by path. The text is kept, so that
    /// exactly the commands that were shown run.
    pub(crate) shown: SortedMap<String, ShownFile>,
    /// Channels of `wait-for`.
    pub(crate) channels: SortedMap<String, Channel>,
    /// Pending reads of files, by request.
    pub(crate) files: SortedMap<u64, FileRequest>,
    /// Pending writes of files, by request: the waiting queue and the path.
    pub(crate) writes: SortedMap<u64, (u64, String)>,
    /// While the config of a new server loads: first the number of the read request, then that of
    /// the queue with its commands.
    pub(crate) config: Option<u64>,
    /// Queues that wait for the config, and whether their client came without arguments.
    pub(crate) after_config: Vec<(u64, bool)>,
    /// A command of a hook runs, whose changes run no hooks.
    pub(crate) in_hook: bool,
    /// Running shell commands.
    pub(crate) jobs: SortedMap<JobId, RunningJob>,
    /// The queues that wait for the end of a pane's program (`split-window -W`).
    pub(crate) program_ends: SortedMap<PaneId, Vec<u64>>,
}

/// How a command continues with the reply of the store.
type StoreContinuation =
    Box<dyn FnOnce(&mut CommandContext<'_>, Result<StoreReply>) -> Result<Flow> + Send>;

/// A command that waits for the store.
pub(crate) struct AfterStore(pub StoreContinuation);

impl std::fmt::Debug for AfterStore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("AfterStore")
    }
}

/// A channel of `wait-for`.
#[derive(Debug, Default)]
pub struct Channel {
    /// The channel was signalled before a queue waited for it.
    pub woken: bool,
    /// The channel is locked (`wait-for -L`).
    pub locked: bool,
    /// The queues that wait for a signal.
    pub waiters: Vec<u64>,
    /// The queues that wait for the lock, the first next.
    pub lockers: VecDeque<u64>,
}

/// A pending read of files, and how to handle their content.
#[derive(Debug)]
pub(crate) enum FileRequest {
    /// The config files of a new server.
    Config {
        /// Missing files are not an error: nobody named them with `-f`.
        quiet: bool,
    },
    /// Files whose commands run in a queue (`source-file`).
    Source(SourceRequest),
    /// A file that becomes a paste buffer (`load-buffer`): the queue that waits, and the buffer.
    Buffer(u64, IntoBuffer),
    /// Standard input to show in a pane without a program: the queue that waits, and the pane.
    Shown(u64, PaneId),
    /// Workspace files: the queue that waits, and the request.
    Workspace(u64, WorkspaceRequest),
    /// The history of prompts (`history-file`).
    PromptHistory,
}

impl FileRequest {
    /// The queue that waits for the files.
    pub(crate) const fn queue(&self) -> Option<u64> {
        match self {
            Self::Config { .. } | Self::PromptHistory => None,
            Self::Source(source) => Some(source.run),
            Self::Buffer(run, _) | Self::Shown(run, _) | Self::Workspace(run, _) => Some(*run),
        }
    }
}

/// Files whose commands run in a queue (`source-file`).
#[derive(Debug)]
pub(crate) struct SourceRequest {
    /// The queue that waits.
    pub run: u64,
    /// Missing files are not an error (`-q`).
    pub quiet: bool,
    /// The commands are checked and not run (`-n`).
    pub check: bool,
    /// The paths as the user wrote them, by absolute path, for error messages.
    pub typed: SortedMap<String, String>,
    /// Each command is printed (`-v`).
    pub verbose: bool,
    /// Paths to read when standard input is read, which is one of them. Empty if there is nothing
    /// else to read.
    pub after_stdin: Vec<String>,
    /// The text of standard input, when it was read before the other files.
    pub stdin: Option<String>,
}

/// The destination of a file's text (`load-buffer`).
#[derive(Debug, Default)]
pub(crate) struct IntoBuffer {
    /// The name of the paste buffer; `None` makes a new one.
    pub name: Option<String>,
    /// The client whose clipboard also gets the text (`-w`).
    pub clipboard: Option<ClientId>,
}

/// What to do when a shell command ends.
#[derive(Clone, Debug)]
pub(crate) enum AfterJob {
    /// Print its output and pass on its status (`run-shell`).
    Print {
        /// The queue that waits; `None` if the command runs in the background (`-b`).
        queue: Option<u64>,
        /// The client that ran `run-shell`.
        client: Option<ClientId>,
        /// The pane that shows the output in view mode (`-t`).
        pane: Option<PaneId>,
        /// The position of the command in the config, as `file:line`.
        in_config: Option<String>,
    },
    /// Tell a client that it failed (`copy-pipe`).
    Report {
        /// The client.
        client: Option<ClientId>,
    },
    /// Give its output to the switcher of a client.
    List {
        /// The client.
        client: ClientId,
        /// The source of the rows.
        source: ListSource,
    },
    /// Go to the session of a directory, of which it printed the real path, and then those of
    /// sessions by their ids.
    Directory {
        /// The queue that waits.
        queue: u64,
        /// The directory.
        directory: String,
    },
    /// Run one of two scripts (`if-shell`).
    Branch {
        /// The queue that waits; `None` runs the script in a new queue (`-b`).
        queue: Option<u64>,
        /// The client that ran `if-shell`.
        client: Option<ClientId>,
        /// The author of the settings that the script changes.
        author: Author,
        /// The default target of the script.
        place: Option<Location>,
        /// The script for exit status 0.
        yes: String,
        /// The script for every other end.
        no: Option<String>,
    },
}

/// A source of rows of the switcher that a shell command reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListSource {
    /// Workspaces and worktrees.
    Places,
    /// The directories that zoxide knows.
    Zoxide,
}

/// A running shell command.
#[derive(Clone, Debug)]
pub(crate) struct RunningJob {
    /// The command.
    pub command: String,
    /// The action at its end.
    pub then: AfterJob,
}

/// The shell commands of formats, by their text.
#[derive(Debug, Default)]
pub struct FormatJobs {
    /// Behind a `RefCell` because formats expand with `&World`, and the expansion records the
    /// commands that it needs.
    pub(in crate::model) known: RefCell<SortedMap<String, FormatJob>>,
}

#[derive(Debug, Default)]
/// A shell command of a format and its last output.
pub(crate) struct FormatJob {
    pub(in crate::model) output: String,
    pub(in crate::model) running: Option<JobId>,
    pub(in crate::model) started: Option<u64>,
    pub(in crate::model) wanted: bool,
    pub(in crate::model) place: Option<Location>,
}

impl FormatJobs {
    /// The last output of `command`, empty before the first. Marks the command to be run again.
    pub fn output(&self, command: &str, place: Option<Location>) -> String {
        let mut known = self.known.borrow_mut();
        let job = known.entry(command.to_owned()).or_default();
        job.wanted = true;
        job.place = place;
        job.output.clone()
    }
}

/// The action for workspace files.
#[derive(Clone, Debug)]
pub(crate) enum WorkspaceAction {
    /// List the workspaces, one line each.
    List {
        /// Print JSON instead of text.
        json: bool,
    },
    /// Print the file.
    Show,
    /// Load the workspace as a session.
    Load {
        /// Do not attach the client to the session (`-d`).
        detached: bool,
        /// Run the commands of the file without confirmation (`-y`).
        yes: bool,
    },
}

/// A request for workspace files.
#[derive(Clone, Debug)]
pub(crate) struct WorkspaceRequest {
    /// The action.
    pub action: WorkspaceAction,
    /// The file or workspace name as the user typed it.
    pub typed: String,
    /// The file is not in the user's workspace directory, so its commands are shown before they
    /// run.
    pub foreign: bool,
}

/// A file whose commands were shown and await confirmation.
#[derive(Debug)]
pub(crate) struct ShownFile {
    pub(in crate::model) request: WorkspaceRequest,
    pub(in crate::model) text: String,
    /// A client outside asks its user and comes back with the answer. Until then a server without
    /// sessions does not end.
    pub(in crate::model) awaited: bool,
}
