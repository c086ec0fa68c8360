//! What cells refer to by number: looks, hyperlinks and grapheme clusters, each kept once.
//! Numbers that no cell uses any more are given back when a table has grown (mark and sweep).

use super::cell;
use crate::base::{Attrs, Color, Link, Style, Underline};
use std::hash::{Hash, Hasher};

/// How a cell looks: style and hyperlink (0 for none), packed so that comparing is cheap.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(in crate::term) struct Look {
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

    /// The style as it is displayed: without [`Attrs::PROTECTED`], which only erasing heeds.
    pub fn visible_style(self) -> Style {
        let mut style = self.style();
        style.attrs.remove(Attrs::PROTECTED);
        style
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
pub(in crate::term) struct QuickHasher(u64);

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

    #[inline]
    fn write_u64(&mut self, word: u64) {
        let mixed = (self.0.rotate_left(23) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.0 = mixed ^ mixed >> 32;
    }
}

/// Values by number and numbers by value.
#[derive(Debug)]
pub(in crate::term) struct Table<T> {
    items: Vec<Option<T>>,
    free: Vec<u32>,
    /// Where values are found by hash: a number plus 1, or 0; what collides lies behind. At least
    /// half of it is empty.
    slots: Vec<u32>,
    len: usize,
    /// When more than this many are kept, sweeping is worth it.
    high_water: usize,
    /// How many the last sweep left.
    kept: usize,
}

/// A table smaller than this is never swept.
const SMALL: usize = 4096;

fn hash<Q: Hash + ?Sized>(item: &Q) -> usize {
    let mut hasher = QuickHasher::default();
    item.hash(&mut hasher);
    hasher.finish() as usize
}

impl<T: Clone + Eq + Hash> Table<T> {
    /// A table in which `first` has number 0 for ever.
    pub fn new(first: T) -> Self {
        let mut table = Self {
            items: Vec::new(),
            free: Vec::new(),
            slots: vec![0; 64],
            len: 0,
            high_water: SMALL,
            kept: 0,
        };
        table.put(0, first);
        table
    }

    /// The number of `item`.
    #[inline]
    pub fn intern<Q>(&mut self, item: &Q) -> u32
    where
        Q: Hash + Eq + ToOwned<Owned = T> + ?Sized,
        T: std::borrow::Borrow<Q>,
    {
        let mask = self.slots.len() - 1;
        let mut at = hash(item) & mask;
        while let Some(n) = self.slots[at].checked_sub(1) {
            if let Some(known) = &self.items[n as usize]
                && known.borrow() == item
            {
                return n;
            }
            at = (at + 1) & mask;
        }
        let n = self.free.pop().unwrap_or(self.items.len() as u32);
        self.put(n, item.to_owned());
        n
    }

    /// Gives `item`, which is not there, number `n`, which is free.
    fn put(&mut self, n: u32, item: T) {
        self.len += 1;
        if 2 * self.len > self.slots.len() {
            self.slots = vec![0; 2 * self.slots.len()];
            self.find_places();
        }
        self.place(n, &item);
        let at = n as usize;
        if at >= self.items.len() {
            self.items.resize(at + 1, None);
        }
        self.items[at] = Some(item);
    }

    fn place(&mut self, n: u32, item: &T) {
        let mask = self.slots.len() - 1;
        let mut at = hash(item) & mask;
        while self.slots[at] != 0 {
            at = (at + 1) & mask;
        }
        self.slots[at] = n + 1;
    }

    /// Fills the slots, which are empty, from the values.
    fn find_places(&mut self) {
        let items = std::mem::take(&mut self.items);
        for (n, item) in items.iter().enumerate() {
            if let Some(item) = item {
                self.place(n as u32, item);
            }
        }
        self.items = items;
    }

    /// The value of number `n`, if it is in use.
    #[inline]
    pub fn get(&self, n: u32) -> Option<&T> {
        self.items.get(n as usize).and_then(Option::as_ref)
    }

    /// One more than the largest number in use.
    pub fn bound(&self) -> usize {
        self.items.len()
    }

    /// Whether it has grown so much that sweeping is worth it.
    #[inline]
    pub fn is_full(&self) -> bool {
        self.len > self.high_water
    }

    /// Whether it holds more than `many` values, and twice as many as the last sweep left.
    pub fn has_grown(&self, many: usize) -> bool {
        self.len > many.max(2 * self.kept)
    }

    /// How many values it holds.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Gives back every number but 0 that `live` does not name.
    pub fn sweep(&mut self, live: &[bool]) {
        self.free.clear();
        self.len = 0;
        for (n, slot) in self.items.iter_mut().enumerate().rev() {
            if n == 0 || live.get(n).copied().unwrap_or(false) {
                self.len += usize::from(slot.is_some());
            } else {
                *slot = None;
            }
            if slot.is_none() {
                self.free.push(n as u32);
            }
        }
        let last = self.items.iter().rposition(Option::is_some);
        let bound = last.map_or(0, |n| n + 1);
        self.items.truncate(bound);
        self.items.shrink_to(2 * SMALL);
        self.free.retain(|n| (*n as usize) < bound);
        let room = (4 * self.len).next_power_of_two();
        if self.slots.len() > room.max(4 * SMALL) {
            self.slots = vec![0; room];
        } else {
            self.slots.fill(0);
        }
        self.find_places();
        self.kept = self.len;
        self.high_water = (2 * self.len).max(SMALL);
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
            if n != 0 && table.get(n).is_none() {
                table.put(n, item);
            }
        }
        let empty = table.items.iter().enumerate().filter(|(_, i)| i.is_none());
        table.free = empty.map(|(n, _)| n as u32).rev().collect();
        table.kept = table.len;
        table.high_water = (2 * table.len).max(SMALL);
        table
    }
}

/// All tables of a screen.
#[derive(Debug)]
pub(in crate::term) struct Tables {
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
                mark(&mut looks, cell::look(cell));
                if let cell::Content::Cluster(n) = cell::content(cell) {
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
