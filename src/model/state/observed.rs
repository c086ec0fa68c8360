//! The last observation, which change hooks compare with, and the idle times of sessions.

use crate::base::sorted::{SortedMap, SortedSet};
use crate::base::{ClientId, PaneId, SessionId, Size, WindowId};
use crate::lang::tables::hooks::HookEvent;
use crate::layout::{Floats, Tree};
use crate::model::state::window::Window;

/// For each session: the time of its last use (milliseconds since 1970), and the time when the
/// server first saw that value (milliseconds of the monotonic clock).
pub(crate) type IdleSince = SortedMap<SessionId, (i64, u64)>;

/// The parts of the world that have change hooks, as of the last comparison.
#[derive(Clone, Debug, Default)]
pub(crate) struct Observed {
    pub(in crate::model) sessions: SortedSet<SessionId>,
    pub(in crate::model) current: SortedMap<SessionId, WindowId>,
    pub(in crate::model) links: SortedSet<(SessionId, WindowId)>,
    pub(in crate::model) windows: SortedMap<WindowId, ObservedWindow>,
    pub(in crate::model) panes: SortedMap<PaneId, ObservedPane>,
    pub(in crate::model) focused: SortedSet<PaneId>,
    /// The objects that ended since the last comparison, in order.
    pub(in crate::model) ended: Vec<Ended>,
    /// The links that commands made since the last comparison, also where the session had the
    /// window at another index before.
    pub(in crate::model) linked: Vec<(SessionId, WindowId)>,
    /// Events of clients since the last comparison, in order.
    pub(in crate::model) clients: Vec<(HookEvent, ClientId)>,
    /// The clients that show a session, with their names.
    pub(in crate::model) attached: SortedMap<ClientId, String>,
    /// The session groups of sessions.
    pub(in crate::model) groups: SortedMap<SessionId, GroupMember>,
    /// The marked pane.
    pub(in crate::model) marked: Option<PaneId>,
    /// The client that was used last in each window (`client-active`).
    pub(in crate::model) latest: SortedMap<WindowId, ClientId>,
}

/// A session of a session group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct GroupMember {
    /// The name of the group.
    pub(in crate::model) group: String,
    /// The name of the session.
    pub(in crate::model) session: String,
}

/// An object that ended, with the names that its hook reports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Ended {
    /// A session was closed.
    Session { id: SessionId, name: String },
    /// A session of a group was closed.
    Member { id: SessionId, name: String },
    /// A window was closed.
    Window { id: WindowId, name: String },
    /// A client that showed a session is gone.
    Client { name: String },
    /// A window was unlinked from a session.
    Link {
        session: SessionId,
        session_name: String,
        window: WindowId,
        window_name: String,
    },
}

#[derive(Clone, Debug)]
/// The observed properties of a window.
pub(crate) struct ObservedWindow {
    pub(in crate::model) name: String,
    pub(in crate::model) active: PaneId,
    pub(in crate::model) zoomed: bool,
    pub(in crate::model) size: Size,
    pub(in crate::model) tree: Tree,
    pub(in crate::model) floats: Floats,
}

impl ObservedWindow {
    pub(in crate::model) fn of(window: &Window) -> Self {
        Self {
            name: window.name.clone(),
            active: window.active,
            zoomed: window.zoomed,
            size: window.size(),
            tree: window.tree.clone(),
            floats: window.floats.clone(),
        }
    }
}

#[derive(Clone, Debug)]
/// The observed properties of a pane.
pub(crate) struct ObservedPane {
    pub(in crate::model) mode: Option<&'static str>,
    pub(in crate::model) title: String,
    pub(in crate::model) window: WindowId,
    pub(in crate::model) size: Size,
    pub(in crate::model) prompt: bool,
}
