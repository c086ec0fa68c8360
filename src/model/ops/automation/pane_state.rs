//! The states of panes that programs report, for waits.

use crate::base::PaneId;
use crate::model::state::automation::pane_state::PaneState;
use crate::model::state::world::World;

/// The name of the state of a pane, such as `working` or `blocked`; `None` if it is unknown.
pub(crate) fn pane_state(world: &World, pane: PaneId) -> Option<&'static str> {
    world.pane_state(pane).map(PaneState::name)
}
