//! Movements by the mouse.

use crate::model::copy::engine::Engine;
use crate::model::copy::text::signed;
use crate::model::state::mode::copy_mode::{CursorEnd, LineSelection, Place, Unit};

impl Engine<'_, '_> {
    /// Moves the cursor to a cell of the view.
    pub fn point_at(&mut self, x: usize, row: usize) {
        self.set_cursor(x, row);
    }

    /// Begins a selection at a cell of the view. A selection of a word or a line goes on by words
    /// or lines if the cell is in that word or line.
    pub fn begin_drag(&mut self, x: usize, row: usize) {
        let at = Place::new(x, signed(row) - signed(self.s.up));
        let selection = &self.s.selection;
        let first = selection.first_start..=selection.first_end;
        let goes_on = selection.on && selection.unit != Unit::Char && first.contains(&at);
        self.set_cursor(x, row);
        if goes_on {
            self.s.selection.cursor = CursorEnd::End;
            return;
        }
        self.s.selection.lines = LineSelection::None;
        self.s.selection.unit = Unit::Char;
        self.start_selection();
    }

    /// Moves the end of the selection to a cell of the view. Returns whether the cell is at the
    /// edge, where the view scrolls.
    pub fn drag_to(&mut self, x: usize, row: usize) -> bool {
        self.set_cursor(x, row);
        self.update_selection(false);
        row == 0 || row >= self.last_row()
    }

    /// Scrolls one row at the edge that the cursor is at. Returns whether the view can be scrolled
    /// further.
    pub fn drag_scroll(&mut self) -> bool {
        if self.s.row == 0 {
            self.up(true);
            self.s.row = 0;
        } else if self.s.row == self.last_row() {
            self.down(true);
            self.s.row = self.last_row();
        } else {
            return false;
        }
        let x = self.s.x;
        self.set_cursor(x, self.s.row);
        self.update_selection(false);
        if self.s.row == 0 {
            self.s.up < self.text.history()
        } else {
            self.s.up > 0
        }
    }

    /// Ends a drag: the selection no longer follows the cursor.
    pub fn end_drag(&mut self) {
        self.s.selection.cursor = CursorEnd::None;
    }
}
