//! The parts of a list on a client.

use crate::base::{Point, Rect, Size};

/// Clients with fewer columns or rows show the list in their whole area.
const LEAST: Size = Size::new(64, 18);

/// The most columns of a list with its preview.
const MOST_COLS: u16 = 140;

/// The most rows of a list with its preview.
const MOST_ROWS: u16 = 44;

/// Lists with fewer columns have the preview below the rows.
const BESIDE_COLS: u16 = 110;

/// The fewest rows inside a list for a preview below its rows.
const BELOW_ROWS: u16 = 14;

/// The parts of a list, in client coordinates.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Areas {
    /// The whole list, with its border.
    pub(super) whole: Rect,
    /// The line with the typed text.
    pub(super) input: Rect,
    /// The rows.
    pub(super) rows: Rect,
    /// The preview; empty if there is none.
    pub(super) preview: Rect,
    /// The line with the keys.
    pub(super) footer: Rect,
}

impl Areas {
    /// The parts on a client of `size`. A `preview` is left out where there is no room for it.
    pub(super) fn new(size: Size, preview: bool) -> Self {
        let whole = if size.cols < LEAST.cols || size.rows < LEAST.rows {
            Rect::new(0, 0, size.cols, size.rows)
        } else {
            let part = |all: u16, least: u16, most: u16| (all - all / 10).clamp(least, most);
            let cols = part(size.cols, LEAST.cols, MOST_COLS);
            let rows = part(size.rows, LEAST.rows - 2, MOST_ROWS);
            let (x, y) = ((size.cols - cols) / 2, (size.rows - rows) / 2);
            Rect::new(x, y, cols, rows)
        };
        let (x, y) = (whole.x.saturating_add(1), whole.y.saturating_add(1));
        let (cols, rows) = (whole.cols.saturating_sub(2), whole.rows.saturating_sub(2));
        let line = |y: u16| Rect::new(x, y, cols, rows.min(1));
        let (first, height) = (y.saturating_add(1), rows.saturating_sub(2));
        let mut list = Rect::new(x, first, cols, height);
        let mut shown = Rect::default();
        if preview && cols >= BESIDE_COLS {
            list.cols = cols / 2;
            let right = list.right() + 1;
            shown = Rect::new(right, first, cols - list.cols - 1, height);
        } else if preview && rows >= BELOW_ROWS {
            list.rows = height - height * 2 / 5 - 1;
            let below = list.bottom() + 1;
            shown = Rect::new(x, below, cols, height - list.rows - 1);
        }
        Self {
            whole,
            input: line(y),
            rows: list,
            preview: shown,
            footer: Rect {
                rows: u16::from(rows > 1),
                ..line(first.saturating_add(height))
            },
        }
    }

    /// Whether the preview is beside the rows.
    pub(super) const fn is_beside(self) -> bool {
        self.preview.y == self.rows.y && self.preview.rows > 0
    }

    /// The line of the rows at a cell.
    pub(super) fn row_at(self, at: Point) -> Option<usize> {
        self.rows
            .contains(at)
            .then(|| usize::from(at.y - self.rows.y))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_of_a_list_lie_in_the_client_and_do_not_overlap() {
        for cols in [0, 1, 2, 3, 10, 63, 64, 80, 120, 200, 500] {
            for rows in [0, 1, 2, 3, 4, 10, 17, 18, 24, 50, 200] {
                for preview in [false, true] {
                    let areas = Areas::new(Size::new(cols, rows), preview);
                    let parts = [areas.input, areas.rows, areas.preview, areas.footer];
                    let cells = |r: &Rect| u32::from(r.cols) * u32::from(r.rows);
                    let inside = parts.iter().filter(|part| cells(part) > 0);
                    for part in inside.clone() {
                        assert!(part.right() < cols && part.bottom() < rows, "{areas:?}");
                    }
                    let sum: u32 = inside.map(cells).sum();
                    assert!(sum <= cells(&areas.whole), "{areas:?}");
                }
            }
        }
        let small = Areas::new(Size::new(60, 12), true);
        assert_eq!(small.whole, Rect::new(0, 0, 60, 12));
        assert_eq!(small.preview, Rect::default());
        assert!(Areas::new(Size::new(200, 50), true).is_beside());
        assert!(!Areas::new(Size::new(80, 24), true).is_beside());
        assert!(Areas::new(Size::new(80, 24), true).preview.rows > 3);
    }
}
