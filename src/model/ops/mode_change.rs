//! Effects of a mode that begins, ends or moves, and the view mode that shows output.

use crate::base::{ClientId, WindowId};
use crate::model::ops::{auto_rename, window_size};
use crate::model::state::location::Location;
use crate::model::state::mode::Mode;
use crate::model::state::mode::copy_mode::CopyMode;
use crate::model::state::world::World;

/// Redraws a window whose pane entered or left a mode. Its automatic name may follow the mode.
pub(crate) fn changed(world: &mut World, window: WindowId) {
    auto_rename::schedule_rename(world, window);
    window_size::redraw_window(world, window);
}

/// Shows lines in view mode in the active pane of a client, and appends to a view that is open
/// there.
pub(crate) fn show_output(world: &mut World, client: ClientId, lines: Vec<String>) {
    let session = world.clients.get(&client).and_then(|c| c.session);
    if let Some(place) = session.and_then(|s| world.session_location(s)) {
        show_output_in(world, place, lines);
    }
}

/// Shows lines in view mode in a pane, and appends to a view that is open there.
pub(crate) fn show_output_in(world: &mut World, place: Location, lines: Vec<String>) {
    if let Some(pane) = world.panes.get_mut(&place.pane) {
        let size = pane.size;
        if !matches!(pane.mode, Some(Mode::View(_))) {
            let mut view = Box::<CopyMode>::default();
            view.text.source = pane.id;
            view.text.size = size;
            pane.modes_below.extend(pane.mode.take());
            pane.modes_below
                .retain(|mode| !matches!(mode, Mode::View(_)));
            pane.mode = Some(Mode::View(view));
        }
        if let Some(view) = pane.mode.as_mut().and_then(Mode::copy_mut) {
            let before = view.text.rows.len().max(usize::from(size.rows));
            view.text.append(&lines);
            view.state.up += view.text.rows.len() - before;
            view.generation += 1;
        }
    }
    changed(world, place.window);
}
