//! The options that copy mode depends on, and the columns that line numbers take.

use crate::base::{PaneId, Point};
use crate::lang::tables::choices::{KeySet, LineNumbers};
use crate::lang::tables::options;
use crate::model::copy::text::Text;
use crate::model::state::mode::Mode;
use crate::model::state::mode::copy_mode::LineNumbering;
use crate::model::state::options::OptionScope;
use crate::model::state::pane_access::PaneAccess;
use crate::model::state::world::World;

/// Whether `mode-keys` of a pane's window is `vi`.
pub fn has_vi_keys(world: &World, id: PaneId) -> bool {
    let window = world.panes.get(&id).map(|pane| pane.window);
    world.get(options::MODE_KEYS, OptionScope::Window(window)) == KeySet::Vi
}

/// The kind of line numbers that a pane shows.
pub fn numbering(world: &World, id: PaneId) -> LineNumbers {
    let Some(pane) = world.panes.get(&id) else {
        return LineNumbers::Off;
    };
    let Some(Mode::Copy(copy)) = &pane.mode else {
        return LineNumbers::Off;
    };
    let of = OptionScope::Window(Some(pane.window));
    let chosen = world.get(options::COPY_MODE_LINE_NUMBERS, of);
    match (copy.state.line_numbers, chosen) {
        (LineNumbering::Off, _) => LineNumbers::Off,
        (LineNumbering::On, LineNumbers::Off) => LineNumbers::Default,
        (LineNumbering::On | LineNumbering::ByOption, kind) => kind,
    }
}

/// Whether positions of a pane are line numbers counted from the oldest line.
pub fn counts_from_top(world: &World, id: PaneId) -> bool {
    match numbering(world, id) {
        LineNumbers::Absolute | LineNumbers::Relative | LineNumbers::Hybrid => true,
        LineNumbers::Off | LineNumbers::Default => false,
    }
}

/// The columns that line numbers take at the left of a pane.
pub fn number_width(world: &World, id: PaneId, text: &Text<'_>) -> usize {
    if numbering(world, id) == LineNumbers::Off {
        return 0;
    }
    let lines = text.history() + text.height() + 1;
    let digits = lines.to_string().len().max(3);
    (digits + 1).min(text.cols().saturating_sub(1))
}

/// The cell of a pane in copy mode or view mode that shows the cursor; `None` in other modes.
pub fn cursor_cell(world: &World, id: PaneId, access: &dyn PaneAccess) -> Option<Point> {
    let copy = world.panes.get(&id)?.mode.as_ref()?.copy()?;
    let mut x = copy.state.x;
    if numbering(world, id) != LineNumbers::Off {
        x += number_width(world, id, &Text::new(&copy.text, access));
    }
    let last = copy.text.size.cols.saturating_sub(1);
    let row = u16::try_from(copy.state.row).unwrap_or(0);
    Some(Point::new(u16::try_from(x).unwrap_or(last).min(last), row))
}
