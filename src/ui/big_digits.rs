//! The big numbers of `display-panes`.

use super::viewport::Viewport;
use crate::base::{Line, Point, Rect, Style};
use crate::canvas::Canvas;

/// The columns of a digit with the blank after it, and its rows.
const STEP: u16 = 6;
const ROWS: u16 = 5;

/// The set columns of each digit, by row; the highest of five bits is the leftmost column.
const DIGITS: [[u8; 5]; 10] = [
    [0b11111, 0b10001, 0b10001, 0b10001, 0b11111],
    [0b00001, 0b00001, 0b00001, 0b00001, 0b00001],
    [0b11111, 0b00001, 0b11111, 0b10000, 0b11111],
    [0b11111, 0b00001, 0b11111, 0b00001, 0b11111],
    [0b10001, 0b10001, 0b11111, 0b00001, 0b00001],
    [0b11111, 0b10000, 0b11111, 0b00001, 0b11111],
    [0b11111, 0b10000, 0b11111, 0b10001, 0b11111],
    [0b11111, 0b00001, 0b00001, 0b00001, 0b00001],
    [0b11111, 0b10001, 0b11111, 0b10001, 0b11111],
    [0b11111, 0b10001, 0b11111, 0b00001, 0b11111],
];

/// Draws `number` in the middle of `rect` (window coordinates) in the background colour of `style`,
/// with `note` in the top right corner. In a pane that is too small for blocks it is plain text.
pub(super) fn draw(
    canvas: &mut Canvas,
    viewport: Viewport,
    rect: Rect,
    number: u32,
    style: Style,
    note: &str,
) {
    let digits = number.to_string();
    let text = Style {
        fg: style.bg,
        ..Style::DEFAULT
    };
    let cols = digits.len() as u16 * STEP;
    if rect.cols < cols || rect.rows < ROWS {
        let x = (rect.cols / 2).saturating_sub(digits.len() as u16 / 2);
        let at = Point::new(
            rect.x.saturating_add(x),
            rect.y.saturating_add(rect.rows / 2),
        );
        put_text(canvas, viewport, rect, at, &digits, text);
        return;
    }
    let left = rect.x.saturating_add(rect.cols / 2 - cols / 2);
    let top = rect.y.saturating_add(rect.rows / 2 - ROWS / 2);
    for (i, digit) in digits.bytes().enumerate() {
        let at = Point::new(left.saturating_add(i as u16 * STEP), top);
        draw_digit(canvas, viewport, at, usize::from(digit - b'0'), style);
    }
    let width = note.chars().count() as u16;
    if rect.rows > ROWS + 1 && width <= rect.cols {
        put_text(
            canvas,
            viewport,
            rect,
            Point::new(rect.right() - width, rect.y),
            note,
            text,
        );
    }
}

fn draw_digit(canvas: &mut Canvas, viewport: Viewport, at: Point, digit: usize, style: Style) {
    for (y, row) in (at.y..u16::MAX).zip(DIGITS[digit]) {
        for x in (0..5).filter(|x| row & (0b10000 >> x) != 0) {
            if let Some(cell) = viewport.shown(Rect::new(at.x.saturating_add(x), y, 1, 1)) {
                canvas.fill(viewport.rect_to_client(cell), ' ', style);
            }
        }
    }
}

fn put_text(
    canvas: &mut Canvas,
    viewport: Viewport,
    rect: Rect,
    at: Point,
    text: &str,
    style: Style,
) {
    let mut line = Line::default();
    line.push_str(text, style);
    let cols = rect.right().saturating_sub(at.x);
    viewport.put_line(canvas, Rect::new(at.x, at.y, cols, 1), &line);
}
