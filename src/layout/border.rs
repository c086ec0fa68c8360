//! The lines between panes: where they are, which one the mouse is on, and dragging them.

use super::cell::{Body, Cell, corners};
use super::{Path, Tree};
use crate::base::{Axis, Point, Rect};
use serde::{Deserialize, Serialize};

/// A straight piece of border between two neighbouring cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BorderRun {
    /// Its cells: one column wide or one row high.
    pub rect: Rect,
    /// How the cells that it parts lie: `LeftRight` makes an upright line.
    pub axis: Axis,
}

/// A place on a border that the mouse has taken hold of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BorderHit {
    /// The cells before the borders that move: one, or two where borders meet.
    cells: Vec<Path>,
}

impl Tree {
    /// All borders between cells, outermost first.
    pub fn borders(&self) -> Vec<BorderRun> {
        let mut runs = Vec::new();
        collect(&self.root, Point::default(), &mut runs);
        runs
    }

    /// The border at `at`, together with another one that meets it there.
    pub fn border_at(&self, at: Point) -> Option<BorderHit> {
        let mut cells = vec![self.before_border(at)?];
        let (x, y) = (at.x, at.y);
        let around = [
            Some(Point::new(x, y.saturating_add(1))),
            Some(Point::new(x.saturating_add(1), y)),
            y.checked_sub(1).map(|y| Point::new(x, y)),
            x.checked_sub(1).map(|x| Point::new(x, y)),
        ];
        for point in around.into_iter().flatten() {
            if let Some(path) = self.before_border(point)
                && !cells.contains(&path)
            {
                cells.push(path);
            }
        }
        Some(BorderHit { cells })
    }

    /// The same tree with the border brought to `to`, or as near as panes of one cell allow.
    pub fn drag(&self, hit: &BorderHit, to: Point) -> Self {
        let mut tree = self.clone();
        for path in &hit.cells {
            tree.drag_cell(path, to);
        }
        tree
    }

    fn drag_cell(&mut self, path: &Path, to: Point) {
        let Some((index, parent)) = path.split_last() else {
            return;
        };
        let Some((at, cell, axis)) = self.locate(path) else {
            return;
        };
        let (border, wanted) = match axis {
            Axis::LeftRight => (at.x + cell.size.cols, to.x),
            Axis::TopBottom => (at.y + cell.size.rows, to.y),
        };
        let change = i32::from(wanted) - i32::from(border);
        self.shift(parent, *index, change, false);
    }

    /// The corner of the cell at `path`, the cell, and the axis of the node around it.
    fn locate(&self, path: &[usize]) -> Option<(Point, &Cell, Axis)> {
        let mut found = (Point::default(), &self.root, Axis::LeftRight);
        for index in path {
            let Body::Split(way, cells) = &found.1.body else {
                return None;
            };
            let at = corners(*way, cells, found.0).nth(*index)?;
            found = (at, &cells[*index], *way);
        }
        Some(found)
    }

    /// The cell to the left of or above the border at `point`; `None` inside a pane.
    fn before_border(&self, point: Point) -> Option<Path> {
        let size = self.size();
        if point.x >= size.cols || point.y >= size.rows {
            return None;
        }
        let (mut cell, mut at, mut path) = (&self.root, Point::default(), Path::new());
        while let Body::Split(way, cells) = &cell.body {
            let near: Vec<_> = corners(*way, cells, at).zip(cells).collect();
            let holds = |(corner, cell): &(Point, &Cell)| {
                Rect::new(corner.x, corner.y, cell.size.cols, cell.size.rows).contains(point)
            };
            if let Some(index) = near.iter().position(holds) {
                path.push(index);
                (at, cell) = near[index];
                continue;
            }
            let index = near.iter().position(|(corner, cell)| match way {
                Axis::LeftRight => corner.x + cell.size.cols == point.x,
                Axis::TopBottom => corner.y + cell.size.rows == point.y,
            })?;
            path.push(index);
            return (index + 1 < cells.len()).then_some(path);
        }
        None
    }
}

fn collect(cell: &Cell, at: Point, runs: &mut Vec<BorderRun>) {
    let Body::Split(axis, cells) = &cell.body else {
        return;
    };
    let size = cell.size;
    let places = corners(*axis, cells, at);
    runs.extend(places.skip(1).map(|next| BorderRun {
        rect: match axis {
            Axis::LeftRight => Rect::new(next.x - 1, at.y, 1, size.rows),
            Axis::TopBottom => Rect::new(at.x, next.y - 1, size.cols, 1),
        },
        axis: *axis,
    }));
    for (child, corner) in cells.iter().zip(corners(*axis, cells, at)) {
        collect(child, corner, runs);
    }
}
