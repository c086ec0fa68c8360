//! Resizing of the window and of panes.

use super::node::{Edges, LEAST, Node, NodeKind, extent};
use super::tree::{Path, Tree};
use crate::base::{Axis, Direction, PaneId, Result, Size};

impl Tree {
    /// The same tree in a window of `size`; all panes grow or shrink alike. No pane becomes smaller
    /// than one cell, so the result may be larger than `size`.
    pub fn resize(&self, size: Size) -> Self {
        let size = size.clamped();
        let mut tree = self.clone();
        for axis in [Axis::LeftRight, Axis::TopBottom] {
            let edges = Edges::of_window(self.border);
            let least = -i32::from(tree.root.spare(axis, edges));
            let change = i32::from(extent(size, axis)) - i32::from(tree.root.extent(axis));
            tree.root.adjust(axis, change.max(least), edges);
        }
        tree
    }

    /// The same tree with the border to the right of or below `pane` moved by `by` cells
    /// (`resize-pane -L -R -U -D`); for the last pane, the border before it. Moves as far as
    /// possible.
    ///
    /// # Errors
    /// `pane` is not in the tree.
    pub fn resize_pane(&self, pane: PaneId, direction: Direction, by: u16) -> Result<Self> {
        let change = match direction {
            Direction::Right | Direction::Down => i32::from(by),
            Direction::Left | Direction::Up => -i32::from(by),
        };
        let path = self.path_of(pane)?;
        Ok(self.resized(&path, direction.axis(), change))
    }

    /// The same tree with `pane` at `size` columns or rows (`resize-pane -x -y`), its name not
    /// counted, or as near to that size as possible.
    ///
    /// # Errors
    /// `pane` is not in the tree.
    pub fn resize_pane_to(&self, pane: PaneId, axis: Axis, size: u16) -> Result<Self> {
        let path = self.path_of(pane)?;
        let Some((parent, index)) = self.level(&path, axis) else {
            return Ok(self.clone());
        };
        let (nodes, _) = self.children(&parent);
        let size = i32::from(size.max(LEAST)) + i32::from(self.edges(&path).taken(axis));
        let change = size - i32::from(nodes[index].extent(axis));
        let last = index + 1 == nodes.len();
        Ok(self.resized(&path, axis, if last { -change } else { change }))
    }

    /// The same tree with the border after the node that contains `path` along `axis` moved.
    fn resized(&self, path: &[usize], axis: Axis, change: i32) -> Self {
        let mut tree = self.clone();
        if let Some((parent, index)) = self.level(path, axis) {
            let last = self.children(&parent).0.len() - 1;
            tree.shift(&parent, index.min(last.saturating_sub(1)), change, true);
        }
        tree
    }

    /// Moves the border after child `index` of the node at `parent` by `change`. Growing takes
    /// space from the nodes after it, and with `opposite` from those before it when those have none
    /// left.
    pub(super) fn shift(&mut self, parent: &[usize], index: usize, change: i32, opposite: bool) {
        let edges = self.edges(parent);
        let NodeKind::Split(axis, nodes) = &mut self.node_mut(parent).kind else {
            return;
        };
        let mut row = Row {
            axis: *axis,
            edges,
            nodes,
        };
        let mut left = change;
        while left != 0 {
            let moved = if left > 0 {
                row.grow(index, left, opposite)
            } else {
                -row.shrink(index, -left)
            };
            if moved == 0 {
                return;
            }
            left -= moved;
        }
    }

    /// The children of the node at `path` and their axis; none for a pane.
    pub(super) fn children(&self, path: &Path) -> (&[Node], Axis) {
        match &self.node(path).kind {
            NodeKind::Split(way, nodes) => (nodes, *way),
            NodeKind::Pane(_) => (&[], Axis::LeftRight),
        }
    }
}

/// The children of one node.
struct Row<'a> {
    axis: Axis,
    edges: Edges,
    nodes: &'a mut Vec<Node>,
}

impl Row<'_> {
    fn edges(&self, index: usize) -> Edges {
        self.edges.of_child(self.axis, index, self.nodes.len())
    }

    fn spare(&self, index: usize) -> i32 {
        i32::from(self.nodes[index].spare(self.axis, self.edges(index)))
    }

    fn transfer(&mut self, from: usize, to: usize, amount: i32) -> i32 {
        for (index, change) in [(to, amount), (from, -amount)] {
            let edges = self.edges(index);
            self.nodes[index].adjust(self.axis, change, edges);
        }
        amount
    }

    /// Adds up to `needed` to node `index`, taken from one other node; returns the amount.
    fn grow(&mut self, index: usize, needed: i32, opposite: bool) -> i32 {
        let after = index + 1..self.nodes.len();
        let before = (0..if opposite { index } else { 0 }).rev();
        let giver = after.chain(before).find(|i| self.spare(*i) > 0);
        giver.map_or(0, |from| {
            self.transfer(from, index, self.spare(from).min(needed))
        })
    }

    /// Takes up to `needed` from node `index` or one before it, for the node after `index`; returns
    /// the amount.
    fn shrink(&mut self, index: usize, needed: i32) -> i32 {
        if index + 1 >= self.nodes.len() {
            return 0;
        }
        let giver = (0..=index).rev().find(|i| self.spare(*i) > 0);
        giver.map_or(0, |from| {
            self.transfer(from, index + 1, self.spare(from).min(needed))
        })
    }
}
