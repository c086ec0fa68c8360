//! The world: the state of the server.

use crate::base::sorted::{SortedMap, SortedSet};
use crate::base::{ClientId, JobId, Now, PaneId, SessionId, TimerId, WindowId};
use crate::lang::tables::first_steps::FirstSteps;
use crate::model::state::automation::Automation;
use crate::model::state::automation::event_log::EventLog;
use crate::model::state::automation::pane_state::PaneSignals;
use crate::model::state::buffer::Buffers;
use crate::model::state::client::Client;
use crate::model::state::command::{CommandDef, FormatJobs, Queues};
use crate::model::state::control::{ControlLeft, ControlObserved, Monitor};
use crate::model::state::effect::{Effect, PaneEffect};
use crate::model::state::environment::Environment;
use crate::model::state::host_info::HostInfo;
use crate::model::state::key_tables::{EncodedKeyTables, KeyTables};
use crate::model::state::mode::history_search::PendingSearch;
use crate::model::state::mode::line_times::LineTimes;
use crate::model::state::observed::{IdleSince, Observed};
use crate::model::state::options::Options;
use crate::model::state::overlay::left::OverlaysLeft;
use crate::model::state::overlay::popup::{Popup, PopupOwner};
use crate::model::state::pane::{Pane, Pipe};
use crate::model::state::saved_layout::{FormerIds, SavedLayout};
use crate::model::state::session::{Group, Session};
use crate::model::state::settings::access::{AccessList, User};
use crate::model::state::settings::author::AUTHOR_VARIABLE;
use crate::model::state::settings::habits::Habits;
use crate::model::state::settings::hand_changes::HandChanges;
use crate::model::state::shell::command_log::CommandLog;
use crate::model::state::shell::notices::Notices;
use crate::model::state::store_request::{FoundLayout, SavedCommand, StartNote};
use crate::model::state::timers::Timers;
use crate::model::state::tree_mode::FoundLines;
use crate::model::state::undo::UndoStack;
use crate::model::state::window::Window;
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;

/// The state of the server. `persist::snapshot::save` encodes it for the next server, without the
/// fields marked `skip`: clients reconnect, and queues, timers and jobs end with the process.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct World {
    /// The command table.
    #[serde(skip)]
    pub commands: &'static [CommandDef],
    /// Properties of the host, the user and the server process.
    #[serde(skip)]
    pub host: HostInfo,
    /// The lineage of the server, which makes ids unique across reboots: the start of its first
    /// server, milliseconds since 1970.
    pub lineage: i64,
    /// The sessions by id.
    pub sessions: SortedMap<SessionId, Session>,
    /// The windows by id.
    pub windows: SortedMap<WindowId, Window>,
    /// The panes by id.
    pub panes: SortedMap<PaneId, Pane>,
    /// The connected clients by id.
    #[serde(skip)]
    pub clients: SortedMap<ClientId, Client>,
    /// The server options and the global options.
    pub options: Options,
    /// The global environment.
    pub environment: Environment,
    /// The key bindings.
    pub keys: EncodedKeyTables,
    /// The marked pane (`select-pane -m`).
    pub marked: Option<PaneId>,
    /// The config files that were loaded (`#{config_files}`).
    pub config_files: Vec<String>,
    /// Numbers for the texts of the files of the configuration, as they were last read. Encoded
    /// behind the world.
    #[serde(skip)]
    pub(crate) config_texts: SortedMap<String, u64>,
    /// The stamps of the files of the configuration, while `reload-config` looks at them.
    #[serde(skip)]
    pub(crate) config_stamps: SortedMap<String, u64>,
    /// The queue that reads the configuration again, the client that is told, and the text.
    #[serde(skip)]
    pub(crate) reloading: Option<(u64, ClientId, String)>,
    /// Errors in config files and other messages for the first client that attaches.
    pub startup_messages: Vec<String>,
    /// Words of the config that are not supported yet, while it is read: file, line, message.
    #[serde(skip)]
    pub(crate) unsupported_lines: Vec<(String, u32, String)>,
    /// One line about them for the first client that attaches.
    #[serde(skip)]
    pub(crate) startup_notice: Option<String>,
    /// The prompt history by prompt type, the most recent last.
    pub answers: SortedMap<String, Vec<String>>,
    /// The paste buffers.
    pub buffers: Buffers,
    /// The message log (`show-messages`): milliseconds since 1970, text.
    #[serde(skip)]
    pub log: VecDeque<(i64, String)>,
    pub(crate) next: NextIds,
    /// The session groups by name. Encoded behind the world, because older versions lack them.
    #[serde(skip)]
    pub groups: SortedMap<String, Group>,
    /// The pipes of panes. Encoded behind the world, because older versions lack them.
    #[serde(skip)]
    pub pipes: SortedMap<PaneId, Pipe>,
    /// The closed panes, windows and sessions that `undo` brings back. Encoded behind the world.
    #[serde(skip)]
    pub undo: UndoStack,
    /// The signals about the states of panes. Encoded behind the world.
    #[serde(skip)]
    pub(crate) pane_signals: SortedMap<PaneId, PaneSignals>,
    /// The log of events. The number of the last one is encoded behind the world.
    #[serde(skip)]
    pub(crate) events: EventLog,
    /// The popups of a previous server whose clients have not come back yet. Encoded behind the
    /// world, with those of the connected clients.
    #[serde(skip)]
    pub(crate) popups_left: Vec<(PopupOwner, Popup)>,
    /// The lists and prompts of a previous server whose clients have not come back yet. Encoded
    /// behind the world, with those of the connected clients.
    #[serde(skip)]
    pub(crate) overlays_left: Vec<(PopupOwner, OverlaysLeft)>,
    /// The state of the control clients of a previous server that have not come back yet. Encoded
    /// behind the world, with that of the connected clients.
    #[serde(skip)]
    pub(crate) control_left: Vec<(PopupOwner, ControlLeft)>,
    /// The ids that restored objects had in earlier lineages. Encoded behind the world.
    #[serde(skip)]
    pub(crate) former: FormerIds,
    /// The layout before the first closing of the current step.
    #[serde(skip)]
    pub(crate) closing: Option<Box<SavedLayout>>,
    /// The layout before the first closing since the last save of the layout.
    #[serde(skip)]
    pub(crate) unsaved_closing: Option<Box<SavedLayout>>,
    /// Objects of a snapshot were restored since the last save of the layout.
    #[serde(skip)]
    pub(crate) restored_snapshot: bool,
    /// The version of the server that handed this world over or died; empty if it is not known.
    /// Encoded behind the world.
    #[serde(skip)]
    pub program_before: String,
    /// What the start of the server found, until a client was told.
    #[serde(skip)]
    pub(crate) start_note: Option<StartNote>,
    /// The settings that were changed by hand. Encoded behind the world, because older versions
    /// lack them.
    #[serde(skip)]
    pub hand_changes: HandChanges,
    /// What the user does again and again. Encoded behind the world.
    #[serde(skip)]
    pub habits: Habits,
    /// The event monitors by the name of their event (`set-hook -B`). Encoded behind the world.
    #[serde(skip)]
    pub(crate) monitors: SortedMap<String, Monitor>,
    /// The monitors that fire only while their format is true (`set-hook -B -T`). Encoded behind
    /// the world.
    #[serde(skip)]
    pub(crate) monitors_of_truth: SortedSet<String>,
    /// The users that may connect beside the owner. Encoded behind the world.
    #[serde(skip)]
    pub access: AccessList,
    /// The users of clients that are not of the owner, until they run their command.
    #[serde(skip)]
    pub(crate) users: SortedMap<ClientId, User>,
    /// The notice that new output cannot be saved; `None` if it can.
    #[serde(skip)]
    pub(crate) saving_notice: Option<String>,
    /// The saved state that the server found at its start, until the config is loaded.
    #[serde(skip)]
    pub(crate) found_layout: Option<Box<FoundLayout>>,
    /// The commands to type at the prompts of restored shells, and the timers that they wait for.
    #[serde(skip)]
    pub(crate) restored_commands: SortedMap<PaneId, (String, Option<TimerId>)>,
    /// Panes whose programs were killed by a signal.
    #[serde(skip)]
    pub(crate) killed_by_signal: Vec<PaneId>,
    /// The idle times of sessions.
    #[serde(skip)]
    pub(crate) idle: IdleSince,
    #[serde(skip)]
    pub(crate) queues: Queues,
    #[serde(skip)]
    pub(crate) timers: Timers,
    #[serde(skip)]
    pub(crate) jobs: FormatJobs,
    /// The last observation, which change hooks compare with.
    #[serde(skip)]
    pub(crate) observed: Observed,
    /// The last observation for notifications; `None` without control clients.
    #[serde(skip)]
    pub(crate) control_observed: Option<ControlObserved>,
    /// The hint for new users.
    #[serde(skip)]
    pub(crate) first_steps: FirstSteps,
    /// Safe mode, after repeated crashes of the server: hooks and the shell commands of formats do
    /// not run, because one of them may be the cause.
    #[serde(skip)]
    pub(crate) safe: bool,
    /// The searches of copy modes that run beside the world, by pane.
    #[serde(skip)]
    pub(crate) history_searches: SortedMap<PaneId, PendingSearch>,
    /// The panes whose lines copy modes read.
    #[serde(skip)]
    pub(crate) copy_sources: SortedSet<PaneId>,
    /// The lines of the last search in all panes, by the pane with their list.
    #[serde(skip)]
    pub(crate) found_lines: SortedMap<PaneId, FoundLines>,
    /// The times of lines, by pane.
    #[serde(skip)]
    pub(crate) line_times: SortedMap<PaneId, LineTimes>,
    /// The commands of the last list of `choose-history`.
    #[serde(skip)]
    pub(crate) listed_commands: Vec<SavedCommand>,
    /// Notices about commands that ended. Encoded behind the world.
    #[serde(skip)]
    pub notices: Notices,
    /// The commands that shells marked. Encoded behind the world.
    #[serde(skip)]
    pub command_log: CommandLog,
    /// The number of the last such search.
    #[serde(skip)]
    pub(crate) next_search: u64,
    /// Windows whose automatic names are updated at the end of the input.
    #[serde(skip)]
    pub(crate) due_names: SortedSet<WindowId>,
    /// Panes that were made in a zoomed window and have its size until the zoom ends.
    #[serde(skip)]
    pub(crate) window_sized: SortedSet<PaneId>,
    /// Waits for conditions of panes. Their requests are encoded behind the world.
    #[serde(skip)]
    pub(crate) automation: Automation,
    #[serde(skip)]
    pub(crate) presence: Presence,
    /// The shutdown was requested.
    #[serde(skip)]
    pub(crate) ending: bool,
    #[serde(skip)]
    pub(crate) changed: bool,
    #[serde(skip)]
    pub(crate) effects: Vec<Effect>,
    #[serde(skip)]
    pub(crate) now: Now,
}

/// The clients that this server process had so far. After the death of its predecessor a server
/// must not take sessions for abandoned before their clients have reconnected.
#[derive(Clone, Debug, Default)]
pub(crate) struct Presence {
    /// A client has connected whose command starts a server.
    pub connected: bool,
    /// A client has attached, or there was no predecessor whose clients could come back.
    pub attached: bool,
    /// Sessions of a predecessor or of a saved layout that no client has attached to since.
    pub expected: SortedSet<SessionId>,
}

/// The next ids.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub(crate) struct NextIds {
    pub session: u32,
    pub window: u32,
    pub pane: u32,
    pub job: u32,
    pub timer: u32,
}

impl World {
    /// A world without sessions, with the default options and key bindings.
    pub fn new(host: HostInfo, commands: &'static [CommandDef]) -> Self {
        let mut world = Self {
            environment: host.environment.iter().cloned().collect(),
            keys: KeyTables::defaults().into(),
            lineage: host.started,
            host,
            commands,
            ..Self::default()
        };
        // A server that a shell command of another server started would pass it on to its panes.
        world.environment.unset(AUTHOR_VARIABLE);
        world.options = world.default_options();
        if world.host.as_tmux {
            world.keys.remove_own_keys();
        }
        world
    }

    /// Whether the snapshot (`persist::snapshot::save`) may have changed since the last call.
    /// Resets the mark.
    pub fn take_changed(&mut self) -> bool {
        std::mem::take(&mut self.changed)
    }

    /// The panes whose programs were killed by a signal since the last call.
    pub fn take_killed_by_signal(&mut self) -> Vec<PaneId> {
        std::mem::take(&mut self.killed_by_signal)
    }

    /// Whether objects of a snapshot were restored since the last call.
    pub fn take_restored_snapshot(&mut self) -> bool {
        std::mem::take(&mut self.restored_snapshot)
    }

    /// The layout before the first closing since the last call.
    pub fn take_unsaved_closing(&mut self) -> Option<Box<SavedLayout>> {
        self.unsaved_closing.take()
    }

    /// Appends an effect to those that [`World::apply`] returns.
    pub(crate) fn effect(&mut self, effect: Effect) {
        if let Effect::Pane(pane, PaneEffect::Write(_)) = &effect
            && self.panes.get(pane).is_some_and(Pane::without_program)
        {
            return;
        }
        // While a script types a line, input of others waits for its end.
        let effect = match effect {
            Effect::Pane(pane, PaneEffect::Write(bytes)) => {
                match self.automation.submissions.hold(pane, bytes) {
                    Some(bytes) => Effect::Pane(pane, PaneEffect::Write(bytes)),
                    None => return,
                }
            }
            effect => effect,
        };
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
