//! Draws a box with the rows of a pane inside: popups, floating panes.

use super::border::box_glyphs;
use super::viewport::{Viewport, intersection, recolor, without_start};
use crate::base::{BoxRect, Line, Rect, Size, Style};
use crate::canvas::Canvas;
use crate::scene::{BorderLines, PaneBox, Plane};

/// Draws `pane_box` with `rows`, the rows of its pane, clipped to the plane that it lies in.
pub(super) fn draw(canvas: &mut Canvas, viewport: Viewport, pane_box: &PaneBox, rows: &[Line]) {
    let (clip, rect) = match pane_box.plane {
        Plane::Client => (canvas.area(), pane_box.rect),
        Plane::Window => (
            viewport.area,
            pane_box.rect.in_view(viewport.area, viewport.view),
        ),
    };
    let bordered = pane_box.border != BorderLines::None;
    if bordered {
        draw_border(canvas, clip, rect, pane_box);
    }
    draw_rows(canvas, clip, rect.inside(bordered), pane_box.look, rows);
}

fn draw_rows(canvas: &mut Canvas, clip: Rect, inside: BoxRect, look: Style, rows: &[Line]) {
    let Some(shown) = clipped(inside, clip) else {
        return;
    };
    canvas.fill(shown, ' ', Style::DEFAULT);
    for y in shown.y..shown.bottom() {
        let row = usize::try_from(i32::from(y) - inside.y).ok();
        if let Some(line) = row.and_then(|row| rows.get(row)) {
            put_line(canvas, shown, inside.x, y, line);
        }
    }
    recolor(canvas, shown, look);
}

fn draw_border(canvas: &mut Canvas, clip: Rect, rect: BoxRect, pane_box: &PaneBox) {
    let [corners @ .., side, line] = box_glyphs(pane_box.border);
    let style = pane_box.border_style;
    let edge = |left: char, right: char| {
        let mut text = String::from(left);
        let inside = usize::from(rect.cols.saturating_sub(2));
        text.extend(std::iter::repeat_n(line, inside));
        text.push(right);
        let mut edge = Line::default();
        edge.push_str(&text, style);
        edge
    };
    let mut put = |x: i32, y: i32, line: &Line, cols: u16| {
        let cells = BoxRect {
            x,
            y,
            cols,
            rows: 1,
        };
        if let Some(shown) = clipped(cells, clip) {
            put_line(canvas, shown, x, shown.y, line);
        }
    };
    let last = rect.bottom() - 1;
    put(rect.x, rect.y, &edge(corners[0], corners[1]), rect.cols);
    put(rect.x, last, &edge(corners[2], corners[3]), rect.cols);
    let title = if pane_box.title_below { last } else { rect.y };
    let room = rect.cols.saturating_sub(4);
    put(rect.x + 2, title, &pane_box.title, room);
    let mut wall = Line::default();
    wall.push_str(side.encode_utf8(&mut [0; 4]), style);
    for y in rect.y + 1..last {
        put(rect.x, y, &wall, 1);
        put(rect.right() - 1, y, &wall, 1);
    }
}

/// The part of `rect` inside `clip`.
fn clipped(rect: BoxRect, clip: Rect) -> Option<Rect> {
    let within = Size::new(clip.right(), clip.bottom());
    intersection(rect.visible(within)?, clip)
}

/// Writes a line whose first cell is at column `x`, clipped to `clip`.
fn put_line(canvas: &mut Canvas, clip: Rect, x: i32, y: u16, line: &Line) {
    match usize::try_from(i32::from(clip.x) - x) {
        Ok(hidden @ 1..) => canvas.put_line(clip, clip.x, y, &without_start(line, hidden)),
        _ => canvas.put_line(clip, u16::try_from(x).unwrap_or(clip.x), y, line),
    }
}
