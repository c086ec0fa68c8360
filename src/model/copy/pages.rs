//! Movements of the view: pages, ends, positions in the view, prompts.

use crate::model::copy::engine::Engine;
use crate::model::copy::text::{count, signed};
use crate::model::state::mode::copy_mode::{CursorEnd, LineSelection, Recentre};
use std::ops::Range;

impl Engine<'_, '_> {
    /// The rows of a page, or of half a page.
    fn page_rows(&self, half: bool) -> usize {
        let height = self.text.height();
        match (height > 2, half) {
            (false, _) => 1,
            (true, true) => height / 2,
            (true, false) => height - 2,
        }
    }

    /// One page up.
    pub fn page_up(&mut self, half: bool) {
        self.keep_column();
        self.s.x = self.s.last_x;
        let n = self.page_rows(half);
        let history = self.text.history();
        if self.s.up + n > history {
            self.s.up = history;
            self.s.row = self.s.row.saturating_sub(n);
        } else {
            self.s.up += n;
        }
        self.page_entered();
    }

    /// One page down. Returns whether the view reached the bottom without a selection, which ends
    /// the mode for some commands.
    pub fn page_down(&mut self, half: bool) -> bool {
        self.keep_column();
        self.s.x = self.s.last_x;
        let n = self.page_rows(half);
        if self.s.up < n {
            self.s.up = 0;
            self.s.row = (self.s.row + n).min(self.last_row());
        } else {
            self.s.up -= n;
        }
        self.page_entered();
        self.at_bottom()
    }

    /// Whether the view is at the bottom and nothing is selected.
    pub fn at_bottom(&self) -> bool {
        self.s.up == 0 && !self.s.selection.on
    }

    fn page_entered(&mut self) {
        if !self.s.selection.on || !self.s.selection.rectangle {
            let length = self.text.length(self.y());
            let x = self.s.x;
            if x >= self.s.last_length && x != length || x > length {
                self.line_end();
            }
        }
        self.update_selection(false);
    }

    /// Scrolls `n` rows up. `view_only`: a selection and its end stay where they are.
    pub fn scroll_up(&mut self, n: usize, view_only: bool) {
        if self.s.up == self.text.history() {
            return;
        }
        if self.scrolls_only(view_only) {
            self.view_up(n);
            return;
        }
        for _ in 0..n.min(self.text.history() - self.s.up) {
            self.up(true);
        }
    }

    /// Scrolls `n` rows down; see [`Engine::scroll_up`].
    pub fn scroll_down(&mut self, n: usize, view_only: bool) {
        if self.s.up == 0 {
            return;
        }
        if self.scrolls_only(view_only) {
            self.view_down(n);
            return;
        }
        for _ in 0..n.min(self.s.up) {
            self.down(true);
        }
    }

    fn scrolls_only(&mut self, view_only: bool) -> bool {
        let only = self.s.selection.on && view_only;
        if only {
            self.s.selection.cursor = CursorEnd::None;
            self.s.selection.lines = LineSelection::None;
        }
        only
    }

    /// To the oldest line.
    pub fn history_top(&mut self) {
        let selection = &self.s.selection;
        if selection.lines == LineSelection::Down && self.y() == selection.start.y {
            self.other_end();
        }
        (self.s.row, self.s.x) = (0, 0);
        self.s.up = self.text.history();
        self.update_selection(false);
    }

    /// To the newest line.
    pub fn history_bottom(&mut self) {
        let selection = &self.s.selection;
        if selection.lines == LineSelection::Up && self.y() == selection.end.y {
            self.other_end();
        }
        self.s.row = self.last_row();
        self.s.up = 0;
        self.s.x = self.limit(self.y(), false);
        self.update_selection(false);
    }

    /// To the start of a row of the view.
    pub fn view_row(&mut self, row: usize) {
        self.s.x = 0;
        self.s.row = row.min(self.last_row());
        self.update_selection(false);
    }

    /// To the middle row of the view.
    pub fn middle_row(&mut self) {
        self.view_row(self.last_row() / 2);
    }

    /// To the last row of the view.
    pub fn bottom_row(&mut self) {
        self.view_row(self.last_row());
    }

    /// Moves the cursor to the middle row or column of the view.
    pub fn centre(&mut self, vertical: bool) {
        if vertical {
            self.set_cursor(self.s.x, self.text.height() / 2);
        } else {
            self.set_cursor(self.text.cols() / 2, self.s.row);
        }
        self.update_selection(false);
    }

    /// Scrolls the row of the cursor to a row of the view, if there are enough rows.
    pub fn scroll_cursor_to(&mut self, to: usize) {
        let by = signed(self.s.row) - signed(to);
        let older = self.text.history() - self.s.up;
        if by > 0 && self.s.up >= count(by) {
            self.view_down(count(by));
            self.s.row = to;
        } else if by < 0 && older >= count(-by) {
            self.view_up(count(-by));
            self.s.row = to;
        }
        self.keep_selection();
    }

    /// Scrolls the row of the cursor to the middle of the view.
    pub fn scroll_cursor_to_middle(&mut self) {
        self.scroll_cursor_to(self.last_row() / 2);
    }

    /// Scrolls the row of the cursor to the bottom of the view.
    pub fn scroll_cursor_to_bottom(&mut self) {
        self.scroll_cursor_to(self.last_row());
    }

    /// Scrolls the row of the cursor to the middle, the top and the bottom of the view in turn.
    pub fn recentre(&mut self) {
        let y = self.y();
        if self.s.recentre.1 != y {
            self.s.recentre = (Recentre::Middle, y);
        }
        let (target, next) = match self.s.recentre.0 {
            Recentre::Middle => (self.last_row() / 2, Recentre::Top),
            Recentre::Top => (0, Recentre::Bottom),
            Recentre::Bottom => (self.last_row(), Recentre::Middle),
        };
        self.s.recentre.0 = next;
        let before = self.s.up;
        if self.s.row < target {
            self.view_up(target - self.s.row);
        } else {
            self.view_down(self.s.row - target);
        }
        self.s.row = (self.s.row + self.s.up)
            .saturating_sub(before)
            .min(self.last_row());
        self.keep_selection();
    }

    /// Scrolls up to position `n` as the indicator shows it. With absolute line numbers `n` is the
    /// number of the line at the top. Numbers beyond the end are the end.
    pub fn goto_line(&mut self, n: i64, absolute: bool) {
        let history = self.text.history();
        self.s.up = if absolute {
            history - count(n - 1).min(history)
        } else {
            usize::try_from(n).unwrap_or(history).min(history)
        };
        self.update_selection(false);
    }

    /// Scrolls the view to a position; the cursor keeps its row in the view.
    pub fn scroll_to(&mut self, up: usize) {
        if up > self.s.up {
            self.view_up(up - self.s.up);
        } else {
            self.view_down(self.s.up - up);
        }
        self.set_cursor(self.s.x, self.s.row);
    }

    /// To the next or previous prompt, or to the start of a command's output.
    pub fn prompt(&mut self, down: bool, output: bool) {
        let text = self.text;
        let marked = |y: &i64| {
            let marks = text.row(*y).marks;
            if output { marks.output } else { marks.prompt }
        };
        let (y, copied) = (self.y(), text.first_copied());
        let in_history = |lines: Range<u64>| {
            let line = text.find_mark(lines, !down, output)?;
            text.row_of_line(line)
        };
        let found = if down {
            let next = text.history_line(y).map(|(line, _)| line + 1);
            next.and_then(|line| in_history(line..u64::MAX))
                .or_else(|| ((y + 1).max(copied)..=text.bottom()).find(marked))
        } else {
            // A line that began above has its marks there.
            let before = match text.history_line(y) {
                Some((line, row)) => line + u64::from(row > 0),
                None => u64::MAX,
            };
            let in_copied = (copied..y).rev().find(marked);
            in_copied.or_else(|| in_history(0..before))
        };
        if let Some(y) = found {
            self.show_at_top(0, y);
        }
    }
}
