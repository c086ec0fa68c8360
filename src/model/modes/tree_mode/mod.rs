//! Lists to choose from over a pane: sessions with their windows and panes, clients, paste buffers, options.
//! What is in a list is asked of the world each time; here is what the person made of it.

mod draw;
mod keys;
mod options;
mod rows;
#[cfg(test)]
mod tests;

use crate::base::PaneId;
use crate::model::ops::window_size;
use crate::model::state::location::Location;
use crate::model::state::mode::Mode;
use crate::model::state::pane::Pane;
use crate::model::state::pane_access::PaneAccess;
use crate::model::state::tree_mode::TreeMode;
use crate::model::state::world::World;
use std::collections::BTreeSet;

impl World {
    /// Shows a list over a pane, in the whole window if `zoom`. Nothing happens if it would be empty.
    pub(crate) fn enter_tree_mode(
        &mut self,
        place: Location,
        mut chooser: TreeMode,
        zoom: bool,
        sight: &dyn PaneAccess,
    ) {
        chooser.start.clone_from(&chooser.at);
        if self.rows_of(&chooser, place, sight).is_empty() {
            return;
        }
        self.leave_mode(place.pane);
        if let Some(window) = self.windows.get_mut(&place.window)
            && zoom
            && !window.zoomed
            && window.panes().len() > 1
        {
            window.select(place.pane);
            window.zoomed = true;
            chooser.unzoom = true;
            window_size::fit_panes(self, place.window);
        }
        if let Some(pane) = self.panes.get_mut(&place.pane) {
            pane.mode = Some(Mode::Tree(Box::new(chooser)));
        }
        self.mode_changed(place.window);
    }

    /// What a list changed around it is put back.
    pub(crate) fn left_chooser(&mut self, pane: &TreeMode, place: Option<Location>) {
        if let Some(place) = place.filter(|_| pane.unzoom)
            && let Some(window) = self.windows.get_mut(&place.window)
        {
            window.zoomed = false;
            window_size::fit_panes(self, place.window);
        }
    }

    /// The list over a pane.
    pub(crate) fn chooser(&self, pane: PaneId) -> Option<&TreeMode> {
        match self.panes.get(&pane)?.mode.as_ref()? {
            Mode::Tree(chooser) => Some(chooser),
            _ => None,
        }
    }

    /// Lists show the world as it is: whoever sees one looks again.
    pub(crate) fn refresh_choosers(&mut self) {
        let listed = |pane: &&Pane| matches!(pane.mode, Some(Mode::Tree(_)));
        let windows: BTreeSet<_> = self
            .panes
            .values()
            .filter(listed)
            .map(|p| p.window)
            .collect();
        for window in windows {
            window_size::redraw_window(self, window);
        }
    }
}
