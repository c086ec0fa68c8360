//! The neighbour of a pane in a direction.

use super::tree::Tree;
use crate::base::{Direction, PaneId, Rect};

impl Tree {
    /// The pane next to `pane` in `direction`; at the edge of the window the search wraps around.
    /// Of several candidates the first in `prefer` (most recently active first) is taken, else the
    /// first in layout order.
    pub fn neighbour(
        &self,
        pane: PaneId,
        direction: Direction,
        prefer: &[PaneId],
    ) -> Option<PaneId> {
        let nodes = self.leaves();
        let (_, from) = nodes.iter().find(|(id, _)| *id == pane)?;
        let beside: Vec<PaneId> = nodes
            .iter()
            .filter(|(id, rect)| *id != pane && self.beside(*from, *rect, direction))
            .map(|(id, _)| *id)
            .collect();
        let preferred = prefer.iter().find(|id| beside.contains(id));
        preferred.or(beside.first()).copied()
    }

    /// Whether `to` touches `from` on the side of `direction`; opposite window edges are joined.
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

/// The position just after the border that precedes `start`.
fn before(start: u16, whole: u16) -> u16 {
    if start == 0 { whole + 1 } else { start }
}

/// Start of the node that follows the border at `end`.
fn after(end: u16, whole: u16) -> u16 {
    if end + 1 >= whole { 0 } else { end + 1 }
}

/// Whether two ranges overlap; the border after the first counts as part of it.
fn overlap((start, len): (u16, u16), (other, other_len): (u16, u16)) -> bool {
    other <= start + len && other + other_len > start
}
