//! The scrollbars of a window's panes, which take columns from them.

use crate::base::sorted::SortedMap;
use crate::base::{PaneId, Rect};

/// The panes of a window that have scrollbars.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scrollbars {
    /// They are at the left of the panes.
    pub left: bool,
    /// The columns of each pane's scrollbar: of the bar, and blank ones between bar and pane.
    pub panes: SortedMap<PaneId, (u16, u16)>,
}

impl Scrollbars {
    /// The columns that the scrollbar of a pane takes.
    fn cols(&self, pane: PaneId, whole: Rect) -> u16 {
        let taken = self.panes.get(&pane).map_or(0, |(bar, pad)| bar + pad);
        taken.min(whole.cols.saturating_sub(1))
    }

    /// The cells of a pane's text, given those of its part of the layout.
    pub fn text(&self, pane: PaneId, whole: Rect) -> Rect {
        let taken = self.cols(pane, whole);
        let x = if self.left { whole.x + taken } else { whole.x };
        Rect::new(x, whole.y, whole.cols - taken, whole.rows)
    }

    /// The cells of a pane's scrollbar with its blank columns, beside those of its text.
    pub fn bar(&self, pane: PaneId, text: Rect) -> Option<Rect> {
        let (bar, pad) = self.panes.get(&pane)?;
        let cols = bar + pad;
        let x = if self.left {
            text.x.saturating_sub(cols)
        } else {
            text.right()
        };
        let end = if self.left { text.x } else { x + cols };
        Some(Rect::new(x, text.y, end - x, text.rows)).filter(|bar| bar.cols > 0)
    }
}
