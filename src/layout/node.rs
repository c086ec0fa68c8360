//! A node of the split tree and the arithmetic of its size. A node knows its children and the
//! window edges it touches, but not its parent; its position is computed on demand.

use crate::base::{Axis, PaneId, Point, Rect, Size};
use serde::{Deserialize, Serialize};

/// The minimum size of a pane, in columns or rows.
pub(super) const LEAST: u16 = 1;

/// Position of pane names (`pane-border-status`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum BorderStatus {
    /// No names.
    #[default]
    Off,
    /// Names are in the border above each pane; panes at the top of the window give up a row.
    Top,
    /// Names are in the border below each pane; panes at the bottom of the window give up a row.
    Bottom,
}

/// The window edge that carries pane names, if the node touches it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Edges(BorderStatus);

impl Edges {
    /// The edges of the root.
    pub(super) fn of_window(border: BorderStatus) -> Self {
        Self(border)
    }

    /// The edges of child `index` of `count` along `axis`.
    pub(super) fn of_child(self, axis: Axis, index: usize, count: usize) -> Self {
        let touches = match (axis, self.0) {
            (Axis::TopBottom, BorderStatus::Top) => index == 0,
            (Axis::TopBottom, BorderStatus::Bottom) => index + 1 == count,
            _ => true,
        };
        Self(if touches { self.0 } else { BorderStatus::Off })
    }

    /// The part of a pane's extent along `axis` that its name takes: 0 or 1.
    pub(super) fn taken(self, axis: Axis) -> u16 {
        u16::from(axis == Axis::TopBottom && self.0 != BorderStatus::Off)
    }

    /// The rectangle of the pane inside that of its leaf: without the row of its name.
    pub(super) fn inside(self, node: Rect) -> Rect {
        let down = u16::from(self.0 == BorderStatus::Top);
        let less = u16::from(self.taken(Axis::TopBottom) == 1 && node.rows > LEAST);
        Rect::new(node.x, node.y + down, node.cols, node.rows - less)
    }
}

/// The content of a node.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum NodeKind {
    /// A pane.
    Pane(PaneId),
    /// Two or more nodes along an axis, with one column or row of border between neighbours.
    Split(Axis, Vec<Node>),
}

/// A node: its size and its content.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Node {
    pub(super) size: Size,
    pub(super) kind: NodeKind,
}

impl Node {
    pub(super) fn pane(id: PaneId, size: Size) -> Self {
        Self {
            size,
            kind: NodeKind::Pane(id),
        }
    }

    pub(super) fn split(axis: Axis, size: Size, nodes: Vec<Self>) -> Self {
        Self {
            size,
            kind: NodeKind::Split(axis, nodes),
        }
    }

    pub(super) fn extent(&self, axis: Axis) -> u16 {
        extent(self.size, axis)
    }

    pub(super) fn set_extent(&mut self, axis: Axis, value: u16) {
        match axis {
            Axis::LeftRight => self.size.cols = value,
            Axis::TopBottom => self.size.rows = value,
        }
    }

    /// The number of cells by which the node can shrink along `axis`.
    pub(super) fn spare(&self, axis: Axis, edges: Edges) -> u16 {
        match &self.kind {
            NodeKind::Pane(_) => self.extent(axis).saturating_sub(LEAST + edges.taken(axis)),
            NodeKind::Split(way, nodes) => {
                let spares = nodes
                    .iter()
                    .enumerate()
                    .map(|(i, c)| c.spare(axis, edges.of_child(*way, i, nodes.len())));
                if *way == axis {
                    spares.sum()
                } else {
                    spares.min().unwrap_or(0)
                }
            }
        }
    }

    /// Grows or shrinks the node along `axis`. Children along the same axis take turns, one column
    /// or row each; the caller bounds `change` by [`Node::spare`].
    pub(super) fn adjust(&mut self, axis: Axis, change: i32, edges: Edges) {
        let value = i32::from(self.extent(axis)) + change;
        self.set_extent(axis, value.clamp(0, i32::from(u16::MAX)) as u16);
        match &mut self.kind {
            NodeKind::Pane(_) => {}
            NodeKind::Split(way, nodes) if *way == axis => deal(nodes, axis, change, edges),
            NodeKind::Split(way, nodes) => {
                let count = nodes.len();
                for (i, node) in nodes.iter_mut().enumerate() {
                    node.adjust(axis, change, edges.of_child(*way, i, count));
                }
            }
        }
    }

    /// Whether [`Node::refit`] can bring the node to `size` along `axis`.
    pub(super) fn fits(&self, axis: Axis, size: u32, edges: Edges) -> bool {
        let NodeKind::Split(way, nodes) = &self.kind else {
            return size >= u32::from(LEAST);
        };
        let count = nodes.len();
        if *way != axis {
            return nodes.iter().enumerate().all(|(i, c)| {
                matches!(c.kind, NodeKind::Pane(_))
                    || c.fits(axis, size, edges.of_child(*way, i, count))
            });
        }
        if size + 1 < count as u32 * 2 {
            return false;
        }
        let before = u32::from(self.extent(axis));
        let mut left = size;
        nodes.iter().enumerate().all(|(i, node)| {
            let edges = edges.of_child(*way, i, count);
            let share = node.share(axis, edges, (before, size), count - i, left);
            let used = share + u32::from(i + 1 < count);
            let enough = used <= left && node.fits(axis, share, edges);
            left = left.saturating_sub(used);
            enough
        })
    }

    /// Fits the children to the node's own size, each in proportion to its old size; along an axis
    /// that they fill already they keep their sizes.
    pub(super) fn refit(&mut self, edges: Edges) {
        let size = self.size;
        let NodeKind::Split(way, nodes) = &mut self.kind else {
            return;
        };
        let (way, count) = (*way, nodes.len());
        let total = u32::from(extent(size, way));
        let before: u32 = nodes
            .iter()
            .map(|c| u32::from(c.extent(way)) + 1)
            .sum::<u32>()
            - 1;
        let mut left = total;
        for (i, node) in nodes.iter_mut().enumerate() {
            let edges = edges.of_child(way, i, count);
            let share = match total == before {
                true => u32::from(node.extent(way)),
                false => node.share(way, edges, (before, total), count - i, left),
            };
            left = left.saturating_sub(share + 1);
            node.size = size;
            node.set_extent(way, share.min(u32::from(u16::MAX)) as u16);
            node.refit(edges);
        }
    }

    /// The new extent of this child along `axis` when its parent goes from `from` to `to`: `count`
    /// children, this one included, still share `left`.
    fn share(
        &self,
        axis: Axis,
        edges: Edges,
        (from, to): (u32, u32),
        count: usize,
        left: u32,
    ) -> u32 {
        if count == 1 {
            return left;
        }
        let own = u32::from(self.extent(axis));
        let kept = own - u32::from(self.spare(axis, edges)).min(own);
        let reserve = kept.max((u32::from(LEAST) + 1) * (count as u32 - 1));
        let most = left.checked_sub(reserve).unwrap_or(u32::MAX);
        (own * to / from.max(1)).min(most).max(u32::from(LEAST))
    }

    /// Gives the children equal sizes; the first ones get the remainder. Returns `false` if nothing
    /// changes or if a child holds too many panes for its share.
    pub(super) fn spread(&mut self, edges: Edges) -> bool {
        let size = self.size;
        let NodeKind::Split(way, nodes) = &mut self.kind else {
            return false;
        };
        let (way, count) = (*way, nodes.len());
        let total = i32::from(extent(size, way)) - i32::from(edges.taken(way));
        let borders = count as i32 - 1;
        let each = (total - borders) / count as i32;
        if borders == 0 || each < 1 {
            return false;
        }
        let over = (total - borders) % count as i32;
        let changes: Vec<(i32, Edges)> = nodes
            .iter()
            .enumerate()
            .map(|(i, node)| {
                let edges = edges.of_child(way, i, count);
                let want = each + i32::from(edges.taken(way)) + i32::from((i as i32) < over);
                (want - i32::from(node.extent(way)), edges)
            })
            .collect();
        let possible = nodes
            .iter()
            .zip(&changes)
            .all(|(node, (change, edges))| *change >= -i32::from(node.spare(way, *edges)));
        if !possible || changes.iter().all(|(change, _)| *change == 0) {
            return false;
        }
        for (node, (change, edges)) in nodes.iter_mut().zip(changes) {
            node.adjust(way, change, edges);
        }
        true
    }

    /// Calls `visit` with every leaf, its rectangle and its edges, in layout order.
    pub(super) fn walk(
        &self,
        at: Point,
        edges: Edges,
        visit: &mut impl FnMut(PaneId, Rect, Edges),
    ) {
        match &self.kind {
            NodeKind::Pane(id) => {
                let rect = Rect::new(at.x, at.y, self.size.cols, self.size.rows);
                visit(*id, rect, edges);
            }
            NodeKind::Split(way, nodes) => {
                for ((i, node), at) in nodes.iter().enumerate().zip(corners(*way, nodes, at)) {
                    node.walk(at, edges.of_child(*way, i, nodes.len()), visit);
                }
            }
        }
    }

    /// Calls `change` with the pane of every leaf, in layout order.
    pub(super) fn each_pane(&mut self, change: &mut impl FnMut(&mut PaneId)) {
        match &mut self.kind {
            NodeKind::Pane(id) => change(id),
            NodeKind::Split(_, nodes) => nodes.iter_mut().for_each(|c| c.each_pane(change)),
        }
    }
}

/// The size along `axis`.
pub(super) fn extent(size: Size, axis: Axis) -> u16 {
    match axis {
        Axis::LeftRight => size.cols,
        Axis::TopBottom => size.rows,
    }
}

/// The top left corners of `nodes` along `axis`, the first at `at`.
pub(super) fn corners(axis: Axis, nodes: &[Node], at: Point) -> impl Iterator<Item = Point> {
    nodes.iter().scan(at, move |next, node| {
        let here = *next;
        let step = node.extent(axis).saturating_add(1);
        match axis {
            Axis::LeftRight => next.x = next.x.saturating_add(step),
            Axis::TopBottom => next.y = next.y.saturating_add(step),
        }
        Some(here)
    })
}

/// Distributes `change` among siblings, one column or row per turn, until none can shrink further.
fn deal(nodes: &mut [Node], axis: Axis, change: i32, edges: Edges) {
    let count = nodes.len();
    let mut left = change;
    while left != 0 {
        let before = left;
        for (i, node) in nodes.iter_mut().enumerate() {
            let edges = edges.of_child(axis, i, count);
            if left > 0 {
                node.adjust(axis, 1, edges);
                left -= 1;
            } else if left < 0 && node.spare(axis, edges) > 0 {
                node.adjust(axis, -1, edges);
                left += 1;
            }
        }
        if left == before {
            return;
        }
    }
}
