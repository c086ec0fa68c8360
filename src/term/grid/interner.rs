//! Tables of the values that cells refer to by id: styles, hyperlinks and grapheme clusters. Each
//! value is stored once. When a table has grown, unused ids are freed by mark and sweep.

use super::cell::{self, StyleId};
use crate::base::{Attrs, Color, Link, Style, Underline};
use std::hash::{Hash, Hasher};

/// A style and the id of a hyperlink (0 for none) in two words, so that comparison and hashing are
/// fast.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(in crate::term) struct PackedStyle {
    low: u64,
    high: u64,
}

const COLOR_BITS: u32 = 26;
const COLOR_MASK: u64 = (1 << COLOR_BITS) - 1;
/// The bit of [`Attrs::LINE_DRAWING`] in the upper word, behind colour and hyperlink. The lower
/// word has room for the nine attributes below it.
const DRAWING_BIT: u32 = COLOR_BITS + 32;

fn pack_color(color: Color) -> u64 {
    match color.plain() {
        Color::Default | Color::Role(_) => 0,
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

impl PackedStyle {
    /// Packs a style and a hyperlink id.
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
            high: pack_color(style.ul)
                | u64::from(link) << COLOR_BITS
                | u64::from(style.attrs.contains(Attrs::LINE_DRAWING)) << DRAWING_BIT,
        }
    }

    /// The unpacked style, without the hyperlink.
    pub fn style(self) -> Style {
        let underline = match self.low >> (2 * COLOR_BITS) & 7 {
            1 => Underline::Single,
            2 => Underline::Double,
            3 => Underline::Curly,
            4 => Underline::Dotted,
            5 => Underline::Dashed,
            _ => Underline::None,
        };
        let mut attrs = Attrs::from_bits_truncate((self.low >> (2 * COLOR_BITS + 3)) as u16);
        attrs.set(Attrs::LINE_DRAWING, self.high >> DRAWING_BIT & 1 != 0);
        Style {
            fg: unpack_color(self.low & COLOR_MASK),
            bg: unpack_color(self.low >> COLOR_BITS & COLOR_MASK),
            ul: unpack_color(self.high & COLOR_MASK),
            attrs,
            underline,
        }
    }

    /// The style as it is displayed.
    pub fn visible_style(self) -> Style {
        let mut style = self.style();
        style.attrs.remove(Attrs::PROTECTED | Attrs::LINE_DRAWING);
        style
    }

    /// The style as the program sent it: without [`Attrs::PROTECTED`], which only erasing heeds.
    pub fn sent_style(self) -> Style {
        let mut style = self.style();
        style.attrs.remove(Attrs::PROTECTED);
        style
    }

    /// The id of the hyperlink, 0 for none.
    pub fn link(self) -> u32 {
        (self.high >> COLOR_BITS) as u32
    }

    /// The two words, for storage.
    pub fn words(self) -> (u64, u64) {
        (self.low, self.high)
    }

    /// The reverse of [`PackedStyle::words`]. Invalid bits are dropped.
    pub fn from_words(low: u64, high: u64) -> Self {
        let packed = Self { low, high };
        Self::new(packed.style(), packed.link())
    }
}

/// A fast hash for small keys. It does not resist crafted collisions; a program can slow down only
/// its own pane with them.
#[derive(Default)]
pub(in crate::term) struct FastHasher(u64);

impl Hasher for FastHasher {
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

/// A bidirectional map between values and ids.
#[derive(Debug)]
pub(in crate::term) struct Interner<T> {
    items: Vec<Option<T>>,
    free: Vec<u32>,
    /// A hash table with linear probing: an id plus 1, or 0 for an empty slot. At least half of the
    /// slots are empty.
    slots: Vec<u32>,
    len: usize,
    /// The number of values above which a sweep pays off.
    sweep_above: usize,
    /// The number of values after the last sweep.
    after_sweep: usize,
}

/// A table with fewer values is never swept.
const SWEEP_FLOOR: usize = 4096;

fn hash<Q: Hash + ?Sized>(item: &Q) -> usize {
    let mut hasher = FastHasher::default();
    item.hash(&mut hasher);
    hasher.finish() as usize
}

impl<T: Clone + Eq + Hash> Interner<T> {
    /// A table in which `first` has id 0. A sweep never frees that id.
    pub fn new(first: T) -> Self {
        let mut table = Self {
            items: Vec::new(),
            free: Vec::new(),
            slots: vec![0; 64],
            len: 0,
            sweep_above: SWEEP_FLOOR,
            after_sweep: 0,
        };
        table.insert(0, first);
        table
    }

    /// The id of `item`, which is added if it is new.
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
        self.insert(n, item.to_owned());
        n
    }

    /// Adds `item`, which must be new, with id `n`, which must be free.
    fn insert(&mut self, n: u32, item: T) {
        self.len += 1;
        if 2 * self.len > self.slots.len() {
            self.slots = vec![0; 2 * self.slots.len()];
            self.rehash();
        }
        self.fill_slot(n, &item);
        let at = n as usize;
        if at >= self.items.len() {
            self.items.resize(at + 1, None);
        }
        self.items[at] = Some(item);
    }

    fn fill_slot(&mut self, n: u32, item: &T) {
        let mask = self.slots.len() - 1;
        let mut at = hash(item) & mask;
        while self.slots[at] != 0 {
            at = (at + 1) & mask;
        }
        self.slots[at] = n + 1;
    }

    /// Fills the empty slots from the values.
    fn rehash(&mut self) {
        let items = std::mem::take(&mut self.items);
        for (n, item) in items.iter().enumerate() {
            if let Some(item) = item {
                self.fill_slot(n as u32, item);
            }
        }
        self.items = items;
    }

    /// The value of id `n`, if it is in use.
    #[inline]
    pub fn get(&self, n: u32) -> Option<&T> {
        self.items.get(n as usize).and_then(Option::as_ref)
    }

    /// The largest id in use plus 1.
    pub fn id_bound(&self) -> usize {
        self.items.len()
    }

    /// Whether a sweep pays off.
    #[inline]
    pub fn is_full(&self) -> bool {
        self.len > self.sweep_above
    }

    /// Whether it has more than `many` values and more than twice as many as after the last sweep.
    pub fn has_grown(&self, many: usize) -> bool {
        self.len > many.max(2 * self.after_sweep)
    }

    /// The number of values.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Frees every id except 0 for which `live` is not set.
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
        let id_bound = last.map_or(0, |n| n + 1);
        self.items.truncate(id_bound);
        self.items.shrink_to(2 * SWEEP_FLOOR);
        self.free.retain(|n| (*n as usize) < id_bound);
        let room = (4 * self.len).next_power_of_two();
        if self.slots.len() > room.max(4 * SWEEP_FLOOR) {
            self.slots = vec![0; room];
        } else {
            self.slots.fill(0);
        }
        self.rehash();
        self.after_sweep = self.len;
        self.sweep_above = (2 * self.len).max(SWEEP_FLOOR);
    }

    /// All ids in use with their values.
    pub fn entries(&self) -> impl Iterator<Item = (u32, &T)> {
        let numbered = self.items.iter().enumerate();
        numbered.filter_map(|(n, item)| item.as_ref().map(|item| (n as u32, item)))
    }

    /// A table with the given ids, as [`Interner::entries`] returned them.
    pub fn from_entries(first: T, entries: Vec<(u32, T)>) -> Self {
        let mut table = Self::new(first);
        for (n, item) in entries {
            if n != 0 && table.get(n).is_none() {
                table.insert(n, item);
            }
        }
        let empty = table.items.iter().enumerate().filter(|(_, i)| i.is_none());
        table.free = empty.map(|(n, _)| n as u32).rev().collect();
        table.after_sweep = table.len;
        table.sweep_above = (2 * table.len).max(SWEEP_FLOOR);
        table
    }
}

/// All tables of a screen.
#[derive(Debug)]
pub(in crate::term) struct Interners {
    /// Styles; id 0 is the default style.
    pub styles: Interner<PackedStyle>,
    /// Hyperlinks; id 0 means none.
    pub links: Interner<Link>,
    /// Grapheme clusters; id 0 is the empty one.
    pub clusters: Interner<String>,
}

impl Interners {
    /// Empty tables.
    pub fn new() -> Self {
        Self {
            styles: Interner::new(PackedStyle::default()),
            links: Interner::new(Link {
                id: String::new(),
                uri: String::new(),
            }),
            clusters: Interner::new(String::new()),
        }
    }

    /// The style of id `n`; the default if the id is not in use.
    #[inline]
    pub fn style(&self, n: StyleId) -> PackedStyle {
        self.styles.get(n).copied().unwrap_or_default()
    }

    /// The hyperlink of id `n`; `None` for 0.
    pub fn link(&self, n: u32) -> Option<&Link> {
        if n == 0 { None } else { self.links.get(n) }
    }

    /// The text of cluster `n`.
    pub fn cluster(&self, n: u32) -> &str {
        self.clusters.get(n).map_or("", String::as_str)
    }

    /// Whether a sweep of one of the tables pays off.
    pub fn is_full(&self) -> bool {
        self.styles.is_full() || self.links.is_full() || self.clusters.is_full()
    }

    /// Frees the ids that neither `cells` nor `style_ids` nor `links` use.
    pub fn sweep<'a>(
        &mut self,
        cells: impl Iterator<Item = &'a [u64]>,
        style_ids: &[u32],
        links: &[u32],
    ) {
        let mut styles = vec![false; self.styles.id_bound()];
        let mut clusters = vec![false; self.clusters.id_bound()];
        let mark = |live: &mut Vec<bool>, n: u32| {
            if let Some(slot) = live.get_mut(n as usize) {
                *slot = true;
            }
        };
        for row in cells {
            for &cell in row {
                mark(&mut styles, cell::style_id(cell));
                if let cell::Content::Cluster(n) = cell::content(cell) {
                    mark(&mut clusters, n);
                }
            }
        }
        style_ids.iter().for_each(|&n| mark(&mut styles, n));
        let mut live_links = vec![false; self.links.id_bound()];
        for (n, style) in self.styles.entries() {
            if styles[n as usize] {
                mark(&mut live_links, style.link());
            }
        }
        links.iter().for_each(|&n| mark(&mut live_links, n));
        self.styles.sweep(&styles);
        self.clusters.sweep(&clusters);
        self.links.sweep(&live_links);
    }
}
