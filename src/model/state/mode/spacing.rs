//! Blank cells around the texts of panes: inside each pane, and between panes.

use crate::base::{Rect, Size};

/// The blank cells of a window's panes (`pane-padding`, `pane-gaps`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Spacing {
    /// The columns at each side of a pane's text; half as many rows are above and below it.
    pub padding: u16,
    /// The columns between neighbours besides the one of the border; half as many rows.
    pub gap: u16,
}

impl Spacing {
    /// The part of a pane's cells in the layout that belongs to the pane, without the gaps to its
    /// neighbours in a window of this size.
    pub fn card(self, whole: Rect, window: Size) -> Rect {
        let half = |cells: u16, there: bool| if there { cells / 2 } else { 0 };
        let other = |cells: u16, there: bool| if there { cells - cells / 2 } else { 0 };
        let (cols, rows) = (self.gap, self.gap / 2);
        inset(
            whole,
            (
                half(cols, whole.x > 0),
                other(cols, whole.right() < window.cols),
            ),
            (
                half(rows, whole.y > 0),
                other(rows, whole.bottom() < window.rows),
            ),
        )
    }

    /// The cells of a pane's text in the part that belongs to the pane.
    pub fn text(self, card: Rect) -> Rect {
        let (cols, rows) = (self.padding, self.padding / 2);
        inset(card, (cols, cols), (rows, rows))
    }
}

/// A rectangle without some columns at its left and right and rows at its top and bottom. It keeps
/// its extent along an axis on which nothing would be left.
fn inset(rect: Rect, (left, right): (u16, u16), (top, bottom): (u16, u16)) -> Rect {
    let (x, cols) = match left + right < rect.cols {
        true => (rect.x + left, rect.cols - left - right),
        false => (rect.x, rect.cols),
    };
    let (y, rows) = match top + bottom < rect.rows {
        true => (rect.y + top, rect.rows - top - bottom),
        false => (rect.y, rect.rows),
    };
    Rect::new(x, y, cols, rows)
}

/// The smallest rectangle with both in it.
pub fn both(a: Rect, b: Rect) -> Rect {
    let (x, y) = (a.x.min(b.x), a.y.min(b.y));
    let (right, bottom) = (a.right().max(b.right()), a.bottom().max(b.bottom()));
    Rect::new(x, y, right - x, bottom - y)
}

/// The blank strips between a pane's part and what it shows: above, below, at the left and right.
pub fn strips(card: Rect, shown: Rect) -> Vec<Rect> {
    let above = Rect::new(card.x, card.y, card.cols, shown.y - card.y);
    let below = Rect::new(
        card.x,
        shown.bottom(),
        card.cols,
        card.bottom() - shown.bottom(),
    );
    let left = Rect::new(card.x, shown.y, shown.x - card.x, shown.rows);
    let right = Rect::new(
        shown.right(),
        shown.y,
        card.right() - shown.right(),
        shown.rows,
    );
    let all = [above, below, left, right].into_iter();
    all.filter(|rect| rect.cols > 0 && rect.rows > 0).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn padding_and_gaps_take_cells_only_where_there_are_some() {
        let spacing = Spacing { padding: 2, gap: 3 };
        let window = Size::new(81, 24);
        let left = spacing.card(Rect::new(0, 0, 40, 24), window);
        let right = spacing.card(Rect::new(41, 0, 40, 24), window);
        assert_eq!(left, Rect::new(0, 0, 38, 24));
        assert_eq!(right, Rect::new(42, 0, 39, 24));
        let text = spacing.text(left);
        assert_eq!(text, Rect::new(2, 1, 34, 22));
        let cells: u32 = strips(left, text)
            .iter()
            .map(|r| u32::from(r.cols) * u32::from(r.rows))
            .sum();
        assert_eq!(cells, 38 * 24 - 34 * 22);
        let small = Rect::new(0, 0, 4, 2);
        assert_eq!(spacing.text(small), small);
    }
}
