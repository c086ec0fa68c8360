//! The split tree of a window: splits, sizes, presets and layout strings. Operations return a new
//! tree or a reason; nothing here knows what a pane shows.
//!
//! A window's cells form a tree: leaves are panes, a node holds two or more cells side by side or
//! one above the other, with one column or row of border between neighbours. All arithmetic is
//! tmux's, so that layout strings mean the same in both.

mod border;
mod cell;
mod neighbour;
mod preset;
mod resize;
mod shape;
mod split;
mod text;

pub use border::{BorderHit, BorderRun};
pub use cell::BorderStatus;
pub use preset::{Preset, PresetSizes};
pub use shape::Shape;
pub use split::{Extent, Split};

use crate::base::{Axis, Error, PaneId, Point, Rect, Result, Size};
use cell::{Body, Cell, Rim};
use serde::{Deserialize, Serialize};

/// How the panes of a window share its cells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tree {
    root: Cell,
    border: BorderStatus,
}

/// The way from the root to a cell: which child at each node.
type Path = Vec<usize>;

impl Tree {
    /// One pane that fills the window.
    pub fn single(pane: PaneId, size: Size) -> Self {
        Self {
            root: Cell::pane(pane, size.clamped()),
            border: BorderStatus::Off,
        }
    }

    /// The same tree, whose later operations keep a row for the names of panes at the top or the
    /// bottom. Sizes stay as they are.
    pub fn with_border(mut self, border: BorderStatus) -> Self {
        self.border = border;
        self
    }

    /// Where the names of panes stand.
    pub fn border(&self) -> BorderStatus {
        self.border
    }

    /// The size of the whole, borders included. It may be larger than what was asked for: no pane
    /// is smaller than one cell.
    pub fn size(&self) -> Size {
        self.root.size
    }

    /// The panes in layout order: left to right, top to bottom, depth first.
    pub fn panes(&self) -> Vec<PaneId> {
        self.cells().into_iter().map(|(id, _)| id).collect()
    }

    /// How many panes there are, 1 at least.
    pub fn count(&self) -> usize {
        self.cells().len()
    }

    /// Whether `pane` is in the tree.
    pub fn contains(&self, pane: PaneId) -> bool {
        self.path(pane).is_some()
    }

    /// Where the panes are, in layout order, when names stand as `border` says.
    pub fn places(&self, border: BorderStatus) -> Vec<(PaneId, Rect)> {
        let mut places = Vec::new();
        self.root.walk(
            Point::default(),
            Rim::of_window(border),
            &mut |id, rect, rim| {
                places.push((id, rim.inside(rect)));
            },
        );
        places
    }

    /// Where `pane` is, names counted as the tree's own [`Tree::border`] says.
    pub fn place(&self, pane: PaneId) -> Option<Rect> {
        let places = self.places(self.border);
        places
            .into_iter()
            .find(|(id, _)| *id == pane)
            .map(|(_, rect)| rect)
    }

    /// The same tree without `pane`, whose space goes to the cell before it, or to the one after it
    /// if it was the first. `None` if it was the only one.
    ///
    /// # Errors
    /// `pane` is not in the tree.
    pub fn remove(&self, pane: PaneId) -> Result<Option<Self>> {
        let path = self.path_of(pane)?;
        let Some((index, parent)) = path.split_last() else {
            return Ok(None);
        };
        let mut tree = self.clone();
        tree.cut(parent, *index);
        Ok(Some(tree))
    }

    /// The same tree with two panes in each other's place.
    ///
    /// # Errors
    /// One of them is not in the tree.
    pub fn swap(&self, a: PaneId, b: PaneId) -> Result<Self> {
        self.path_of(a)?;
        self.path_of(b)?;
        Ok(self.renamed(|id| match id {
            _ if id == a => b,
            _ if id == b => a,
            _ => id,
        }))
    }

    /// The same tree with `new` where `old` was.
    ///
    /// # Errors
    /// `old` is not in the tree.
    pub fn replace(&self, old: PaneId, new: PaneId) -> Result<Self> {
        self.path_of(old)?;
        Ok(self.renamed(|id| if id == old { new } else { id }))
    }

    /// The same cells with each pane one place further: `up` moves every pane to the place before
    /// it and the first to the last place (`rotate-window -U`), otherwise the other way round.
    pub fn rotate(&self, up: bool) -> Self {
        let mut panes = self.panes();
        if up {
            panes.rotate_left(1);
        } else {
            panes.rotate_right(1);
        }
        self.with_panes(&panes)
    }

    /// The same cells with `panes` in them, in layout order; cells beyond the end of `panes` keep
    /// theirs.
    pub fn with_panes(&self, panes: &[PaneId]) -> Self {
        let mut next = panes.iter().copied();
        self.renamed(|id| next.next().unwrap_or(id))
    }

    /// The same tree with the cells around `pane` made equal (`select-layout -E`): the innermost
    /// node around it that is not equal already.
    ///
    /// # Errors
    /// `pane` is not in the tree.
    pub fn spread(&self, pane: PaneId) -> Result<Self> {
        let path = self.path_of(pane)?;
        let mut tree = self.clone();
        for depth in (0..path.len()).rev() {
            let rim = tree.rim(&path[..depth]);
            if tree.cell_mut(&path[..depth]).spread(rim) {
                break;
            }
        }
        Ok(tree)
    }

    /// The leaves with their rectangles, rows for names included.
    fn cells(&self) -> Vec<(PaneId, Rect)> {
        let mut cells = Vec::new();
        let rim = Rim::of_window(BorderStatus::Off);
        self.root.walk(Point::default(), rim, &mut |id, rect, _| {
            cells.push((id, rect));
        });
        cells
    }

    fn renamed(&self, mut name: impl FnMut(PaneId) -> PaneId) -> Self {
        let mut tree = self.clone();
        tree.root.each_pane(&mut |id| *id = name(*id));
        tree
    }

    fn path(&self, pane: PaneId) -> Option<Path> {
        fn search(cell: &Cell, pane: PaneId, path: &mut Path) -> bool {
            match &cell.body {
                Body::Pane(id) => *id == pane,
                Body::Split(_, cells) => cells.iter().enumerate().any(|(i, cell)| {
                    path.push(i);
                    let found = search(cell, pane, path);
                    if !found {
                        path.pop();
                    }
                    found
                }),
            }
        }
        let mut path = Path::new();
        search(&self.root, pane, &mut path).then_some(path)
    }

    fn path_of(&self, pane: PaneId) -> Result<Path> {
        self.path(pane)
            .ok_or_else(|| Error::not_found(format!("can't find pane: {pane}")))
    }

    /// The cell at `path`, or the last one on the way that exists.
    fn cell(&self, path: &[usize]) -> &Cell {
        path.iter().fold(&self.root, |cell, i| match &cell.body {
            Body::Split(_, cells) => cells.get(*i).unwrap_or(cell),
            Body::Pane(_) => cell,
        })
    }

    fn cell_mut(&mut self, path: &[usize]) -> &mut Cell {
        let mut cell = &mut self.root;
        for i in path {
            match &mut cell.body {
                Body::Split(_, cells) => cell = &mut cells[*i],
                Body::Pane(_) => unreachable!("a path goes through nodes"),
            }
        }
        cell
    }

    /// The rim as the cell at `path` sees it.
    fn rim(&self, path: &[usize]) -> Rim {
        let mut rim = Rim::of_window(self.border);
        let mut cell = &self.root;
        for i in path {
            if let Body::Split(way, cells) = &cell.body {
                rim = rim.of_child(*way, *i, cells.len());
                cell = &cells[*i];
            }
        }
        rim
    }

    /// The node above `path` that splits along `axis`, and which of its children `path` goes
    /// through.
    fn level(&self, path: &[usize], axis: Axis) -> Option<(Path, usize)> {
        (0..path.len())
            .rev()
            .find(|depth| {
                matches!(&self.cell(&path[..*depth]).body, Body::Split(way, _) if *way == axis)
            })
            .map(|depth| (path[..depth].to_vec(), path[depth]))
    }

    /// Removes child `index` of the node at `parent`; a node with one child left becomes that child.
    fn cut(&mut self, parent: &[usize], index: usize) {
        let rim = self.rim(parent);
        let node = self.cell_mut(parent);
        let Body::Split(way, cells) = &mut node.body else {
            return;
        };
        let (way, count) = (*way, cells.len());
        let heir = if index == 0 { 1 } else { index - 1 };
        let gained = i32::from(cells[index].extent(way)) + 1;
        cells[heir].adjust(way, gained, rim.of_child(way, heir, count));
        cells.remove(index);
        if cells.len() == 1 {
            *node = cells.remove(0);
        }
    }
}

#[cfg(test)]
mod tests;
