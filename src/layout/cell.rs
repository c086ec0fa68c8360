//! One cell of a split tree and the arithmetic of its sizes. It knows its children and the rim of
//! the window, but not its parent; where a cell lies is derived when somebody asks.

use crate::base::{Axis, PaneId, Point, Rect, Size};
use serde::{Deserialize, Serialize};

/// The least that a pane may have, in columns or rows.
pub(super) const LEAST: u16 = 1;

/// Where the names of panes stand (`pane-border-status`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum BorderStatus {
    /// Nowhere.
    #[default]
    Off,
    /// In the border above each pane; panes at the top of the window give a row for it.
    Top,
    /// In the border below each pane; panes at the bottom of the window give a row for it.
    Bottom,
}

/// Whether a cell touches the rim of the window that carries names, and which rim that is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rim(BorderStatus);

impl Rim {
    /// The rim as the root of the tree sees it.
    pub(super) fn of_window(border: BorderStatus) -> Self {
        Self(border)
    }

    /// The rim as child `index` of `count` along `axis` sees it.
    pub(super) fn of_child(self, axis: Axis, index: usize, count: usize) -> Self {
        let touches = match (axis, self.0) {
            (Axis::TopBottom, BorderStatus::Top) => index == 0,
            (Axis::TopBottom, BorderStatus::Bottom) => index + 1 == count,
            _ => true,
        };
        Self(if touches { self.0 } else { BorderStatus::Off })
    }

    /// How much of a pane's extent along `axis` the name takes: 0 or 1.
    pub(super) fn taken(self, axis: Axis) -> u16 {
        u16::from(axis == Axis::TopBottom && self.0 != BorderStatus::Off)
    }

    /// What is left of a leaf's rectangle for the pane.
    pub(super) fn inside(self, cell: Rect) -> Rect {
        let down = u16::from(self.0 == BorderStatus::Top);
        let less = u16::from(self.taken(Axis::TopBottom) == 1 && cell.rows > LEAST);
        Rect::new(cell.x, cell.y + down, cell.cols, cell.rows - less)
    }
}

/// What a cell holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Body {
    /// A pane.
    Pane(PaneId),
    /// Two or more cells along an axis, with one column or row between neighbours.
    Split(Axis, Vec<Cell>),
}

/// A cell: its size and what it holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Cell {
    pub(super) size: Size,
    pub(super) body: Body,
}

impl Cell {
    pub(super) fn pane(id: PaneId, size: Size) -> Self {
        Self {
            size,
            body: Body::Pane(id),
        }
    }

    pub(super) fn split(axis: Axis, size: Size, cells: Vec<Self>) -> Self {
        Self {
            size,
            body: Body::Split(axis, cells),
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

    /// How much can be taken away along `axis`.
    pub(super) fn spare(&self, axis: Axis, rim: Rim) -> u16 {
        match &self.body {
            Body::Pane(_) => self.extent(axis).saturating_sub(LEAST + rim.taken(axis)),
            Body::Split(way, cells) => {
                let spares = cells
                    .iter()
                    .enumerate()
                    .map(|(i, c)| c.spare(axis, rim.of_child(*way, i, cells.len())));
                if *way == axis {
                    spares.sum()
                } else {
                    spares.min().unwrap_or(0)
                }
            }
        }
    }

    /// Makes the cell larger or smaller along `axis`. Children along the same axis take turns,
    /// one column or row each; `change` has been bounded by [`Cell::spare`].
    pub(super) fn adjust(&mut self, axis: Axis, change: i32, rim: Rim) {
        let value = i32::from(self.extent(axis)) + change;
        self.set_extent(axis, value.clamp(0, i32::from(u16::MAX)) as u16);
        match &mut self.body {
            Body::Pane(_) => {}
            Body::Split(way, cells) if *way == axis => deal(cells, axis, change, rim),
            Body::Split(way, cells) => {
                let count = cells.len();
                for (i, cell) in cells.iter_mut().enumerate() {
                    cell.adjust(axis, change, rim.of_child(*way, i, count));
                }
            }
        }
    }

    /// Whether the cell can be brought to `size` along `axis` by [`Cell::refit`].
    pub(super) fn fits(&self, axis: Axis, size: u32, rim: Rim) -> bool {
        let Body::Split(way, cells) = &self.body else {
            return size >= u32::from(LEAST);
        };
        let count = cells.len();
        if *way != axis {
            return cells.iter().enumerate().all(|(i, c)| {
                matches!(c.body, Body::Pane(_)) || c.fits(axis, size, rim.of_child(*way, i, count))
            });
        }
        if size + 1 < count as u32 * 2 {
            return false;
        }
        let before = u32::from(self.extent(axis));
        let mut left = size;
        cells.iter().enumerate().all(|(i, cell)| {
            let rim = rim.of_child(*way, i, count);
            let share = cell.share(axis, rim, (before, size), count - i, left);
            let used = share + u32::from(i + 1 < count);
            let enough = used <= left && cell.fits(axis, share, rim);
            left = left.saturating_sub(used);
            enough
        })
    }

    /// Brings the children to the cell's own size, each in proportion to what it had; along an
    /// axis where they fill it already they keep what they have.
    pub(super) fn refit(&mut self, rim: Rim) {
        let size = self.size;
        let Body::Split(way, cells) = &mut self.body else {
            return;
        };
        let (way, count) = (*way, cells.len());
        let total = u32::from(extent(size, way));
        let before: u32 = cells
            .iter()
            .map(|c| u32::from(c.extent(way)) + 1)
            .sum::<u32>()
            - 1;
        let mut left = total;
        for (i, cell) in cells.iter_mut().enumerate() {
            let rim = rim.of_child(way, i, count);
            let share = match total == before {
                true => u32::from(cell.extent(way)),
                false => cell.share(way, rim, (before, total), count - i, left),
            };
            left = left.saturating_sub(share + 1);
            cell.size = size;
            cell.set_extent(way, share.min(u32::from(u16::MAX)) as u16);
            cell.refit(rim);
        }
    }

    /// What this child gets along `axis` when its parent goes from `from` to `to`, with `count`
    /// children still to be served, this one among them, out of `left`.
    fn share(&self, axis: Axis, rim: Rim, (from, to): (u32, u32), count: usize, left: u32) -> u32 {
        if count == 1 {
            return left;
        }
        let own = u32::from(self.extent(axis));
        let kept = own - u32::from(self.spare(axis, rim)).min(own);
        let reserve = kept.max((u32::from(LEAST) + 1) * (count as u32 - 1));
        let most = left.checked_sub(reserve).unwrap_or(u32::MAX);
        (own * to / from.max(1)).min(most).max(u32::from(LEAST))
    }

    /// Gives the children equal shares; the first ones get what is over. `false` if that changes
    /// nothing, or if a child holds too many panes for its share.
    pub(super) fn spread(&mut self, rim: Rim) -> bool {
        let size = self.size;
        let Body::Split(way, cells) = &mut self.body else {
            return false;
        };
        let (way, count) = (*way, cells.len());
        let total = i32::from(extent(size, way)) - i32::from(rim.taken(way));
        let borders = count as i32 - 1;
        let each = (total - borders) / count as i32;
        if borders == 0 || each < 1 {
            return false;
        }
        let over = (total - borders) % count as i32;
        let changes: Vec<(i32, Rim)> = cells
            .iter()
            .enumerate()
            .map(|(i, cell)| {
                let rim = rim.of_child(way, i, count);
                let want = each + i32::from(rim.taken(way)) + i32::from((i as i32) < over);
                (want - i32::from(cell.extent(way)), rim)
            })
            .collect();
        let possible = cells
            .iter()
            .zip(&changes)
            .all(|(cell, (change, rim))| *change >= -i32::from(cell.spare(way, *rim)));
        if !possible || changes.iter().all(|(change, _)| *change == 0) {
            return false;
        }
        for (cell, (change, rim)) in cells.iter_mut().zip(changes) {
            cell.adjust(way, change, rim);
        }
        true
    }

    /// Calls `visit` with every leaf, its rectangle and its rim, in order.
    pub(super) fn walk(&self, at: Point, rim: Rim, visit: &mut impl FnMut(PaneId, Rect, Rim)) {
        match &self.body {
            Body::Pane(id) => {
                let rect = Rect::new(at.x, at.y, self.size.cols, self.size.rows);
                visit(*id, rect, rim);
            }
            Body::Split(way, cells) => {
                for ((i, cell), at) in cells.iter().enumerate().zip(corners(*way, cells, at)) {
                    cell.walk(at, rim.of_child(*way, i, cells.len()), visit);
                }
            }
        }
    }

    /// Calls `change` with every leaf's pane, in order.
    pub(super) fn each_pane(&mut self, change: &mut impl FnMut(&mut PaneId)) {
        match &mut self.body {
            Body::Pane(id) => change(id),
            Body::Split(_, cells) => cells.iter_mut().for_each(|c| c.each_pane(change)),
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

/// The top left corners of `cells` along `axis`, the first at `at`.
pub(super) fn corners(axis: Axis, cells: &[Cell], at: Point) -> impl Iterator<Item = Point> {
    cells.iter().scan(at, move |next, cell| {
        let here = *next;
        let step = cell.extent(axis).saturating_add(1);
        match axis {
            Axis::LeftRight => next.x = next.x.saturating_add(step),
            Axis::TopBottom => next.y = next.y.saturating_add(step),
        }
        Some(here)
    })
}

/// Deals `change` out among siblings, one column or row a turn, until none can give any more.
fn deal(cells: &mut [Cell], axis: Axis, change: i32, rim: Rim) {
    let count = cells.len();
    let mut left = change;
    while left != 0 {
        let before = left;
        for (i, cell) in cells.iter_mut().enumerate() {
            let rim = rim.of_child(axis, i, count);
            if left > 0 {
                cell.adjust(axis, 1, rim);
                left -= 1;
            } else if left < 0 && cell.spare(axis, rim) > 0 {
                cell.adjust(axis, -1, rim);
                left += 1;
            }
        }
        if left == before {
            return;
        }
    }
}
