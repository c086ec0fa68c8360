//! The stacked layout: one pane is open, and each pane has a line with its title.

use crate::base::{PaneId, Rect, Size};

/// The rows that the open pane keeps if there are more panes than lines for titles.
const OPEN_ROWS: u16 = 3;

/// The panes of a window one above the other, one of them open. Each open pane would have the same
/// size, so that opening another one resizes no program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stack {
    /// The open pane.
    pub open: PaneId,
    /// The cells of the open pane, below its title.
    pub place: Rect,
    /// The panes with a title and the rows of these titles, from top to bottom.
    pub titles: Vec<(PaneId, u16)>,
    /// The number of panes above the first title, which have no line.
    pub above: usize,
    /// The number of panes below the last title, which have no line.
    pub below: usize,
}

impl Stack {
    /// Stacks `panes` in a window of `size`. A pane that is not among them opens the first.
    pub fn new(panes: &[PaneId], open: PaneId, size: Size) -> Self {
        let at = panes.iter().position(|pane| *pane == open).unwrap_or(0);
        let least = OPEN_ROWS.min(size.rows);
        let lines = panes.len().min(usize::from(size.rows - least));
        let first = at
            .saturating_sub(lines / 2)
            .min(panes.len().saturating_sub(lines));
        let rows = size.rows - lines as u16;
        let before = (at - first + 1).min(lines) as u16;
        let shown = panes.iter().skip(first).take(lines).zip(0..);
        let titles = shown.map(|(pane, n)| (*pane, if n < before { n } else { n + rows }));
        Self {
            open: panes.get(at).copied().unwrap_or(open),
            place: Rect::new(0, before, size.cols, rows),
            titles: titles.collect(),
            above: first,
            below: panes.len() - first - lines,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn titles(count: u32, open: u32, rows: u16) -> (Vec<(u32, u16)>, Rect, usize, usize) {
        let panes: Vec<PaneId> = (0..count).map(PaneId).collect();
        let stack = Stack::new(&panes, PaneId(open), Size::new(80, rows));
        assert_eq!(stack.open, PaneId(open));
        let titles = stack.titles.into_iter().map(|(pane, row)| (pane.0, row));
        (titles.collect(), stack.place, stack.above, stack.below)
    }

    #[test]
    fn each_pane_has_one_line_and_the_open_one_the_rest() {
        let (lines, place, ..) = titles(3, 1, 24);
        assert_eq!(lines, [(0, 0), (1, 1), (2, 23)]);
        assert_eq!(place, Rect::new(0, 2, 80, 21));
        let (lines, place, ..) = titles(3, 0, 24);
        assert_eq!(lines, [(0, 0), (1, 22), (2, 23)]);
        assert_eq!(place, Rect::new(0, 1, 80, 21));
        let (lines, place, ..) = titles(3, 2, 24);
        assert_eq!(lines, [(0, 0), (1, 1), (2, 2)]);
        assert_eq!(place, Rect::new(0, 3, 80, 21));
    }

    #[test]
    fn a_small_window_shows_the_titles_around_the_open_pane() {
        let (lines, place, above, below) = titles(9, 4, 6);
        assert_eq!(lines, [(3, 0), (4, 1), (5, 5)]);
        assert_eq!((place, above, below), (Rect::new(0, 2, 80, 3), 3, 3));
        let (lines, _, above, below) = titles(9, 8, 6);
        assert_eq!(lines.len(), 3);
        assert_eq!((above, below), (6, 0));
        for rows in 1..4 {
            let (lines, place, ..) = titles(9, 4, rows);
            assert_eq!((lines, place), (vec![], Rect::new(0, 0, 80, rows)));
        }
    }
}
