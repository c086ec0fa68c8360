//! Movements of modes, and the redraw when a mode begins, ends or moves.

use crate::base::PaneId;
use crate::model::modes::tree_mode::lifecycle;
use crate::model::ops::mode_change;
use crate::model::state::mode::Mode;
use crate::model::state::world::World;

/// A movement in a mode.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Move {
    /// Rows up (towards older lines) or, if negative, down.
    Rows(i64),
    /// Half pages up or, if negative, down.
    HalfPages(i64),
    /// To the oldest line.
    Top,
    /// To the newest line.
    Bottom,
    /// End of the mode.
    Cancel,
}

/// The rows in `n` half pages of a pane of this height. Two of them are a page, which is two rows
/// less than the pane, as in tmux.
pub(super) fn half_pages(n: i64, rows: u16) -> i64 {
    let page = i64::from(rows.saturating_sub(2).max(1));
    let half = i64::from((rows / 2).max(1));
    if n % 2 == 0 {
        (n / 2).saturating_mul(page)
    } else {
        n * half
    }
}

/// Leaves the mode of a pane.
pub(crate) fn leave(world: &mut World, pane: PaneId) {
    let place = world.pane_location(pane);
    let Some(known) = world.panes.get_mut(&pane) else {
        return;
    };
    let mode = known.mode.take();
    let window = known.window;
    match mode {
        Some(Mode::Tree(tree)) => lifecycle::left(world, &tree, place),
        Some(Mode::Copy(_) | Mode::View(_) | Mode::Clock) | None => {}
    }
    mode_change::changed(world, window);
}
