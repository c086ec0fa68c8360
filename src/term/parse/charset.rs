//! Character sets (ISO 2022): the sets in G0 to G3 and the one in use.

/// A set of 94 characters: how it maps the characters from 0x21 to 0x7e.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::term) enum Charset {
    /// ASCII, also used for unknown sets.
    #[default]
    Ascii,
    /// DEC special graphics: line drawing characters and symbols in place of 0x5f to 0x7e.
    Drawing,
    /// The British set: a pound sign in place of `#`.
    British,
    /// A national replacement character set, by its index in [`NATIONAL`].
    National(u8),
}

impl Charset {
    /// The set for the final byte of a designation. Without `national` (DECNRCM), replacement sets
    /// are ASCII.
    pub fn from_final_byte(byte: u8, national: bool) -> Self {
        let found = NATIONAL
            .iter()
            .position(|(names, _)| names.as_bytes().contains(&byte));
        match byte {
            b'0' | b'2' => Self::Drawing,
            b'A' => Self::British,
            _ if national => found.map_or(Self::Ascii, |n| Self::National(n as u8)),
            _ => Self::Ascii,
        }
    }

    /// The final byte that designates the set.
    pub fn final_byte(self) -> char {
        match self {
            Self::Ascii => 'B',
            Self::Drawing => '0',
            Self::British => 'A',
            Self::National(n) => {
                let set = NATIONAL.get(usize::from(n));
                set.and_then(|(names, _)| names.chars().next())
                    .unwrap_or('B')
            }
        }
    }

    /// The number in a checkpoint.
    pub fn number(self) -> u64 {
        match self {
            Self::Ascii => 0,
            Self::Drawing => 1,
            Self::British => 2,
            Self::National(n) => 3 + u64::from(n),
        }
    }

    /// The reverse of [`Charset::number`].
    pub fn from_number(n: u64) -> Self {
        match n {
            1 => Self::Drawing,
            2 => Self::British,
            3.. if n - 3 < NATIONAL.len() as u64 => Self::National((n - 3) as u8),
            _ => Self::Ascii,
        }
    }

    /// The character at the position of the ASCII character `c`.
    pub fn map(self, c: char) -> char {
        match (self, c) {
            (Self::Drawing, '_'..='~') => DRAWING[(c as usize) - 0x5f],
            (Self::British, '#') => '£',
            (Self::National(n), _) => national(n, c),
            _ => c,
        }
    }
}

/// DEC special graphics from 0x5f on (VT100 User Guide, table 3-9).
const DRAWING: [char; 32] = [
    ' ', '◆', '▒', '␉', '␌', '␍', '␊', '°', '±', '␤', '␋', '┘', '┐', '┌', '└', '┼', '⎺', '⎻', '─',
    '⎼', '⎽', '├', '┤', '┴', '┬', '│', '≤', '≥', 'π', '≠', '£', '·',
];

/// The letter that DEC special graphics maps to `c`; `None` for a blank.
pub fn drawing_letter(c: char) -> Option<char> {
    let at = DRAWING.iter().position(|drawn| *drawn == c);
    let at = at.filter(|at| *at > 0)? as u8;
    Some(char::from(0x5f + at))
}

/// The characters that replacement sets replace, in the order of [`NATIONAL`].
const REPLACED: &str = "#@[\\]^_`{|}~";

/// National replacement character sets: the final bytes that designate each, and its characters in
/// place of [`REPLACED`] (VT220 Programmer Reference Manual, table 2-5 and following; ISO 646).
const NATIONAL: [(&str, &str); 10] = [
    // Dutch, Finnish, French, French Canadian, German, Italian.
    ("4", "£¾ĳ½|^_`¨ƒ¼´"),
    ("C5", "#@ÄÖÅÜ_éäöåü"),
    ("Rf", "£à°ç§^_`éùè¨"),
    ("Q9", "#àâçêî_ôéùèû"),
    ("K", "#§ÄÖÜ^_`äöüß"),
    ("Y", "£§°çé^_ùàòèì"),
    // Norwegian and Danish, Spanish, Swedish, Swiss.
    ("`E6", "#ÄÆØÅÜ_äæøåü"),
    ("Z", "£§¡Ñ¿^_`°ñç~"),
    ("H7", "#ÉÄÖÅÜ_éäöåü"),
    ("=", "ùàéçêîèôäöüû"),
];

fn national(n: u8, c: char) -> char {
    let set = NATIONAL.get(usize::from(n));
    let at = REPLACED.chars().position(|replaced| replaced == c);
    let found = set
        .zip(at)
        .and_then(|((_, chars), at)| chars.chars().nth(at));
    found.unwrap_or(c)
}

/// The sets in G0 to G3 and the one in use.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::term) struct Charsets {
    /// G0 to G3.
    pub sets: [Charset; 4],
    /// The index of the set in GL, which text uses.
    pub gl: u8,
    /// The index of the set for the next character alone (SS2, SS3).
    pub single_shift: Option<u8>,
}

impl Charsets {
    /// Whether text needs no mapping.
    pub fn is_plain(&self) -> bool {
        self.single_shift.is_none() && self.sets[usize::from(self.gl & 3)] == Charset::Ascii
    }

    /// Whether the next character is mapped by DEC special graphics.
    pub fn is_drawing(&self) -> bool {
        let set = self.single_shift.unwrap_or(self.gl);
        self.sets[usize::from(set & 3)] == Charset::Drawing
    }

    /// Maps `c`. This ends a single shift.
    pub fn map(&mut self, c: char) -> char {
        let set = self.single_shift.take().unwrap_or(self.gl);
        self.sets[usize::from(set & 3)].map(c)
    }
}
