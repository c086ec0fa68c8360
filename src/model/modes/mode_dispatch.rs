//! Dispatches to the mode of a pane: keys, the mouse, the rows that show. A new
//! mode is a variant of `state::mode::Mode`, a file in this folder and an arm in each function
//! here.

use crate::base::{ClientId, Key, Line, PaneId};
use crate::model::modes::copy_mode::draw as copy_draw;
use crate::model::modes::tree_mode::{draw, keys};
use crate::model::modes::{clock, pane_mode, quick_select};
use crate::model::state::client::MouseHit;
use crate::model::state::mode::Mode;
use crate::model::state::pane_access::PaneAccess;
use crate::model::state::world::World;

/// Handles a key that has no binding in the key table of the pane's mode.
pub(crate) fn key(
    world: &mut World,
    client: ClientId,
    pane: PaneId,
    key: Key,
    panes: &dyn PaneAccess,
) {
    match world.panes.get(&pane).and_then(|p| p.mode.as_ref()) {
        Some(Mode::Clock) => {
            world.changed = true;
            pane_mode::leave(world, pane);
        }
        Some(Mode::Tree(_)) => {
            let read_only = world.clients.get(&client).is_none_or(|c| c.read_only);
            if !read_only {
                keys::key(world, Some(client), pane, key, panes);
            }
        }
        Some(Mode::Copy(_) | Mode::View(_)) => quick_select::key(world, client, pane, key, panes),
        None => {}
    }
}

/// Handles a mouse event over a pane. Returns false if the pane's mode does not use the mouse.
pub(crate) fn mouse(
    world: &mut World,
    client: ClientId,
    pane: PaneId,
    hit: &MouseHit,
    panes: &dyn PaneAccess,
) -> bool {
    match world.panes.get(&pane).and_then(|p| p.mode.as_ref()) {
        Some(Mode::Tree(_)) => {
            keys::mouse(world, client, hit, panes);
            true
        }
        Some(Mode::Copy(_) | Mode::View(_)) => quick_select::mouse(world, client, pane, hit, panes),
        Some(Mode::Clock) | None => false,
    }
}

/// The rows of a pane that is in a mode, and a generation that changes with them; `None` without a
/// mode.
pub fn rows(world: &World, id: PaneId, panes: &dyn PaneAccess) -> Option<(u64, Vec<Line>)> {
    let pane = world.panes.get(&id)?;
    Some(match pane.mode.as_ref()? {
        Mode::Clock => clock::view(world, pane),
        Mode::Tree(tree) => draw::view(world, pane, tree, panes),
        Mode::Copy(copy) | Mode::View(copy) => copy_draw::rows(world, pane, copy, panes),
    })
}
