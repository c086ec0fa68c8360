//! The world: all state of the server.

use crate::base::{ClientId, JobId, Now, PaneId, SessionId, TimerId, WindowId};
use crate::model::state::buffer::Buffers;
use crate::model::state::client::Client;
use crate::model::state::command::CommandDef;
use crate::model::state::effect::Effect;
use crate::model::state::environment::Environment;
use crate::model::state::format_jobs::Jobs;
use crate::model::state::group::Group;
use crate::model::state::key_tables::KeyTables;
use crate::model::state::observed::{IdleSince, Observed};
use crate::model::state::options::Options;
use crate::model::state::pane::Pane;
use crate::model::state::pipe::Pipe;
use crate::model::state::queue::Queues;
use crate::model::state::session::Session;
use crate::model::state::store_request::Remembered;
use crate::model::state::timers::Timers;
use crate::model::state::window::Window;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What the world is told about where it runs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HostInfo {
    /// The server's process id.
    pub pid: u32,
    /// The socket's path.
    pub socket: String,
    /// The host's name.
    pub host: String,
    /// The user's id.
    pub uid: u32,
    /// The user's name.
    pub user: String,
    /// The user's home directory.
    pub home: String,
    /// The user's shell by `SHELL` or the system's user list, or `/bin/sh`.
    pub shell: String,
    /// The version to report (`#{version}`).
    pub version: String,
    /// When this server started, milliseconds since 1970.
    pub started: i64,
    /// `tmux-256color` where the system knows it, else `screen-256color` or `screen`.
    pub terminal: String,
    /// The environment the server was started with.
    pub environment: Vec<(String, String)>,
    /// The directory of the user's workspaces; empty if there is none.
    pub workspaces: String,
}

/// Everything the server knows. What is marked `skip` does not outlive it.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct World {
    /// The command table.
    #[serde(skip)]
    pub commands: &'static [CommandDef],
    /// Where it runs.
    #[serde(skip)]
    pub host: HostInfo,
    /// Names the line of servers that the ids belong to: when its first one started, milliseconds
    /// since 1970.
    pub lineage: i64,
    /// Sessions.
    pub sessions: BTreeMap<SessionId, Session>,
    /// Windows.
    pub windows: BTreeMap<WindowId, Window>,
    /// Panes.
    pub panes: BTreeMap<PaneId, Pane>,
    /// Connected clients.
    #[serde(skip)]
    pub clients: BTreeMap<ClientId, Client>,
    /// Server options and the global ones.
    pub options: Options,
    /// The global environment.
    pub environment: Environment,
    /// What keys do.
    pub keys: KeyTables,
    /// The marked pane.
    pub marked: Option<PaneId>,
    /// Config files that were read.
    pub config_files: Vec<String>,
    /// What was wrong in them and was not shown yet.
    pub config_errors: Vec<String>,
    /// Earlier answers to prompts, by kind, the latest last.
    pub answers: BTreeMap<String, Vec<String>>,
    /// Paste buffers.
    pub buffers: Buffers,
    /// Messages for `show-messages`: when, text.
    #[serde(skip)]
    pub log: Vec<(i64, String)>,
    pub(crate) next: NextIds,
    /// Groups of sessions, by name. Saved behind the rest.
    #[serde(skip)]
    pub groups: BTreeMap<String, Group>,
    /// Pipes of panes. Saved behind the rest.
    #[serde(skip)]
    pub pipes: BTreeMap<PaneId, Pipe>,
    /// What the server found when it started, until the config has been read.
    #[serde(skip)]
    pub(crate) remembered: Option<Box<Remembered>>,
    /// What is to be typed at the prompts of restored shells, and the timer it waits for.
    #[serde(skip)]
    pub(crate) offers: BTreeMap<PaneId, (String, Option<TimerId>)>,
    /// Panes whose programs were ended by a signal.
    #[serde(skip)]
    pub(crate) killed_by_signal: Vec<PaneId>,
    /// Since when sessions were not used.
    #[serde(skip)]
    pub(crate) idle: IdleSince,
    #[serde(skip)]
    pub(crate) queues: Queues,
    #[serde(skip)]
    pub(crate) timers: Timers,
    #[serde(skip)]
    pub(crate) jobs: Jobs,
    /// What was last announced.
    #[serde(skip)]
    pub(crate) seen: Observed,
    /// There is no config: the first client is told how to go on.
    #[serde(skip)]
    pub(crate) show_first_run_hint: bool,
    /// Hooks and the shell commands of formats do not run: something kills the server again and again.
    #[serde(skip)]
    pub(crate) safe: bool,
    #[serde(skip)]
    pub(crate) changed: bool,
    #[serde(skip)]
    pub(crate) effects: Vec<Effect>,
    #[serde(skip)]
    pub(crate) now: Now,
}

/// The numbers that come next.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub(crate) struct NextIds {
    pub session: u32,
    pub window: u32,
    pub pane: u32,
    pub job: u32,
    pub timer: u32,
}

impl World {
    /// A world with nothing in it.
    pub fn new(host: HostInfo, commands: &'static [CommandDef]) -> Self {
        let mut world = Self {
            environment: host.environment.iter().cloned().collect(),
            keys: KeyTables::defaults(),
            lineage: host.started,
            host,
            commands,
            ..Self::default()
        };
        world.options.set_defaults(&world.host);
        world
    }

    /// Whether what [`snapshot::save`] writes may have changed since the last call.
    pub fn take_changed(&mut self) -> bool {
        std::mem::take(&mut self.changed)
    }

    /// Panes whose programs were ended by a signal since the last call.
    pub fn take_killed_by_signal(&mut self) -> Vec<PaneId> {
        std::mem::take(&mut self.killed_by_signal)
    }

    pub(crate) fn effect(&mut self, effect: Effect) {
        self.effects.push(effect);
    }

    pub(crate) fn new_job(&mut self) -> JobId {
        self.next.job += 1;
        JobId(self.next.job)
    }

    pub(crate) fn new_timer(&mut self) -> TimerId {
        self.next.timer += 1;
        TimerId(self.next.timer)
    }
}
