//! Enters and leaves modes. A pane may be in several: the last one that was entered is shown, and
//! the end of it shows the one before.

use crate::base::PaneId;
use crate::model::modes::tree_mode::lifecycle;
use crate::model::ops::mode_change;
use crate::model::state::mode::Mode;
use crate::model::state::world::World;

/// Enters a mode. It takes the place of one of the same name.
pub(crate) fn enter(world: &mut World, id: PaneId, mode: Mode) {
    let Some(pane) = world.panes.get_mut(&id) else {
        return;
    };
    pane.modes_below.extend(pane.mode.take());
    pane.modes_below.retain(|below| below.name() != mode.name());
    pane.mode = Some(mode);
}

/// Leaves the mode that a pane shows.
pub(crate) fn leave(world: &mut World, pane: PaneId) {
    let place = world.pane_location(pane);
    let Some(known) = world.panes.get_mut(&pane) else {
        return;
    };
    let mode = known.mode.take();
    known.mode = known.modes_below.pop();
    known.unseen &= known.mode.is_some();
    let window = known.window;
    match mode {
        Some(Mode::Tree(tree)) => lifecycle::left(world, &tree, place),
        Some(Mode::Copy(_) | Mode::View(_) | Mode::Clock) | None => {}
    }
    mode_change::changed(world, window);
}

/// Leaves all modes of a pane.
pub(crate) fn leave_all(world: &mut World, pane: PaneId) {
    while world.panes.get(&pane).is_some_and(|p| p.mode.is_some()) {
        leave(world, pane);
    }
}
