//! C0 controls, escape sequences, cursor movement, tab stops, DECSC and DECRC, margins.

use super::fields::{CursorPos, Margins, ModeFlags, SavedCursor};
use super::state::State;
use crate::term::event::Event;
use crate::term::parse::charset::Charset;

/// The widest tab that stays in its cells, as in tmux. Columns.
const MAX_TAB: u16 = 32;

impl State {
    /// Executes a C0 control (ECMA-48, 8.2).
    pub fn execute(&mut self, byte: u8) {
        self.flags.remove(ModeFlags::JOIN | ModeFlags::OPEN_CLUSTER);
        match byte {
            0x07 => self.events.push(Event::Bell),
            0x08 => self.backspace(),
            0x09 => self.write_tab(),
            0x0a..=0x0c => self.line_feed(),
            0x0d => self.carriage_return(),
            0x0e => self.charsets.gl = 1,
            0x0f => self.charsets.gl = 0,
            _ => {}
        }
    }

    /// Executes an escape sequence. Unknown ones have no effect.
    pub fn escape(&mut self, intermediate: u8, final_byte: u8) {
        self.flags.remove(ModeFlags::JOIN | ModeFlags::OPEN_CLUSTER);
        match (intermediate, final_byte) {
            (0, b'7') => self.save_cursor(),
            (0, b'8') => self.restore_cursor(),
            (0, b'D') => self.index(),
            (0, b'E') => {
                self.index();
                self.carriage_return();
            }
            (0, b'H') => self.set_tab(),
            (0, b'M') => {
                self.begin_redraw();
                self.reverse_index();
            }
            (0, b'N') => self.charsets.single_shift = Some(2),
            (0, b'O') => self.charsets.single_shift = Some(3),
            (0, b'n') => self.charsets.gl = 2,
            (0, b'o') => self.charsets.gl = 3,
            (0, b'6') => self.back_index(),
            (0, b'9') => self.forward_index(),
            (0, b'V') => self.set_iso_protection(true),
            (0, b'W') => self.set_iso_protection(false),
            (0, b'Z') => self.report_identity(),
            (0, b'c') => self.full_reset(),
            (0, b'=') => self.set_keypad(true),
            (0, b'>') => self.set_keypad(false),
            (b'#', b'8') => self.alignment_test(),
            (b'(' | b')' | b'*' | b'+', _) => {
                self.charsets.sets[usize::from(intermediate - b'(')] =
                    Charset::from_final_byte(final_byte, self.has(ModeFlags::NATIONAL_SETS));
            }
            (b'-' | b'.' | b'/', _) => {
                self.charsets.sets[usize::from(intermediate - b',')] = Charset::Ascii;
            }
            _ => {}
        }
    }

    fn set_keypad(&mut self, on: bool) {
        self.modes.keypad = on;
        self.modes_changed();
    }

    fn backspace(&mut self) {
        let wraps = self.reverse_wraps();
        if self.cursor.wrap_pending {
            self.cursor.wrap_pending = false;
            if wraps {
                return;
            }
        }
        let left = if self.cursor.x >= self.margins.left {
            self.margins.left
        } else {
            0
        };
        if self.cursor.x > left {
            self.cursor.x -= 1;
        } else if wraps && self.cursor.x == left {
            self.reverse_wrap();
        }
    }

    fn reverse_wraps(&self) -> bool {
        self.flags
            .intersects(ModeFlags::REVERSE_WRAP | ModeFlags::EXTENDED_REVERSE_WRAP)
            && self.has(ModeFlags::WRAP)
    }

    /// Moves from the left edge to the end of the previous row if that row wrapped. With mode 1045
    /// it may be any row, and the bottom margin follows the top margin.
    fn reverse_wrap(&mut self) {
        let all = self.has(ModeFlags::EXTENDED_REVERSE_WRAP);
        let Margins { top, bottom, .. } = self.margins;
        let y = match self.cursor.y {
            y if y == top && all => bottom - 1,
            y if y == top || y == 0 => return,
            y => y - 1,
        };
        if all || self.grid.info(y).wrapped {
            self.cursor.x = self.margins.right - 1;
            self.cursor.y = y;
        }
    }

    #[inline]
    pub fn carriage_return(&mut self) {
        self.cursor.wrap_pending = false;
        self.cursor.x = if self.cursor.x >= self.margins.left || self.has(ModeFlags::ORIGIN) {
            self.margins.left
        } else {
            0
        };
    }

    /// CR LF.
    #[inline]
    pub fn new_line(&mut self) {
        self.flags.remove(ModeFlags::JOIN | ModeFlags::OPEN_CLUSTER);
        self.carriage_return();
        self.index();
        if self.modes.newline {
            self.carriage_return();
        }
    }

    fn line_feed(&mut self) {
        let wrap_pending = self.cursor.wrap_pending;
        self.index();
        if self.modes.newline {
            self.carriage_return();
        } else {
            self.cursor.wrap_pending = wrap_pending && self.cursor.x + 1 == self.size().cols;
        }
    }

    /// Moves down by one row and scrolls at the bottom margin (IND).
    #[inline]
    pub fn index(&mut self) {
        self.cursor.wrap_pending = false;
        if self.cursor.y + 1 == self.margins.bottom {
            if self.inside_side_margins() {
                self.scroll_up(1);
            }
        } else if self.cursor.y + 1 < self.size().rows {
            self.cursor.y += 1;
        }
    }

    /// Moves up by one row and scrolls at the top margin (RI). It ends a pending wrap, as in xterm
    /// (`RevIndex` calls `CursorUp`).
    fn reverse_index(&mut self) {
        self.cursor.wrap_pending = false;
        if self.cursor.y == self.margins.top {
            if self.inside_side_margins() {
                self.scroll_down(1);
            }
        } else {
            self.cursor.y = self.cursor.y.saturating_sub(1);
        }
    }

    /// Moves left by one column. At the left margin it moves the text right instead (DECBI).
    fn back_index(&mut self) {
        self.cursor.wrap_pending = false;
        if self.cursor.x == self.margins.left {
            self.insert_columns(self.cursor.x, 1);
        } else {
            self.cursor.x = self.cursor.x.saturating_sub(1);
        }
    }

    /// Moves right by one column. At the right margin it moves the text left instead (DECFI).
    fn forward_index(&mut self) {
        if self.cursor.x + 1 == self.margins.right {
            return self.delete_columns(self.margins.left, 1);
        }
        self.cursor.wrap_pending = false;
        if self.cursor.x + 1 < self.size().cols {
            self.cursor.x += 1;
        }
    }

    pub fn up(&mut self, n: u16) {
        self.cursor.wrap_pending = false;
        let stop = if self.cursor.y >= self.margins.top {
            self.margins.top
        } else {
            0
        };
        self.cursor.y = self.cursor.y.saturating_sub(n).max(stop);
    }

    pub fn down(&mut self, n: u16) {
        self.cursor.wrap_pending = false;
        let inside = self.cursor.y < self.margins.bottom;
        let stop = if inside {
            self.margins.bottom
        } else {
            self.size().rows
        };
        self.cursor.y = self.cursor.y.saturating_add(n).min(stop - 1);
    }

    pub fn right(&mut self, n: u16) {
        self.cursor.wrap_pending = false;
        let inside = self.cursor.x < self.margins.right;
        let stop = if inside {
            self.margins.right
        } else {
            self.size().cols
        };
        self.cursor.x = self.cursor.x.saturating_add(n).min(stop - 1);
    }

    pub fn left(&mut self, n: u16) {
        if self.reverse_wraps() {
            let most = self.size().area().min(usize::from(n));
            (0..most).for_each(|_| self.backspace());
            return;
        }
        self.cursor.wrap_pending = false;
        let stop = if self.cursor.x >= self.margins.left {
            self.margins.left
        } else {
            0
        };
        self.cursor.x = self.cursor.x.saturating_sub(n).max(stop);
    }

    /// Moves to row `y` from 0, counted from the top or, in origin mode, from the top margin (VPA,
    /// CUP).
    pub fn go_to_row(&mut self, y: u16) {
        self.cursor.wrap_pending = false;
        self.cursor.y = if self.has(ModeFlags::ORIGIN) {
            let y = y.saturating_add(self.margins.top);
            y.min(self.margins.bottom - 1)
        } else {
            y.min(self.size().rows - 1)
        };
    }

    /// Moves to column `x`, counted like the rows of [`State::go_to_row`] (HPA, CUP).
    pub fn go_to_column(&mut self, x: u16) {
        self.cursor.wrap_pending = false;
        self.cursor.x = if self.has(ModeFlags::ORIGIN) {
            let x = x.saturating_add(self.margins.left);
            x.min(self.margins.right - 1)
        } else {
            x.min(self.size().cols - 1)
        };
    }

    /// Moves to the top left or, in origin mode, to the top left of the margins.
    pub fn home(&mut self) {
        self.go_to_row(0);
        self.go_to_column(0);
    }

    /// Moves forward by `n` tab stops (CHT).
    pub fn tab(&mut self, n: u16) {
        let inside = self.cursor.x < self.margins.right;
        let last = if inside {
            self.margins.right
        } else {
            self.size().cols
        } - 1;
        for _ in 0..n.min(last + 1) {
            if self.cursor.x >= last {
                break;
            }
            let next = self.cursor.x + 1..last;
            let stop = next.into_iter().find(|&x| self.has_tab(x));
            self.cursor.x = stop.unwrap_or(last);
        }
    }

    /// Moves back by `n` tab stops (CBT).
    pub fn back_tab(&mut self, n: u16) {
        self.cursor.wrap_pending = false;
        let first = if self.has(ModeFlags::ORIGIN) {
            self.margins.left
        } else {
            0
        };
        for _ in 0..n.min(self.size().cols) {
            let stop = (first..self.cursor.x).rev().find(|&x| self.has_tab(x));
            self.cursor.x = stop.unwrap_or(first.min(self.cursor.x));
        }
    }

    /// HT: moves to the next tab stop. The tab stays in the cells that it crosses if these are
    /// blank, as in tmux, so that a capture has it again.
    fn write_tab(&mut self) {
        if self.cursor.wrap_pending && self.has(ModeFlags::MORE_FIX) {
            self.wrap();
        }
        let from = self.cursor.x;
        self.tab(1);
        if self.cursor.x - from <= MAX_TAB && !self.has(ModeFlags::INSERT) {
            self.grid.write_tab(self.cursor.y, from, self.cursor.x);
        }
    }

    fn has_tab(&self, x: u16) -> bool {
        self.tabs.get(usize::from(x)).copied().unwrap_or(false)
    }

    fn set_tab(&mut self) {
        if let Some(stop) = self.tabs.get_mut(usize::from(self.cursor.x)) {
            *stop = true;
        }
    }

    /// CTC (ECMA-48, 8.3.17): sets (0) or clears (2) the tab stop at the cursor, or clears all (4,
    /// 5).
    pub fn control_tabs(&mut self, what: u16) {
        match what {
            0 => self.set_tab(),
            2 => self.clear_tabs(0),
            4 | 5 => self.clear_tabs(3),
            _ => {}
        }
    }

    pub fn clear_tabs(&mut self, which: u16) {
        match which {
            0 => {
                if let Some(stop) = self.tabs.get_mut(usize::from(self.cursor.x)) {
                    *stop = false;
                }
            }
            3 => self.tabs.fill(false),
            _ => {}
        }
    }

    /// The state that DECSC saves.
    pub fn save(&self) -> SavedCursor {
        SavedCursor {
            cursor: self.cursor,
            pen: self.pen,
            charsets: self.charsets,
            origin: self.has(ModeFlags::ORIGIN),
        }
    }

    pub fn save_cursor(&mut self) {
        self.saved[0] = Some(self.save());
    }

    pub fn restore_cursor(&mut self) {
        let saved = self.saved[0].unwrap_or_default();
        self.restore(saved);
    }

    /// Restores a saved cursor, clamped to the screen (DECRC).
    pub fn restore(&mut self, saved: SavedCursor) {
        let size = self.size();
        self.cursor = CursorPos {
            x: saved.cursor.x.min(size.cols - 1),
            y: saved.cursor.y.min(size.rows - 1),
            wrap_pending: saved.cursor.wrap_pending && saved.cursor.x + 1 == size.cols,
        };
        self.set_pen(saved.pen);
        self.charsets = saved.charsets;
        self.flags.set(ModeFlags::ORIGIN, saved.origin);
    }

    /// DECSTBM. Parameters count from 1; a `bottom` of 0 is the last row.
    pub fn set_vertical_margins(&mut self, top: u16, bottom: u16) {
        let rows = self.size().rows;
        let bottom = if bottom == 0 { rows } else { bottom.min(rows) };
        let top = top.max(1) - 1;
        if top + 1 < bottom || rows == 1 {
            self.margins = Margins {
                top: top.min(rows - 1),
                bottom,
                ..self.margins
            };
            self.home();
        }
    }

    /// DECSLRM. Parameters as in [`State::set_vertical_margins`].
    pub fn set_horizontal_margins(&mut self, left: u16, right: u16) {
        let cols = self.size().cols;
        let right = if right == 0 { cols } else { right.min(cols) };
        let left = left.max(1) - 1;
        if left + 1 < right {
            self.margins = Margins {
                left,
                right,
                ..self.margins
            };
            self.home();
        }
    }
}
