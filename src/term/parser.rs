//! The parser: bytes to control functions, as a state machine after Paul Williams
//! (<https://vt100.net/emu/dec_ansi_parser>). It knows the syntax of ECMA-48 and its extensions;
//! the [`State`] gives every complete element its meaning.
//!
//! Input may end anywhere, also within a sequence or a character. The parser keeps the incomplete
//! part until the next call.

use super::codec::{Reader, damaged, put, put_bytes};
use super::emulator::state::State;
use super::parse::params::Params;
use super::parse::sequence::{Csi, StringKind};
use super::parse::utf8::{Decoded, ascii_run, decode};
use crate::base::Result;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum ParserState {
    #[default]
    Ground,
    Escape,
    Csi,
    String(StringKind),
    /// After ESC in a string: either ST, or the string is cancelled.
    StringEscape(StringKind),
    /// Within a UTF-8 character that the last input cut.
    Utf8,
}

impl ParserState {
    /// The number in a checkpoint.
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

/// The state of the parser between two inputs.
#[derive(Debug, Default)]
pub(super) struct Parser {
    current: ParserState,
    params: Params,
    private: u8,
    intermediate: u8,
    /// The sequence violates the syntax and is dropped at its end.
    malformed: bool,
    string: Vec<u8>,
    /// The last byte of the string so far, to recognize ST in UTF-8 (C2 9C).
    previous_byte: u8,
    utf8: [u8; 4],
    utf8_len: u8,
    /// The bytes of the incomplete sequence from earlier inputs, unless it is a string. At most
    /// [`MAX_PENDING`].
    sequence: Vec<u8>,
    /// Where the incomplete sequence begins in the present input, if it does.
    begun: Option<usize>,
}

/// The most bytes of an incomplete sequence that are kept for [`Parser::pending`].
const MAX_PENDING: usize = 4096;

/// Parses a number of at most three digits and returns it with its length. It has no branch per
/// digit, because the branch predictor cannot learn the lengths. `None` if there are more digits,
/// or fewer than four bytes to load.
#[inline]
fn number(bytes: &[u8]) -> Option<(u16, usize)> {
    let word = u32::from_le_bytes(*bytes.first_chunk()?);
    let values = word ^ 0x3030_3030;
    let others = (values.wrapping_add(0x7676_7676) | values) & 0x8080_8080;
    let digits = others.trailing_zeros() / 8;
    if digits == 4 {
        return None;
    }
    // Moves the last digit to the highest byte and fills with zeros below.
    let values = (u64::from(values) << (8 * (4 - digits))) as u32;
    let pairs = values.wrapping_mul(10).wrapping_add(values >> 8) & 0x00ff_00ff;
    let number = (pairs & 0xff) * 100 + (pairs >> 16);
    Some((number as u16, digits as usize))
}

impl Parser {
    /// Processes `bytes`: calls a method of `state` for every complete element.
    pub fn feed(&mut self, bytes: &[u8], state: &mut State) {
        self.begun = None;
        let mut i = 0;
        while i < bytes.len() {
            i = match self.current {
                ParserState::Ground => self.ground(bytes, i, state),
                ParserState::Escape => self.escape(bytes, i, state),
                ParserState::Csi => self.csi(bytes, i, state),
                ParserState::String(kind) => self.string(kind, bytes, i, state),
                ParserState::StringEscape(kind) => self.string_escape(kind, bytes, i, state),
                ParserState::Utf8 => self.utf8(bytes, i, state),
            };
        }
        if self.current != ParserState::Ground || !self.sequence.is_empty() {
            self.keep_sequence(bytes);
        }
    }

    /// Keeps the part of the incomplete sequence that lies in `bytes`.
    fn keep_sequence(&mut self, bytes: &[u8]) {
        if !matches!(self.current, ParserState::Escape | ParserState::Csi) {
            self.sequence = Vec::new();
            return;
        }
        if let Some(begun) = self.begun {
            self.sequence.clear();
            self.sequence.extend_from_slice(&bytes[begun..]);
        } else {
            self.sequence.extend_from_slice(bytes);
        }
        self.sequence.truncate(MAX_PENDING);
    }

    /// The bytes of the incomplete sequence.
    pub fn pending(&self) -> Vec<u8> {
        let (kind, escape) = match self.current {
            ParserState::Ground | ParserState::Utf8 => return Vec::new(),
            ParserState::Escape | ParserState::Csi => return self.sequence.clone(),
            ParserState::String(kind) => (kind, None),
            ParserState::StringEscape(kind) => (kind, Some(0x1b)),
        };
        let introducer = match kind {
            StringKind::Osc => b']',
            StringKind::Dcs => b'P',
            StringKind::Name => b'k',
            StringKind::Apc => b'_',
            StringKind::Ignored => b'^',
        };
        let start = [0x1b, introducer].into_iter();
        start
            .chain(self.string.iter().copied())
            .chain(escape)
            .collect()
    }

    /// Appends the incomplete part to a checkpoint.
    pub fn save(&self, out: &mut Vec<u8>) {
        put(out, self.current.number());
        let (numbers, colons, given, len) = self.params.parts();
        put(out, u64::from(len));
        put(out, u64::from(colons));
        put(out, u64::from(given));
        put(out, numbers.len() as u64);
        numbers.iter().for_each(|&n| put(out, u64::from(n)));
        out.extend_from_slice(&[self.private, self.intermediate, u8::from(self.malformed)]);
        put_bytes(out, &self.utf8[..usize::from(self.utf8_len)]);
        put_bytes(out, &self.string);
        out.push(self.previous_byte);
    }

    /// The bytes of the incomplete sequence from earlier inputs, for a checkpoint.
    pub fn sequence(&self) -> &[u8] {
        &self.sequence
    }

    /// Restores [`Parser::sequence`].
    pub fn set_sequence(&mut self, bytes: &[u8]) {
        self.sequence = bytes.to_vec();
    }

    /// The reverse of [`Parser::save`].
    pub fn load(from: &mut Reader<'_>) -> Result<Self> {
        let current = ParserState::from_number(from.number()?);
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
        if cut.len() > 3 || (current == ParserState::Utf8) == cut.is_empty() {
            return Err(damaged());
        }
        Ok(Self {
            current,
            params: Params::from_parts(&numbers, colons, given, len),
            private: flags[0],
            intermediate: flags[1],
            malformed: flags[2] != 0,
            string: from.bytes()?.to_vec(),
            previous_byte: from.take(1)?[0],
            utf8,
            utf8_len: cut.len() as u8,
            sequence: Vec::new(),
            begun: None,
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
                    self.begun = Some(i);
                    i += 1;
                    if bytes.get(i) == Some(&b'[') {
                        if let Some(end) = self.whole_csi(bytes, i + 1, state) {
                            i = end;
                            continue;
                        }
                        self.begin_sequence(ParserState::Csi);
                        i = self.csi(bytes, i + 1, state);
                    } else {
                        self.begin_sequence(ParserState::Escape);
                    }
                    if self.current != ParserState::Ground {
                        return i;
                    }
                }
                b'\r' if bytes.get(i + 1) == Some(&b'\n') => {
                    state.new_line();
                    i += 2;
                    if i >= seen && state.can_scroll_lines_out() {
                        let ahead = state.scroll_lines_out(bytes, i);
                        (i, seen) = (ahead.next, ahead.seen);
                    }
                }
                byte @ (0..=0x1f | 0x7f) => {
                    state.execute(byte);
                    i += 1;
                }
                0x80.. => {
                    i = self.text(bytes, i, state);
                    if self.current != ParserState::Ground {
                        return i;
                    }
                }
            }
        }
        i
    }

    /// Processes characters beyond ASCII up to the first byte below 0x80.
    fn text(&mut self, bytes: &[u8], mut i: usize, state: &mut State) -> usize {
        while i < bytes.len() && bytes[i] >= 0x80 {
            let run = state.print_run(&bytes[i..]);
            if run > 0 {
                i += run;
                continue;
            }
            match decode(&bytes[i..]) {
                Decoded::Char(c @ '\u{80}'..='\u{9f}', n) => {
                    self.begun = Some(i);
                    self.control_1(c, state);
                    i += n;
                    if self.current != ParserState::Ground {
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
                    self.current = ParserState::Utf8;
                    return bytes.len();
                }
            }
        }
        i
    }

    /// Processes the next byte of a cut character.
    fn utf8(&mut self, bytes: &[u8], i: usize, state: &mut State) -> usize {
        let len = usize::from(self.utf8_len);
        self.utf8[len] = bytes[i];
        match decode(&self.utf8[..=len]) {
            Decoded::Incomplete => {
                self.utf8_len += 1;
                i + 1
            }
            Decoded::Char(c, _) => {
                self.current = ParserState::Ground;
                self.utf8_len = 0;
                match c {
                    '\u{80}'..='\u{9f}' => self.control_1(c, state),
                    _ => state.print_char(c),
                }
                i + 1
            }
            Decoded::Invalid(_) => {
                self.current = ParserState::Ground;
                self.utf8_len = 0;
                state.print_char(char::REPLACEMENT_CHARACTER);
                i
            }
        }
    }

    /// A C1 control in UTF-8 is equivalent to ESC and a byte from 0x40 to 0x5f (ECMA-48, 5.3).
    fn control_1(&mut self, c: char, state: &mut State) {
        self.begin_sequence(ParserState::Escape);
        self.escape_end((u32::from(c) - 0x40) as u8, state);
    }

    fn begin_sequence(&mut self, current: ParserState) {
        self.current = current;
        self.params.clear();
        self.private = 0;
        self.intermediate = 0;
        self.malformed = false;
    }

    fn escape(&mut self, bytes: &[u8], i: usize, state: &mut State) -> usize {
        let byte = bytes[i];
        match byte {
            0x18 | 0x1a => self.current = ParserState::Ground,
            0x1b => {
                self.begun = Some(i);
                self.begin_sequence(ParserState::Escape);
            }
            0x00..=0x1f => state.execute(byte),
            0x20..=0x2f => {
                self.malformed |= self.intermediate != 0;
                self.intermediate = byte;
            }
            0x30..=0x7e if self.intermediate == 0 => self.escape_end(byte, state),
            0x30..=0x7e => {
                self.current = ParserState::Ground;
                if !self.malformed {
                    state.escape(self.intermediate, byte);
                }
            }
            0x7f => {}
            0x80.. => {
                self.current = ParserState::Ground;
                return i;
            }
        }
        i + 1
    }

    fn escape_end(&mut self, byte: u8, state: &mut State) {
        let kind = match byte {
            b'[' => {
                self.begin_sequence(ParserState::Csi);
                return;
            }
            b']' => StringKind::Osc,
            b'P' => StringKind::Dcs,
            b'k' => StringKind::Name,
            b'_' => StringKind::Apc,
            b'X' | b'^' => StringKind::Ignored,
            _ => {
                self.current = ParserState::Ground;
                state.escape(0, byte);
                return;
            }
        };
        self.string.clear();
        self.malformed = false;
        self.previous_byte = 0;
        self.current = ParserState::String(kind);
    }

    /// A fast path for control sequences that are complete and have the usual form: at most one
    /// private byte, numbers, a final byte. `None` for any other, without any effect.
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
                        intermediate: 0,
                        final_byte: byte,
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
                    self.malformed |= self.intermediate != 0;
                    self.params.digit(byte);
                }
                b';' | b':' => {
                    self.malformed |= self.intermediate != 0;
                    self.params.separator(byte == b':');
                }
                0x40..=0x7e => {
                    self.current = ParserState::Ground;
                    if !self.malformed {
                        state.csi(&Csi {
                            private: self.private,
                            intermediate: self.intermediate,
                            final_byte: byte,
                            params: &self.params,
                        });
                    }
                    return i;
                }
                b'<'..=b'?' => {
                    self.malformed |=
                        self.private != 0 || self.intermediate != 0 || self.params.len() != 0;
                    self.private = byte;
                }
                0x20..=0x2f => {
                    self.malformed |= self.intermediate != 0;
                    self.intermediate = byte;
                }
                0x18 | 0x1a => {
                    self.current = ParserState::Ground;
                    return i;
                }
                0x1b => {
                    self.begun = Some(i - 1);
                    self.begin_sequence(ParserState::Escape);
                    return i;
                }
                0x00..=0x1f => state.execute(byte),
                0x7f => {}
                0x80.. => {
                    self.current = ParserState::Ground;
                    return i - 1;
                }
            }
        }
        i
    }

    fn string(&mut self, kind: StringKind, bytes: &[u8], i: usize, state: &mut State) -> usize {
        let rest = &bytes[i..];
        let bell = kind != StringKind::Dcs;
        let mut previous = self.previous_byte;
        let stop = |&b: &u8| match std::mem::replace(&mut previous, b) {
            0xc2 if b == 0x9c => true,
            _ => matches!(b, 0x1b | 0x18 | 0x1a) || b == 7 && bell,
        };
        let n = rest.iter().position(stop).unwrap_or(rest.len());
        self.previous_byte = previous;
        // A string that is too long is read to its end and dropped.
        if self.string.len() + n > state.options.longest_string {
            self.malformed = true;
            self.string = Vec::new();
        }
        if !self.malformed && kind != StringKind::Ignored {
            self.string.extend_from_slice(&rest[..n]);
        }
        match rest.get(n) {
            None => return bytes.len(),
            Some(0x1b) => self.current = ParserState::StringEscape(kind),
            Some(7) => self.string_end(kind, true, state),
            Some(0x9c) => {
                // C2 9C is ST in UTF-8. Its first byte was already appended.
                self.string.pop();
                self.string_end(kind, false, state);
            }
            Some(_) => self.current = ParserState::Ground,
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
            self.current = ParserState::String(kind);
            self.string.push(0x1b);
            if bytes[i] == 0x1b {
                self.string.push(0x1b);
                return i + 1;
            }
            return i;
        }
        // The ESC may lie in the input before this one.
        self.sequence = vec![0x1b];
        self.begun = i.checked_sub(1);
        self.begin_sequence(ParserState::Escape);
        i
    }

    fn string_end(&mut self, kind: StringKind, bell: bool, state: &mut State) {
        self.current = ParserState::Ground;
        if !self.malformed {
            state.string(kind, &self.string, bell);
        }
        self.string.clear();
        self.string.shrink_to(1024);
    }
}
