//! What a canvas keeps per cell, and the tables of what cells share.

use crate::base::{Link, Style};
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hash, Hasher};

/// A look or cluster table that has more entries than this, and than the canvas has cells, starts
/// anew when the canvas is cleared.
pub(super) const TABLE_FLOOR: usize = 1024;

/// One cell in eight bytes. Cells of the same canvas are equal exactly when they look the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Cell {
    /// The character in UTF-8, zero-padded; or [`CLUSTER`] and a number of 24 bits; or zeros for
    /// the second column of a wide character.
    pub(super) text: [u8; 4],
    /// Number of the look, and [`WIDE`].
    pub(super) look: u32,
}

pub(super) const CLUSTER: u8 = 0xff;
const UNKNOWN: u8 = 0xfe;
pub(super) const WIDE: u32 = 1 << 31;
pub(super) const MAX_CLUSTERS: usize = 1 << 24;

impl Cell {
    pub(super) const BLANK: Self = Self::narrow(b' ', 0);
    /// Equal to no cell that a canvas can hold.
    pub(crate) const UNKNOWN: Self = Self::narrow(UNKNOWN, 0);

    pub(super) const fn narrow(byte: u8, look: u32) -> Self {
        Self {
            text: [byte, 0, 0, 0],
            look,
        }
    }

    pub(super) const fn tail(look: u32) -> Self {
        Self {
            text: [0; 4],
            look: look | WIDE,
        }
    }

    /// Number of the look in the canvas's table.
    pub(crate) const fn look(self) -> u32 {
        self.look & !WIDE
    }

    /// Whether the character takes two columns; true for both of them.
    pub(crate) const fn is_wide(self) -> bool {
        self.look & WIDE != 0
    }

    /// Whether this is the second column of a wide character.
    pub(crate) const fn is_tail(self) -> bool {
        self.text[0] == 0
    }

    /// Whether the text is more than one `char`.
    pub(crate) const fn is_cluster(self) -> bool {
        self.text[0] == CLUSTER
    }

    /// Whether terminals disagree about how many columns this takes: clusters, and whatever is
    /// beyond the basic plane.
    pub(crate) const fn is_disputed(self) -> bool {
        self.text[0] >= 0xf0
    }

    /// Whether this is an ASCII character in a look.
    pub(crate) const fn is_ascii_with(self, look: u32) -> bool {
        self.look == look && self.text[0].is_ascii() && self.text[0] != 0
    }

    /// The character, if it is ASCII.
    pub(crate) const fn first_byte(self) -> u8 {
        self.text[0]
    }

    /// Whether this is a space.
    pub(crate) const fn is_space(self) -> bool {
        self.text[0] == b' '
    }

    pub(super) const fn cluster_number(self) -> usize {
        (self.text[1] as usize) << 16 | (self.text[2] as usize) << 8 | self.text[3] as usize
    }

    pub(super) const fn with_look(self, look: u32) -> Self {
        Self {
            text: self.text,
            look: (self.look & WIDE) | look,
        }
    }
}

/// A style and the number of a hyperlink, 0 for none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Look {
    pub(super) style: Style,
    pub(super) link: u32,
}

/// Multiplies and rotates: enough for tables that nobody outside can fill at will for long.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Mixer(u64);

impl Hasher for Mixer {
    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 29)
    }

    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            self.write_u64(u64::from_le_bytes(word));
        }
    }

    fn write_u8(&mut self, n: u8) {
        self.write_u64(u64::from(n));
    }

    fn write_u32(&mut self, n: u32) {
        self.write_u64(u64::from(n));
    }

    fn write_u64(&mut self, n: u64) {
        self.0 = (self.0.rotate_left(5) ^ n).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
}

/// Numbers by value.
pub(super) type NumberMap<T> = HashMap<T, u32, BuildHasherDefault<Mixer>>;

/// Values with numbers in the order of their arrival.
#[derive(Clone, Debug)]
pub(super) struct Table<T> {
    pub(super) entries: Vec<T>,
    pub(super) numbers: NumberMap<T>,
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self {
            entries: Vec::new(),
            numbers: NumberMap::default(),
        }
    }
}

impl<T: Clone + Eq + Hash> Table<T> {
    pub(super) fn number<Q>(&mut self, value: &Q) -> u32
    where
        T: std::borrow::Borrow<Q>,
        Q: Eq + Hash + ToOwned<Owned = T> + ?Sized,
    {
        if let Some(&n) = self.numbers.get(value) {
            return n;
        }
        let n = self.entries.len() as u32;
        self.entries.push(value.to_owned());
        self.numbers.insert(value.to_owned(), n);
        n
    }

    fn clear(&mut self) {
        self.entries.clear();
        self.numbers.clear();
    }
}

#[derive(Clone, Debug, Default)]
pub(super) struct Tables {
    pub(super) looks: Table<Look>,
    pub(super) links: Table<Link>,
    pub(super) clusters: Table<String>,
}

impl Tables {
    pub(super) fn new() -> Self {
        let mut tables = Self::default();
        tables.looks.number(&Look::default());
        tables
    }

    pub(super) fn look(&mut self, style: Style, link: Option<&Link>) -> u32 {
        if link.is_none() && style == Style::DEFAULT {
            return 0;
        }
        let link = link.map_or(0, |l| self.links.number(l) + 1);
        self.looks.number(&Look { style, link })
    }

    pub(super) fn reset(&mut self) {
        self.looks.clear();
        self.links.clear();
        self.clusters.clear();
        self.looks.number(&Look::default());
    }
}
