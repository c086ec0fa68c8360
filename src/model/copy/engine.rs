//! The engine: the text, the state of the mode, and the settings that movements depend on.

use crate::model::copy::text::{Text, count, signed};
use crate::model::state::mode::copy_mode::{CopyState, Place};

/// Moves the view, the cursor and the selection of a mode.
pub struct Engine<'t, 'a> {
    /// The text.
    pub text: &'t Text<'a>,
    /// The state.
    pub s: &'t mut CopyState,
    /// `mode-keys` is `vi`: the cursor stays on characters and selections include theirs.
    pub vi: bool,
    /// A search continues at the other end (`wrap-search`).
    pub wrap_search: bool,
}

impl Engine<'_, '_> {
    /// The row of the cursor.
    pub fn y(&self) -> i64 {
        signed(self.s.row) - signed(self.s.up)
    }

    /// The cell of the cursor.
    pub fn at(&self) -> Place {
        Place::new(self.s.x, self.y())
    }

    /// The last row of the view.
    pub(super) fn last_row(&self) -> usize {
        self.text.height().saturating_sub(1)
    }

    /// Moves everything that is outside of the text to its nearest cell. Old lines may have left
    /// the history since the last command.
    pub fn clamp(&mut self) {
        let (history, cols) = (self.text.history(), self.text.cols());
        if self.s.up > history {
            self.s.row = (self.s.row + history).saturating_sub(self.s.up);
            self.s.up = history;
        }
        self.s.row = self.s.row.min(self.last_row());
        self.s.x = self.s.x.min(cols);
        let (top, bottom) = (self.text.top(), self.text.bottom());
        let inside = |place: &mut Place| {
            if place.y < top {
                *place = Place::new(0, top);
            }
            place.y = place.y.min(bottom);
            place.x = place.x.min(cols);
        };
        let selection = &mut self.s.selection;
        inside(&mut selection.start);
        inside(&mut selection.end);
        inside(&mut selection.origin);
        inside(&mut selection.first_start);
        inside(&mut selection.first_end);
        inside(&mut self.s.mark);
    }

    /// The last column that the cursor can have in row `y`: after the last character, or on it
    /// with the keys of vi.
    pub(super) fn limit(&self, y: i64, after: bool) -> usize {
        if self.vi && !after {
            self.text.row(y).last()
        } else {
            self.text.length(y)
        }
    }

    /// Moves the cursor in the view. A rectangle may go beyond the end of a line.
    pub(super) fn set_cursor(&mut self, x: usize, row: usize) {
        let row = row.min(self.last_row());
        let y = signed(row) - signed(self.s.up);
        self.s.x = if self.s.selection.rectangle {
            x.min(self.text.cols())
        } else {
            x.min(self.limit(y, false))
        };
        self.s.row = row;
    }

    /// Shows row `y` with the cursor at column `x`. The view moves only if the row is outside.
    pub fn show(&mut self, x: usize, y: i64) {
        let height = signed(self.text.height());
        let top = -signed(self.s.up);
        self.s.x = x;
        if (top..top + height).contains(&y) {
            self.s.row = count(y - top);
        } else {
            // A quarter of the view stays below the row.
            let gap = (height / 4).max(1);
            let from_top = y - self.text.top();
            let new_top = if from_top < height {
                self.text.top()
            } else if y > height - gap {
                0
            } else {
                y + gap - height
            };
            let new_top = new_top.clamp(self.text.top(), 0);
            self.s.up = count(-new_top);
            self.s.row = count(y - new_top).min(self.last_row());
        }
        self.update_selection(false);
    }

    /// Shows row `y` at the top of the view if it is in the history, else in its row of the screen
    /// at the bottom.
    pub(super) fn show_at_top(&mut self, x: usize, y: i64) {
        self.s.x = x;
        self.s.row = count(y).min(self.last_row());
        self.s.up = count(-y).min(self.text.history());
        self.update_selection(false);
    }

    /// Moves the view down (towards newer lines) by up to `n` rows. The cursor keeps its row in
    /// the view.
    pub(super) fn view_down(&mut self, n: usize) {
        self.s.up = self.s.up.saturating_sub(n);
        self.keep_selection();
    }

    /// Moves the view up by up to `n` rows. The cursor keeps its row in the view.
    pub(super) fn view_up(&mut self, n: usize) {
        self.s.up = (self.s.up + n).min(self.text.history());
        self.keep_selection();
    }
}
