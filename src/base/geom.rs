//! Sizes, points, rectangles and directions, in character cells. The origin (0, 0) is at the top
//! left.

use serde::{Deserialize, Serialize};

/// A size in cells.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
pub struct Size {
    /// The number of columns.
    pub cols: u16,
    /// The number of rows.
    pub rows: u16,
}

impl Size {
    /// The largest number of columns or rows (tmux's limit).
    pub const MAX: u16 = 10_000;

    /// The largest number of cells, enough for an 8K display with the smallest legible font. Only
    /// a hostile or broken program requests more, and every operation on the screen would then
    /// take seconds.
    pub const MAX_AREA: usize = 1 << 21;

    /// A size of `cols` by `rows`.
    pub const fn new(cols: u16, rows: u16) -> Self {
        Self { cols, rows }
    }

    /// Clamps columns and rows to 1..=[`Size::MAX`], and the rows further so that there are at
    /// most [`Size::MAX_AREA`] cells.
    pub fn clamped(self) -> Self {
        let cols = self.cols.clamp(1, Self::MAX);
        let most = u16::try_from(Self::MAX_AREA / usize::from(cols)).unwrap_or(Self::MAX);
        Self::new(cols, self.rows.clamp(1, most.min(Self::MAX)))
    }

    /// The number of cells.
    pub const fn area(self) -> usize {
        self.cols as usize * self.rows as usize
    }
}

/// The position of a cell.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
pub struct Point {
    /// Column, from 0 at the left.
    pub x: u16,
    /// Row, from 0 at the top.
    pub y: u16,
}

impl Point {
    /// Column `x` of row `y`.
    pub const fn new(x: u16, y: u16) -> Self {
        Self { x, y }
    }
}

/// A rectangle of cells. It is empty if `cols` or `rows` is 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Rect {
    /// The leftmost column.
    pub x: u16,
    /// The topmost row.
    pub y: u16,
    /// The number of columns.
    pub cols: u16,
    /// The number of rows.
    pub rows: u16,
}

impl Rect {
    /// A rectangle of `cols` by `rows` whose top left cell is (`x`, `y`).
    pub const fn new(x: u16, y: u16, cols: u16, rows: u16) -> Self {
        Self { x, y, cols, rows }
    }

    /// The rectangle's size.
    pub const fn size(self) -> Size {
        Size::new(self.cols, self.rows)
    }

    /// The first column to the right of the rectangle, at most `u16::MAX`.
    pub const fn right(self) -> u16 {
        self.x.saturating_add(self.cols)
    }

    /// The first row below the rectangle, at most `u16::MAX`.
    pub const fn bottom(self) -> u16 {
        self.y.saturating_add(self.rows)
    }

    /// Whether `p` lies inside.
    pub const fn contains(self, p: Point) -> bool {
        p.x >= self.x && p.x < self.right() && p.y >= self.y && p.y < self.bottom()
    }
}

/// A direction on the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Direction {
    /// Towards row 0.
    Up,
    /// Towards the last row.
    Down,
    /// Towards column 0.
    Left,
    /// Towards the last column.
    Right,
}

/// The direction in which a split arranges its parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Axis {
    /// Side by side, left to right: tmux's `split-window -h`, `{…}` in a layout string.
    LeftRight,
    /// One above the other: tmux's `split-window -v`, `[…]` in a layout string.
    TopBottom,
}

impl Direction {
    /// The axis along which this direction moves.
    pub const fn axis(self) -> Axis {
        match self {
            Self::Up | Self::Down => Axis::TopBottom,
            Self::Left | Self::Right => Axis::LeftRight,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clamped_size_is_within_the_limits() {
        for (size, wanted) in [
            ((0, 0), (1, 1)),
            ((80, 24), (80, 24)),
            ((1000, 1000), (1000, 1000)),
            ((1, u16::MAX), (1, 10_000)),
            ((u16::MAX, 1), (10_000, 1)),
            ((u16::MAX, u16::MAX), (10_000, 209)),
        ] {
            let (size, wanted) = (Size::new(size.0, size.1), Size::new(wanted.0, wanted.1));
            assert_eq!(size.clamped(), wanted, "{size:?}");
            assert!(size.clamped().area() <= Size::MAX_AREA);
        }
    }
}
