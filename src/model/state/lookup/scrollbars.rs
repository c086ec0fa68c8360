//! The scrollbars that options and modes give the panes of a window.

use crate::base::PaneId;
use crate::lang::style::{LookStyle, Width};
use crate::lang::tables::choices::{PaneScrollbars, ScrollbarsPosition};
use crate::lang::tables::options;
use crate::model::state::mode::Mode;
use crate::model::state::mode::scrollbars::Scrollbars;
use crate::model::state::options::OptionScope;
use crate::model::state::window::Window;
use crate::model::state::world::World;

impl World {
    /// The scrollbars that a window has by its options and the modes of its panes.
    pub(crate) fn scrollbars(&self, window: &Window) -> Scrollbars {
        let of = OptionScope::Window(Some(window.id));
        let when = self.get(options::PANE_SCROLLBARS, of);
        if when == PaneScrollbars::Off {
            return Scrollbars::default();
        }
        let shown = window.panes().into_iter().filter(|pane| {
            let mode = self.panes.get(pane).and_then(|pane| pane.mode.as_ref());
            when == PaneScrollbars::On || mode.and_then(Mode::copy).is_some()
        });
        let border = self.border_status(window.id);
        let whole = |pane: PaneId| {
            let zoomed = window.zoomed_pane() == Some(pane);
            let places = window.tree.places(border).into_iter();
            let mut places = places.filter(|_| !zoomed);
            let place = places.find(|(place, _)| *place == pane);
            place.map_or(window.size().cols, |(_, rect)| rect.cols)
        };
        let cols = |pane: PaneId| {
            let style = self.get(options::PANE_SCROLLBARS_STYLE, OptionScope::Pane(pane));
            let look = LookStyle::parse(style.as_str()).unwrap_or_default();
            let bar = match look.width {
                Some(Width::Cols(n)) => u16::try_from(n).unwrap_or(u16::MAX).max(1),
                Some(Width::Percent(_)) | None => 1,
            };
            let pad = u16::try_from(look.pad.unwrap_or(0)).unwrap_or(u16::MAX);
            // At least one column of the pane is left.
            let room = whole(pane).saturating_sub(1);
            let bar = bar.min(room);
            (bar, pad.min(room - bar))
        };
        let position = self.get(options::PANE_SCROLLBARS_POSITION, of);
        Scrollbars {
            left: position == ScrollbarsPosition::Left,
            panes: shown.map(|pane| (pane, cols(pane))).collect(),
        }
    }
}
