//! Finds the sessions, windows and panes of a saved layout that run. Their identity is an id in a
//! lineage, not a name.

use crate::base::{PaneId, SessionId, WindowId};
use crate::model::state::saved_layout::present_id;
use crate::model::state::world::World;

impl World {
    /// The running session that has or had the id `id` in `lineage`.
    pub fn present_session(&self, lineage: i64, id: SessionId) -> Option<SessionId> {
        let own = (lineage == self.lineage).then_some(id);
        let now = own.or_else(|| present_id(&self.former.sessions, lineage, id));
        now.filter(|id| self.sessions.contains_key(id))
    }

    /// The open window that has or had the id `id` in `lineage`.
    pub fn present_window(&self, lineage: i64, id: WindowId) -> Option<WindowId> {
        let own = (lineage == self.lineage).then_some(id);
        let now = own.or_else(|| present_id(&self.former.windows, lineage, id));
        now.filter(|id| self.windows.contains_key(id))
    }

    /// The open pane that has or had the id `id` in `lineage`.
    pub fn present_pane(&self, lineage: i64, id: PaneId) -> Option<PaneId> {
        let own = (lineage == self.lineage).then_some(id);
        let now = own.or_else(|| present_id(&self.former.panes, lineage, id));
        now.filter(|id| self.panes.contains_key(id))
    }
}
