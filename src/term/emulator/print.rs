//! Text: characters into cells, with wrapping, wide characters, clusters and insert mode.

use super::fields::Switches;
use super::state::State;
use crate::base::width;
use crate::term::grid::cell;
use crate::term::parse::utf8::{Decoded, decode};
use std::sync::LazyLock;

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

    /// Prints the simple characters at the beginning of `bytes`, which start beyond ASCII. Returns
    /// how many bytes these are: none where something else than filling rows is to be done.
    pub fn print_run(&mut self, bytes: &[u8]) -> usize {
        let special = Switches::GLUE | Switches::INSERT;
        let plain = self.charsets.is_plain() && self.wishes.widths.is_empty();
        if self.switches.intersects(special) || !self.is(Switches::WRAP) || !plain {
            return 0;
        }
        let look = self.look();
        let mut done = 0;
        while let Some(first) = simple(&bytes[done..]) {
            if self.place.pending {
                self.wrap();
            }
            let (limit, y) = (self.limit(), self.place.y);
            if self.place.x + u16::from(first.columns) > limit {
                break;
            }
            let row = self.grid.begin_run(y, self.place.x);
            let run = fill(
                &mut row[..usize::from(limit)],
                self.place.x,
                &bytes[done..],
                look,
            );
            self.grid.end_run(y, run.end, look);
            self.place.x = run.end;
            if run.end == limit {
                self.place.x = limit - 1;
                self.place.pending = true;
            }
            self.last = Some(run.last);
            done += run.bytes;
            if run.ended {
                break;
            }
        }
        if done > 0 {
            self.switches.insert(Switches::JOIN);
        }
        done
    }

    /// The width that the person gave a character.
    #[inline]
    fn own_width(&self, c: char) -> Option<u8> {
        if self.wishes.widths.is_empty() || c.is_ascii() {
            return None;
        }
        self.wishes.widths.get(&c).copied()
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
        if c.is_ascii() && !self.joins_ascii(old) {
            return false;
        }
        let mut text = std::mem::take(&mut self.scratch);
        text.clear();
        self.cell_text(old, &mut text);
        let joined = self.join_text(c, columns, x, &mut text);
        self.scratch = text;
        joined
    }

    /// Whether an ASCII character can be of one cluster with what stands in a cell: only after
    /// characters that belong to the next one (UAX #29, GB9b).
    fn joins_ascii(&self, old: u64) -> bool {
        let last = match cell::content(old) {
            cell::Content::Char(c) => Some(c),
            cell::Content::Cluster(n) => self.tables.cluster(n).chars().next_back(),
            _ => None,
        };
        last.is_some_and(is_prepend)
    }

    /// [`State::join`] to the cell in column `x`, which holds `text`.
    fn join_text(&mut self, c: char, columns: u8, x: u16, text: &mut String) -> bool {
        if text.is_empty() || text.len() + c.len_utf8() > MAX_CLUSTER {
            return columns == 0;
        }
        text.push(c);
        if columns > 0 && width::clusters(text).nth(1).is_some() {
            return false;
        }
        let old = self.grid.cell(self.place.y, x);
        let wide = width::cluster_width(text) == 2 && self.is(Switches::CLUSTERS);
        self.replace(x, old, text, wide || cell::is_wide(old));
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
        self.grid.erase(y, x, limit, 0);
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

/// A simple character at the beginning of some bytes.
struct Simple {
    c: char,
    bytes: usize,
    columns: u8,
}

#[inline]
fn simple(bytes: &[u8]) -> Option<Simple> {
    let (c, len) = match bytes.first()? {
        &byte @ 0x20..=0x7e => (char::from(byte), 1),
        0x80.. => match decode(bytes) {
            Decoded::Char(c, len) => (c, len),
            _ => return None,
        },
        _ => return None,
    };
    let (columns, true) = classify(c) else {
        return None;
    };
    (columns > 0).then_some(Simple {
        c,
        bytes: len,
        columns,
    })
}

/// What [`fill`] has done.
struct Run {
    /// The first column behind.
    end: u16,
    /// Bytes that were used up.
    bytes: usize,
    /// The last character.
    last: char,
    /// No simple character follows, or so much ASCII that there is a faster way.
    ended: bool,
}

/// So much ASCII is not worth leaving [`fill`]. Bytes.
const SHORT_ASCII: usize = 12;

/// Writes simple characters into the row from column `x` on, as many as fit.
#[inline]
fn fill(row: &mut [u64], x: u16, bytes: &[u8], look: u32) -> Run {
    let mut run = Run {
        end: x,
        bytes: 0,
        last: ' ',
        ended: false,
    };
    let mut ascii = 0;
    while ascii <= SHORT_ASCII
        && let Some(next) = simple(&bytes[run.bytes..])
    {
        let wide = next.columns == 2;
        let at = usize::from(run.end);
        let Some(cells) = row.get_mut(at..at + usize::from(next.columns)) else {
            return run;
        };
        cells[0] = cell::character(next.c, wide, look);
        if wide {
            cells[1] = cell::spacer(look);
        }
        run.end += u16::from(next.columns);
        run.bytes += next.bytes;
        run.last = next.c;
        ascii = if next.c.is_ascii() { ascii + 1 } else { 0 };
    }
    run.ended = true;
    run
}

/// Whether a character belongs to the one after it (UAX #29, `Prepend`).
fn is_prepend(c: char) -> bool {
    matches!(
        c,
        '\u{600}'..='\u{605}'
            | '\u{6dd}'
            | '\u{70f}'
            | '\u{890}'..='\u{891}'
            | '\u{8e2}'
            | '\u{d4e}'
            | '\u{110bd}'
            | '\u{110cd}'
            | '\u{111c2}'..='\u{111c3}'
            | '\u{113d1}'
            | '\u{1193f}'
            | '\u{11941}'
            | '\u{11a84}'..='\u{11a89}'
            | '\u{11d46}'
            | '\u{11f02}'
    )
}

/// Characters that take this many columns and are simple: neither they nor another simple character
/// after them can be part of a cluster of several characters.
const SIMPLE: [(u32, u32, u8); 18] = [
    (0x20, 0x7e, 1),
    (0xa1, 0xac, 1),
    (0xae, 0x2ff, 1),
    (0x370, 0x377, 1),
    (0x37a, 0x37f, 1),
    (0x38e, 0x3a1, 1),
    (0x3a3, 0x482, 1),
    (0x48a, 0x52f, 1),
    (0x2010, 0x2027, 1),
    (0x2190, 0x2319, 1),
    (0x2500, 0x25fc, 1),
    (0x3001, 0x3029, 2),
    (0x3041, 0x3096, 2),
    (0x309b, 0x30ff, 2),
    (0x3400, 0x4dbf, 2),
    (0x4e00, 0x9fff, 2),
    (0xac00, 0xd7a3, 2),
    (0xff01, 0xff60, 2),
];

/// [`SIMPLE`] with two bits a character.
static COLUMNS: [u8; 1 << 14] = {
    let mut table = [0; 1 << 14];
    let mut n = 0;
    while n < SIMPLE.len() {
        let (mut c, last, columns) = SIMPLE[n];
        while c <= last {
            table[(c >> 2) as usize] |= columns << (2 * (c & 3));
            c += 1;
        }
        n += 1;
    }
    table
};

/// Where the widths of pictures are, by [`picture`].
static PICTURES: LazyLock<Box<[u8]>> = LazyLock::new(|| {
    let codes = (0..0x2_0000).filter(|code| picture(*code).is_some());
    let columns = codes.map(|code| char::from_u32(code).map_or(0, width::char_width));
    columns.collect()
});

/// The number of a character among those that are pictures, or would be with a selector after them,
/// and are simple too.
#[inline]
fn picture(code: u32) -> Option<usize> {
    let n = match code {
        0x231a..=0x27bf => code - 0x231a,
        0x1f300..=0x1f3fa => code - 0x1f300 + 0x4a6,
        0x1f400..=0x1faff => code - 0x1f400 + 0x4a6 + 0xfb,
        _ => return None,
    };
    Some(n as usize)
}

/// How many columns a character takes by itself, and whether it is simple.
#[inline]
fn classify(c: char) -> (u8, bool) {
    let code = u32::from(c);
    if let Some(four) = COLUMNS.get((code >> 2) as usize) {
        let columns = four >> (2 * (code & 3)) & 3;
        if columns > 0 {
            return (columns, true);
        }
    }
    match picture(code) {
        Some(n) => (PICTURES[n], true),
        None => (width::char_width(c), false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all() -> impl Iterator<Item = char> {
        ('\u{80}'..=char::MAX).filter(|c| !c.is_control())
    }

    #[test]
    fn prepended_characters_are_those_of_unicode() {
        for c in all() {
            let joins = width::clusters(&format!("{c}a")).nth(1).is_none();
            assert_eq!(is_prepend(c), joins, "{c:?}");
        }
    }

    #[test]
    fn simple_characters_join_none() {
        let simple: Vec<char> = all().filter(|&c| classify(c).1).collect();
        assert!(simple.len() > 40_000);
        for &c in &simple {
            assert_eq!(classify(c).0, width::char_width(c), "{c:?}");
            for other in ['a', '界', '가', '🚀', 'é'] {
                for pair in [format!("{c}{other}"), format!("{other}{c}")] {
                    assert_eq!(width::clusters(&pair).count(), 2, "{pair:?}");
                }
            }
        }
    }
}
