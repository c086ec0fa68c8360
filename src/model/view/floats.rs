//! The boxes of floating panes in a scene.

use crate::base::{Attrs, BoxRect, Line, PaneId, Rect, Style};
use crate::lang::styled_text::draw;
use crate::lang::tables::choices::PaneBorderStatus;
use crate::lang::tables::options;
use crate::model::format::context::FormatContext;
use crate::model::state::client::Hit;
use crate::model::state::location::Location;
use crate::model::state::options::OptionScope;
use crate::model::state::pane_access::{PaneAccess, of_screen};
use crate::model::state::world::World;
use crate::model::view::borders;
use crate::scene::{BorderLines, Overlay, PaneBox, Plane};
use crate::term::Screen;

/// The columns of the border before and after the title together.
const BESIDE_TITLE: u16 = 4;

/// The floating panes of a window, from back to front, and the ranges of their titles that the
/// mouse can hit, in window coordinates.
pub(crate) fn float_boxes(
    world: &World,
    place: Location,
    access: &dyn PaneAccess,
) -> (Vec<Overlay>, Vec<Hit>) {
    let Some(window) = world.windows.get(&place.window) else {
        return Default::default();
    };
    let mut overlays = Vec::new();
    let mut controls = Vec::new();
    for (float, rect) in world.shown_floats(window) {
        let at = Location {
            pane: float.pane,
            ..place
        };
        let outer = rect.around(float.bordered);
        let active = window.active == float.pane;
        let mut border_style = borders::border_style(world, place, float.pane, active, access);
        if world.marked == Some(float.pane) {
            border_style.attrs.toggle(Attrs::REVERSE);
        }
        let lines = if float.bordered {
            borders::lines(world, OptionScope::Pane(float.pane))
        } else {
            BorderLines::None
        };
        let below = title_below(world, float.pane);
        let title = match below {
            Some(_) if float.bordered => title(world, at, outer, (lines, border_style), access),
            _ => (Line::default(), Vec::new()),
        };
        let y = if below == Some(true) {
            outer.bottom() - 1
        } else {
            outer.y
        };
        controls.extend(title.1.into_iter().filter_map(|(from, to, kind)| {
            let x = u16::try_from(outer.x + 2 + i32::from(from)).ok()?;
            let rect = Rect::new(x, u16::try_from(y).ok()?, to.saturating_sub(from), 1);
            Some(Hit { rect, kind })
        }));
        let own = of_screen(access, float.pane, Screen::colors);
        overlays.push(Overlay::Pane(Box::new(PaneBox {
            pane: float.pane,
            rect: outer,
            plane: Plane::Window,
            border: lines,
            border_style,
            title: title.0,
            title_below: below == Some(true),
            look: world.pane_style(float.pane, own),
        })));
    }
    overlays.reverse();
    (overlays, controls)
}

/// Whether the title of a floating pane is in the lower border; `None` if it has none: in tmux only
/// `pane-border-status` shows titles.
fn title_below(world: &World, pane: PaneId) -> Option<bool> {
    match world.get(options::PANE_BORDER_STATUS, OptionScope::Pane(pane)) {
        PaneBorderStatus::Bottom => Some(true),
        PaneBorderStatus::Top => Some(false),
        PaneBorderStatus::Off => (!world.host.as_tmux).then_some(false),
    }
}

/// A range of a title that the mouse can hit: its first column, the one after its last, its kind.
type Range = (u16, u16, crate::lang::style::RangeKind);

/// The title of a floating pane (`pane-border-format`) with the line of the border in its gaps.
fn title(
    world: &World,
    at: Location,
    outer: BoxRect,
    (lines, style): (BorderLines, Style),
    access: &dyn PaneAccess,
) -> (Line, Vec<Range>) {
    let format = world.get(options::PANE_BORDER_FORMAT, OptionScope::Pane(at.pane));
    let text = FormatContext::new(world, access)
        .about(Some(at))
        .expand(format);
    let cols = outer.cols.saturating_sub(BESIDE_TITLE);
    let drawn = draw(&text, cols, style);
    let mut line = Line::default();
    let mut x = 0;
    let mut covered = drawn.covered.clone();
    covered.sort_unstable();
    for (from, to) in &covered {
        let gap = usize::from(from.saturating_sub(x));
        line.push_str(&borders::line_glyph(lines).repeat(gap), style);
        let part = drawn.line.slice(usize::from(*from), usize::from(*to));
        line.spans.extend(part.spans);
        x = *to;
    }
    let ranges = drawn.ranges.into_iter();
    (line, ranges.map(|r| (r.from, r.to, r.kind)).collect())
}
