//! Erasing, inserting and deleting; areas.

use super::fields::{Margins, Switches};
use super::state::State;
use crate::term::event::Event;
use crate::term::grid::cell_grid::Grid;

impl State {
    /// ED.
    pub fn erase_display(&mut self, what: u16, selective: bool) {
        let selective = selective || self.is(Switches::GUARDED);
        let size = self.size();
        let (x, y) = (self.place.x, self.place.y);
        let look = self.blank_look();
        let at_home = x == 0 && y == 0;
        self.place.pending &= what != 2;
        match what {
            0 | 2 if self.clears_into_history(what, at_home) && !selective => {
                self.scroll_all_out();
            }
            0 => {
                self.erase_line(0, selective);
                self.erase_whole_rows(y + 1, size.rows, look, selective);
            }
            1 => {
                self.erase_whole_rows(0, y, look, selective);
                self.erase_line(1, selective);
            }
            2 => self.erase_whole_rows(0, size.rows, look, selective),
            3 if !selective && !self.alternate => {
                self.history.clear();
                self.changed = true;
            }
            _ => {}
        }
    }

    fn clears_into_history(&self, what: u16, at_home: bool) -> bool {
        self.wishes.keep_cleared && !self.alternate && (what == 2 || at_home)
    }

    fn erase_whole_rows(&mut self, top: u16, bottom: u16, look: u32, selective: bool) {
        if selective {
            let cols = self.size().cols;
            for y in top..bottom {
                self.erase_cells(y, 0, cols, true);
            }
        } else {
            self.grid.erase_rows(top, bottom, look);
        }
    }

    /// EL. With a wrap pending, nothing is right of the cursor: the last column stays, and the wrap
    /// pending. Whatever else is erased ends it, as in xterm.
    pub fn erase_line(&mut self, what: u16, selective: bool) {
        let selective = selective || self.is(Switches::GUARDED);
        let cols = self.size().cols;
        let x = self.place.x;
        let (from, to) = match what {
            0 if self.place.pending => (cols, cols),
            0 => (x, cols),
            1 => (0, x + 1),
            2 => (0, cols),
            _ => return,
        };
        self.place.pending &= what == 0;
        self.erase_cells(self.place.y, from, to, selective);
    }

    fn erase_cells(&mut self, y: u16, from: u16, to: u16, selective: bool) {
        let look = self.blank_look();
        if selective {
            let tables = &self.tables;
            let spare = |look| Self::is_protected(tables, look);
            self.grid.erase_unless(y, from, to, look, spare);
        } else {
            self.grid.erase(y, from, to, look);
        }
    }

    /// ECH. With a wrap pending, as with EL, the last column stays.
    pub fn erase_chars(&mut self, n: u16) {
        if self.place.pending {
            return;
        }
        let (x, y) = (self.place.x, self.place.y);
        let guarded = self.is(Switches::GUARDED);
        self.erase_cells(y, x, x.saturating_add(n), guarded);
    }

    /// ICH.
    pub fn insert_chars(&mut self, n: u16) {
        self.place.pending = false;
        if self.inside_sides() {
            let look = self.blank_look();
            let (x, y) = (self.place.x, self.place.y);
            self.grid.insert_cells(y, x, n, self.margins.right, look);
        }
    }

    /// DCH.
    pub fn delete_chars(&mut self, n: u16) {
        self.place.pending = false;
        if self.inside_sides() {
            let look = self.blank_look();
            let (x, y) = (self.place.x, self.place.y);
            self.grid.delete_cells(y, x, n, self.margins.right, look);
        }
    }

    /// IL. As in xterm, the cursor stays where it is.
    pub fn insert_lines(&mut self, n: u16) {
        self.with_top_at_cursor(|state| state.scroll_down(n));
    }

    /// DL. What is deleted does not go into history.
    pub fn delete_lines(&mut self, n: u16) {
        self.with_top_at_cursor(|state| {
            let look = state.blank_look();
            let Margins {
                top,
                bottom,
                left,
                right,
            } = state.margins;
            if state.full_width() {
                state.grid.scroll_up(top, bottom, n, look);
                if top > 0 {
                    state.grid.set_wrapped(top - 1, false);
                }
            } else {
                state.grid.scroll_up_part(top, bottom, left..right, n, look);
            }
        });
    }

    fn with_top_at_cursor(&mut self, f: impl FnOnce(&mut Self)) {
        if !self.inside() {
            return;
        }
        self.place.pending = false;
        let top = std::mem::replace(&mut self.margins.top, self.place.y);
        f(self);
        self.margins.top = top;
    }

    /// Inserts blank columns at column `x` between the margins (DECIC).
    pub fn insert_columns(&mut self, x: u16, n: u16) {
        if self.inside() {
            let look = self.blank_look();
            for y in self.margins.top..self.margins.bottom {
                self.grid.insert_cells(y, x, n, self.margins.right, look);
            }
        }
    }

    /// Deletes columns at column `x` between the margins (DECDC).
    pub fn delete_columns(&mut self, x: u16, n: u16) {
        if self.inside() {
            let look = self.blank_look();
            for y in self.margins.top..self.margins.bottom {
                self.grid.delete_cells(y, x, n, self.margins.right, look);
            }
        }
    }

    /// Moves the text between the margins left (SL) or right (SR).
    pub fn shift_text(&mut self, n: u16, left: bool) {
        let look = self.blank_look();
        let margins = self.margins;
        for y in margins.top..margins.bottom {
            if left {
                self.grid
                    .delete_cells(y, margins.left, n, margins.right, look);
            } else {
                self.grid
                    .insert_cells(y, margins.left, n, margins.right, look);
            }
        }
    }

    /// The alternate screen shows. `clear`: blank, unless it showed before.
    pub fn enter_alternate(&mut self, clear: bool) {
        if !self.alternate && self.wishes.alternate {
            let size = self.size();
            let tick = self.generation + 1;
            let fresh = self.other.take();
            let fresh = fresh.unwrap_or_else(|| Grid::new(size, tick));
            self.other = Some(std::mem::replace(&mut self.grid, fresh));
            self.swap_screens(true);
            if clear {
                let look = self.blank_look();
                self.grid.erase_rows(0, size.rows, look);
            }
        }
    }

    /// The main screen shows again.
    pub fn leave_alternate(&mut self) {
        if let Some(main) = self.other.take_if(|_| self.alternate) {
            self.other = Some(std::mem::replace(&mut self.grid, main));
            self.swap_screens(false);
        }
    }

    fn swap_screens(&mut self, alternate: bool) {
        self.alternate = alternate;
        self.saved.swap(0, 1);
        self.keyboards.swap(0, 1);
        self.modes.kitty = self.keyboards[0].flags;
        self.grid.touch_all();
        self.switches.remove(Switches::JOIN | Switches::GLUE);
        self.events.push(Event::Alternate(alternate));
        self.modes_changed();
    }
}
