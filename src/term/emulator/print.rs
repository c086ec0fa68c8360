//! Printing characters: wrapping, wide characters, grapheme clusters, insert mode.
//!
//! There are three paths, fastest first: runs of ASCII, runs of "simple" characters (see
//! [`SIMPLE`]), and single characters with full segmentation.

use super::fields::ModeFlags;
use super::state::State;
use crate::base::{Attrs, width};
use crate::term::grid::cell;
use crate::term::grid::interner::PackedStyle;
use crate::term::parse::charset::drawing_letter;
use crate::term::parse::utf8::{Decoded, decode};
use std::sync::LazyLock;

/// The largest cluster in bytes. A longer one is cut.
const MAX_CLUSTER: usize = 64;
/// ZERO WIDTH JOINER.
const JOINER: char = '\u{200d}';

impl State {
    /// Prints bytes from 0x20 to 0x7e.
    #[inline]
    pub fn print_ascii(&mut self, text: &[u8]) {
        let Some((&first, others)) = text.split_first() else {
            return;
        };
        if self.has(ModeFlags::OPEN_CLUSTER) {
            self.print_char(char::from(first));
            self.print_ascii(others);
            return;
        }
        if self.has(ModeFlags::INSERT) || !self.charsets.is_plain() {
            text.iter().for_each(|&b| self.print_char(char::from(b)));
            return;
        }
        self.last_char = text.last().map(|&b| char::from(b));
        self.flags.insert(ModeFlags::JOIN);
        let style_id = self.style_id();
        let mut rest = text;
        while !rest.is_empty() {
            if self.cursor.wrap_pending {
                self.wrap();
            }
            let limit = self.limit();
            let room = usize::from(limit - self.cursor.x);
            let (now, later) = rest.split_at(room.min(rest.len()));
            self.grid
                .write_ascii(self.cursor.y, self.cursor.x, now, style_id);
            self.cursor.x += now.len() as u16;
            if self.cursor.x == limit {
                self.cursor.x = limit - 1;
                if !self.has(ModeFlags::WRAP) {
                    // Without autowrap, every further character overwrites the last column.
                    let last = &text[text.len() - 1..];
                    self.grid
                        .write_ascii(self.cursor.y, self.cursor.x, last, style_id);
                    return;
                }
                self.cursor.wrap_pending = true;
            }
            rest = later;
        }
    }

    /// The first column that text at the cursor cannot reach.
    #[inline]
    fn limit(&self) -> u16 {
        if self.cursor.x < self.margins.right {
            self.margins.right
        } else {
            self.size().cols
        }
    }

    /// Continues in the next row.
    pub fn wrap(&mut self) {
        self.cursor.wrap_pending = false;
        if !self.has(ModeFlags::WRAP) {
            return;
        }
        if self.full_width() {
            self.grid.set_wrapped(self.cursor.y, true);
        }
        let outside = self.cursor.x >= self.margins.right;
        self.index();
        self.cursor.x = if outside { 0 } else { self.margins.left };
    }

    /// Prints one character.
    pub fn print_char(&mut self, c: char) {
        if self.charsets.is_plain() {
            self.print_mapped(c);
            return;
        }
        let drawn = c.is_ascii() && self.charsets.is_drawing();
        let c = self.charsets.map(c);
        self.print_with(c, drawn);
    }

    /// Prints a character, as a letter of DEC special graphics if `drawn`.
    fn print_with(&mut self, c: char, drawn: bool) {
        if !drawn {
            self.print_mapped(c);
            return;
        }
        let pen = self.style_id();
        let mut style = self.pen.style;
        style.attrs.insert(Attrs::LINE_DRAWING);
        let drawing = PackedStyle::new(style, self.pen.link);
        self.pen_style_id = Some(self.interners.styles.intern(&drawing));
        self.print_mapped(c);
        self.pen_style_id = Some(pen);
    }

    /// Prints a character of the set in use.
    fn print_mapped(&mut self, c: char) {
        let (columns, simple) = match self.user_width(c) {
            Some(columns) => (columns, true),
            None => classify(c),
        };
        if (!simple || self.has(ModeFlags::OPEN_CLUSTER)) && self.join(c, columns) {
            return;
        }
        if columns == 0 {
            return;
        }
        self.last_char = Some(c);
        self.put(cell::character(c, columns == 2, 0), columns);
        self.flags.set(ModeFlags::OPEN_CLUSTER, !simple);
        self.flags.insert(ModeFlags::JOIN);
    }

    /// Prints the simple characters at the start of `bytes`, which start with one beyond ASCII.
    /// Returns the number of bytes printed; 0 if the current modes need the slow path.
    pub fn print_run(&mut self, bytes: &[u8]) -> usize {
        let special = ModeFlags::OPEN_CLUSTER | ModeFlags::INSERT;
        let plain = self.charsets.is_plain() && self.options.widths.is_empty();
        if self.flags.intersects(special) || !self.has(ModeFlags::WRAP) || !plain {
            return 0;
        }
        if !self.has(ModeFlags::JOIN) && self.is_beside_joiner() {
            self.flags.insert(ModeFlags::OPEN_CLUSTER);
            return 0;
        }
        let style_id = self.style_id();
        let mut done = 0;
        while let Some(first) = simple(&bytes[done..]) {
            if self.cursor.wrap_pending {
                self.wrap();
            }
            let (limit, y) = (self.limit(), self.cursor.y);
            if self.cursor.x + u16::from(first.columns) > limit {
                break;
            }
            let row = self.grid.begin_run(y, self.cursor.x);
            let run = fill(
                &mut row[..usize::from(limit)],
                self.cursor.x,
                &bytes[done..],
                style_id,
            );
            self.grid.end_run(y, run.end, style_id);
            self.cursor.x = run.end;
            if run.end == limit {
                self.cursor.x = limit - 1;
                self.cursor.wrap_pending = true;
            }
            self.last_char = Some(run.last);
            done += run.bytes;
            if run.ended {
                break;
            }
        }
        if done > 0 {
            self.flags.insert(ModeFlags::JOIN);
        }
        done
    }

    /// The width that the user set for a character (`codepoint-widths`).
    #[inline]
    fn user_width(&self, c: char) -> Option<u8> {
        if self.options.widths.is_empty() || c.is_ascii() {
            return None;
        }
        self.options.widths.get(&c).copied()
    }

    /// Writes a cell with the pen's style at the cursor and advances.
    pub fn put(&mut self, value: u64, columns: u8) {
        let columns = u16::from(columns);
        if self.cursor.wrap_pending {
            self.wrap();
        }
        let mut limit = self.limit();
        if self.cursor.x + columns > limit {
            if !self.has(ModeFlags::WRAP) || limit - self.margins.left < columns {
                return;
            }
            self.wrap();
            limit = self.limit();
            if self.cursor.x + columns > limit {
                return;
            }
        }
        let value = value | cell::blank(self.style_id());
        let (x, y) = (self.cursor.x, self.cursor.y);
        if self.has(ModeFlags::INSERT) {
            let style_id = self.blank_style_id();
            self.grid.insert_cells(y, x, columns, limit, style_id);
        }
        self.grid.write(y, x, value);
        self.advance(columns, limit);
    }

    fn advance(&mut self, columns: u16, limit: u16) {
        self.cursor.x += columns;
        if self.cursor.x >= limit {
            self.cursor.x = limit - 1;
            self.cursor.wrap_pending = self.has(ModeFlags::WRAP);
        }
    }

    /// The column of the character left of the cursor.
    fn column_before(&self) -> Option<u16> {
        let at_edge = self.cursor.wrap_pending
            || self.has(ModeFlags::JOIN)
                && !self.has(ModeFlags::WRAP)
                && self.cursor.x + 1 == self.limit();
        let x = if at_edge {
            self.cursor.x
        } else {
            self.cursor.x.checked_sub(1)?
        };
        let spacer = cell::is_spacer(self.grid.cell(self.cursor.y, x));
        Some(if spacer { x.saturating_sub(1) } else { x })
    }

    /// Whether the cell left of the cursor ends with a zero width joiner.
    fn is_beside_joiner(&self) -> bool {
        let Some(x) = self.column_before() else {
            return false;
        };
        match cell::content(self.grid.cell(self.cursor.y, x)) {
            cell::Content::Cluster(n) => self.interners.cluster(n).ends_with(JOINER),
            _ => false,
        }
    }

    /// Whether `c` completes the cluster in the cell `old` at column `x` although the cursor was
    /// moved since that cell was written, as in tmux: a skin tone, the second half of a flag, or
    /// any character after a joiner. The cursor must stand directly behind the cell.
    fn joins_later(&self, c: char, x: u16, old: u64) -> bool {
        let end = x + 1 + u16::from(cell::is_wide(old));
        if !self.cursor.wrap_pending && self.cursor.x != end {
            return false;
        }
        let is_emoji = |base: char| picture(u32::from(base)).is_some();
        match cell::content(old) {
            cell::Content::Char(base) => {
                is_skin_tone(c) && is_emoji(base) || is_flag_half(c) && is_flag_half(base)
            }
            cell::Content::Cluster(n) => {
                let text = self.interners.cluster(n);
                is_skin_tone(c) && text.starts_with(is_emoji) || text.ends_with(JOINER)
            }
            cell::Content::Blank | cell::Content::Spacer => false,
        }
    }

    /// Joins `c` to the previous character if both form one cluster. Returns whether it did.
    fn join(&mut self, c: char, columns: u8) -> bool {
        if c.is_control() || columns > 0 && !self.has(ModeFlags::CLUSTERS) {
            return false;
        }
        let Some(x) = self.column_before() else {
            return false;
        };
        let old = self.grid.cell(self.cursor.y, x);
        if columns > 0 && !self.has(ModeFlags::JOIN) && !self.joins_later(c, x, old) {
            return false;
        }
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

    /// Whether an ASCII character can join the content of a cell: only after a character with the
    /// property `Prepend` (UAX #29, GB9b).
    fn joins_ascii(&self, old: u64) -> bool {
        let last = match cell::content(old) {
            cell::Content::Char(c) => Some(c),
            cell::Content::Cluster(n) => self.interners.cluster(n).chars().next_back(),
            _ => None,
        };
        last.is_some_and(is_prepend)
    }

    /// As [`State::join`], for the cell at column `x` with `text`.
    fn join_text(&mut self, c: char, columns: u8, x: u16, text: &mut String) -> bool {
        if text.is_empty() || text.len() + c.len_utf8() > MAX_CLUSTER {
            return columns == 0;
        }
        text.push(c);
        if columns > 0 && width::clusters(text).nth(1).is_some() {
            return false;
        }
        let old = self.grid.cell(self.cursor.y, x);
        let wide = self.cluster_width(text) == 2 && self.has(ModeFlags::CLUSTERS);
        self.replace(x, old, text, wide || cell::is_wide(old));
        self.flags.insert(ModeFlags::OPEN_CLUSTER);
        true
    }

    /// The width of a cluster. Variation selector 16 does not count if the user gave it the width
    /// 0.
    fn cluster_width(&self, text: &str) -> u8 {
        let selector = width::VARIATION_SELECTOR_16;
        if self.user_width(selector) == Some(0) && text.contains(selector) {
            return width::cluster_width(&text.replace(selector, ""));
        }
        width::cluster_width(text)
    }

    /// Replaces the character at column `x` by a cluster.
    fn replace(&mut self, x: u16, old: u64, text: &str, wide: bool) {
        let number = self.interners.clusters.intern(text);
        let y = self.cursor.y;
        let grows = wide && !cell::is_wide(old);
        let limit = self.limit();
        if !grows || x + 2 <= limit {
            self.grid
                .write(y, x, cell::cluster(number, wide, cell::style_id(old)));
            if grows {
                self.cursor.x = x;
                self.cursor.wrap_pending = false;
                self.advance(2, limit);
            }
            return;
        }
        // It became wide in the last column, so it moves to the next row.
        if limit - self.margins.left < 2 || !self.has(ModeFlags::WRAP) {
            self.grid
                .write(y, x, cell::cluster(number, false, cell::style_id(old)));
            return;
        }
        self.cursor.x = x;
        self.cursor.wrap_pending = false;
        self.grid.erase(y, x, limit, 0);
        self.put(cell::cluster(number, true, 0), 2);
    }

    /// REP: prints the last character `n` more times.
    pub fn repeat(&mut self, n: u16) {
        let Some(c) = self.last_char else { return };
        let most = self.size().area().min(usize::from(n));
        if c.is_ascii() {
            let text = vec![c as u8; most];
            self.print_ascii(&text);
        } else {
            let drawn = self.charsets.is_drawing() && drawing_letter(c).is_some();
            (0..most).for_each(|_| self.print_with(c, drawn));
        }
    }
}

/// A simple character at the start of a byte slice.
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

/// The result of [`fill`].
struct Run {
    /// The column after the last character.
    end: u16,
    /// The number of bytes printed.
    bytes: usize,
    /// The last character.
    last: char,
    /// No simple character follows, or enough ASCII to make the faster path worthwhile.
    ended: bool,
}

/// Up to so much ASCII is not worth leaving [`fill`]. Bytes.
const SHORT_ASCII: usize = 12;

/// Writes simple characters into the row from column `x` on, as many as fit.
#[inline]
fn fill(row: &mut [u64], x: u16, bytes: &[u8], style_id: u32) -> Run {
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
        cells[0] = cell::character(next.c, wide, style_id);
        if wide {
            cells[1] = cell::spacer(style_id);
        }
        run.end += u16::from(next.columns);
        run.bytes += next.bytes;
        run.last = next.c;
        ascii = if next.c.is_ascii() { ascii + 1 } else { 0 };
    }
    run.ended = true;
    run
}

/// Whether a character changes the skin tone of the emoji before it (`Emoji_Modifier`).
fn is_skin_tone(c: char) -> bool {
    matches!(c, '\u{1f3fb}'..='\u{1f3ff}')
}

/// Whether a character is one of the two that form a flag (`Regional_Indicator`).
fn is_flag_half(c: char) -> bool {
    matches!(c, '\u{1f1e6}'..='\u{1f1ff}')
}

/// Whether a character has the property `Prepend` (UAX #29).
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

/// Ranges of simple characters and their width. Neither a simple character nor two in a row can be
/// part of a cluster of several characters, so they need no segmentation.
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

/// [`SIMPLE`] as a table with two bits per character.
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

/// The widths of pictographs, indexed by [`picture`].
static PICTURES: LazyLock<Box<[u8]>> = LazyLock::new(|| {
    let codes = (0..0x2_0000).filter(|code| picture(*code).is_some());
    let columns = codes.map(|code| char::from_u32(code).map_or(0, width::char_width));
    columns.collect()
});

/// The index of a pictograph in [`PICTURES`]. They are simple too.
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

/// The width of a character, and whether it is simple.
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
