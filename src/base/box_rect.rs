//! The geometry of a box that lies above panes, such as a popup or a floating pane: its place,
//! which may reach beyond the edges of the area that it lies in, and how the mouse moves and
//! resizes it.

use super::geom::{Point, Rect, Size};
use serde::{Deserialize, Serialize};

/// A box, border included. Unlike [`Rect`] it can begin left of or above the origin.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct BoxRect {
    /// The leftmost column.
    pub x: i32,
    /// The topmost row.
    pub y: i32,
    /// The number of columns.
    pub cols: u16,
    /// The number of rows.
    pub rows: u16,
}

/// The part of a box at a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum BoxPart {
    /// A cell of the contents, counted from their top left cell.
    Inside(Point),
    /// The border or one of its corners.
    Border(Grip),
}

/// The border cell by which the mouse holds a box: -1 is the left or upper edge, 1 the right or
/// lower edge, and 0 lies between them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grip {
    /// Left edge, right edge, or between.
    pub x: i8,
    /// Upper edge, lower edge, or between.
    pub y: i8,
}

impl Grip {
    /// The lower right corner, from which a popup is resized.
    pub const LOWER_RIGHT: Self = Self { x: 1, y: 1 };
}

impl BoxRect {
    /// A box of `size` whose top left cell is (`x`, `y`).
    pub const fn new(x: i32, y: i32, size: Size) -> Self {
        Self {
            x,
            y,
            cols: size.cols,
            rows: size.rows,
        }
    }

    /// The size with the border.
    pub const fn size(self) -> Size {
        Size::new(self.cols, self.rows)
    }

    /// The first column to the right of the box.
    pub const fn right(self) -> i32 {
        self.x + self.cols as i32
    }

    /// The first row below the box.
    pub const fn bottom(self) -> i32 {
        self.y + self.rows as i32
    }

    /// Whether a cell lies in the box.
    pub fn contains(self, x: i32, y: i32) -> bool {
        (self.x..self.right()).contains(&x) && (self.y..self.bottom()).contains(&y)
    }

    /// The cell of the box nearest to `at`, counted from its top left cell.
    pub fn nearest(self, at: Point) -> Point {
        let near = |at: u16, from: i32, len: u16| {
            let last = len.saturating_sub(1);
            let from_start = (i32::from(at) - from).clamp(0, i32::from(last));
            u16::try_from(from_start).unwrap_or(last)
        };
        Point::new(near(at.x, self.x, self.cols), near(at.y, self.y, self.rows))
    }

    /// The place in client coordinates of a box of a window, of which the client shows in `area`
    /// the part from the cell `view` on.
    pub const fn in_view(self, area: Rect, view: Point) -> Self {
        Self {
            x: self.x + area.x as i32 - view.x as i32,
            y: self.y + area.y as i32 - view.y as i32,
            ..self
        }
    }

    /// The contents of a box, with or without a border around them.
    pub const fn inside(self, bordered: bool) -> Self {
        if !bordered {
            return self;
        }
        Self {
            x: self.x + 1,
            y: self.y + 1,
            cols: self.cols.saturating_sub(2),
            rows: self.rows.saturating_sub(2),
        }
    }

    /// The box around contents that have this place; the reverse of [`BoxRect::inside`].
    pub const fn around(self, bordered: bool) -> Self {
        if !bordered {
            return self;
        }
        Self {
            x: self.x - 1,
            y: self.y - 1,
            cols: self.cols.saturating_add(2),
            rows: self.rows.saturating_add(2),
        }
    }

    /// The part of the box at a cell; `None` if the cell lies outside.
    pub fn part(self, x: i32, y: i32, bordered: bool) -> Option<BoxPart> {
        if !self.contains(x, y) {
            return None;
        }
        let inside = self.inside(bordered);
        if inside.contains(x, y) {
            let cell = |at: i32, from: i32| u16::try_from(at - from).unwrap_or(0);
            let at = Point::new(cell(x, inside.x), cell(y, inside.y));
            return Some(BoxPart::Inside(at));
        }
        let side = |at: i32, first: i32, end: i32| match at {
            _ if at == first => -1,
            _ if at == end - 1 => 1,
            _ => 0,
        };
        Some(BoxPart::Border(Grip {
            x: side(x, self.x, self.right()),
            y: side(y, self.y, self.bottom()),
        }))
    }

    /// The part of the box that lies in an area of `size` at the origin; `None` if there is none.
    pub fn visible(self, size: Size) -> Option<Rect> {
        let span = |from: i32, end: i32, limit: u16| {
            let from = u16::try_from(from.clamp(0, i32::from(limit))).ok()?;
            let end = u16::try_from(end.clamp(0, i32::from(limit))).ok()?;
            (from < end).then(|| (from, end - from))
        };
        let (x, cols) = span(self.x, self.right(), size.cols)?;
        let (y, rows) = span(self.y, self.bottom(), size.rows)?;
        Some(Rect::new(x, y, cols, rows))
    }

    /// The box moved and then shrunk as far as necessary to lie in an area of `area`.
    pub fn fitted(self, area: Size) -> Self {
        let (cols, rows) = (self.cols.min(area.cols), self.rows.min(area.rows));
        let place = |at: i32, taken: u16, room: u16| at.clamp(0, i32::from(room - taken));
        Self {
            x: place(self.x, cols, area.cols),
            y: place(self.y, rows, area.rows),
            cols,
            rows,
        }
    }

    /// The box moved as far as necessary so that at least `least` cells of it lie in an area of
    /// `area` in each direction. Its size stays.
    pub fn kept_visible(self, area: Size, least: Size) -> Self {
        let place = |at: i32, taken: u16, room: u16, least: u16| {
            let least = i32::from(least.min(taken).min(room));
            at.clamp(least - i32::from(taken), i32::from(room) - least)
        };
        Self {
            x: place(self.x, self.cols, area.cols, least.cols),
            y: place(self.y, self.rows, area.rows, least.rows),
            ..self
        }
    }

    /// The box whose cell `grab`, counted from its top left cell, is moved to (`x`, `y`).
    pub const fn moved(self, grab: (i32, i32), x: i32, y: i32) -> Self {
        Self {
            x: x - grab.0,
            y: y - grab.1,
            ..self
        }
    }

    /// The box whose border cell `grip` is moved to (`x`, `y`). The opposite edges stay, and the
    /// size is at least `least`.
    pub fn resized(self, grip: Grip, x: i32, y: i32, least: Size) -> Self {
        let axis = |grip: i8, from: i32, end: i32, to: i32, least: u16| match grip {
            0 => (from, end),
            1 => (from, (to + 1).max(from + i32::from(least))),
            _ => (to.min(end - i32::from(least)), end),
        };
        let (left, right) = axis(grip.x, self.x, self.right(), x, least.cols);
        let (top, bottom) = axis(grip.y, self.y, self.bottom(), y, least.rows);
        Self {
            x: left,
            y: top,
            cols: u16::try_from(right - left).unwrap_or(Size::MAX),
            rows: u16::try_from(bottom - top).unwrap_or(Size::MAX),
        }
    }
}

impl From<Rect> for BoxRect {
    fn from(rect: Rect) -> Self {
        Self::new(i32::from(rect.x), i32::from(rect.y), rect.size())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(x: i32, y: i32, cols: u16, rows: u16) -> BoxRect {
        BoxRect::new(x, y, Size::new(cols, rows))
    }

    #[test]
    fn a_cell_is_inside_or_on_a_side_of_the_border() {
        let rect = at(-2, 1, 6, 4);
        let border = |x, y| Some(BoxPart::Border(Grip { x, y }));
        for (x, y, part) in [
            (-1, 2, Some(BoxPart::Inside(Point::new(0, 0)))),
            (2, 3, Some(BoxPart::Inside(Point::new(3, 1)))),
            (-2, 1, border(-1, -1)),
            (0, 1, border(0, -1)),
            (3, 2, border(1, 0)),
            (3, 4, border(1, 1)),
            (4, 4, None),
            (0, 0, None),
        ] {
            assert_eq!(rect.part(x, y, true), part, "{x} {y}");
        }
        let corner = Some(BoxPart::Inside(Point::new(0, 0)));
        assert_eq!(rect.part(-2, 1, false), corner, "without a border");
        assert_eq!(rect.inside(true).around(true), rect);
    }

    #[test]
    fn a_box_is_fitted_into_an_area_or_keeps_a_visible_part() {
        let area = Size::new(20, 10);
        for (rect, fitted, visible) in [
            (at(3, 2, 5, 5), at(3, 2, 5, 5), at(3, 2, 5, 5)),
            (at(-9, -9, 5, 5), at(0, 0, 5, 5), at(-3, -4, 5, 5)),
            (at(30, 30, 5, 5), at(15, 5, 5, 5), at(18, 9, 5, 5)),
            (at(-1, 5, 50, 50), at(0, 0, 20, 10), at(-1, 5, 50, 50)),
        ] {
            assert_eq!(rect.fitted(area), fitted, "{rect:?}");
            assert_eq!(rect.kept_visible(area, Size::new(2, 1)), visible);
        }
        let shown = at(-1, 8, 5, 5).visible(area);
        assert_eq!(shown, Some(Rect::new(0, 8, 4, 2)));
        assert_eq!(at(20, 0, 5, 5).visible(area), None);
    }

    #[test]
    fn the_mouse_moves_and_resizes_a_box_by_its_border() {
        let rect = at(5, 5, 10, 6);
        assert_eq!(rect.moved((2, 0), 1, 9), at(-1, 9, 10, 6));
        let least = Size::new(3, 3);
        for (grip, x, y, want) in [
            ((1, 1), 20, 20, at(5, 5, 16, 16)),
            ((1, 1), 0, 0, at(5, 5, 3, 3)),
            ((-1, 0), 2, 20, at(2, 5, 13, 6)),
            ((-1, -1), 20, 20, at(12, 8, 3, 3)),
            ((0, -1), 20, 6, at(5, 6, 10, 5)),
        ] {
            let grip = Grip {
                x: grip.0,
                y: grip.1,
            };
            assert_eq!(rect.resized(grip, x, y, least), want, "{grip:?} {x} {y}");
        }
    }
}
