//! Bytes to control functions. It knows the grammar of ECMA-48 and its extensions, and nothing of
//! what a sequence means: every complete piece goes to the [`State`].
//!
//! A sequence may be cut anywhere between two calls; what has been read of it is kept here.

use super::codec::{Reader, damaged, put, put_bytes};
use super::emulator::state::State;
use super::parse::params::Params;
use super::parse::sequence::{Csi, StringKind};
use super::parse::utf8::{Decoded, ascii_run, decode};
use crate::base::Result;

/// Strings (OSC, DCS) longer than this are read to their end and dropped. Bytes.
const MAX_STRING: usize = 1 << 20;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Place {
    #[default]
    Ground,
    Escape,
    Csi,
    String(StringKind),
    /// After an ESC inside a string.
    StringEscape(StringKind),
    /// Inside a character.
    Utf8,
}

impl Place {
    /// A number for a checkpoint.
    fn number(self) -> u64 {
        match self {
            Self::Ground => 0,
            Self::Escape => 1,
            Self::Csi => 2,
            Self::Utf8 => 3,
            Self::String(kind) => 10 + kind as u64,
            Self::StringEscape(kind) => 20 + kind as u64,
        }
    }

    fn from_number(n: u64) -> Self {
        let kind = |n: u64| StringKind::ALL[(n % 10) as usize % StringKind::ALL.len()];
        match n {
            1 => Self::Escape,
            2 => Self::Csi,
            3 => Self::Utf8,
            10..=14 => Self::String(kind(n)),
            20..=24 => Self::StringEscape(kind(n)),
            _ => Self::Ground,
        }
    }
}

/// Where the parser is.
#[derive(Debug, Default)]
pub(super) struct Parser {
    place: Place,
    params: Params,
    private: u8,
    inter: u8,
    /// The sequence does not follow the grammar and is only read to its end.
    broken: bool,
    string: Vec<u8>,
    /// The byte before the next one of a string.
    before: u8,
    utf8: [u8; 4],
    utf8_len: u8,
}

/// The number of at most three digits at the beginning, and how many these are, without a branch
/// for each: nobody can foresee them. `None` if there are more, or too few bytes to look at.
#[inline]
fn number(bytes: &[u8]) -> Option<(u16, usize)> {
    let word = u32::from_le_bytes(*bytes.first_chunk()?);
    let values = word ^ 0x3030_3030;
    let others = (values.wrapping_add(0x7676_7676) | values) & 0x8080_8080;
    let digits = others.trailing_zeros() / 8;
    if digits == 4 {
        return None;
    }
    // The last digit goes into the highest byte, with zeros before the first.
    let values = (u64::from(values) << (8 * (4 - digits))) as u32;
    let pairs = values.wrapping_mul(10).wrapping_add(values >> 8) & 0x00ff_00ff;
    let number = (pairs & 0xff) * 100 + (pairs >> 16);
    Some((number as u16, digits as usize))
}

impl Parser {
    /// Reads `bytes` and hands every piece to `state`.
    pub fn feed(&mut self, bytes: &[u8], state: &mut State) {
        let mut i = 0;
        while i < bytes.len() {
            i = match self.place {
                Place::Ground => self.ground(bytes, i, state),
                Place::Escape => self.escape(bytes, i, state),
                Place::Csi => self.csi(bytes, i, state),
                Place::String(kind) => self.string(kind, bytes, i, state),
                Place::StringEscape(kind) => self.string_escape(kind, bytes, i, state),
                Place::Utf8 => self.utf8(bytes, i, state),
            };
        }
    }

    /// Appends what has been read of an unfinished sequence.
    pub fn save(&self, out: &mut Vec<u8>) {
        put(out, self.place.number());
        let (numbers, colons, given, len) = self.params.parts();
        put(out, u64::from(len));
        put(out, u64::from(colons));
        put(out, u64::from(given));
        put(out, numbers.len() as u64);
        numbers.iter().for_each(|&n| put(out, u64::from(n)));
        out.extend_from_slice(&[self.private, self.inter, u8::from(self.broken)]);
        put_bytes(out, &self.utf8[..usize::from(self.utf8_len)]);
        put_bytes(out, &self.string);
        out.push(self.before);
    }

    /// The reverse of [`Parser::save`].
    pub fn load(from: &mut Reader<'_>) -> Result<Self> {
        let place = Place::from_number(from.number()?);
        let (len, colons, given) = (from.small()?, from.small()?, from.small()?);
        let count = from.count()?;
        let numbers = (0..count)
            .map(|_| from.small())
            .collect::<Result<Vec<u16>>>()?;
        let flags = from.take(3)?;
        let cut = from.bytes()?;
        let mut utf8 = [0; 4];
        utf8.get_mut(..cut.len())
            .ok_or_else(damaged)?
            .copy_from_slice(cut);
        if cut.len() > 3 || (place == Place::Utf8) == cut.is_empty() {
            return Err(damaged());
        }
        Ok(Self {
            place,
            params: Params::from_parts(&numbers, colons, given, len),
            private: flags[0],
            inter: flags[1],
            broken: flags[2] != 0,
            string: from.bytes()?.to_vec(),
            before: from.take(1)?[0],
            utf8,
            utf8_len: cut.len() as u8,
        })
    }

    fn ground(&mut self, bytes: &[u8], mut i: usize, state: &mut State) -> usize {
        let mut seen = 0;
        while i < bytes.len() {
            match bytes[i] {
                0x20..=0x7e => {
                    let run = ascii_run(&bytes[i..]);
                    state.print_ascii(&bytes[i..i + run]);
                    i += run;
                }
                0x1b => {
                    i += 1;
                    if bytes.get(i) == Some(&b'[') {
                        if let Some(end) = self.whole_csi(bytes, i + 1, state) {
                            i = end;
                            continue;
                        }
                        self.begin_sequence(Place::Csi);
                        i = self.csi(bytes, i + 1, state);
                    } else {
                        self.begin_sequence(Place::Escape);
                    }
                    if self.place != Place::Ground {
                        return i;
                    }
                }
                b'\r' if bytes.get(i + 1) == Some(&b'\n') => {
                    state.new_line();
                    i += 2;
                    if i >= seen && state.scrolls_lines() {
                        let ahead = state.pass_lines(bytes, i);
                        (i, seen) = (ahead.next, ahead.seen);
                    }
                }
                byte @ (0..=0x1f | 0x7f) => {
                    state.execute(byte);
                    i += 1;
                }
                0x80.. => {
                    i = self.text(bytes, i, state);
                    if self.place != Place::Ground {
                        return i;
                    }
                }
            }
        }
        i
    }

    /// Characters beyond ASCII, up to the first byte below 0x80.
    fn text(&mut self, bytes: &[u8], mut i: usize, state: &mut State) -> usize {
        while i < bytes.len() && bytes[i] >= 0x80 {
            let run = state.print_run(&bytes[i..]);
            if run > 0 {
                i += run;
                continue;
            }
            match decode(&bytes[i..]) {
                Decoded::Char(c @ '\u{80}'..='\u{9f}', n) => {
                    self.control_1(c, state);
                    i += n;
                    if self.place != Place::Ground {
                        return i;
                    }
                }
                Decoded::Char(c, n) => {
                    state.print_char(c);
                    i += n;
                }
                Decoded::Invalid(n) => {
                    state.print_char(char::REPLACEMENT_CHARACTER);
                    i += n;
                }
                Decoded::Incomplete => {
                    let rest = &bytes[i..];
                    self.utf8[..rest.len()].copy_from_slice(rest);
                    self.utf8_len = rest.len() as u8;
                    self.place = Place::Utf8;
                    return bytes.len();
                }
            }
        }
        i
    }

    /// One more byte of a character that was cut.
    fn utf8(&mut self, bytes: &[u8], i: usize, state: &mut State) -> usize {
        let len = usize::from(self.utf8_len);
        self.utf8[len] = bytes[i];
        match decode(&self.utf8[..=len]) {
            Decoded::Incomplete => {
                self.utf8_len += 1;
                i + 1
            }
            Decoded::Char(c, _) => {
                self.place = Place::Ground;
                self.utf8_len = 0;
                match c {
                    '\u{80}'..='\u{9f}' => self.control_1(c, state),
                    _ => state.print_char(c),
                }
                i + 1
            }
            Decoded::Invalid(_) => {
                self.place = Place::Ground;
                self.utf8_len = 0;
                state.print_char(char::REPLACEMENT_CHARACTER);
                i
            }
        }
    }

    /// A C1 control as a character of UTF-8: what ESC and a letter say as well.
    fn control_1(&mut self, c: char, state: &mut State) {
        self.begin_sequence(Place::Escape);
        self.escape_end((u32::from(c) - 0x40) as u8, state);
    }

    fn begin_sequence(&mut self, place: Place) {
        self.place = place;
        self.params.clear();
        self.private = 0;
        self.inter = 0;
        self.broken = false;
    }

    fn escape(&mut self, bytes: &[u8], i: usize, state: &mut State) -> usize {
        let byte = bytes[i];
        match byte {
            0x18 | 0x1a => self.place = Place::Ground,
            0x1b => self.begin_sequence(Place::Escape),
            0x00..=0x1f => state.execute(byte),
            0x20..=0x2f => {
                self.broken |= self.inter != 0;
                self.inter = byte;
            }
            0x30..=0x7e if self.inter == 0 => self.escape_end(byte, state),
            0x30..=0x7e => {
                self.place = Place::Ground;
                if !self.broken {
                    state.escape(self.inter, byte);
                }
            }
            0x7f => {}
            0x80.. => {
                self.place = Place::Ground;
                return i;
            }
        }
        i + 1
    }

    fn escape_end(&mut self, byte: u8, state: &mut State) {
        let kind = match byte {
            b'[' => {
                self.begin_sequence(Place::Csi);
                return;
            }
            b']' => StringKind::Osc,
            b'P' => StringKind::Dcs,
            b'k' => StringKind::Name,
            b'_' => StringKind::Apc,
            b'X' | b'^' => StringKind::Ignored,
            _ => {
                self.place = Place::Ground;
                state.escape(0, byte);
                return;
            }
        };
        self.string.clear();
        self.broken = false;
        self.before = 0;
        self.place = Place::String(kind);
    }

    /// A control sequence that is complete and as they mostly are: numbers, separators, a final
    /// byte. `None` for any other, of which nothing has been done.
    #[inline]
    fn whole_csi(&mut self, bytes: &[u8], mut i: usize, state: &mut State) -> Option<usize> {
        let mut private = 0;
        if let Some(&byte @ b'<'..=b'?') = bytes.get(i) {
            private = byte;
            i += 1;
        }
        self.params.clear();
        let mut colon = false;
        loop {
            let (number, digits) = number(&bytes[i..])?;
            i += digits;
            let byte = *bytes.get(i)?;
            i += 1;
            match byte {
                b';' | b':' => {
                    self.params.push(number, digits > 0, colon);
                    colon = byte == b':';
                }
                0x40..=0x7e => {
                    if digits > 0 || self.params.len() > 0 {
                        self.params.push(number, digits > 0, colon);
                    }
                    state.csi(&Csi {
                        private,
                        inter: 0,
                        end: byte,
                        params: &self.params,
                    });
                    return Some(i);
                }
                _ => return None,
            }
        }
    }

    fn csi(&mut self, bytes: &[u8], mut i: usize, state: &mut State) -> usize {
        while i < bytes.len() {
            let byte = bytes[i];
            i += 1;
            match byte {
                b'0'..=b'9' => {
                    self.broken |= self.inter != 0;
                    self.params.digit(byte);
                }
                b';' | b':' => {
                    self.broken |= self.inter != 0;
                    self.params.separator(byte == b':');
                }
                0x40..=0x7e => {
                    self.place = Place::Ground;
                    if !self.broken {
                        state.csi(&Csi {
                            private: self.private,
                            inter: self.inter,
                            end: byte,
                            params: &self.params,
                        });
                    }
                    return i;
                }
                b'<'..=b'?' => {
                    self.broken |= self.private != 0 || self.inter != 0 || self.params.len() != 0;
                    self.private = byte;
                }
                0x20..=0x2f => {
                    self.broken |= self.inter != 0;
                    self.inter = byte;
                }
                0x18 | 0x1a => {
                    self.place = Place::Ground;
                    return i;
                }
                0x1b => {
                    self.begin_sequence(Place::Escape);
                    return i;
                }
                0x00..=0x1f => state.execute(byte),
                0x7f => {}
                0x80.. => {
                    self.place = Place::Ground;
                    return i - 1;
                }
            }
        }
        i
    }

    fn string(&mut self, kind: StringKind, bytes: &[u8], i: usize, state: &mut State) -> usize {
        let rest = &bytes[i..];
        let bell = kind != StringKind::Dcs;
        let mut before = self.before;
        let stop = |&b: &u8| match std::mem::replace(&mut before, b) {
            0xc2 if b == 0x9c => true,
            _ => matches!(b, 0x1b | 0x18 | 0x1a) || b == 7 && bell,
        };
        let n = rest.iter().position(stop).unwrap_or(rest.len());
        self.before = before;
        if self.string.len() + n > MAX_STRING {
            self.broken = true;
            self.string = Vec::new();
        }
        if !self.broken && kind != StringKind::Ignored {
            self.string.extend_from_slice(&rest[..n]);
        }
        match rest.get(n) {
            None => return bytes.len(),
            Some(0x1b) => self.place = Place::StringEscape(kind),
            Some(7) => self.string_end(kind, true, state),
            Some(0x9c) => {
                // ST as one character, of which the first byte is already there.
                self.string.pop();
                self.string_end(kind, false, state);
            }
            Some(_) => self.place = Place::Ground,
        }
        i + n + 1
    }

    fn string_escape(
        &mut self,
        kind: StringKind,
        bytes: &[u8],
        i: usize,
        state: &mut State,
    ) -> usize {
        if bytes[i] == b'\\' {
            self.string_end(kind, false, state);
            return i + 1;
        }
        if kind == StringKind::Dcs && self.string.starts_with(b"tmux;") {
            self.place = Place::String(kind);
            self.string.push(0x1b);
            if bytes[i] == 0x1b {
                self.string.push(0x1b);
                return i + 1;
            }
            return i;
        }
        self.begin_sequence(Place::Escape);
        i
    }

    fn string_end(&mut self, kind: StringKind, bell: bool, state: &mut State) {
        self.place = Place::Ground;
        if !self.broken {
            state.string(kind, &self.string, bell);
        }
        self.string.clear();
        self.string.shrink_to(1024);
    }
}
