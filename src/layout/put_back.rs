//! Puts closed panes back into a tree, at the places that they had.

use super::node::{Node, NodeKind};
use super::split::{Extent, Split};
use super::tree::Tree;
use crate::base::{Axis, Error, PaneId, Result};

impl Tree {
    /// The same tree with the panes `closed` at their places in `before`, a tree from before they
    /// were closed. If the other panes are arranged as in `before`, the sizes are those of
    /// `before`, scaled to the size of this tree. Otherwise each pane is split off its neighbour in
    /// `before`, or off any pane with enough space.
    ///
    /// # Errors
    /// `no space for new pane`.
    pub fn put_back(&self, before: &Self, closed: &[PaneId]) -> Result<Self> {
        let gone = |id: &PaneId| !closed.contains(id) && !self.contains(*id);
        let others: Vec<PaneId> = before.panes().into_iter().filter(gone).collect();
        let Some(whole) = before.without(&others) else {
            return Err(Error::not_found("no pane of the layout is left"));
        };
        let rest = whole.without(closed);
        if rest.is_some_and(|rest| same_shape(&rest.root, &self.root)) {
            return Ok(whole.with_border(self.border).resize(self.size()));
        }
        closed.iter().try_fold(self.clone(), |tree, pane| {
            if tree.contains(*pane) {
                return Ok(tree);
            }
            tree.split_as_in(&whole, *pane)
        })
    }

    /// The same tree with no panes but `panes`; `None` if it has none of them.
    pub fn only(&self, panes: &[PaneId]) -> Option<Self> {
        let others = self
            .panes()
            .into_iter()
            .filter(|pane| !panes.contains(pane));
        self.without(&others.collect::<Vec<PaneId>>())
    }

    /// The same tree without `panes`; `None` if it has no others.
    fn without(&self, panes: &[PaneId]) -> Option<Self> {
        let inside = panes.iter().filter(|pane| self.contains(**pane));
        inside
            .copied()
            .try_fold(self.clone(), |tree, pane| tree.remove(pane).ok()?)
    }

    /// The same tree with `pane` beside the pane that was its neighbour in `before`.
    fn split_as_in(&self, before: &Self, pane: PaneId) -> Result<Self> {
        let path = before.path(pane).unwrap_or_default();
        for depth in (0..path.len()).rev() {
            let NodeKind::Split(axis, nodes) = &before.node(&path[..depth]).kind else {
                continue;
            };
            let at = path[depth];
            let size = Some(Extent::Cells(nodes[at].extent(*axis)));
            let left = nodes[..at]
                .iter()
                .rev()
                .map(|node| (last_pane(node), false));
            let right = nodes[at + 1..].iter().map(|node| (first_pane(node), true));
            for (beside, before) in left.chain(right) {
                let how = Split {
                    axis: *axis,
                    before,
                    full: false,
                    size,
                };
                if let Ok(tree) = self.split(beside, pane, how) {
                    return Ok(tree);
                }
            }
        }
        let anywhere = self.panes().into_iter().flat_map(|beside| {
            [Axis::TopBottom, Axis::LeftRight].map(|axis| {
                let how = Split {
                    axis,
                    before: false,
                    full: false,
                    size: None,
                };
                self.split(beside, pane, how)
            })
        });
        let mut last = Err(Error::user("no space for new pane"));
        for tree in anywhere {
            if tree.is_ok() {
                return tree;
            }
            last = tree;
        }
        last
    }
}

/// Whether two nodes have the same panes in the same splits, of any sizes.
fn same_shape(a: &Node, b: &Node) -> bool {
    match (&a.kind, &b.kind) {
        (NodeKind::Pane(a), NodeKind::Pane(b)) => a == b,
        (NodeKind::Split(way_a, a), NodeKind::Split(way_b, b)) => {
            way_a == way_b && a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same_shape(a, b))
        }
        (NodeKind::Pane(_), NodeKind::Split(..)) | (NodeKind::Split(..), NodeKind::Pane(_)) => {
            false
        }
    }
}

fn first_pane(node: &Node) -> PaneId {
    match &node.kind {
        NodeKind::Pane(id) => *id,
        NodeKind::Split(_, nodes) => nodes.first().map_or(PaneId::default(), first_pane),
    }
}

fn last_pane(node: &Node) -> PaneId {
    match &node.kind {
        NodeKind::Pane(id) => *id,
        NodeKind::Split(_, nodes) => nodes.last().map_or(PaneId::default(), last_pane),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Size;

    fn split(tree: &Tree, at: u32, new: u32, axis: Axis) -> Tree {
        let how = Split {
            axis,
            before: false,
            full: false,
            size: Some(Extent::Cells(10)),
        };
        tree.split(PaneId(at), PaneId(new), how).unwrap()
    }

    /// Pane 0 left; right of it 1 above 2.
    fn three() -> Tree {
        let tree = Tree::single(PaneId(0), Size::new(80, 24));
        let tree = split(&tree, 0, 1, Axis::LeftRight);
        split(&tree, 1, 2, Axis::TopBottom)
    }

    #[test]
    fn a_closed_pane_gets_its_place_and_size_back() {
        let before = three();
        for closed in [&[0][..], &[1], &[2], &[1, 2], &[0, 2]] {
            let closed: Vec<PaneId> = closed.iter().map(|id| PaneId(*id)).collect();
            let now = before.without(&closed).unwrap();
            assert_eq!(
                now.put_back(&before, &closed).unwrap(),
                before,
                "{closed:?}"
            );
            let wide = now.resize(Size::new(120, 40));
            let back = wide.put_back(&before, &closed).unwrap();
            assert_eq!(back, before.resize(Size::new(120, 40)), "{closed:?}");
        }
    }

    #[test]
    fn a_changed_layout_stays_and_the_pane_returns_beside_its_neighbour() {
        let before = three();
        let now = before.remove(PaneId(2)).unwrap().unwrap();
        let now = split(&now, 0, 7, Axis::TopBottom);
        let back = now.put_back(&before, &[PaneId(2)]).unwrap();
        assert_eq!(back.panes(), [0, 7, 1, 2].map(PaneId));
        let place = back.place(PaneId(2)).unwrap();
        assert_eq!(place, before.place(PaneId(2)).unwrap());
        assert_eq!(back.remove(PaneId(2)).unwrap().unwrap(), now);
    }

    #[test]
    fn a_window_without_space_refuses_the_pane() {
        let before = split(
            &Tree::single(PaneId(0), Size::new(80, 24)),
            0,
            1,
            Axis::LeftRight,
        );
        let small = Tree::single(PaneId(5), Size::new(2, 2));
        let error = small.put_back(&before, &[PaneId(1)]).unwrap_err();
        assert_eq!(error.message, "no space for new pane");
    }
}
