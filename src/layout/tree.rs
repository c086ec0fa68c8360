//! The split tree and its look-ups; other files add the operations.

use super::node::{BorderStatus, Edges, Node, NodeKind};
use crate::base::{Axis, Error, PaneId, Point, Rect, Result, Size};
use serde::{Deserialize, Serialize};

/// The layout of a window's panes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tree {
    pub(super) root: Node,
    pub(super) border: BorderStatus,
}

/// Stands for no pane: the only leaf of a window whose panes all float.
pub(super) const VACANT: PaneId = PaneId(u32::MAX);

/// The path from the root to a node: the child index at each level.
pub(super) type Path = Vec<usize>;

impl Tree {
    /// One pane that fills the window.
    pub fn single(pane: PaneId, size: Size) -> Self {
        Self {
            root: Node::pane(pane, size.clamped()),
            border: BorderStatus::Off,
        }
    }

    /// No pane in a window of this size.
    pub fn vacant(size: Size) -> Self {
        Self::single(VACANT, size)
    }

    /// Whether there is no pane.
    pub fn is_vacant(&self) -> bool {
        matches!(self.root.kind, NodeKind::Pane(VACANT))
    }

    /// The same tree; later operations keep a row for pane names at the top or the bottom. Sizes do
    /// not change.
    pub fn with_border(mut self, border: BorderStatus) -> Self {
        self.border = border;
        self
    }

    /// The position of pane names.
    pub fn border(&self) -> BorderStatus {
        self.border
    }

    /// The size of the whole, borders included. It may be larger than requested: no pane is smaller
    /// than one cell.
    pub fn size(&self) -> Size {
        self.root.size
    }

    /// The panes in layout order: left to right, top to bottom, depth first.
    pub fn panes(&self) -> Vec<PaneId> {
        self.leaves().into_iter().map(|(id, _)| id).collect()
    }

    /// The number of panes; 0 if all panes of the window float.
    pub fn count(&self) -> usize {
        self.leaves().len()
    }

    /// Whether `pane` is in the tree.
    pub fn contains(&self, pane: PaneId) -> bool {
        pane != VACANT && self.path(pane).is_some()
    }

    /// The rectangles of the panes, in layout order, with pane names positioned as `border` says.
    pub fn places(&self, border: BorderStatus) -> Vec<(PaneId, Rect)> {
        let mut places = Vec::new();
        self.root.walk(
            Point::default(),
            Edges::of_window(border),
            &mut |id, rect, edges| {
                if id != VACANT {
                    places.push((id, edges.inside(rect)));
                }
            },
        );
        places
    }

    /// The rectangle of `pane`, with pane names positioned as [`Tree::border`] says.
    pub fn place(&self, pane: PaneId) -> Option<Rect> {
        let places = self.places(self.border);
        places
            .into_iter()
            .find(|(id, _)| *id == pane)
            .map(|(_, rect)| rect)
    }

    /// The same tree without `pane`; its space goes to the node before it, or to the one after it
    /// if it was the first. `None` if it was the only pane.
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

    /// The same tree with `new` where `old` was.
    ///
    /// # Errors
    /// `old` is not in the tree.
    pub fn replace(&self, old: PaneId, new: PaneId) -> Result<Self> {
        self.path_of(old)?;
        Ok(self.renamed(|id| if id == old { new } else { id }))
    }

    /// The same nodes with `panes` in them, in layout order; nodes beyond the end of `panes` keep
    /// their panes.
    pub fn with_panes(&self, panes: &[PaneId]) -> Self {
        let mut next = panes.iter().copied();
        self.renamed(|id| next.next().unwrap_or(id))
    }

    /// The same tree with the siblings around `pane` made equal (`select-layout -E`): the innermost
    /// enclosing node that is not equal already.
    ///
    /// # Errors
    /// `pane` is not in the tree.
    pub fn spread(&self, pane: PaneId) -> Result<Self> {
        let path = self.path_of(pane)?;
        let mut tree = self.clone();
        for depth in (0..path.len()).rev() {
            let edges = tree.edges(&path[..depth]);
            if tree.node_mut(&path[..depth]).spread(edges) {
                break;
            }
        }
        Ok(tree)
    }

    /// The leaves with their rectangles, including the rows of pane names.
    pub(super) fn leaves(&self) -> Vec<(PaneId, Rect)> {
        let mut nodes = Vec::new();
        let edges = Edges::of_window(BorderStatus::Off);
        self.root.walk(Point::default(), edges, &mut |id, rect, _| {
            if id != VACANT {
                nodes.push((id, rect));
            }
        });
        nodes
    }

    pub(super) fn renamed(&self, mut name: impl FnMut(PaneId) -> PaneId) -> Self {
        let mut tree = self.clone();
        tree.root.each_pane(&mut |id| *id = name(*id));
        tree
    }

    pub(super) fn path(&self, pane: PaneId) -> Option<Path> {
        fn search(node: &Node, pane: PaneId, path: &mut Path) -> bool {
            match &node.kind {
                NodeKind::Pane(id) => *id == pane,
                NodeKind::Split(_, nodes) => nodes.iter().enumerate().any(|(i, node)| {
                    path.push(i);
                    let found = search(node, pane, path);
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

    pub(super) fn path_of(&self, pane: PaneId) -> Result<Path> {
        self.path(pane)
            .ok_or_else(|| Error::not_found(format!("can't find pane: {pane}")))
    }

    /// The node at `path`, or the last existing one on that path.
    pub(super) fn node(&self, path: &[usize]) -> &Node {
        path.iter().fold(&self.root, |node, i| match &node.kind {
            NodeKind::Split(_, nodes) => nodes.get(*i).unwrap_or(node),
            NodeKind::Pane(_) => node,
        })
    }

    pub(super) fn node_mut(&mut self, path: &[usize]) -> &mut Node {
        let mut node = &mut self.root;
        for i in path {
            match &mut node.kind {
                NodeKind::Split(_, nodes) => node = &mut nodes[*i],
                NodeKind::Pane(_) => unreachable!("a path goes through nodes"),
            }
        }
        node
    }

    /// The edges of the node at `path`.
    pub(super) fn edges(&self, path: &[usize]) -> Edges {
        let mut edges = Edges::of_window(self.border);
        let mut node = &self.root;
        for i in path {
            if let NodeKind::Split(way, nodes) = &node.kind {
                edges = edges.of_child(*way, *i, nodes.len());
                node = &nodes[*i];
            }
        }
        edges
    }

    /// The nearest ancestor of `path` that splits along `axis`, and the child index that `path`
    /// takes in it.
    pub(super) fn level(&self, path: &[usize], axis: Axis) -> Option<(Path, usize)> {
        (0..path.len())
            .rev()
            .find(|depth| {
                matches!(&self.node(&path[..*depth]).kind, NodeKind::Split(way, _) if *way == axis)
            })
            .map(|depth| (path[..depth].to_vec(), path[depth]))
    }

    /// Removes child `index` of the node at `parent`; a node with one child left becomes that
    /// child.
    pub(super) fn cut(&mut self, parent: &[usize], index: usize) {
        let edges = self.edges(parent);
        let node = self.node_mut(parent);
        let NodeKind::Split(way, nodes) = &mut node.kind else {
            return;
        };
        let (way, count) = (*way, nodes.len());
        let heir = if index == 0 { 1 } else { index - 1 };
        let gained = i32::from(nodes[index].extent(way)) + 1;
        nodes[heir].adjust(way, gained, edges.of_child(way, heir, count));
        nodes.remove(index);
        if nodes.len() == 1 {
            *node = nodes.remove(0);
        }
    }
}
