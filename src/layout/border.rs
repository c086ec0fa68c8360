//! The borders between panes: their rectangles, hit testing and dragging.

use super::node::{Node, NodeKind, corners};
use super::tree::{Path, Tree};
use crate::base::{Axis, Point, Rect};
use serde::{Deserialize, Serialize};

/// A straight piece of border between two neighbouring nodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BorderRun {
    /// The rectangle: one column wide or one row high.
    pub rect: Rect,
    /// The axis along which the separated nodes lie: `LeftRight` makes a vertical line.
    pub axis: Axis,
}

/// A position on a border that the mouse drags.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BorderHit {
    /// Paths of the nodes before the moving borders: one, or two at a crossing.
    nodes: Vec<Path>,
}

impl Tree {
    /// All borders between nodes, the outermost first.
    pub fn borders(&self) -> Vec<BorderRun> {
        let mut runs = Vec::new();
        collect(&self.root, Point::default(), &mut runs);
        runs
    }

    /// The border at `at`, with the border that crosses it there, if any.
    pub fn border_at(&self, at: Point) -> Option<BorderHit> {
        let mut nodes = vec![self.before_border(at)?];
        let (x, y) = (at.x, at.y);
        let around = [
            Some(Point::new(x, y.saturating_add(1))),
            Some(Point::new(x.saturating_add(1), y)),
            y.checked_sub(1).map(|y| Point::new(x, y)),
            x.checked_sub(1).map(|x| Point::new(x, y)),
        ];
        for point in around.into_iter().flatten() {
            if let Some(path) = self.before_border(point)
                && !nodes.contains(&path)
            {
                nodes.push(path);
            }
        }
        Some(BorderHit { nodes })
    }

    /// The same tree with the border moved to `to`, or as near as panes of one cell allow.
    pub fn drag(&self, hit: &BorderHit, to: Point) -> Self {
        let mut tree = self.clone();
        for path in &hit.nodes {
            tree.drag_node(path, to);
        }
        tree
    }

    fn drag_node(&mut self, path: &Path, to: Point) {
        let Some((index, parent)) = path.split_last() else {
            return;
        };
        let Some((at, node, axis)) = self.locate(path) else {
            return;
        };
        let (border, wanted) = match axis {
            Axis::LeftRight => (at.x + node.size.cols, to.x),
            Axis::TopBottom => (at.y + node.size.rows, to.y),
        };
        let change = i32::from(wanted) - i32::from(border);
        self.shift(parent, *index, change, false);
    }

    /// The top left corner of the node at `path`, the node, and the axis of its parent.
    fn locate(&self, path: &[usize]) -> Option<(Point, &Node, Axis)> {
        let mut found = (Point::default(), &self.root, Axis::LeftRight);
        for index in path {
            let NodeKind::Split(way, nodes) = &found.1.kind else {
                return None;
            };
            let at = corners(*way, nodes, found.0).nth(*index)?;
            found = (at, &nodes[*index], *way);
        }
        Some(found)
    }

    /// The path of the node left of or above the border at `point`; `None` inside a pane.
    fn before_border(&self, point: Point) -> Option<Path> {
        let size = self.size();
        if point.x >= size.cols || point.y >= size.rows {
            return None;
        }
        let (mut node, mut at, mut path) = (&self.root, Point::default(), Path::new());
        while let NodeKind::Split(way, nodes) = &node.kind {
            let near: Vec<_> = corners(*way, nodes, at).zip(nodes).collect();
            let holds = |(corner, node): &(Point, &Node)| {
                Rect::new(corner.x, corner.y, node.size.cols, node.size.rows).contains(point)
            };
            if let Some(index) = near.iter().position(holds) {
                path.push(index);
                (at, node) = near[index];
                continue;
            }
            let index = near.iter().position(|(corner, node)| match way {
                Axis::LeftRight => corner.x + node.size.cols == point.x,
                Axis::TopBottom => corner.y + node.size.rows == point.y,
            })?;
            path.push(index);
            return (index + 1 < nodes.len()).then_some(path);
        }
        None
    }
}

fn collect(node: &Node, at: Point, runs: &mut Vec<BorderRun>) {
    let NodeKind::Split(axis, nodes) = &node.kind else {
        return;
    };
    let size = node.size;
    let places = corners(*axis, nodes, at);
    runs.extend(places.skip(1).map(|next| BorderRun {
        rect: match axis {
            Axis::LeftRight => Rect::new(next.x - 1, at.y, 1, size.rows),
            Axis::TopBottom => Rect::new(at.x, next.y - 1, size.cols, 1),
        },
        axis: *axis,
    }));
    for (child, corner) in nodes.iter().zip(corners(*axis, nodes, at)) {
        collect(child, corner, runs);
    }
}
