//! The mouse moves and resizes floating panes.

use crate::base::{BoxRect, ClientId, Grip, PaneId, Point, Size};
use crate::model::ops::lifecycle::auto_layout;
use crate::model::ops::window_size;
use crate::model::state::client::Drag;
use crate::model::state::location::Location;
use crate::model::state::lookup::client_area;
use crate::model::state::world::World;

/// The smallest box that the mouse makes, border included.
const LEAST_BOX: Size = Size::new(3, 3);

/// The grip that moves a box instead of resizing it.
pub(crate) const MOVES: Grip = Grip { x: 0, y: -1 };

/// Starts to move or resize the floating pane at `place`, which the mouse holds since it was at the
/// cell `from` of the client. The pane becomes active.
pub(crate) fn start_drag(
    world: &mut World,
    id: ClientId,
    place: Location,
    grip: Grip,
    from: Point,
) {
    let at = client_area::to_window(world, id, from);
    let Some(window) = world.windows.get_mut(&place.window) else {
        return;
    };
    let size = window.size();
    let (Some(float), Some(at)) = (window.floats.get(place.pane).copied(), at) else {
        return;
    };
    let outer = float.shown(size).around(float.bordered);
    let grab = (i32::from(at.x) - outer.x, i32::from(at.y) - outer.y);
    window.select(place.pane);
    if let Some(client) = world.clients.get_mut(&id) {
        let pane = place.pane;
        client.mouse.drag = Some(Drag::Float { pane, grip, grab });
    }
    window_size::update_pane_sizes(world, place.window);
}

/// Continues the drag that [`start_drag`] started.
pub(crate) fn drag_on(world: &mut World, id: ClientId, to: Point) {
    let drag = world.clients.get(&id).and_then(|c| c.mouse.drag.clone());
    if let Some(Drag::Float { pane, grip, grab }) = drag {
        self::drag(world, id, (pane, grip, grab), to);
    }
}

/// Moves or resizes a floating pane: the part that the mouse holds follows it to a cell of the
/// client.
pub(crate) fn drag(
    world: &mut World,
    id: ClientId,
    (pane, grip, grab): (PaneId, Grip, (i32, i32)),
    to: Point,
) {
    let Some(at) = client_area::to_window(world, id, to) else {
        return;
    };
    let Some(window) = world.panes.get(&pane).map(|pane| pane.window) else {
        return;
    };
    let Some(known) = world.windows.get_mut(&window) else {
        return;
    };
    let size = known.size();
    let Some(float) = known.floats.get(pane).copied() else {
        return;
    };
    let (x, y) = (i32::from(at.x), i32::from(at.y));
    let outer = float.shown(size).around(float.bordered);
    let outer = if grip == MOVES {
        outer.moved(grab, x, y)
    } else {
        outer.resized(grip, x, y, LEAST_BOX)
    };
    let outer = outer.kept_visible(size, crate::layout::LEAST_VISIBLE);
    known.floats.put(pane, outer.inside(float.bordered), size);
    auto_layout::forget_shares(world, pane);
    world.changed = true;
    window_size::update_pane_sizes(world, window);
}

/// Starts to draw the box of a new floating pane from the cell where the button went down to the
/// cell `at` of the client.
pub(crate) fn draw_new(world: &mut World, id: ClientId, pane: PaneId, at: Point) {
    let down = world.clients.get(&id).and_then(|client| client.mouse.down);
    let Some(from) = client_area::to_window(world, id, down.unwrap_or(at)) else {
        return;
    };
    if let Some(client) = world.clients.get_mut(&id) {
        client.mouse.drag = Some(Drag::NewBox { pane, from });
    }
    draw(world, id, (pane, from), at);
}

/// Gives a new floating pane the box between the cell `from` of its window and a cell of the
/// client.
pub(crate) fn draw(world: &mut World, id: ClientId, (pane, from): (PaneId, Point), to: Point) {
    let window = world.panes.get(&pane).map(|pane| pane.window);
    let (Some(at), Some(window)) = (client_area::to_window(world, id, to), window) else {
        return;
    };
    let Some(known) = world.windows.get_mut(&window) else {
        return;
    };
    let (size, bordered) = (
        known.size(),
        known.floats.get(pane).is_some_and(|f| f.bordered),
    );
    let least = if bordered { LEAST_BOX } else { Size::new(1, 1) };
    let outer = BoxRect {
        x: i32::from(from.x.min(at.x)),
        y: i32::from(from.y.min(at.y)),
        cols: (from.x.abs_diff(at.x) + 1).max(least.cols),
        rows: (from.y.abs_diff(at.y) + 1).max(least.rows),
    };
    let outer = outer.kept_visible(size, crate::layout::LEAST_VISIBLE);
    known.floats.put(pane, outer.inside(bordered), size);
    world.changed = true;
    window_size::update_pane_sizes(world, window);
}
