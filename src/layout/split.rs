//! Making room for a new pane: `split-window` and `join-pane`.

use super::cell::{Body, Cell, LEAST, Rim, extent};
use super::{Path, Tree};
use crate::base::{Axis, Error, PaneId, Result};

/// A length in cells, or as a share of what it is part of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// So many columns or rows.
    Cells(u16),
    /// So many hundredths.
    Percent(u16),
}

impl Extent {
    /// Reads `12` or `30%`. `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let (digits, make): (_, fn(u16) -> Self) = match text.strip_suffix('%') {
            Some(digits) => (digits, Self::Percent),
            None => (text, Self::Cells),
        };
        let plain = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
        plain.then(|| digits.parse().ok().map(make)).flatten()
    }

    /// The length in cells, where the whole has `whole`.
    pub fn of(self, whole: u16) -> u32 {
        match self {
            Self::Cells(n) => u32::from(n),
            Self::Percent(n) => u32::from(whole) * u32::from(n) / 100,
        }
    }
}

/// How a new pane is put in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Split {
    /// Beside or below the old pane.
    pub axis: Axis,
    /// To the left or above instead of to the right or below (`-b`).
    pub before: bool,
    /// Beside everything instead of beside one pane (`-f`).
    pub full: bool,
    /// The new pane's size along `axis` (`-l`); half without it. It is bounded to what there is.
    pub size: Option<Extent>,
}

/// What the first and the second part get.
#[derive(Clone, Copy)]
struct Parts {
    first: u16,
    second: u16,
}

impl Parts {
    /// Cuts `whole` in two with a border between; `new` is what the new part should have.
    fn cut(whole: u16, new: Option<u32>, before: bool) -> Self {
        let second = match new {
            None => u32::from(whole).div_ceil(2) - 1,
            Some(new) if before => u32::from(whole).wrapping_sub(new).wrapping_sub(1),
            Some(new) => new,
        };
        let most = whole.saturating_sub(2).max(LEAST);
        let second = second.clamp(u32::from(LEAST), u32::from(most)) as u16;
        Self {
            first: whole - 1 - second,
            second,
        }
    }

    /// (the old part, the new part)
    fn old_and_new(self, before: bool) -> (u16, u16) {
        if before {
            (self.second, self.first)
        } else {
            (self.first, self.second)
        }
    }
}

impl Tree {
    /// The same tree with `new` beside `at`, or beside everything.
    ///
    /// # Errors
    /// `at` is not in the tree, or there is no space for a border and one cell each.
    pub fn split(&self, at: PaneId, new: PaneId, how: Split) -> Result<Self> {
        let mut path = self.path_of(at)?;
        let wanted = how.size.map(|size| size.of(self.split_whole(at, how)));
        if how.full {
            path.clear();
        }
        let rim = self.rim(&path);
        let whole = self.cell(&path).extent(how.axis);
        let no_space = || Error::user("no space for new pane");
        if whole < LEAST * 2 + 1 + rim.taken(how.axis) {
            return Err(no_space());
        }
        let parts = Parts::cut(whole, wanted, how.before).old_and_new(how.before);
        let old = self.cell(&path);
        if how.full && !old.fits(how.axis, u32::from(parts.0), rim) {
            return Err(no_space());
        }
        let mut tree = self.clone();
        tree.insert(&path, new, how, parts, rim);
        Ok(tree)
    }

    /// What a size in hundredths is a share of: the window, or the pane without its name.
    fn split_whole(&self, at: PaneId, how: Split) -> u16 {
        let size = match self.place(at) {
            Some(place) if !how.full => place.size(),
            _ => self.size(),
        };
        extent(size, how.axis)
    }

    fn insert(&mut self, path: &Path, new: PaneId, how: Split, parts: (u16, u16), rim: Rim) {
        let (old_size, new_size) = parts;
        let old = self.cell_mut(path);
        let whole = old.size;
        old.set_extent(how.axis, old_size);
        old.refit(rim);
        let mut cell = Cell::pane(new, whole);
        cell.set_extent(how.axis, new_size);
        if let Some((cells, index)) = self.siblings(path, how.axis) {
            cells.insert(if how.before { index } else { index + 1 }, cell);
            return;
        }
        let old = self.cell_mut(path);
        old.size = whole;
        if let (Body::Split(way, cells), true) = (&mut old.body, how.full)
            && *way == how.axis
        {
            cells.insert(if how.before { 0 } else { cells.len() }, cell);
            return;
        }
        let mut moved = old.clone();
        moved.set_extent(how.axis, old_size);
        let cells = if how.before {
            vec![cell, moved]
        } else {
            vec![moved, cell]
        };
        *old = Cell::split(how.axis, whole, cells);
    }

    /// The children of the node around `path`, if it splits along `axis`, and which one `path` is.
    fn siblings(&mut self, path: &[usize], axis: Axis) -> Option<(&mut Vec<Cell>, usize)> {
        let (index, parent) = path.split_last()?;
        match &mut self.cell_mut(parent).body {
            Body::Split(way, cells) if *way == axis => Some((cells, *index)),
            _ => None,
        }
    }
}
