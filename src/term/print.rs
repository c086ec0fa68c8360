//! Text: characters into cells, with wrapping, wide characters, clusters and insert mode.

use super::cell;
use super::state::{State, Switches};
use crate::base::width;

/// A cluster is cut off at this length. Bytes.
const MAX_CLUSTER: usize = 64;

impl State {
    /// Prints a run of bytes from 0x20 to 0x7e.
    #[inline]
    pub fn print_ascii(&mut self, text: &[u8]) {
        let Some((&first, others)) = text.split_first() else {
            return;
        };
        if self.is(Switches::GLUE) {
            self.print_char(char::from(first));
            self.print_ascii(others);
            return;
        }
        if self.is(Switches::INSERT) || !self.charsets.is_plain() {
            text.iter().for_each(|&b| self.print_char(char::from(b)));
            return;
        }
        self.last = text.last().map(|&b| char::from(b));
        self.switches.insert(Switches::JOIN);
        let look = self.look();
        let mut rest = text;
        while !rest.is_empty() {
            if self.place.pending {
                self.wrap();
            }
            let limit = self.limit();
            let room = usize::from(limit - self.place.x);
            let (now, later) = rest.split_at(room.min(rest.len()));
            self.grid.write_ascii(self.place.y, self.place.x, now, look);
            self.place.x += now.len() as u16;
            if self.place.x == limit {
                self.place.x = limit - 1;
                if !self.is(Switches::WRAP) {
                    // Without wrapping, the last column holds the last character.
                    let last = &text[text.len() - 1..];
                    self.grid
                        .write_ascii(self.place.y, self.place.x, last, look);
                    return;
                }
                self.place.pending = true;
            }
            rest = later;
        }
    }

    /// The first column that text cannot reach from where the cursor is.
    #[inline]
    fn limit(&self) -> u16 {
        if self.place.x < self.margins.right {
            self.margins.right
        } else {
            self.size().cols
        }
    }

    /// The text goes on in the next row.
    pub fn wrap(&mut self) {
        self.place.pending = false;
        if !self.is(Switches::WRAP) {
            return;
        }
        if self.full_width() {
            self.grid.set_wrapped(self.place.y, true);
        }
        let outside = self.place.x >= self.margins.right;
        self.index();
        self.place.x = if outside { 0 } else { self.margins.left };
    }

    /// Prints one character.
    pub fn print_char(&mut self, c: char) {
        let c = if self.charsets.is_plain() {
            c
        } else {
            self.charsets.map(c)
        };
        let (columns, simple) = match self.own_width(c) {
            Some(columns) => (columns, true),
            None => classify(c),
        };
        if (!simple || self.is(Switches::GLUE)) && self.join(c, columns) {
            return;
        }
        if columns == 0 {
            return;
        }
        self.last = Some(c);
        self.put(cell::character(c, columns == 2, 0), columns);
        self.switches.set(Switches::GLUE, !simple);
        self.switches.insert(Switches::JOIN);
    }

    /// The width that the person gave a character.
    #[inline]
    fn own_width(&self, c: char) -> Option<u8> {
        if self.widths.is_empty() || c.is_ascii() {
            return None;
        }
        self.widths.get(&c).copied()
    }

    /// Puts a cell, in the pen's look, at the cursor and moves it on.
    pub fn put(&mut self, value: u64, columns: u8) {
        let columns = u16::from(columns);
        if self.place.pending {
            self.wrap();
        }
        let mut limit = self.limit();
        if self.place.x + columns > limit {
            if !self.is(Switches::WRAP) || limit - self.margins.left < columns {
                return;
            }
            self.grid.erase(self.place.y, self.place.x, limit, 0);
            self.wrap();
            limit = self.limit();
            if self.place.x + columns > limit {
                return;
            }
        }
        let value = value | cell::blank(self.look());
        let (x, y) = (self.place.x, self.place.y);
        if self.is(Switches::INSERT) {
            let look = self.blank_look();
            self.grid.insert_cells(y, x, columns, limit, look);
        }
        self.grid.write(y, x, value);
        self.advance(columns, limit);
    }

    fn advance(&mut self, columns: u16, limit: u16) {
        self.place.x += columns;
        if self.place.x >= limit {
            self.place.x = limit - 1;
            self.place.pending = self.is(Switches::WRAP);
        }
    }

    /// The column of the character left of the cursor.
    fn column_before(&self) -> Option<u16> {
        let at_edge = self.place.pending
            || self.is(Switches::JOIN)
                && !self.is(Switches::WRAP)
                && self.place.x + 1 == self.limit();
        let x = if at_edge {
            self.place.x
        } else {
            self.place.x.checked_sub(1)?
        };
        let spacer = cell::is_spacer(self.grid.cell(self.place.y, x));
        Some(if spacer { x.saturating_sub(1) } else { x })
    }

    /// Joins `c` to the character before it, if the two are one cluster.
    fn join(&mut self, c: char, columns: u8) -> bool {
        let wanted = columns == 0 || self.is(Switches::JOIN) && self.is(Switches::CLUSTERS);
        if c.is_control() || !wanted {
            return false;
        }
        let Some(x) = self.column_before() else {
            return false;
        };
        let old = self.grid.cell(self.place.y, x);
        let mut text = String::new();
        self.cell_text(old, &mut text);
        if text.is_empty() || text.len() + c.len_utf8() > MAX_CLUSTER {
            return columns == 0;
        }
        text.push(c);
        if columns > 0 && width::clusters(&text).nth(1).is_some() {
            return false;
        }
        let wide = width::cluster_width(&text) == 2 && self.is(Switches::CLUSTERS);
        self.replace(x, old, &text, wide || cell::is_wide(old));
        self.switches.insert(Switches::GLUE);
        true
    }

    /// Puts a cluster in place of the character at column `x`.
    fn replace(&mut self, x: u16, old: u64, text: &str, wide: bool) {
        let number = self.tables.clusters.intern(text);
        let y = self.place.y;
        let grows = wide && !cell::is_wide(old);
        let limit = self.limit();
        if !grows || x + 2 <= limit {
            self.grid
                .write(y, x, cell::cluster(number, wide, cell::look(old)));
            if grows {
                self.place.x = x;
                self.place.pending = false;
                self.advance(2, limit);
            }
            return;
        }
        // It grew in the last column: it belongs into the next row.
        if limit - self.margins.left < 2 || !self.is(Switches::WRAP) {
            self.grid
                .write(y, x, cell::cluster(number, false, cell::look(old)));
            return;
        }
        self.place.x = x;
        self.place.pending = false;
        self.put(cell::cluster(number, true, 0), 2);
    }

    /// Prints the last character again (REP).
    pub fn repeat(&mut self, n: u16) {
        let Some(c) = self.last else { return };
        let most = self.size().area().min(usize::from(n));
        if c.is_ascii() {
            let text = vec![c as u8; most];
            self.print_ascii(&text);
        } else {
            (0..most).for_each(|_| self.print_char(c));
        }
    }
}

/// How many columns a character takes by itself, and whether it is simple: neither it nor another
/// simple character after it can be part of a cluster of several characters.
#[inline]
fn classify(c: char) -> (u8, bool) {
    match u32::from(c) {
        0x20..=0x7e
        | 0xa1..=0xac
        | 0xae..=0x2ff
        | 0x370..=0x377
        | 0x37a..=0x37f
        | 0x38e..=0x3a1
        | 0x3a3..=0x482
        | 0x48a..=0x52f
        | 0x2010..=0x2027
        | 0x2190..=0x2319
        | 0x2500..=0x25fc => (1, true),
        0x3001..=0x3029
        | 0x3041..=0x3096
        | 0x309b..=0x30ff
        | 0x3400..=0x4dbf
        | 0x4e00..=0x9fff
        | 0xac00..=0xd7a3
        | 0xff01..=0xff60 => (2, true),
        0x2300..=0x27bf | 0x1f300..=0x1f3fa | 0x1f400..=0x1faff => (width::char_width(c), true),
        _ => (width::char_width(c), false),
    }
}
