//! The selection: where it begins and ends, and its text.

use crate::model::copy::cursor::Cursor;
use crate::model::copy::engine::Engine;
use crate::model::copy::scan::readable;
use crate::model::copy::text::{Text, WHITESPACE, count, signed};
use crate::model::state::mode::copy_mode::{
    CopyState, CursorEnd, LineSelection, Place, Selection, Unit,
};
use std::ops::Range;

/// The largest text that is copied, in bytes. A longer selection is cut.
pub const MAX_COPY: usize = 64 << 20;

/// The text of a selection.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selected {
    /// The text; never empty.
    pub text: String,
    /// The selection is longer than [`MAX_COPY`].
    pub cut: bool,
}

impl Engine<'_, '_> {
    /// Begins a selection at the cursor.
    pub(super) fn start_selection(&mut self) {
        let at = self.at();
        let selection = &mut self.s.selection;
        (selection.start, selection.end) = (at, at);
        selection.cursor = CursorEnd::End;
        selection.on = true;
        self.update_selection(false);
    }

    /// Begins a selection of characters at the cursor.
    pub fn begin_selection(&mut self) {
        self.s.selection.lines = LineSelection::None;
        self.s.selection.unit = Unit::Char;
        self.start_selection();
    }

    /// Ends the growth of the selection, which stays.
    pub fn stop_selection(&mut self) {
        self.s.selection.cursor = CursorEnd::None;
        self.s.selection.lines = LineSelection::None;
        self.s.selection.unit = Unit::Char;
    }

    /// Removes the selection.
    pub fn clear_selection(&mut self) {
        self.s.selection.on = false;
        self.stop_selection();
        let limit = self.limit(self.y(), self.s.selection.rectangle);
        if self.s.x > limit {
            self.set_cursor(limit, self.s.row);
        }
    }

    /// Whether there is a selection, if only one of lines that is not visible.
    fn selects(&self) -> bool {
        self.s.selection.on || self.s.selection.lines != LineSelection::None
    }

    /// Moves the end of the selection that follows the cursor. `keep`: a selection of words or
    /// lines does not grow to the whole word or line.
    pub fn update_selection(&mut self, keep: bool) {
        if !self.selects() {
            return;
        }
        match self.s.selection.cursor {
            CursorEnd::None => {}
            CursorEnd::End => self.move_end(false, keep),
            CursorEnd::Start => self.move_end(true, keep),
        }
    }

    /// After the view has moved: as [`Engine::update_selection`], but a selection that does not
    /// follow the cursor stays on its text.
    pub(super) fn keep_selection(&mut self) {
        if self.s.selection.cursor != CursorEnd::None {
            self.update_selection(false);
        }
    }

    fn move_end(&mut self, mut at_start: bool, keep: bool) {
        let mut to = self.at();
        let selection = self.s.selection.clone();
        match selection.unit {
            Unit::Word if !keep => {
                at_start = selection.origin > to;
                if at_start {
                    to = self.previous_word_place(&selection.separators, false, true);
                    self.s.selection.end = selection.first_end;
                } else {
                    let row = self.text.row(to.y);
                    if to.x >= row.length() || !row.is_in(to.x + 1, WHITESPACE) {
                        to = self.next_word_end_place(&selection.separators);
                    }
                    self.s.selection.start = selection.first_start;
                }
            }
            Unit::Line if !keep => {
                at_start = selection.origin.y > to.y;
                if at_start {
                    to.x = 0;
                    self.s.selection.end = selection.first_end;
                } else {
                    to.y = to.y.max(selection.first_end.y);
                    to.x = self.text.length(to.y);
                    self.s.selection.start = selection.first_start;
                }
            }
            Unit::Char | Unit::Word | Unit::Line => {}
        }
        if at_start {
            self.s.selection.start = to;
        } else {
            self.s.selection.end = to;
        }
    }

    /// Moves the cursor to the other end of the selection, which then follows it.
    pub fn other_end(&mut self) {
        if !self.selects() {
            return;
        }
        let selection = &mut self.s.selection;
        selection.lines = match selection.lines {
            LineSelection::Down => LineSelection::Up,
            LineSelection::Up => LineSelection::Down,
            LineSelection::None => LineSelection::None,
        };
        let to = match selection.cursor {
            CursorEnd::None | CursorEnd::Start => {
                selection.cursor = CursorEnd::End;
                selection.end
            }
            CursorEnd::End => {
                selection.cursor = CursorEnd::Start;
                selection.start
            }
        };
        let rectangle = selection.rectangle;
        self.s.x = to.x;
        let top = -signed(self.s.up);
        if to.y < top {
            self.s.up = count(-to.y).min(self.text.history());
            self.s.row = 0;
        } else if to.y > top + signed(self.last_row()) {
            self.s.up = count(signed(self.last_row()) - to.y);
            self.s.row = self.last_row();
        } else {
            self.s.row = count(to.y - top);
        }
        let limit = self.limit(self.y(), rectangle);
        self.s.x = self.s.x.min(limit);
        self.update_selection(true);
    }

    /// Makes the selection a rectangle, or text again.
    pub fn set_rectangle(&mut self, on: bool) {
        self.s.selection.lines = LineSelection::None;
        self.s.selection.rectangle = on;
        let limit = self.limit(self.y(), on);
        if self.s.x > limit {
            self.set_cursor(limit, self.s.row);
        }
        self.update_selection(false);
    }

    /// Selects the line of the cursor and the `times - 1` lines after it.
    pub fn select_line(&mut self, times: usize) {
        let origin = self.at();
        let selection = &mut self.s.selection;
        selection.lines = LineSelection::Down;
        selection.rectangle = false;
        selection.unit = Unit::Line;
        selection.origin = origin;
        self.line_start();
        let first = self.at();
        self.s.selection.first_start = first;
        self.s.selection.first_end = first;
        self.start_selection();
        self.line_end();
        let y = self.y();
        self.s.selection.first_end = Place::new(self.text.length(y), y);
        self.update_selection(false);
        for _ in 1..times {
            let before = (self.y(), self.s.up);
            self.down(false);
            self.line_end();
            if before == (self.y(), self.s.up) {
                break;
            }
        }
    }

    /// Selects the word at the cursor.
    pub fn select_word(&mut self, separators: &str) {
        let origin = self.at();
        let selection = &mut self.s.selection;
        selection.lines = LineSelection::Down;
        selection.rectangle = false;
        selection.unit = Unit::Word;
        selection.origin = origin;
        separators.clone_into(&mut selection.separators);
        self.previous_word(separators, false);
        let start = self.at();
        self.s.selection.first_start = start;
        self.start_selection();
        // A word of one character ends where it starts.
        let mut next = Place::new(start.x + 1, start.y);
        if self.text.wraps(start.y) && next.x >= self.text.cols() {
            next = Place::new(0, start.y + 1);
        }
        let long = !self.text.row(next.y).is_in(next.x, WHITESPACE);
        if start.x >= self.text.length(start.y) || long {
            self.next_word_end(separators, true);
        } else {
            let end = if self.vi { start.x } else { start.x + 1 };
            self.set_cursor(end, self.s.row);
            self.update_selection(true);
        }
        let end = self.at();
        let selection = &mut self.s.selection;
        selection.first_end = end;
        selection.origin = if origin.y > end.y {
            end
        } else {
            Place::new(origin.x.min(end.x), origin.y)
        };
    }

    /// Sets the unit by which the selection grows.
    pub fn set_unit(&mut self, unit: Unit, separators: &str) {
        let start = self.s.selection.start;
        let mut first = Cursor::new(self.text, start);
        let mut last = first;
        match unit {
            Unit::Char => {}
            Unit::Word => {
                first.previous_word(separators, false, true);
                last.next_word_end(separators);
                separators.clone_into(&mut self.s.selection.separators);
            }
            Unit::Line => {
                first.line_start();
                last.line_end(false);
            }
        }
        let selection = &mut self.s.selection;
        selection.unit = unit;
        selection.origin = start;
        (selection.first_start, selection.first_end) = (first.at, last.at);
        self.update_selection(false);
    }
}

/// The ends of a selection in the order of the text.
pub fn ordered(selection: &Selection) -> (Place, Place) {
    if selection.end < selection.start {
        (selection.end, selection.start)
    } else {
        (selection.start, selection.end)
    }
}

/// The columns of the selection in row `y`, as they are copied. A row in the middle of the
/// selection is selected to the right edge. `None` outside of it.
pub fn columns_in(text: &Text<'_>, state: &CopyState, vi: bool, y: i64) -> Option<Range<usize>> {
    let selection = &state.selection;
    let (from, to) = ordered(selection);
    if !(selection.on || selection.lines != LineSelection::None) || !(from.y..=to.y).contains(&y) {
        return None;
    }
    let row = text.row(y);
    let after = |x: usize| if vi { row.after(x) } else { x };
    let whole = |start: usize, end: usize| {
        let end = if row.is_padding(end) {
            row.after(end)
        } else {
            end
        };
        row.start_of(start)..end
    };
    if selection.rectangle {
        let fixed = match selection.cursor {
            CursorEnd::End => selection.start.x,
            CursorEnd::Start | CursorEnd::None => selection.end.x,
        };
        return Some(if fixed < state.x {
            whole(fixed, after(state.x))
        } else {
            whole(state.x, fixed + 1)
        });
    }
    let start = if y == from.y { from.x } else { 0 };
    let end = if y == to.y { after(to.x) } else { text.cols() };
    Some(whole(start, end.max(start)))
}

/// Rows of a selection above which the lines of the history are read by blocks.
const LONG: i64 = 10_000;

/// The selected text; `None` if there is none. Rows of a wrapped line are joined, and no blanks
/// are added to the end of a line.
pub fn selected(text: &Text<'_>, state: &CopyState, vi: bool) -> Option<Selected> {
    let (from, to) = ordered(&state.selection);
    let mut out = Selected::default();
    let mut y = from.y;
    while y <= to.y {
        push_row(text, state, vi, y, &mut out.text)?;
        y += 1;
        if y == from.y + 1 && to.y - from.y > LONG && !state.selection.rectangle {
            while y <= text.line_end(from.y) {
                push_row(text, state, vi, y, &mut out.text)?;
                y += 1;
            }
            y = push_history(text, y, to.y, &mut out.text);
        }
        if out.text.len() > MAX_COPY {
            let cut = (0..=MAX_COPY)
                .rev()
                .find(|at| out.text.is_char_boundary(*at));
            out.text.truncate(cut.unwrap_or(0));
            out.cut = true;
            return Some(out);
        }
    }
    // A selection that ends within a line has no line break at its end; with the keys of vi, one
    // that includes the end of the line has one.
    let length = text.length(to.y);
    let last = text.row(to.y);
    let last_end = columns_in(text, state, vi, to.y)?.end;
    let wraps = last.line.wrapped && to.y < text.bottom();
    let inside = !vi || last_end <= length;
    if inside && out.text.ends_with('\n') && (!wraps || last_end.min(last.used()) != last.used()) {
        out.text.pop();
    }
    (!out.text.is_empty()).then_some(out)
}

/// Appends the lines of the history from row `y`, which begins a line, to the line of row `end`,
/// until more than [`MAX_COPY`] bytes are copied. Returns the row that follows.
fn push_history(text: &Text<'_>, y: i64, end: i64, out: &mut String) -> i64 {
    let end = text.line_start(end).min(text.first_copied());
    let Some((first, _)) = text.history_line(y).filter(|_| y < end) else {
        return y;
    };
    let last = text.line_number(end).unwrap_or(first);
    text.scan(first..last, false, &mut |_, line, continues| {
        out.push_str(&readable(line));
        if !continues {
            out.push('\n');
        }
        out.len() <= MAX_COPY
    });
    end
}

/// Appends the selected part of row `y`, with a line break unless the line goes on. `None` if
/// nothing of the row is selected.
fn push_row(text: &Text<'_>, state: &CopyState, vi: bool, y: i64, out: &mut String) -> Option<()> {
    let columns = columns_in(text, state, vi, y)?;
    let row = text.row(y);
    let wraps = row.line.wrapped && y < text.bottom();
    let length = if wraps { row.used() } else { row.length() };
    let end = columns.end.min(length);
    let start = columns.start.min(end);
    // A tab over the end of a row is one tab if all of it is selected.
    let whole_tab = |first: i64| {
        let (first_row, rest) = (text.row(first), text.row(first + 1).tab_rest);
        let open = first_row
            .open_tab
            .filter(|_| rest > 0 && text.wraps(first))?;
        let before = columns_in(text, state, vi, first)?;
        let after = columns_in(text, state, vi, first + 1)?;
        let whole = before.start <= open
            && before.end >= first_row.used()
            && after.start == 0
            && after.end >= rest;
        whole.then_some((open, rest))
    };
    let start = whole_tab(y - 1).map_or(start, |(_, rest)| rest.min(end));
    match whole_tab(y) {
        Some((open, _)) => {
            out.push_str(&row.slice(start, open.max(start)));
            out.push('\t');
        }
        None => out.push_str(&row.slice(start, end)),
    }
    if !wraps || end != length {
        out.push('\n');
    }
    Some(())
}
