//! Selecting with the mouse: a drag moves the cursor, and at the first and the last row it scrolls
//! as long as the button is held.

use crate::base::{ClientId, PaneId, Point};
use crate::model::modes::copy_mode::{history_search, lifecycle};
use crate::model::ops::timers;
use crate::model::state::client::{Drag, MouseHit};
use crate::model::state::lookup::client_area;
use crate::model::state::pane_access::PaneAccess;
use crate::model::state::timers::Purpose;
use crate::model::state::world::World;

/// The time between two rows that a drag scrolls at an edge, in milliseconds.
const SCROLL_MS: u64 = 50;

/// Begins a selection at the cell of `hit`, where the button went down, that follows the mouse.
pub(crate) fn begin_drag(
    world: &mut World,
    client: ClientId,
    pane: PaneId,
    hit: &MouseHit,
    access: &dyn PaneAccess,
) {
    history_search::cancel(world, pane);
    let (x, row) = (usize::from(hit.cell.x), usize::from(hit.cell.y));
    let begun = lifecycle::with_engine(world, pane, access, |e| e.begin_drag(x, row));
    if begun.is_none() {
        return;
    }
    if let Some(client) = world.clients.get_mut(&client) {
        client.mouse.drag = Some(Drag::Copy(pane));
    }
    drag(world, client, pane, hit.event.at, access);
}

/// The cell of a pane nearest to a cell of a client.
pub(crate) fn cell(world: &World, client: ClientId, pane: PaneId, at: Point) -> Option<Point> {
    let rect = client_area::client_rect(world, client, pane)?;
    Some(rect.nearest(at))
}

/// Moves the end of the selection to the mouse.
pub(crate) fn drag(
    world: &mut World,
    client: ClientId,
    pane: PaneId,
    at: Point,
    access: &dyn PaneAccess,
) {
    world.changed = true;
    let Some(cell) = cell(world, client, pane, at) else {
        return;
    };
    let (x, row) = (usize::from(cell.x), usize::from(cell.y));
    let edge = lifecycle::with_engine(world, pane, access, |e| e.drag_to(x, row));
    scroll_later(world, client, edge == Some(true));
}

/// Starts or stops the timer that scrolls at an edge.
fn scroll_later(world: &mut World, client: ClientId, on: bool) {
    let old = world
        .timers
        .iter()
        .find(|(_, purpose)| **purpose == Purpose::CopyScroll(client))
        .map(|(id, _)| *id);
    timers::stop_timer(world, old);
    if on {
        timers::start_timer(world, Purpose::CopyScroll(client), SCROLL_MS);
    }
}

/// Scrolls one row while a drag is held at an edge.
pub(crate) fn scroll(world: &mut World, client: ClientId, access: &dyn PaneAccess) {
    let drag = world
        .clients
        .get(&client)
        .and_then(|c| c.mouse.drag.clone());
    let Some(Drag::Copy(pane)) = drag else {
        return;
    };
    let edge = lifecycle::with_engine(world, pane, access, |e| e.drag_scroll());
    scroll_later(world, client, edge == Some(true));
}

/// Ends the drag: the selection stays.
pub(crate) fn end_drag(world: &mut World, client: ClientId, pane: PaneId, access: &dyn PaneAccess) {
    scroll_later(world, client, false);
    lifecycle::with_engine(world, pane, access, |e| e.end_drag());
}
