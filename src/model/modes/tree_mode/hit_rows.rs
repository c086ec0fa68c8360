//! The list of lines that a search in all panes found (`search-everywhere`).

use crate::base::{Attrs, Line, PaneId, Style};
use crate::lang::time::strftime_at;
use crate::model::copy::locate;
use crate::model::state::pane_access::{PaneAccess, of_screen};
use crate::model::state::store_request::SearchHit;
use crate::model::state::world::World;

/// The line with this number in the list that a pane shows.
pub(crate) fn hit(world: &World, list: PaneId, number: u32) -> Option<&SearchHit> {
    let found = world.found_lines.get(&list)?;
    found.hits.get(usize::try_from(number).ok()?)
}

/// The name of a row: the place of the line.
pub(super) fn name(hit: &SearchHit) -> String {
    let closed = if hit.closed { " (closed)" } else { "" };
    format!("{}:{} {}{closed}", hit.session, hit.window, hit.pane.1)
}

/// The text of a row: when the line appeared, and the line.
pub(super) fn text(world: &World, hit: &SearchHit) -> String {
    let when = strftime_at("%b %e %H:%M", hit.at.div_euclid(1000), world.now);
    let line = hit.text.trim().replace('#', "##");
    format!("{when}  {line}")
}

/// The lines around a line that was found, with that line in reverse; of a closed pane the line
/// alone.
pub(super) fn preview(
    world: &World,
    hit: &SearchHit,
    rows: usize,
    access: &dyn PaneAccess,
) -> Vec<Line> {
    let reverse = Style {
        attrs: Attrs::REVERSE,
        ..Style::DEFAULT
    };
    let marked = |line: &Line| {
        let mut marked = Line::default();
        marked.push_str(&line.text(), reverse);
        marked
    };
    let mut plain = Line::default();
    plain.push_str(&hit.text, Style::DEFAULT);
    let present = world.present_pane(hit.pane.0, hit.pane.1);
    let around = present.and_then(|pane| {
        of_screen(access, pane, |screen| {
            let y = locate::row_of(screen, hit.line, &hit.text)?;
            let half = i64::try_from(rows / 2).unwrap_or(0);
            let count = i64::try_from(rows).unwrap_or(0);
            let bottom = i64::from(screen.size().rows);
            let first = (y - half).min(bottom - count);
            let shown = screen.rows(first..first + count).into_iter();
            let lines = shown.enumerate().map(|(n, line)| {
                let at = first + i64::try_from(n).unwrap_or(0);
                if at == y { marked(&line) } else { line }
            });
            Some(lines.collect::<Vec<Line>>())
        })
    });
    let mut lines = around.unwrap_or_else(|| vec![marked(&plain)]);
    lines.resize(rows, Line::default());
    lines
}
