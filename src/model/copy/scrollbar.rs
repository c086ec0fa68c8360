//! The slider of a scrollbar, and the scroll position that belongs to it.

use crate::base::PaneId;
use crate::model::copy::text::Text;
use crate::model::state::mode::Mode;
use crate::model::state::pane_access::{PaneAccess, of_screen};
use crate::model::state::world::World;
use std::ops::Range;

/// The rows of the slider in a scrollbar of `height` rows.
pub fn slider(world: &World, pane: PaneId, height: u16, access: &dyn PaneAccess) -> Range<u16> {
    let height = usize::from(height);
    let mode = world.panes.get(&pane).and_then(|pane| pane.mode.as_ref());
    let (above, history) = match mode.and_then(Mode::copy) {
        Some(copy) => {
            let text = Text::new(&copy.text, access);
            let history = text.history();
            (history - copy.state.up.min(history), history)
        }
        None => {
            let rows = of_screen(access, pane, |screen| {
                if screen.on_alternate() {
                    0
                } else {
                    screen.history_rows()
                }
            });
            (rows, rows)
        }
    };
    let all = (history + height).max(1);
    let length = (height * height / all).clamp(1, height.max(1));
    // At the bottom of the text the slider touches the end of the bar.
    let start = if above == history {
        height.saturating_sub(length)
    } else {
        (above * (height + 1) / all).min(height.saturating_sub(length + 1))
    };
    let row = |n: usize| u16::try_from(n).unwrap_or(u16::MAX);
    row(start)..row(start + length)
}

/// The scroll position at which the slider starts at row `start` of a scrollbar of `height` rows.
pub fn position(history: usize, height: u16, start: usize) -> usize {
    let height = usize::from(height).max(1);
    let all = history + height;
    let length = (height * height / all).clamp(1, height);
    let free = height - length;
    if start >= free {
        return 0;
    }
    history - (start * all / height).min(history)
}
