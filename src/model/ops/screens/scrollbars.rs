//! Scrollbars that appear, disappear or change their width.

use crate::base::{PaneId, WindowId};
use crate::model::ops::window_size;
use crate::model::state::world::World;

/// Gives windows the scrollbars of their options and modes, and their panes the rest of the
/// columns.
pub(crate) fn update(world: &mut World) {
    let changed = world.windows.values().filter_map(|window| {
        let scrollbars = world.scrollbars(window);
        (scrollbars != window.scrollbars).then_some((window.id, scrollbars))
    });
    let changed: Vec<(WindowId, _)> = changed.collect();
    for (id, scrollbars) in changed {
        if let Some(window) = world.windows.get_mut(&id) {
            window.scrollbars = scrollbars;
        }
        window_size::update_pane_sizes(world, id);
    }
}

/// Redraws the scrollbar of a pane whose history may have grown.
pub(crate) fn pane_output(world: &mut World, id: PaneId) {
    let Some(pane) = world.panes.get(&id).filter(|pane| pane.mode.is_none()) else {
        return;
    };
    let window = pane.window;
    let shown = world.windows.get(&window);
    if shown.is_some_and(|window| window.scrollbars.panes.contains_key(&id)) {
        window_size::redraw_window(world, window);
    }
}
