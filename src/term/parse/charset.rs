//! Character sets: which of G0 to G3 text goes through, and the line drawing set.

/// What a set makes of the characters from 0x20 to 0x7e.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::term) enum Charset {
    /// Themselves.
    #[default]
    Ascii,
    /// DEC special graphics: lines and symbols in place of 0x5f to 0x7e.
    Drawing,
    /// The British set: a pound sign in place of `#`.
    British,
    /// A national replacement set, by its place in [`NATIONAL`].
    National(u8),
}

impl Charset {
    /// The set that a designation's final byte names; others are taken as ASCII. `national`:
    /// replacement sets are in use (DECNRCM).
    pub fn named(byte: u8, national: bool) -> Self {
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

    /// The final byte that designates it.
    pub fn name(self) -> char {
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

    /// A small number for it, and back.
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

    /// What `c` stands for.
    pub fn map(self, c: char) -> char {
        match (self, c) {
            (Self::Drawing, '_'..='~') => DRAWING[(c as usize) - 0x5f],
            (Self::British, '#') => '£',
            (Self::National(n), _) => national(n, c),
            _ => c,
        }
    }
}

/// The characters of the drawing set from 0x5f on (VT100's manual, table 3-9).
const DRAWING: [char; 32] = [
    ' ', '◆', '▒', '␉', '␌', '␍', '␊', '°', '±', '␤', '␋', '┘', '┐', '┌', '└', '┼', '⎺', '⎻', '─',
    '⎼', '⎽', '├', '┤', '┴', '┬', '│', '≤', '≥', 'π', '≠', '£', '·',
];

/// What replacement sets replace, in this order.
const REPLACED: &str = "#@[\\]^_`{|}~";

/// The final bytes that designate a national replacement set, and what it has in place of
/// [`REPLACED`] (VT220 Programmer Reference Manual, table 2-5 and following; ISO 646).
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

/// The sets in G0 to G3 and which of them is in use.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::term) struct Charsets {
    /// G0 to G3.
    pub sets: [Charset; 4],
    /// Which of them text goes through.
    pub left: u8,
    /// Which of them the next character alone goes through.
    pub single: Option<u8>,
}

impl Charsets {
    /// Whether text is taken as it is.
    pub fn is_plain(&self) -> bool {
        self.single.is_none() && self.sets[usize::from(self.left & 3)] == Charset::Ascii
    }

    /// What `c` stands for; a single shift is used up.
    pub fn map(&mut self, c: char) -> char {
        let set = self.single.take().unwrap_or(self.left);
        self.sets[usize::from(set & 3)].map(c)
    }
}
