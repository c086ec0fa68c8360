//! Erasing, inserting and deleting cells, lines and columns; the alternate screen.

use super::fields::{Margins, ModeFlags};
use super::state::State;
use crate::term::event::Event;
use crate::term::grid::cell_grid::Grid;

impl State {
    /// ED, and DECSED if `selective`.
    pub fn erase_display(&mut self, what: u16, selective: bool) {
        let selective = selective || self.has(ModeFlags::ISO_PROTECTION);
        let size = self.size();
        let (x, y) = (self.cursor.x, self.cursor.y);
        let style_id = self.blank_style_id();
        let at_home = x == 0 && y == 0;
        self.cursor.wrap_pending &= what != 2;
        match what {
            0 | 2 if self.clears_to_history(what, at_home) && !selective => {
                self.move_screen_to_history();
            }
            0 => {
                self.erase_line(0, selective);
                self.erase_whole_rows(y + 1, size.rows, style_id, selective);
            }
            1 => {
                self.erase_whole_rows(0, y, style_id, selective);
                self.erase_line(1, selective);
            }
            2 => self.erase_whole_rows(0, size.rows, style_id, selective),
            3 if !selective && !self.alternate => {
                self.history.clear();
                self.changed = true;
            }
            _ => {}
        }
    }

    fn clears_to_history(&self, what: u16, at_home: bool) -> bool {
        self.options.scroll_on_clear && !self.alternate && (what == 2 || at_home)
    }

    fn erase_whole_rows(&mut self, top: u16, bottom: u16, style_id: u32, selective: bool) {
        if selective {
            let cols = self.size().cols;
            for y in top..bottom {
                self.erase_cells(y, 0, cols, true);
            }
        } else {
            self.grid.erase_rows(top, bottom, style_id);
        }
    }

    /// EL, and DECSEL if `selective`. While a wrap is pending, EL to the end keeps the last column
    /// and the wrap, as in tmux. The other forms end the wrap, as in xterm.
    pub fn erase_line(&mut self, what: u16, selective: bool) {
        let selective = selective || self.has(ModeFlags::ISO_PROTECTION);
        let cols = self.size().cols;
        let x = self.cursor.x;
        let (from, to) = match what {
            0 if self.cursor.wrap_pending => (cols, cols),
            0 => (x, cols),
            1 => (0, x + 1),
            2 => (0, cols),
            _ => return,
        };
        self.cursor.wrap_pending &= what == 0;
        self.erase_cells(self.cursor.y, from, to, selective);
    }

    fn erase_cells(&mut self, y: u16, from: u16, to: u16, selective: bool) {
        let style_id = self.blank_style_id();
        if selective {
            let interners = &self.interners;
            let keep = |style_id| Self::is_protected(interners, style_id);
            self.grid.erase_unless(y, from, to, style_id, keep);
        } else {
            self.grid.erase(y, from, to, style_id);
        }
    }

    /// ECH. While a wrap is pending it has no effect, as EL.
    pub fn erase_chars(&mut self, n: u16) {
        if self.cursor.wrap_pending {
            return;
        }
        let (x, y) = (self.cursor.x, self.cursor.y);
        let guarded = self.has(ModeFlags::ISO_PROTECTION);
        self.erase_cells(y, x, x.saturating_add(n), guarded);
    }

    /// ICH.
    pub fn insert_chars(&mut self, n: u16) {
        self.cursor.wrap_pending = false;
        if self.inside_side_margins() {
            let style_id = self.blank_style_id();
            let (x, y) = (self.cursor.x, self.cursor.y);
            self.grid
                .insert_cells(y, x, n, self.margins.right, style_id);
        }
    }

    /// DCH.
    pub fn delete_chars(&mut self, n: u16) {
        self.cursor.wrap_pending = false;
        if self.inside_side_margins() {
            let style_id = self.blank_style_id();
            let (x, y) = (self.cursor.x, self.cursor.y);
            self.grid
                .delete_cells(y, x, n, self.margins.right, style_id);
        }
    }

    /// IL. The cursor keeps its column, as in xterm.
    pub fn insert_lines(&mut self, n: u16) {
        self.with_top_at_cursor(|state| state.scroll_down(n));
    }

    /// DL. Deleted lines do not go to history.
    pub fn delete_lines(&mut self, n: u16) {
        self.with_top_at_cursor(|state| {
            let style_id = state.blank_style_id();
            let Margins {
                top,
                bottom,
                left,
                right,
            } = state.margins;
            if state.full_width() {
                state.grid.scroll_up(top, bottom, n, style_id);
                if top > 0 {
                    state.grid.set_wrapped(top - 1, false);
                }
            } else {
                state
                    .grid
                    .scroll_up_part(top, bottom, left..right, n, style_id);
            }
        });
    }

    fn with_top_at_cursor(&mut self, f: impl FnOnce(&mut Self)) {
        if !self.inside_margins() {
            return;
        }
        self.cursor.wrap_pending = false;
        let top = std::mem::replace(&mut self.margins.top, self.cursor.y);
        f(self);
        self.margins.top = top;
    }

    /// Inserts `n` blank columns at column `x` within the margins (DECIC).
    pub fn insert_columns(&mut self, x: u16, n: u16) {
        if self.inside_margins() {
            let style_id = self.blank_style_id();
            for y in self.margins.top..self.margins.bottom {
                self.grid
                    .insert_cells(y, x, n, self.margins.right, style_id);
            }
        }
    }

    /// Deletes `n` columns at column `x` within the margins (DECDC).
    pub fn delete_columns(&mut self, x: u16, n: u16) {
        if self.inside_margins() {
            let style_id = self.blank_style_id();
            for y in self.margins.top..self.margins.bottom {
                self.grid
                    .delete_cells(y, x, n, self.margins.right, style_id);
            }
        }
    }

    /// Moves the text within the margins left (SL) or right (SR) by `n` columns.
    pub fn shift_text(&mut self, n: u16, left: bool) {
        let style_id = self.blank_style_id();
        let margins = self.margins;
        for y in margins.top..margins.bottom {
            if left {
                self.grid
                    .delete_cells(y, margins.left, n, margins.right, style_id);
            } else {
                self.grid
                    .insert_cells(y, margins.left, n, margins.right, style_id);
            }
        }
    }

    /// Switches to the alternate screen. If `clear`, it starts blank.
    pub fn enter_alternate(&mut self, clear: bool) {
        if !self.alternate && self.options.alternate_screen {
            let size = self.size();
            let tick = self.generation + 1;
            let fresh = self.other.take();
            let mut fresh = fresh.unwrap_or_else(|| Grid::new(size, tick));
            fresh.set_stamp(self.fed);
            self.other = Some(std::mem::replace(&mut self.grid, fresh));
            self.swap_screens(true);
            if clear {
                let style_id = self.blank_style_id();
                self.grid.erase_rows(0, size.rows, style_id);
            }
        }
    }

    /// Switches to the main screen.
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
        self.flags.remove(ModeFlags::JOIN | ModeFlags::OPEN_CLUSTER);
        self.events.push(Event::Alternate(alternate));
        self.modes_changed();
    }
}
