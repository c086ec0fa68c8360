//! Passes on what happened to panes and clients to the waits and to the text that is typed.

use crate::model::ops::automation::{pane_state, requests, typing, waits};
use crate::model::state::pane_access::PaneAccess;
use crate::model::state::world::World;

/// Handles what happened since the last call: clients that left, and panes that were closed, whose
/// programs ended or failed to start, and whose states changed.
pub(crate) fn settle(world: &mut World, access: &dyn PaneAccess) {
    for run in std::mem::take(&mut world.automation.left) {
        waits::queue_ended(world, run);
        typing::queue_ended(world, run);
    }
    for (pane, message) in std::mem::take(&mut world.automation.failed) {
        waits::spawn_failed(world, pane, &message);
    }
    for pane in std::mem::take(&mut world.automation.told) {
        if let Some(state) = pane_state::pane_state(world, pane) {
            for id in waits::waits_for(world, pane) {
                waits::state_is(world, access, id, pane, state);
            }
        }
    }
    for (pane, exit) in std::mem::take(&mut world.automation.ended) {
        requests::pane_ended(world, pane, exit);
        for id in waits::waits_for(world, pane) {
            waits::pane_ended(world, access, id, pane, exit);
        }
        typing::pane_ended(world, pane, exit);
    }
}
