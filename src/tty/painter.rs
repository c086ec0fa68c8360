//! The painter: turns the difference between the terminal's screen and a canvas into bytes.
//!
//! It assumes nothing that it does not know: pen, cursor position and visibility are `None` after
//! the client took over the terminal, and the position is unknown after a character whose width
//! terminals disagree about. Then the next sequence is absolute.

use super::caps::Caps;
use super::line_drawing;
use super::sgr::{self, push_number};
use crate::base::{CursorShape, Link, Point, Size, Style};
use crate::canvas::{Canvas, Cell, FrontBuffer, StyleId};

/// Up to so many unchanged cells are rewritten: that is shorter than moving the cursor.
const SHORT_GAP: usize = 4;

/// Up to so many blanks at the end of a row are written instead of erased.
const FEW_BLANKS: usize = 3;

/// Paints canvases on one terminal.
#[derive(Clone, Debug)]
pub struct Painter {
    caps: Caps,
    front: FrontBuffer,
    /// The current style of the terminal; `None`: unknown.
    pen: Option<Style>,
    /// The open hyperlink.
    link: Option<Link>,
    /// The canvas's style id for `pen` and `link`; only valid within a frame.
    style_id: Option<StyleId>,
    /// The position of the terminal's cursor; `None`: unknown.
    at: Option<Point>,
    /// Whether the cursor is visible; `None`: unknown.
    visible: Option<bool>,
    /// The cursor's shape and whether it blinks; `None`: unknown.
    shape: Option<(CursorShape, bool)>,
    /// The rows to paint in this frame.
    rows: Vec<u16>,
}

impl Painter {
    /// A painter for a terminal in an unknown state.
    pub fn new(caps: Caps) -> Self {
        Self {
            caps,
            front: FrontBuffer::default(),
            pen: None,
            link: None,
            style_id: None,
            at: None,
            visible: None,
            shape: None,
            rows: Vec::new(),
        }
    }

    /// The capabilities of the terminal.
    pub const fn caps(&self) -> &Caps {
        &self.caps
    }

    /// Changes the capabilities. If they differ, the next frame repaints everything.
    pub fn set_caps(&mut self, caps: Caps) {
        if caps != self.caps {
            self.caps = caps;
            self.front.invalidate(self.front.size());
        }
    }

    /// Forgets the state of the terminal, because another program may have written to it: the next
    /// frame repaints everything.
    pub fn invalidate(&mut self) {
        self.front.invalidate(self.front.size());
        self.pen = None;
        self.at = None;
        self.visible = None;
        self.shape = None;
    }

    /// Adapts to another size: the next frame, which must have that size, repaints everything.
    pub fn resize(&mut self, size: Size) {
        self.front.invalidate(size);
        self.at = None;
    }

    /// Appends the bytes that make the terminal show `canvas`, with the cursor at a position, in a
    /// shape, blinking or not, or hidden (`None`). Appends nothing if nothing changed. A canvas of
    /// another size implies [`Painter::resize`].
    pub fn paint(
        &mut self,
        canvas: &Canvas,
        cursor: Option<(Point, CursorShape, bool)>,
        out: &mut Vec<u8>,
    ) {
        if !self.caps.addressable || canvas.size().area() == 0 {
            return;
        }
        if self.front.size() != canvas.size() {
            self.resize(canvas.size());
        }
        self.front.rebase(canvas);
        self.find_rows(canvas);
        self.style_id = None;
        let bracketed = self.open_frame(out);
        let rows = std::mem::take(&mut self.rows);
        for &y in &rows {
            self.paint_row(y, canvas, out);
            self.front.copy_row(y, canvas);
        }
        self.rows = rows;
        self.front.copy_tables(canvas);
        self.set_link(None, out);
        self.place_cursor(cursor, out);
        if bracketed {
            out.extend_from_slice(b"\x1b[?2026l");
        }
    }

    fn find_rows(&mut self, canvas: &Canvas) {
        self.rows.clear();
        for y in 0..canvas.size().rows {
            if !self.front.has_row(y, canvas) {
                self.rows.push(y);
            }
        }
    }

    /// Prevents tearing: a frame of more than one row is sent as a synchronized update (mode 2026),
    /// or with a hidden cursor. Returns whether the update must be closed.
    fn open_frame(&mut self, out: &mut Vec<u8>) -> bool {
        if self.rows.len() < 2 {
            return false;
        }
        if self.caps.synchronized {
            out.extend_from_slice(b"\x1b[?2026h");
        } else {
            self.show_cursor(false, out);
        }
        self.caps.synchronized
    }

    fn paint_row(&mut self, y: u16, canvas: &Canvas, out: &mut Vec<u8>) {
        let cells = canvas.row(y);
        let blanks = self.erasable_from(cells, canvas);
        let mut from = 0;
        while let Some((start, end)) = self.next_run(y, cells, from) {
            let cut = end.min(blanks.max(start));
            self.write_cells(Point::new(start as u16, y), &cells[start..cut], canvas, out);
            if cut < end {
                self.finish_row(Point::new(cut as u16, y), cells, canvas, out);
                return;
            }
            from = end;
        }
    }

    /// The next run of cells from column `from` to write, short gaps included.
    fn next_run(&self, y: u16, cells: &[Cell], from: usize) -> Option<(usize, usize)> {
        let old = self.front.row(y);
        let mut start = from + differs(&old[from..], &cells[from..])?;
        if cells[start].is_tail() {
            start -= 1;
        }
        let style = cells[start].style_id();
        let (mut x, mut end) = (start, start + 1);
        while x < cells.len() {
            if old[x] != cells[x] {
                end = x + 1;
            } else if x >= end + SHORT_GAP || cells[x].style_id() != style {
                break;
            }
            x += 1;
        }
        while cells.get(end).is_some_and(|cell| cell.is_tail()) {
            end += 1;
        }
        Some((start, end))
    }

    /// The column from which on EL gives the right cells; the number of columns if there is none.
    fn erasable_from(&self, cells: &[Cell], canvas: &Canvas) -> usize {
        let Some(last) = cells.last().filter(|cell| cell.is_space()) else {
            return cells.len();
        };
        let (style, link) = canvas.style(last.style_id());
        let style = sgr::shown(*style, &self.caps);
        let only_background = Style {
            bg: style.bg,
            ..Style::DEFAULT
        };
        let fits =
            style == Style::DEFAULT || self.caps.back_color_erase && style == only_background;
        if !fits || link.is_some() {
            return cells.len();
        }
        let content = cells.iter().rposition(|cell| cell != last);
        content.map_or(0, |x| x + 1)
    }

    /// Paints the blanks from `at` to the end of the row, by EL if that is shorter.
    fn finish_row(&mut self, at: Point, cells: &[Cell], canvas: &Canvas, out: &mut Vec<u8>) {
        let from = usize::from(at.x);
        let changed = self.front.row(at.y)[from..]
            .iter()
            .zip(&cells[from..])
            .rposition(|(old, new)| old != new)
            .map_or(0, |last| last + 1);
        if changed <= FEW_BLANKS {
            self.write_cells(at, &cells[from..from + changed], canvas, out);
            return;
        }
        self.move_to(at, out);
        self.set_style(cells[from].style_id(), canvas, out);
        out.extend_from_slice(b"\x1b[K");
    }

    fn write_cells(&mut self, at: Point, cells: &[Cell], canvas: &Canvas, out: &mut Vec<u8>) {
        if cells.is_empty() {
            return;
        }
        self.move_to(at, out);
        let mut x = at.x;
        let mut rest = cells;
        while let Some(cell) = rest.first() {
            let here = Point::new(x, at.y);
            if self.at != Some(here) {
                self.move_to(here, out);
            }
            if self.style_id != Some(cell.style_id()) {
                self.set_style(cell.style_id(), canvas, out);
            }
            let plain = rest.iter().take_while(|c| c.is_ascii_with(cell.style_id()));
            let (used, disputed) = match plain.count() {
                0 if !self.caps.utf8 => (self.write_without_utf8(rest, canvas, out), false),
                0 => {
                    canvas.write_text(cell, out);
                    (
                        if cell.is_wide() { 2 } else { 1 },
                        cell.has_ambiguous_width(),
                    )
                }
                count => {
                    out.extend(rest[..count].iter().map(|c| c.first_byte()));
                    (count, false)
                }
            };
            rest = rest.get(used..).unwrap_or_default();
            x += used as u16;
            let known = x < canvas.size().cols && !disputed;
            self.at = known.then_some(Point::new(x, at.y));
        }
    }

    /// Writes the first cell for a terminal without UTF-8, with all that follow it in the same
    /// character set: lines as DEC's special graphics, other characters as `_` for each column.
    /// Returns the number of columns.
    fn write_without_utf8(&self, cells: &[Cell], canvas: &Canvas, out: &mut Vec<u8>) -> usize {
        let mut text = Vec::new();
        let mut letters = Vec::new();
        for cell in cells {
            text.clear();
            canvas.write_text(cell, &mut text);
            let letter = line_drawing::letter(&text).filter(|_| self.caps.line_drawing);
            let same = cell.style_id() == cells[0].style_id() && !cell.is_wide();
            match letter.filter(|_| same) {
                Some(letter) => letters.push(letter),
                None => break,
            }
        }
        if letters.is_empty() {
            let cols = if cells[0].is_wide() { 2 } else { 1 };
            out.extend(std::iter::repeat_n(b'_', cols));
            return cols;
        }
        out.extend_from_slice(b"\x1b(0");
        out.extend_from_slice(&letters);
        out.extend_from_slice(b"\x1b(B");
        letters.len()
    }

    fn set_style(&mut self, id: StyleId, canvas: &Canvas, out: &mut Vec<u8>) {
        let (style, link) = canvas.style(id);
        self.set_pen(sgr::shown(*style, &self.caps), out);
        self.set_link(link.filter(|_| self.caps.hyperlinks), out);
        self.style_id = Some(id);
    }

    fn set_pen(&mut self, style: Style, out: &mut Vec<u8>) {
        sgr::change(self.pen, style, out);
        self.pen = Some(style);
    }

    /// Opens or closes a hyperlink (OSC 8). A link with control characters could end the sequence,
    /// so it is not sent.
    fn set_link(&mut self, link: Option<&Link>, out: &mut Vec<u8>) {
        let link = link.filter(|link| is_safe(&link.uri) && is_safe(&link.id));
        if self.link.as_ref() == link {
            return;
        }
        out.extend_from_slice(b"\x1b]8;");
        if let Some(link) = link {
            if !link.id.is_empty() {
                out.extend_from_slice(b"id=");
                out.extend_from_slice(link.id.as_bytes());
            }
            out.push(b';');
            out.extend_from_slice(link.uri.as_bytes());
        } else {
            out.push(b';');
        }
        out.extend_from_slice(b"\x1b\\");
        self.link = link.cloned();
    }

    fn place_cursor(&mut self, cursor: Option<(Point, CursorShape, bool)>, out: &mut Vec<u8>) {
        let Some((at, shape, blink)) = cursor else {
            return self.show_cursor(false, out);
        };
        let size = self.front.size();
        let inside = Point::new(at.x.min(size.cols - 1), at.y.min(size.rows - 1));
        self.move_to(inside, out);
        if self.caps.cursor_shape && self.shape != Some((shape, blink)) {
            self.shape = Some((shape, blink));
            out.extend_from_slice(b"\x1b[");
            push_number(shape_number(shape, blink), out);
            out.extend_from_slice(b" q");
        }
        self.show_cursor(true, out);
    }

    fn show_cursor(&mut self, visible: bool, out: &mut Vec<u8>) {
        if self.visible != Some(visible) {
            self.visible = Some(visible);
            out.extend_from_slice(if visible { b"\x1b[?25h" } else { b"\x1b[?25l" });
        }
    }

    /// Moves the cursor by the shortest sequence that all terminals understand.
    fn move_to(&mut self, to: Point, out: &mut Vec<u8>) {
        let from = self.at.replace(to);
        match from {
            Some(from) if from == to => {}
            Some(from) if from.y == to.y && to.x == 0 => out.push(b'\r'),
            Some(from) if from.y == to.y && to.x > from.x => steps(to.x - from.x, b'C', out),
            Some(from) if from.y == to.y && from.x - to.x == 1 => out.push(0x08),
            Some(from) if from.y == to.y => steps(from.x - to.x, b'D', out),
            Some(from) if to.x == 0 && to.y == from.y + 1 => out.extend_from_slice(b"\r\n"),
            Some(from) if from.x == to.x && to.y > from.y => steps(to.y - from.y, b'B', out),
            Some(from) if from.x == to.x => steps(from.y - to.y, b'A', out),
            _ => {
                out.extend_from_slice(b"\x1b[");
                if to != Point::default() {
                    push_number(to.y + 1, out);
                }
                if to.x > 0 {
                    out.push(b';');
                    push_number(to.x + 1, out);
                }
                out.push(b'H');
            }
        }
    }
}

fn differs(old: &[Cell], new: &[Cell]) -> Option<usize> {
    old.iter().zip(new).position(|(old, new)| old != new)
}

fn is_safe(text: &str) -> bool {
    !text.contains(char::is_control)
}

fn steps(n: u16, command: u8, out: &mut Vec<u8>) {
    out.extend_from_slice(b"\x1b[");
    if n > 1 {
        push_number(n, out);
    }
    out.push(command);
}

/// The parameter of DECSCUSR (xterm ctlseqs).
pub(crate) fn shape_number(shape: CursorShape, blink: bool) -> u16 {
    match (shape, blink) {
        (CursorShape::Default, _) => 0,
        (CursorShape::Block, true) => 1,
        (CursorShape::Block, false) => 2,
        (CursorShape::Underline, true) => 3,
        (CursorShape::Underline, false) => 4,
        (CursorShape::Bar, true) => 5,
        (CursorShape::Bar, false) => 6,
    }
}
