//! Copy mode: the screen and its history, scrolled back.

use crate::base::{Line, Style, WindowId};
use crate::lang::tables::options;
use crate::model::modes::pane_mode;
use crate::model::modes::pane_mode::Move;
use crate::model::ops::mode_change;
use crate::model::state::location::Location;
use crate::model::state::mode::{CopyMode, Mode};
use crate::model::state::options::OptionScope;
use crate::model::state::pane::Pane;
use crate::model::state::pane_access::{PaneAccess, of_screen};
use crate::model::state::world::World;

/// Enters copy mode at the bottom of the history. A pane that is in a mode stays in it.
pub(crate) fn enter(world: &mut World, place: Location, exit_at_bottom: bool, hide: bool) {
    let Some(pane) = world.panes.get_mut(&place.pane) else {
        return;
    };
    if pane.mode.is_none() {
        pane.mode = Some(Mode::Copy(CopyMode {
            exit_at_bottom,
            hide_position: hide,
            ..CopyMode::default()
        }));
    }
    mode_change::changed(world, place.window);
}

/// Moves the view in a history of `history` rows. Returns true if the mode ends.
pub(super) fn move_by(scroll: &mut CopyMode, how: Move, rows: u16, history: usize) -> bool {
    let up = i64::try_from(scroll.shown(history)).unwrap_or(i64::MAX);
    let (to, down) = match how {
        Move::Rows(n) => (up.saturating_add(n), n < 0),
        Move::HalfPages(n) => (up.saturating_add(pane_mode::half_pages(n, rows)), n < 0),
        Move::Top => (i64::MAX, false),
        Move::Bottom => (0, true),
        Move::Cancel => return true,
    };
    scroll.up = usize::try_from(to.max(0)).unwrap_or(0).min(history);
    scroll.history = history;
    scroll.generation += 1;
    down && scroll.up == 0 && scroll.exit_at_bottom
}

/// The visible rows with the position indicator, and their generation.
pub(super) fn rows(
    world: &World,
    pane: &Pane,
    scroll: &CopyMode,
    panes: &dyn PaneAccess,
) -> (u64, Vec<Line>) {
    let (mut rows, history, written) = of_screen(panes, pane.id, |s| {
        let history = s.history_rows();
        (s.view(scroll.shown(history)), history, s.generation())
    });
    if !scroll.hide_position {
        let text = format!("[{}/{history}]", scroll.shown(history));
        mark_position(world, &mut rows, pane.size.cols, &text, pane.window);
    }
    (scroll.generation + written, rows)
}

pub(super) fn mark_position(
    world: &World,
    rows: &mut Vec<Line>,
    cols: u16,
    text: &str,
    window: WindowId,
) {
    if rows.is_empty() {
        rows.push(Line::default());
    }
    let width = text.len();
    let Some(start) = usize::from(cols).checked_sub(width) else {
        return;
    };
    let style = world
        .get(options::MODE_STYLE, OptionScope::Window(Some(window)))
        .style();
    let old = std::mem::take(&mut rows[0]);
    let mut line = old.slice(0, start);
    let missing = start.saturating_sub(line.cols());
    line.push_str(&" ".repeat(missing), Style::DEFAULT);
    line.push_str(text, style);
    rows[0] = line;
}
