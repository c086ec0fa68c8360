//! What cells refer to by number: looks, hyperlinks and grapheme clusters, each kept once.
//! Numbers that no cell uses any more are given back when a table has grown (mark and sweep).

use crate::base::{Attrs, Color, Link, Style, Underline};
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hash, Hasher};

/// How a cell looks: style and hyperlink (0 for none), packed so that comparing is cheap.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Look {
    low: u64,
    high: u64,
}

const COLOR_BITS: u32 = 26;
const COLOR_MASK: u64 = (1 << COLOR_BITS) - 1;

fn pack_color(color: Color) -> u64 {
    match color {
        Color::Default => 0,
        Color::Ansi(n) => 1 << 24 | u64::from(n),
        Color::Indexed(n) => 2 << 24 | u64::from(n),
        Color::Rgb(r, g, b) => 3 << 24 | u64::from(r) << 16 | u64::from(g) << 8 | u64::from(b),
    }
}

fn unpack_color(bits: u64) -> Color {
    let [b, g, r, kind, ..] = bits.to_le_bytes();
    match kind & 3 {
        0 => Color::Default,
        1 => Color::Ansi(b),
        2 => Color::Indexed(b),
        _ => Color::Rgb(r, g, b),
    }
}

impl Look {
    /// A style with a hyperlink.
    pub fn new(style: Style, link: u32) -> Self {
        let underline = match style.underline {
            Underline::None => 0,
            Underline::Single => 1,
            Underline::Double => 2,
            Underline::Curly => 3,
            Underline::Dotted => 4,
            Underline::Dashed => 5,
        };
        Self {
            low: pack_color(style.fg)
                | pack_color(style.bg) << COLOR_BITS
                | underline << (2 * COLOR_BITS)
                | u64::from(style.attrs.bits()) << (2 * COLOR_BITS + 3),
            high: pack_color(style.ul) | u64::from(link) << COLOR_BITS,
        }
    }

    /// The style.
    pub fn style(self) -> Style {
        let underline = match self.low >> (2 * COLOR_BITS) & 7 {
            1 => Underline::Single,
            2 => Underline::Double,
            3 => Underline::Curly,
            4 => Underline::Dotted,
            5 => Underline::Dashed,
            _ => Underline::None,
        };
        Style {
            fg: unpack_color(self.low & COLOR_MASK),
            bg: unpack_color(self.low >> COLOR_BITS & COLOR_MASK),
            ul: unpack_color(self.high & COLOR_MASK),
            attrs: Attrs::from_bits_truncate((self.low >> (2 * COLOR_BITS + 3)) as u16),
            underline,
        }
    }

    /// The number of the hyperlink, 0 for none.
    pub fn link(self) -> u32 {
        (self.high >> COLOR_BITS) as u32
    }

    /// The two words of it, for storing.
    pub fn words(self) -> (u64, u64) {
        (self.low, self.high)
    }

    /// The reverse of [`Look::words`]; bits that mean nothing are dropped.
    pub fn from_words(low: u64, high: u64) -> Self {
        let look = Self { low, high };
        Self::new(look.style(), look.link())
    }
}

/// A fast hash for small keys that no stranger gains by making collide.
#[derive(Default)]
pub(super) struct QuickHasher(u64);

impl Hasher for QuickHasher {
    fn finish(&self) -> u64 {
        self.0 ^ self.0 >> 29
    }

    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            self.write_u64(u64::from_le_bytes(word));
        }
    }

    fn write_u64(&mut self, word: u64) {
        let mixed = (self.0.rotate_left(23) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.0 = mixed ^ mixed >> 32;
    }
}

/// Values by number and numbers by value.
#[derive(Debug)]
pub(super) struct Table<T> {
    items: Vec<Option<T>>,
    free: Vec<u32>,
    index: HashMap<T, u32, BuildHasherDefault<QuickHasher>>,
    /// When more than this many are kept, sweeping is worth it.
    high_water: usize,
}

/// A table smaller than this is never swept.
const SMALL: usize = 4096;

impl<T: Clone + Eq + Hash> Table<T> {
    /// A table in which `first` has number 0 for ever.
    pub fn new(first: T) -> Self {
        let mut table = Self {
            items: Vec::new(),
            free: Vec::new(),
            index: HashMap::default(),
            high_water: SMALL,
        };
        table.intern(&first);
        table
    }

    /// The number of `item`.
    pub fn intern<Q>(&mut self, item: &Q) -> u32
    where
        Q: Hash + Eq + ToOwned<Owned = T> + ?Sized,
        T: std::borrow::Borrow<Q>,
    {
        if let Some(&n) = self.index.get(item) {
            return n;
        }
        let item = item.to_owned();
        let n = self.free.pop().unwrap_or(self.items.len() as u32);
        self.index.insert(item.clone(), n);
        self.put(n, item);
        n
    }

    fn put(&mut self, n: u32, item: T) {
        let at = n as usize;
        if at >= self.items.len() {
            self.items.resize(at + 1, None);
        }
        self.items[at] = Some(item);
    }

    /// The value of number `n`, if it is in use.
    pub fn get(&self, n: u32) -> Option<&T> {
        self.items.get(n as usize).and_then(Option::as_ref)
    }

    /// One more than the largest number in use.
    pub fn bound(&self) -> usize {
        self.items.len()
    }

    /// Whether it has grown so much that sweeping is worth it.
    pub fn is_full(&self) -> bool {
        self.index.len() > self.high_water
    }

    /// How many values it holds.
    pub fn len(&self) -> usize {
        self.index.len()
    }

    /// Gives back every number but 0 that `live` does not name.
    pub fn sweep(&mut self, live: &[bool]) {
        self.free.clear();
        for (n, slot) in self.items.iter_mut().enumerate().rev() {
            let keep = n == 0 || live.get(n).copied().unwrap_or(false);
            if !keep && let Some(item) = slot.take() {
                self.index.remove(&item);
            }
            if slot.is_none() {
                self.free.push(n as u32);
            }
        }
        self.high_water = (2 * self.index.len()).max(SMALL);
    }

    /// Every number in use with its value.
    pub fn entries(&self) -> impl Iterator<Item = (u32, &T)> {
        let numbered = self.items.iter().enumerate();
        numbered.filter_map(|(n, item)| item.as_ref().map(|item| (n as u32, item)))
    }

    /// A table with given numbers, as [`Table::entries`] gave them.
    pub fn from_entries(first: T, entries: Vec<(u32, T)>) -> Self {
        let mut table = Self::new(first);
        for (n, item) in entries {
            if n != 0 {
                table.index.insert(item.clone(), n);
                table.put(n, item);
            }
        }
        let empty = table.items.iter().enumerate().filter(|(_, i)| i.is_none());
        table.free = empty.map(|(n, _)| n as u32).rev().collect();
        table.high_water = (2 * table.index.len()).max(SMALL);
        table
    }
}

/// All tables of a screen.
#[derive(Debug)]
pub(super) struct Tables {
    /// Looks; 0 is the default.
    pub looks: Table<Look>,
    /// Hyperlinks; 0 is none.
    pub links: Table<Link>,
    /// Grapheme clusters; 0 is empty.
    pub clusters: Table<String>,
}

impl Tables {
    /// Empty tables.
    pub fn new() -> Self {
        Self {
            looks: Table::new(Look::default()),
            links: Table::new(Link {
                id: String::new(),
                uri: String::new(),
            }),
            clusters: Table::new(String::new()),
        }
    }

    /// The look of number `n`; the default for a number out of use.
    #[inline]
    pub fn look(&self, n: u32) -> Look {
        self.looks.get(n).copied().unwrap_or_default()
    }

    /// The hyperlink of number `n`, `None` for 0.
    pub fn link(&self, n: u32) -> Option<&Link> {
        if n == 0 { None } else { self.links.get(n) }
    }

    /// The text of cluster `n`.
    pub fn cluster(&self, n: u32) -> &str {
        self.clusters.get(n).map_or("", String::as_str)
    }

    /// Whether one of the tables has grown so much that sweeping is worth it.
    pub fn is_full(&self) -> bool {
        self.looks.is_full() || self.links.is_full() || self.clusters.is_full()
    }

    /// Gives back what neither `cells` nor the looks `pens` refer to. `links` are kept besides.
    pub fn sweep<'a>(
        &mut self,
        cells: impl Iterator<Item = &'a [u64]>,
        pens: &[u32],
        links: &[u32],
    ) {
        let mut looks = vec![false; self.looks.bound()];
        let mut clusters = vec![false; self.clusters.bound()];
        let mark = |live: &mut Vec<bool>, n: u32| {
            if let Some(slot) = live.get_mut(n as usize) {
                *slot = true;
            }
        };
        for row in cells {
            for &cell in row {
                mark(&mut looks, super::cell::look(cell));
                if let super::cell::Content::Cluster(n) = super::cell::content(cell) {
                    mark(&mut clusters, n);
                }
            }
        }
        pens.iter().for_each(|&n| mark(&mut looks, n));
        let mut live_links = vec![false; self.links.bound()];
        for (n, look) in self.looks.entries() {
            if looks[n as usize] {
                mark(&mut live_links, look.link());
            }
        }
        links.iter().for_each(|&n| mark(&mut live_links, n));
        self.looks.sweep(&looks);
        self.clusters.sweep(&clusters);
        self.links.sweep(&live_links);
    }
}
