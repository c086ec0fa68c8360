//! Moving the cursor: C0 controls, escape sequences, positions, tabs, save and restore.

use super::fields::{Margins, Place, Saved, Switches};
use super::state::State;
use crate::term::event::Event;
use crate::term::parse::charset::Charset;

impl State {
    /// A control character.
    pub fn execute(&mut self, byte: u8) {
        self.switches.remove(Switches::JOIN | Switches::GLUE);
        match byte {
            0x07 => self.events.push(Event::Bell),
            0x08 => self.backspace(),
            0x09 => self.tab(1),
            0x0a..=0x0c => self.line_feed(),
            0x0d => self.carriage_return(),
            0x0e => self.charsets.left = 1,
            0x0f => self.charsets.left = 0,
            _ => {}
        }
    }

    /// An escape sequence without parameters.
    pub fn escape(&mut self, inter: u8, end: u8) {
        self.switches.remove(Switches::JOIN | Switches::GLUE);
        match (inter, end) {
            (0, b'7') => self.save_cursor(),
            (0, b'8') => self.restore_cursor(),
            (0, b'D') => self.index(),
            (0, b'E') => {
                self.carriage_return();
                self.index();
            }
            (0, b'H') => self.set_tab(),
            (0, b'M') => {
                self.begin_rewrite();
                self.reverse_index();
            }
            (0, b'N') => self.charsets.single = Some(2),
            (0, b'O') => self.charsets.single = Some(3),
            (0, b'n') => self.charsets.left = 2,
            (0, b'o') => self.charsets.left = 3,
            (0, b'6') => self.back_index(),
            (0, b'9') => self.forward_index(),
            (0, b'V') => self.guard(true),
            (0, b'W') => self.guard(false),
            (0, b'Z') => self.report_identity(),
            (0, b'c') => self.full_reset(),
            (0, b'=') => self.set_keypad(true),
            (0, b'>') => self.set_keypad(false),
            (b'#', b'8') => self.alignment_test(),
            (b'(' | b')' | b'*' | b'+', _) => {
                self.charsets.sets[usize::from(inter - b'(')] =
                    Charset::named(end, self.is(Switches::NATIONAL));
            }
            (b'-' | b'.' | b'/', _) => {
                self.charsets.sets[usize::from(inter - b',')] = Charset::Ascii;
            }
            _ => {}
        }
    }

    fn set_keypad(&mut self, on: bool) {
        self.modes.keypad = on;
        self.modes_changed();
    }

    fn backspace(&mut self) {
        let back_wrap = self.wraps_back();
        if self.place.pending {
            self.place.pending = false;
            if back_wrap {
                return;
            }
        }
        let left = if self.place.x >= self.margins.left {
            self.margins.left
        } else {
            0
        };
        if self.place.x > left {
            self.place.x -= 1;
        } else if back_wrap && self.place.x == left {
            self.wrap_back();
        }
    }

    fn wraps_back(&self) -> bool {
        self.switches
            .intersects(Switches::BACK_WRAP | Switches::BACK_WRAP_ALL)
            && self.is(Switches::WRAP)
    }

    /// From the left edge to the end of the row before: of one that wrapped, or with mode 1045 of
    /// any, and from the top to the bottom margin.
    fn wrap_back(&mut self) {
        let all = self.is(Switches::BACK_WRAP_ALL);
        let Margins { top, bottom, .. } = self.margins;
        let y = match self.place.y {
            y if y == top && all => bottom - 1,
            y if y == top || y == 0 => return,
            y => y - 1,
        };
        if all || self.grid.info(y).wrapped {
            self.place.x = self.margins.right - 1;
            self.place.y = y;
        }
    }

    #[inline]
    pub fn carriage_return(&mut self) {
        self.place.pending = false;
        self.place.x = if self.place.x >= self.margins.left || self.is(Switches::ORIGIN) {
            self.margins.left
        } else {
            0
        };
    }

    /// CR LF.
    #[inline]
    pub fn new_line(&mut self) {
        self.switches.remove(Switches::JOIN | Switches::GLUE);
        self.carriage_return();
        self.index();
        if self.modes.newline {
            self.carriage_return();
        }
    }

    fn line_feed(&mut self) {
        let pending = self.place.pending;
        self.index();
        if self.modes.newline {
            self.carriage_return();
        } else {
            self.place.pending = pending && self.place.x + 1 == self.size().cols;
        }
    }

    /// One row down, scrolling at the bottom margin (IND).
    #[inline]
    pub fn index(&mut self) {
        self.place.pending = false;
        if self.place.y + 1 == self.margins.bottom {
            if self.inside_sides() {
                self.scroll_up(1);
            }
        } else if self.place.y + 1 < self.size().rows {
            self.place.y += 1;
        }
    }

    /// One row up, scrolling at the top margin (RI). As in xterm (`RevIndex` moves by `CursorUp`),
    /// a pending wrap ends.
    fn reverse_index(&mut self) {
        self.place.pending = false;
        if self.place.y == self.margins.top {
            if self.inside_sides() {
                self.scroll_down(1);
            }
        } else {
            self.place.y = self.place.y.saturating_sub(1);
        }
    }

    /// One column left, moving the text right at the left margin (DECBI).
    fn back_index(&mut self) {
        self.place.pending = false;
        if self.place.x == self.margins.left {
            self.insert_columns(self.place.x, 1);
        } else {
            self.place.x = self.place.x.saturating_sub(1);
        }
    }

    /// One column right, moving the text left at the right margin (DECFI).
    fn forward_index(&mut self) {
        if self.place.x + 1 == self.margins.right {
            return self.delete_columns(self.margins.left, 1);
        }
        self.place.pending = false;
        if self.place.x + 1 < self.size().cols {
            self.place.x += 1;
        }
    }

    pub fn up(&mut self, n: u16) {
        self.place.pending = false;
        let stop = if self.place.y >= self.margins.top {
            self.margins.top
        } else {
            0
        };
        self.place.y = self.place.y.saturating_sub(n).max(stop);
    }

    pub fn down(&mut self, n: u16) {
        self.place.pending = false;
        let inside = self.place.y < self.margins.bottom;
        let stop = if inside {
            self.margins.bottom
        } else {
            self.size().rows
        };
        self.place.y = self.place.y.saturating_add(n).min(stop - 1);
    }

    pub fn right(&mut self, n: u16) {
        self.place.pending = false;
        let inside = self.place.x < self.margins.right;
        let stop = if inside {
            self.margins.right
        } else {
            self.size().cols
        };
        self.place.x = self.place.x.saturating_add(n).min(stop - 1);
    }

    pub fn left(&mut self, n: u16) {
        if self.wraps_back() {
            let most = self.size().area().min(usize::from(n));
            (0..most).for_each(|_| self.backspace());
            return;
        }
        self.place.pending = false;
        let stop = if self.place.x >= self.margins.left {
            self.margins.left
        } else {
            0
        };
        self.place.x = self.place.x.saturating_sub(n).max(stop);
    }

    /// To a row, counted from 0 at the top or, in origin mode, at the top margin.
    pub fn go_to_row(&mut self, y: u16) {
        self.place.pending = false;
        self.place.y = if self.is(Switches::ORIGIN) {
            let y = y.saturating_add(self.margins.top);
            y.min(self.margins.bottom - 1)
        } else {
            y.min(self.size().rows - 1)
        };
    }

    /// To a column, counted as [`State::go_to_row`] counts rows.
    pub fn go_to_column(&mut self, x: u16) {
        self.place.pending = false;
        self.place.x = if self.is(Switches::ORIGIN) {
            let x = x.saturating_add(self.margins.left);
            x.min(self.margins.right - 1)
        } else {
            x.min(self.size().cols - 1)
        };
    }

    /// To the top left, or in origin mode to where the margins begin.
    pub fn home(&mut self) {
        self.go_to_row(0);
        self.go_to_column(0);
    }

    /// To the next tab stop.
    pub fn tab(&mut self, n: u16) {
        let inside = self.place.x < self.margins.right;
        let last = if inside {
            self.margins.right
        } else {
            self.size().cols
        } - 1;
        for _ in 0..n.min(last + 1) {
            if self.place.x >= last {
                break;
            }
            let next = self.place.x + 1..last;
            let stop = next.into_iter().find(|&x| self.has_tab(x));
            self.place.x = stop.unwrap_or(last);
        }
    }

    /// To the tab stop before.
    pub fn back_tab(&mut self, n: u16) {
        self.place.pending = false;
        let first = if self.is(Switches::ORIGIN) {
            self.margins.left
        } else {
            0
        };
        for _ in 0..n.min(self.size().cols) {
            let stop = (first..self.place.x).rev().find(|&x| self.has_tab(x));
            self.place.x = stop.unwrap_or(first.min(self.place.x));
        }
    }

    fn has_tab(&self, x: u16) -> bool {
        self.tabs.get(usize::from(x)).copied().unwrap_or(false)
    }

    fn set_tab(&mut self) {
        if let Some(stop) = self.tabs.get_mut(usize::from(self.place.x)) {
            *stop = true;
        }
    }

    /// CTC (ECMA-48): sets (0) or clears (2) the stop here, or clears all (5).
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
                if let Some(stop) = self.tabs.get_mut(usize::from(self.place.x)) {
                    *stop = false;
                }
            }
            3 => self.tabs.fill(false),
            _ => {}
        }
    }

    /// What DECSC would save now.
    pub fn save(&self) -> Saved {
        Saved {
            place: self.place,
            pen: self.pen,
            charsets: self.charsets,
            origin: self.is(Switches::ORIGIN),
        }
    }

    pub fn save_cursor(&mut self) {
        self.saved[0] = Some(self.save());
    }

    pub fn restore_cursor(&mut self) {
        let saved = self.saved[0].unwrap_or_default();
        self.restore(saved);
    }

    /// What was saved is so again; the cursor stays on the screen.
    pub fn restore(&mut self, saved: Saved) {
        let size = self.size();
        self.place = Place {
            x: saved.place.x.min(size.cols - 1),
            y: saved.place.y.min(size.rows - 1),
            pending: saved.place.pending && saved.place.x + 1 == size.cols,
        };
        self.set_pen(saved.pen);
        self.charsets = saved.charsets;
        self.switches.set(Switches::ORIGIN, saved.origin);
    }

    /// DECSTBM; `bottom` of 0 is the last row. Parameters count from 1.
    pub fn set_rows(&mut self, top: u16, bottom: u16) {
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

    /// DECSLRM; parameters as [`State::set_rows`].
    pub fn set_columns(&mut self, left: u16, right: u16) {
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
