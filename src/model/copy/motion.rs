//! Movements of the cursor by characters, rows, words and lines.

use crate::model::copy::cursor::Cursor;
use crate::model::copy::engine::Engine;
use crate::model::copy::text::{WHITESPACE, count, signed};
use crate::model::state::mode::copy_mode::{LineSelection, Place};

impl<'t, 'a> Engine<'t, 'a> {
    pub(super) fn cursor(&self) -> Cursor<'t, 'a> {
        Cursor::new(self.text, self.at())
    }

    /// Moves the cursor to a cell at or above the view's end, and scrolls up if it is above the
    /// view.
    pub(super) fn acquire_up(&mut self, to: Place) {
        let top = -signed(self.s.up);
        for _ in 0..count(top - to.y) {
            self.up(true);
        }
        let top = -signed(self.s.up);
        self.set_cursor(to.x, count(to.y - top));
        self.update_selection(false);
    }

    /// Moves the cursor to a cell below the view's start, and scrolls down if it is below the
    /// view. `keep`: a selection of words or lines does not grow to the whole word or line.
    pub(super) fn acquire_down(&mut self, to: Place, keep: bool) {
        let bottom = signed(self.last_row()) - signed(self.s.up);
        for _ in 0..count(to.y - bottom) {
            self.down(true);
        }
        let top = -signed(self.s.up);
        self.set_cursor(to.x, count(to.y - top));
        self.update_selection(keep);
    }

    /// One row up. `scroll`: the view moves and the cursor stays where it is in the view, or with
    /// the keys of vi on its line.
    pub fn up(&mut self, scroll: bool) {
        let free = self.leave_row(LineSelection::Down);
        if scroll && self.vi && self.s.row < self.last_row() {
            self.set_cursor(self.s.x, self.s.row + 1);
        }
        if scroll || self.s.row == 0 {
            if free {
                self.s.x = self.s.last_x;
            }
            self.view_up(1);
        } else {
            let x = if free { self.s.last_x } else { self.s.x };
            self.set_cursor(x, self.s.row - 1);
            self.update_selection(false);
        }
        self.enter_row(free);
    }

    /// One row down; see [`Engine::up`].
    pub fn down(&mut self, scroll: bool) {
        let free = self.leave_row(LineSelection::Up);
        if scroll && self.vi && self.s.row > 0 {
            self.set_cursor(self.s.x, self.s.row - 1);
        }
        if scroll || self.s.row == self.last_row() {
            if free {
                self.s.x = self.s.last_x;
            }
            self.view_down(1);
        } else {
            let x = if free { self.s.last_x } else { self.s.x };
            self.set_cursor(x, self.s.row + 1);
            self.update_selection(false);
        }
        self.enter_row(free);
    }

    /// Before a vertical movement: keeps the column, and turns a selection of lines if the cursor
    /// is at its fixed end. Returns whether the column follows the length of rows.
    pub(super) fn leave_row(&mut self, turns: LineSelection) -> bool {
        let selection = &self.s.selection;
        let free = !selection.on || !selection.rectangle;
        let y = self.y();
        if free {
            self.keep_column();
        }
        let selection = &self.s.selection;
        let fixed = match turns {
            LineSelection::Down => selection.start.y,
            LineSelection::Up | LineSelection::None => selection.end.y,
        };
        if selection.lines == turns && fixed == y {
            self.other_end();
        }
        free
    }

    /// Remembers the column for rows that are long enough, unless the cursor is at the end of its
    /// row.
    pub(super) fn keep_column(&mut self) {
        let length = self.text.length(self.y());
        if self.s.x != length {
            self.s.last_x = self.s.x;
            self.s.last_length = length;
        }
    }

    /// After a vertical movement: the cursor does not stay beyond the end of the row, and goes to
    /// the end if it was there before.
    fn enter_row(&mut self, free: bool) {
        if free {
            let length = self.text.length(self.y());
            let x = self.s.x;
            if x >= self.s.last_length && x != length || x > length {
                self.set_cursor(length, self.s.row);
                self.update_selection(false);
            }
        }
        match self.s.selection.lines {
            LineSelection::None => return,
            LineSelection::Down => {
                let x = if self.s.selection.rectangle {
                    self.text.cols()
                } else {
                    self.text.length(self.y())
                };
                self.set_cursor(x, self.s.row);
            }
            LineSelection::Up => self.set_cursor(0, self.s.row),
        }
        self.update_selection(false);
    }

    /// One character to the left.
    pub fn left(&mut self) {
        let mut cursor = self.cursor();
        cursor.left(true);
        self.acquire_up(cursor.at);
    }

    /// One character to the right.
    pub fn right(&mut self) {
        let selection = &self.s.selection;
        let limit = if selection.on && selection.rectangle {
            self.text.cols()
        } else {
            self.limit(self.y(), false)
        };
        let mut cursor = self.cursor();
        cursor.right(true, limit);
        self.acquire_down(cursor.at, false);
    }

    /// To the start of the line.
    pub fn line_start(&mut self) {
        let mut cursor = self.cursor();
        cursor.line_start();
        self.acquire_up(cursor.at);
    }

    /// To the end of the line.
    pub fn line_end(&mut self) {
        let rectangle = self.s.selection.on && self.s.selection.rectangle;
        let mut cursor = self.cursor();
        cursor.line_end(rectangle);
        if !rectangle {
            cursor.at.x = self.limit(cursor.at.y, false);
        }
        self.acquire_down(cursor.at, false);
    }

    /// To the first character of the line that is not a blank.
    pub fn indentation(&mut self) {
        let mut cursor = self.cursor();
        cursor.indentation();
        if cursor.at.y > self.y() {
            self.acquire_down(cursor.at, false);
        } else {
            self.acquire_up(cursor.at);
        }
    }

    /// To the start of the next word.
    pub fn next_word(&mut self, separators: &str) {
        let mut cursor = self.cursor();
        cursor.next_word(separators);
        self.acquire_down(cursor.at, false);
    }

    /// The end of the next word: after its last character, or on it with the keys of vi.
    pub(super) fn next_word_end_place(&self, separators: &str) -> Place {
        let mut cursor = self.cursor();
        if self.vi {
            if !cursor.is_in(WHITESPACE) {
                let limit = self.text.row(cursor.at.y).last();
                cursor.right(false, limit.max(cursor.at.x + 1));
            }
            cursor.next_word_end(separators);
            cursor.left(true);
            cursor.at.x = self.text.row(cursor.at.y).start_of(cursor.at.x);
        } else {
            cursor.next_word_end(separators);
        }
        cursor.at
    }

    /// To the end of the next word. `keep`: see `Engine::acquire_down`.
    pub fn next_word_end(&mut self, separators: &str, keep: bool) {
        let to = self.next_word_end_place(separators);
        self.acquire_down(to, keep);
    }

    /// The start of the previous word, or of this one.
    pub(super) fn previous_word_place(&self, separators: &str, already: bool, stop: bool) -> Place {
        let mut cursor = self.cursor();
        cursor.previous_word(separators, already, stop);
        cursor.at
    }

    /// To the start of the previous word.
    pub fn previous_word(&mut self, separators: &str, already: bool) {
        let to = self.previous_word_place(separators, already, !self.vi);
        self.acquire_up(to);
    }

    /// To the blank row after this paragraph.
    pub fn next_paragraph(&mut self) {
        let mut y = self.y();
        let last = self.text.bottom();
        while y < last && self.text.length(y) == 0 {
            y += 1;
        }
        while y < last && self.text.length(y) > 0 {
            y += 1;
        }
        self.show(self.text.length(y), y);
    }

    /// To the blank row before this paragraph.
    pub fn previous_paragraph(&mut self) {
        let mut y = self.y();
        let first = self.text.top();
        while y > first && self.text.length(y) == 0 {
            y -= 1;
        }
        while y > first && self.text.length(y) > 0 {
            y -= 1;
        }
        self.show(0, y);
    }
}
