//! Character sets: which of G0 to G3 text goes through, and the line drawing set.

/// What a set makes of the characters from 0x20 to 0x7e.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Charset {
    /// Themselves.
    #[default]
    Ascii,
    /// DEC special graphics: lines and symbols in place of 0x5f to 0x7e.
    Drawing,
    /// The British set: a pound sign in place of `#`.
    British,
}

impl Charset {
    /// The set that a designation's final byte names; others are taken as ASCII.
    pub fn named(byte: u8) -> Self {
        match byte {
            b'0' | b'2' => Self::Drawing,
            b'A' => Self::British,
            _ => Self::Ascii,
        }
    }

    /// The final byte that designates it.
    pub fn name(self) -> char {
        match self {
            Self::Ascii => 'B',
            Self::Drawing => '0',
            Self::British => 'A',
        }
    }

    /// A small number for it, and back.
    pub fn number(self) -> u64 {
        self as u64
    }

    /// The reverse of [`Charset::number`].
    pub fn from_number(n: u64) -> Self {
        match n {
            1 => Self::Drawing,
            2 => Self::British,
            _ => Self::Ascii,
        }
    }

    /// What `c` stands for.
    pub fn map(self, c: char) -> char {
        match (self, c) {
            (Self::Drawing, '_'..='~') => DRAWING[(c as usize) - 0x5f],
            (Self::British, '#') => '£',
            _ => c,
        }
    }
}

/// The characters of the drawing set from 0x5f on (VT100's manual, table 3-9).
const DRAWING: [char; 32] = [
    ' ', '◆', '▒', '␉', '␌', '␍', '␊', '°', '±', '␤', '␋', '┘', '┐', '┌', '└', '┼', '⎺', '⎻', '─',
    '⎼', '⎽', '├', '┤', '┴', '┬', '│', '≤', '≥', 'π', '≠', '£', '·',
];

/// The sets in G0 to G3 and which of them is in use.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Charsets {
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
