//! The viewport: maps window coordinates to client coordinates and clips to the visible area.

use crate::base::{Cells, Color, Line, Point, Rect, Size, Style};
use crate::canvas::Canvas;
use crate::scene::Scene;

/// The part of a window that a client shows, and where.
#[derive(Clone, Copy, Debug)]
pub(super) struct Viewport {
    /// The cells of the client that show the window.
    pub(super) area: Rect,
    /// The cell of the window at the top left of `area`.
    pub(super) view: Point,
}

impl Viewport {
    /// The viewport of `scene` on a client of `size`.
    pub(super) fn new(scene: &Scene, size: Size) -> Self {
        Self {
            area: within(scene.area, size),
            view: scene.view,
        }
    }

    /// The visible part of `rect`, both in window coordinates.
    pub(super) fn shown(self, rect: Rect) -> Option<Rect> {
        let view = Rect::new(self.view.x, self.view.y, self.area.cols, self.area.rows);
        intersection(rect, view)
    }

    /// Maps a visible cell from window to client coordinates.
    pub(super) const fn to_client(self, at: Point) -> Point {
        Point::new(
            self.area.x + (at.x - self.view.x),
            self.area.y + (at.y - self.view.y),
        )
    }

    /// Maps a rectangle that [`Viewport::shown`] returned.
    pub(super) const fn rect_to_client(self, rect: Rect) -> Rect {
        let at = self.to_client(Point::new(rect.x, rect.y));
        Rect::new(at.x, at.y, rect.cols, rect.rows)
    }

    /// Writes `line` into the single row `cells` (window coordinates), clipped to the viewport.
    /// Columns after the end of the line keep their contents.
    pub(super) fn put_line(self, canvas: &mut Canvas, cells: Rect, line: &Line) {
        let Some(shown) = self.shown(cells) else {
            return;
        };
        let clip = self.rect_to_client(shown);
        let hidden = usize::from(shown.x - cells.x);
        if hidden == 0 {
            canvas.put_line(clip, clip.x, clip.y, line);
        } else {
            canvas.put_line(clip, clip.x, clip.y, &without_start(line, hidden));
        }
    }
}

/// The part of `rect` inside a canvas of `size`; may be empty.
pub(super) fn within(rect: Rect, size: Size) -> Rect {
    intersection(rect, Rect::new(0, 0, size.cols, size.rows)).unwrap_or_default()
}

/// The intersection of two rectangles; `None` if it is empty.
pub(super) fn intersection(a: Rect, b: Rect) -> Option<Rect> {
    let (x, y) = (a.x.max(b.x), a.y.max(b.y));
    let (right, bottom) = (a.right().min(b.right()), a.bottom().min(b.bottom()));
    (x < right && y < bottom).then(|| Rect::new(x, y, right - x, bottom - y))
}

/// Gives the cells of `rect` that have default colours those of `look`.
pub(super) fn recolor(canvas: &mut Canvas, rect: Rect, look: Style) {
    if (look.fg, look.bg) == (Color::Default, Color::Default) {
        return;
    }
    canvas.restyle(rect, |mut style| {
        if style.fg == Color::Default {
            style.fg = look.fg;
        }
        if style.bg == Color::Default {
            style.bg = look.bg;
        }
        style
    });
}

/// `line` without its first `cols` columns. A wide character that is cut becomes a blank.
pub(super) fn without_start(line: &Line, cols: usize) -> Line {
    let mut left = cols;
    let mut rest = Line::default();
    for span in &line.spans {
        let width = span.cols();
        if left >= width {
            left -= width;
            continue;
        }
        let mut span = span.clone();
        let blanks = match span.cells {
            Cells::Narrow => {
                span.text = span.text.chars().skip(left).collect();
                0
            }
            Cells::Wide => {
                span.text = span.text.chars().skip(left.div_ceil(2)).collect();
                left % 2
            }
            Cells::Cluster(_) if left > 0 => {
                span.text.clear();
                width - left
            }
            Cells::Cluster(_) => 0,
        };
        left = 0;
        rest.push_str(&" ".repeat(blanks), span.style);
        if !span.text.is_empty() {
            rest.spans.push(span);
        }
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_start_of_a_line_is_cut_by_columns() {
        for (cols, want) in [
            (0, "ab界c❤\u{fe0f}d"),
            (1, "b界c❤\u{fe0f}d"),
            (2, "界c❤\u{fe0f}d"),
            (3, " c❤\u{fe0f}d"),
            (5, "❤\u{fe0f}d"),
            (6, " d"),
            (7, "d"),
            (9, ""),
        ] {
            let mut line = Line::default();
            line.push_str("ab界c❤\u{fe0f}d", Style::DEFAULT);
            assert_eq!(without_start(&line, cols).text(), want, "without {cols}");
        }
    }
}
