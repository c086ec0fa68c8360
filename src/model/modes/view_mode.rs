//! View mode: text that a command printed, over the pane of the client that ran it.

use crate::base::{Line, Style};
use crate::model::modes::copy_mode::mark_position;
use crate::model::modes::pane_mode;
use crate::model::modes::pane_mode::Move;
use crate::model::state::mode::ViewMode;
use crate::model::state::pane::Pane;
use crate::model::state::world::World;

/// Moves the view. Returns true if the mode ends.
pub(super) fn move_by(view: &mut ViewMode, how: Move, rows: u16) -> bool {
    let top = i64::try_from(view.top).unwrap_or(0);
    let last = i64::try_from(view.lines.len()).unwrap_or(0) - i64::from(rows);
    let to = match how {
        Move::Rows(n) => top.saturating_sub(n),
        Move::HalfPages(n) => top.saturating_sub(pane_mode::half_pages(n, rows)),
        Move::Top => 0,
        Move::Bottom => last,
        Move::Cancel => return true,
    };
    view.top = usize::try_from(to.min(last).max(0)).unwrap_or(0);
    view.generation += 1;
    false
}

/// The visible rows, with the position indicator if there are more, and their generation.
pub(super) fn rows(world: &World, pane: &Pane, view: &ViewMode) -> (u64, Vec<Line>) {
    let shown = view.lines.iter().skip(view.top);
    let rows = shown.take(usize::from(pane.size.rows)).map(|text| {
        let mut line = Line::default();
        line.push_str(&text.replace('\t', "        "), Style::DEFAULT);
        line
    });
    let mut rows: Vec<Line> = rows.collect();
    if view.lines.len() > usize::from(pane.size.rows) {
        let text = format!("[{}/{}]", view.top, view.lines.len());
        mark_position(world, &mut rows, pane.size.cols, &text, pane.window);
    }
    (view.generation, rows)
}
