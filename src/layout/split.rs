//! Splitting: room for a new pane (`split-window`, `join-pane`).

use super::node::{Edges, LEAST, Node, NodeKind, extent};
use super::tree::{Path, Tree};
use crate::base::sorted::sort_by_key;
use crate::base::{Axis, Error, PaneId, Result};

/// A length in cells, or as a percentage of the whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// Columns or rows.
    Cells(u16),
    /// Percent.
    Percent(u16),
}

impl Extent {
    /// Parses `12` or `30%`. `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let (digits, make): (_, fn(u16) -> Self) = match text.strip_suffix('%') {
            Some(digits) => (digits, Self::Percent),
            None => (text, Self::Cells),
        };
        let plain = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
        plain.then(|| digits.parse().ok().map(make)).flatten()
    }

    /// The length in cells, in a whole of `whole` cells.
    pub fn of(self, whole: u16) -> u32 {
        match self {
            Self::Cells(n) => u32::from(n),
            Self::Percent(n) => u32::from(whole) * u32::from(n) / 100,
        }
    }
}

/// How a new pane is inserted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Split {
    /// Side by side with the old pane, or one above the other.
    pub axis: Axis,
    /// The new pane is left of or above the old one instead of right of or below it (`-b`).
    pub before: bool,
    /// The new pane is beside the whole window instead of one pane (`-f`).
    pub full: bool,
    /// The new pane's size along `axis` (`-l`), half if `None`; bounded by the available space.
    pub size: Option<Extent>,
}

/// The extents of the two parts of a split.
#[derive(Clone, Copy)]
struct Parts {
    first: u16,
    second: u16,
}

impl Parts {
    /// Splits `whole` in two with a border between; `new` is the wanted extent of the new part.
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
    /// The same tree with `new` beside `at`, or beside the whole window.
    ///
    /// # Errors
    /// `at` is not in the tree, or there is no space for a border and one cell on each side.
    pub fn split(&self, at: PaneId, new: PaneId, how: Split) -> Result<Self> {
        let mut path = self.path_of(at)?;
        let wanted = how.size.map(|size| size.of(self.split_whole(at, how)));
        if how.full {
            path.clear();
        }
        let edges = self.edges(&path);
        let whole = self.node(&path).extent(how.axis);
        let no_space = || Error::user("no space for new pane");
        if whole < LEAST * 2 + 1 + edges.taken(how.axis) {
            return Err(no_space());
        }
        let parts = Parts::cut(whole, wanted, how.before).old_and_new(how.before);
        let old = self.node(&path);
        if how.full && !old.fits(how.axis, u32::from(parts.0), edges) {
            return Err(no_space());
        }
        let mut tree = self.clone();
        tree.insert(&path, new, how, parts, edges);
        Ok(tree)
    }

    /// The same tree with `new` in a half of the largest pane that has space for it, and after `at`
    /// in the order of the panes. `None` if no pane has space.
    pub fn split_any(&self, at: PaneId, new: PaneId) -> Option<Self> {
        let mut places = self.leaves();
        sort_by_key(&mut places, |(_, rect)| {
            u32::from(rect.cols) * u32::from(rect.rows)
        });
        let ways = [Axis::LeftRight, Axis::TopBottom];
        let mut tries = places
            .iter()
            .rev()
            .flat_map(|(pane, _)| ways.map(|axis| (*pane, axis)));
        let tree = tries.find_map(|(pane, axis)| {
            let how = Split {
                axis,
                before: false,
                full: false,
                size: None,
            };
            self.split(pane, new, how).ok()
        })?;
        let mut order: Vec<PaneId> = self.panes();
        let after = order.iter().position(|pane| *pane == at)? + 1;
        order.insert(after, new);
        Some(tree.with_panes(&order))
    }

    /// The whole that a percentage refers to: the window, or the pane without its name.
    fn split_whole(&self, at: PaneId, how: Split) -> u16 {
        let size = match self.place(at) {
            Some(place) if !how.full => place.size(),
            _ => self.size(),
        };
        extent(size, how.axis)
    }

    fn insert(&mut self, path: &Path, new: PaneId, how: Split, parts: (u16, u16), edges: Edges) {
        let (old_size, new_size) = parts;
        let old = self.node_mut(path);
        let whole = old.size;
        old.set_extent(how.axis, old_size);
        old.refit(edges);
        let mut node = Node::pane(new, whole);
        node.set_extent(how.axis, new_size);
        if let Some((nodes, index)) = self.siblings(path, how.axis) {
            nodes.insert(if how.before { index } else { index + 1 }, node);
            return;
        }
        let old = self.node_mut(path);
        old.size = whole;
        if let (NodeKind::Split(way, nodes), true) = (&mut old.kind, how.full)
            && *way == how.axis
        {
            nodes.insert(if how.before { 0 } else { nodes.len() }, node);
            return;
        }
        let mut moved = old.clone();
        moved.set_extent(how.axis, old_size);
        let nodes = if how.before {
            vec![node, moved]
        } else {
            vec![moved, node]
        };
        *old = Node::split(how.axis, whole, nodes);
    }

    /// The siblings of the node at `path`, if their parent splits along `axis`, and its index.
    fn siblings(&mut self, path: &[usize], axis: Axis) -> Option<(&mut Vec<Node>, usize)> {
        let (index, parent) = path.split_last()?;
        match &mut self.node_mut(parent).kind {
            NodeKind::Split(way, nodes) if *way == axis => Some((nodes, *index)),
            _ => None,
        }
    }
}
