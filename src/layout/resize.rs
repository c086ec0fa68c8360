//! Changing sizes: of the window, and of panes against each other.

use super::cell::{Body, Cell, LEAST, Rim, extent};
use super::{Path, Tree};
use crate::base::{Axis, Direction, PaneId, Result, Size};

impl Tree {
    /// The same tree in a window of `size`, every pane changed alike. No pane becomes smaller than
    /// one cell, so the result may be larger.
    pub fn resize(&self, size: Size) -> Self {
        let size = size.clamped();
        let mut tree = self.clone();
        for axis in [Axis::LeftRight, Axis::TopBottom] {
            let rim = Rim::of_window(self.border);
            let least = -i32::from(tree.root.spare(axis, rim));
            let change = i32::from(extent(size, axis)) - i32::from(tree.root.extent(axis));
            tree.root.adjust(axis, change.max(least), rim);
        }
        tree
    }

    /// The same tree with the border to the right of or below `pane` moved by `by` cells
    /// (`resize-pane -L -R -U -D`); the border before it if it is the last. Moves as far as it can.
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
    /// counted, or as near to it as can be.
    ///
    /// # Errors
    /// `pane` is not in the tree.
    pub fn resize_pane_to(&self, pane: PaneId, axis: Axis, size: u16) -> Result<Self> {
        let path = self.path_of(pane)?;
        let Some((parent, index)) = self.level(&path, axis) else {
            return Ok(self.clone());
        };
        let (cells, _) = self.children(&parent);
        let size = i32::from(size.max(LEAST)) + i32::from(self.rim(&path).taken(axis));
        let change = size - i32::from(cells[index].extent(axis));
        let last = index + 1 == cells.len();
        Ok(self.resized(&path, axis, if last { -change } else { change }))
    }

    /// The same tree with the border after the cell that holds `path` along `axis` moved.
    fn resized(&self, path: &[usize], axis: Axis, change: i32) -> Self {
        let mut tree = self.clone();
        if let Some((parent, index)) = self.level(path, axis) {
            let last = self.children(&parent).0.len() - 1;
            tree.shift(&parent, index.min(last.saturating_sub(1)), change, true);
        }
        tree
    }

    /// Moves the border after child `index` of the node at `parent` by `change`. Growing takes
    /// from the cells after it, and with `opposite` from those before it when they have nothing.
    pub(super) fn shift(&mut self, parent: &[usize], index: usize, change: i32, opposite: bool) {
        let rim = self.rim(parent);
        let Body::Split(axis, cells) = &mut self.cell_mut(parent).body else {
            return;
        };
        let mut row = Row {
            axis: *axis,
            rim,
            cells,
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

    /// The children of the node at `path` and the axis they lie along; none if it is a pane.
    pub(super) fn children(&self, path: &Path) -> (&[Cell], Axis) {
        match &self.cell(path).body {
            Body::Split(way, cells) => (cells, *way),
            Body::Pane(_) => (&[], Axis::LeftRight),
        }
    }
}

/// The children of one node.
struct Row<'a> {
    axis: Axis,
    rim: Rim,
    cells: &'a mut Vec<Cell>,
}

impl Row<'_> {
    fn rim(&self, index: usize) -> Rim {
        self.rim.of_child(self.axis, index, self.cells.len())
    }

    fn spare(&self, index: usize) -> i32 {
        i32::from(self.cells[index].spare(self.axis, self.rim(index)))
    }

    fn transfer(&mut self, from: usize, to: usize, amount: i32) -> i32 {
        for (index, change) in [(to, amount), (from, -amount)] {
            let rim = self.rim(index);
            self.cells[index].adjust(self.axis, change, rim);
        }
        amount
    }

    /// Adds up to `needed` to cell `index` from one other cell; how much it was.
    fn grow(&mut self, index: usize, needed: i32, opposite: bool) -> i32 {
        let after = index + 1..self.cells.len();
        let before = (0..if opposite { index } else { 0 }).rev();
        let giver = after.chain(before).find(|i| self.spare(*i) > 0);
        giver.map_or(0, |from| {
            self.transfer(from, index, self.spare(from).min(needed))
        })
    }

    /// Takes up to `needed` from cell `index` or one before it, for the cell after `index`.
    fn shrink(&mut self, index: usize, needed: i32) -> i32 {
        if index + 1 >= self.cells.len() {
            return 0;
        }
        let giver = (0..=index).rev().find(|i| self.spare(*i) > 0);
        giver.map_or(0, |from| {
            self.transfer(from, index + 1, self.spare(from).min(needed))
        })
    }
}
