//! Enters, leaves and refreshes tree mode.

use crate::base::{PaneId, WindowId};
use crate::model::modes::pane_mode;
use crate::model::modes::tree_mode::rows;
use crate::model::ops::{mode_change, window_size};
use crate::model::state::client::Client;
use crate::model::state::location::Location;
use crate::model::state::mode::Mode;
use crate::model::state::pane_access::PaneAccess;
use crate::model::state::tree_mode::{TreeKind, TreeMode};
use crate::model::state::world::World;

/// Enters tree mode, in the whole window if `zoom`. Does nothing if the list is empty.
pub(crate) fn enter(
    world: &mut World,
    place: Location,
    mut tree: TreeMode,
    zoom: bool,
    access: &dyn PaneAccess,
) {
    tree.start.clone_from(&tree.at);
    if rows::rows_of(world, &tree, place, access).is_empty() {
        return;
    }
    if of(world, place.pane).is_some() {
        pane_mode::leave(world, place.pane);
    }
    if let Some(window) = world.windows.get_mut(&place.window)
        && zoom
        && !window.zoomed
        && window.panes().len() > 1
    {
        window.select(place.pane);
        window.zoom();
        tree.unzoom = true;
        window_size::update_pane_sizes(world, place.window);
    }
    pane_mode::enter(world, place.pane, Mode::Tree(Box::new(tree)));
    mode_change::changed(world, place.window);
}

/// Unzooms the window that the mode zoomed when it began.
pub(crate) fn left(world: &mut World, pane: &TreeMode, place: Option<Location>) {
    if let Some(place) = place.filter(|_| pane.unzoom)
        && let Some(window) = world.windows.get_mut(&place.window)
    {
        window.zoomed = false;
        window_size::update_pane_sizes(world, place.window);
    }
}

/// The tree mode of a pane.
pub(crate) fn of(world: &World, pane: PaneId) -> Option<&TreeMode> {
    match world.panes.get(&pane)?.mode.as_ref()? {
        Mode::Tree(tree) => Some(tree),
        _ => None,
    }
}

/// Redraws every pane in tree mode, because its rows follow the world. A list without rows closes.
pub(crate) fn refresh(world: &mut World) {
    let listed: Vec<(PaneId, WindowId, bool)> = world
        .panes
        .values()
        .filter_map(|pane| match &pane.mode {
            Some(Mode::Tree(tree)) => {
                Some((pane.id, pane.window, tree.is_exhausted(world, pane.id)))
            }
            _ => None,
        })
        .collect();
    for (pane, window, exhausted) in listed {
        if exhausted {
            pane_mode::leave(world, pane);
        }
        window_size::redraw_window(world, window);
    }
}

impl TreeMode {
    /// Whether the objects that the list shows are all gone.
    fn is_exhausted(&self, world: &World, pane: PaneId) -> bool {
        match self.kind {
            TreeKind::Tree | TreeKind::Switch => world.sessions.is_empty(),
            TreeKind::Clients => !world.clients.values().any(Client::attached),
            TreeKind::Buffers => world.buffers.latest_first().next().is_none(),
            TreeKind::Lines => !world.found_lines.contains_key(&pane),
            TreeKind::Options => false,
            TreeKind::Former => true,
        }
    }
}
