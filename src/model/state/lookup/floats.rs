//! Look-ups of floating panes.

use crate::base::{BoxPart, BoxRect, PaneId};
use crate::lang::tables::choices::PaneBorderLines;
use crate::lang::tables::options;
use crate::layout::Float;
use crate::model::state::options::OptionScope;
use crate::model::state::window::Window;
use crate::model::state::world::World;

impl World {
    /// Whether a pane has a border of its own when it floats (`pane-border-lines`).
    pub(crate) fn is_bordered(&self, pane: PaneId) -> bool {
        let lines = self.get(options::PANE_BORDER_LINES, OptionScope::Pane(pane));
        lines != PaneBorderLines::None
    }

    /// The floating pane in front at a cell of a window, and the part of its box.
    pub(crate) fn float_at(&self, window: &Window, x: i32, y: i32) -> Option<(PaneId, BoxPart)> {
        let shown = self.shown_floats(window);
        shown.into_iter().find_map(|(float, rect)| {
            let part = rect.around(float.bordered).part(x, y, float.bordered);
            part.map(|part| (float.pane, part))
        })
    }

    /// The floating panes that a window shows, from front to back, and their cells without border.
    pub(crate) fn shown_floats(&self, window: &Window) -> Vec<(Float, BoxRect)> {
        let zoomed = window.zoomed_pane();
        let above = &window.floats.above;
        let modal = |pane| above.modal.is_some_and(|modal| modal.pane == pane);
        let pinned = |pane| self.get(options::PANE_PINNED, OptionScope::Pane(pane));
        // A scratch pane is shown only while it is active.
        let put_away = |pane| {
            pane != window.active && self.get(options::PANE_SCRATCH, OptionScope::Pane(pane))
        };
        let all = window.floats.front_to_back();
        let shown = all.filter(|float| match zoomed {
            Some(under) => under != float.pane && above.over_zoom.contains(&float.pane),
            None => !window.floats.hidden || pinned(float.pane) || modal(float.pane),
        });
        let shown = shown.filter(|float| !put_away(float.pane) || pinned(float.pane));
        shown
            .map(|float| (*float, float.shown(window.size())))
            .collect()
    }
}
