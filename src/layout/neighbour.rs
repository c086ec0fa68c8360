//! Which pane lies beside another.

use super::Tree;
use crate::base::{Direction, PaneId, Rect};

impl Tree {
    /// The pane beside `pane` in `direction`, round the edge of the window if there is none. Of
    /// several, the one that comes first in `prefer` (most recently active first), else the first
    /// in layout order.
    pub fn neighbour(
        &self,
        pane: PaneId,
        direction: Direction,
        prefer: &[PaneId],
    ) -> Option<PaneId> {
        let cells = self.cells();
        let (_, from) = cells.iter().find(|(id, _)| *id == pane)?;
        let beside: Vec<PaneId> = cells
            .iter()
            .filter(|(id, rect)| *id != pane && self.beside(*from, *rect, direction))
            .map(|(id, _)| *id)
            .collect();
        let preferred = prefer.iter().find(|id| beside.contains(id));
        preferred.or(beside.first()).copied()
    }

    /// Whether `to` touches `from` on the side of `direction`, the window's edges being joined.
    fn beside(&self, from: Rect, to: Rect, direction: Direction) -> bool {
        let size = self.size();
        let touches = match direction {
            Direction::Up => to.bottom() + 1 == before(from.y, size.rows),
            Direction::Left => to.right() + 1 == before(from.x, size.cols),
            Direction::Down => to.y == after(from.bottom(), size.rows),
            Direction::Right => to.x == after(from.right(), size.cols),
        };
        touches
            && match direction {
                Direction::Up | Direction::Down => overlap((from.x, from.cols), (to.x, to.cols)),
                Direction::Left | Direction::Right => overlap((from.y, from.rows), (to.y, to.rows)),
            }
    }
}

/// One past the border that lies before `start`.
fn before(start: u16, whole: u16) -> u16 {
    if start == 0 { whole + 1 } else { start }
}

/// Where the cell after the border at `end` starts.
fn after(end: u16, whole: u16) -> u16 {
    if end + 1 >= whole { 0 } else { end + 1 }
}

/// Whether two stretches share a cell, the border after the first one counted to it.
fn overlap((start, len): (u16, u16), (other, other_len): (u16, u16)) -> bool {
    other <= start + len && other + other_len > start
}
