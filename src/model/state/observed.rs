//! The state that change hooks compare with, and idle times of sessions.

use crate::base::{PaneId, SessionId, Size, WindowId};
use crate::layout::Tree;
use crate::model::state::window::Window;
use std::collections::{BTreeMap, BTreeSet};

/// Since when each session is as it was last used: that use, and when it was noticed, on the clock of
/// timers.
pub(crate) type IdleSince = BTreeMap<SessionId, (i64, u64)>;

/// What was there at the last look.
#[derive(Clone, Debug, Default)]
pub(crate) struct Observed {
    pub(in crate::model) current: BTreeMap<SessionId, WindowId>,
    pub(in crate::model) links: BTreeSet<(SessionId, WindowId)>,
    pub(in crate::model) windows: BTreeMap<WindowId, ObservedWindow>,
    pub(in crate::model) panes: BTreeMap<PaneId, ObservedPane>,
    pub(in crate::model) focused: BTreeSet<PaneId>,
}

#[derive(Clone, Debug)]
pub(crate) struct ObservedWindow {
    pub(in crate::model) active: PaneId,
    pub(in crate::model) zoomed: bool,
    pub(in crate::model) size: Size,
    pub(in crate::model) tree: Tree,
}

impl ObservedWindow {
    pub(in crate::model) fn of(window: &Window) -> Self {
        Self {
            active: window.active,
            zoomed: window.zoomed,
            size: window.size(),
            tree: window.tree.clone(),
        }
    }
}

#[derive(Clone, Debug)]
pub(crate) struct ObservedPane {
    pub(in crate::model) in_mode: bool,
    pub(in crate::model) title: String,
}
