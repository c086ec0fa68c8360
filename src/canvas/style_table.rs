//! The tables of a canvas: styles, hyperlinks and clusters that its cells refer to by index.

use super::cell::StyleId;
use crate::base::{Link, Palette, Style};
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hash, Hasher};

/// When the canvas is cleared, tables start over if one has more entries than this and more than
/// the canvas has cells.
pub(super) const TABLE_FLOOR: usize = 1024;

/// A style and the index of a hyperlink plus 1; 0 for no hyperlink.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct CellStyle {
    pub(super) style: Style,
    pub(super) link: u32,
}

/// A multiply-and-rotate hasher (FxHash). It does not resist crafted collisions; the tables are
/// small and start over, so an attacker cannot make one slow for long.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct FxHasher(u64);

impl Hasher for FxHasher {
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

/// A map from a value to its index in a table.
pub(super) type IdMap<T> = HashMap<T, u32, BuildHasherDefault<FxHasher>>;

/// Interned values, indexed in the order of insertion.
#[derive(Clone, Debug)]
pub(super) struct Table<T> {
    pub(super) entries: Vec<T>,
    pub(super) ids: IdMap<T>,
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self {
            entries: Vec::new(),
            ids: IdMap::default(),
        }
    }
}

impl<T: Clone + Eq + Hash> Table<T> {
    /// The index of `value`, which is added if it is new.
    pub(super) fn intern<Q>(&mut self, value: &Q) -> u32
    where
        T: std::borrow::Borrow<Q>,
        Q: Eq + Hash + ToOwned<Owned = T> + ?Sized,
    {
        if let Some(&n) = self.ids.get(value) {
            return n;
        }
        let n = self.entries.len() as u32;
        self.entries.push(value.to_owned());
        self.ids.insert(value.to_owned(), n);
        n
    }

    fn clear(&mut self) {
        self.entries.clear();
        self.ids.clear();
    }
}

/// The styles, hyperlinks and clusters of a canvas's cells.
#[derive(Clone, Debug, Default)]
pub(super) struct Tables {
    pub(super) styles: Table<CellStyle>,
    pub(super) links: Table<Link>,
    pub(super) clusters: Table<String>,
    /// Replaces the roles of styles before they are interned.
    pub(super) palette: Palette,
}

impl Tables {
    /// Tables in which style id 0 is the default style without a hyperlink.
    pub(super) fn new() -> Self {
        let mut tables = Self::default();
        tables.styles.intern(&CellStyle::default());
        tables
    }

    /// The style id for `style` and `link`.
    pub(super) fn style_id(&mut self, style: Style, link: Option<&Link>) -> StyleId {
        if link.is_none() && style == Style::DEFAULT {
            return 0;
        }
        let link = link.map_or(0, |l| self.links.intern(l) + 1);
        self.cell_style_id(CellStyle { style, link })
    }

    /// The style id for `style`, its roles resolved.
    pub(super) fn cell_style_id(&mut self, mut style: CellStyle) -> StyleId {
        if style.style.has_roles() {
            style.style = self.palette.resolve(style.style);
        }
        self.styles.intern(&style)
    }

    /// Forgets everything: all indices become invalid.
    pub(super) fn reset(&mut self) {
        self.styles.clear();
        self.links.clear();
        self.clusters.clear();
        self.styles.intern(&CellStyle::default());
    }
}
