//! Pane borders of a scene: style, colours, labels.

use crate::base::{PaneId, Point, Rect, Style, WindowId};
use crate::lang::styled_text::draw;
use crate::lang::tables::choices::{PaneBorderIndicators, PaneBorderLines};
use crate::lang::tables::options;
use crate::layout::BorderStatus;
use crate::model::format::context::FormatContext;
use crate::model::state::client::Hit;
use crate::model::state::location::Location;
use crate::model::state::options::OptionScope;
use crate::model::state::pane_access::PaneAccess;
use crate::model::state::window::Window;
use crate::model::state::world::World;
use crate::scene::{BorderIndicators, BorderLines, BorderLook, Label};

/// The style of a pane's border, from formats that may differ per pane.
pub(crate) fn border_style(
    world: &World,
    place: Location,
    id: PaneId,
    active: bool,
    access: &dyn PaneAccess,
) -> Style {
    let context = FormatContext::new(world, access).about(Some(Location { pane: id, ..place }));
    let option = if active {
        options::PANE_ACTIVE_BORDER_STYLE
    } else {
        options::PANE_BORDER_STYLE
    };
    let border = context.expand(world.get(option, OptionScope::Pane(id)).as_str());
    crate::lang::style::parse_style(&border, Style::DEFAULT).unwrap_or_default()
}

/// The line characters, indicators and style of a window's borders.
pub(crate) fn border_look(world: &World, window: WindowId) -> BorderLook {
    let of = OptionScope::Window(Some(window));
    let gap = world.get(options::PANE_GAPS, of) > 0;
    BorderLook {
        lines: if gap {
            BorderLines::Spaces
        } else {
            lines(world, of)
        },
        indicators: match world.get(options::PANE_BORDER_INDICATORS, of) {
            PaneBorderIndicators::Off => BorderIndicators::Off,
            PaneBorderIndicators::Colour => BorderIndicators::Colour,
            PaneBorderIndicators::Arrows => BorderIndicators::Arrows,
            PaneBorderIndicators::Both => BorderIndicators::Both,
        },
        style: world.get(options::PANE_BORDER_STYLE, of).style(),
    }
}

/// The line characters of borders (`pane-border-lines`).
pub(crate) fn lines(world: &World, of: OptionScope) -> BorderLines {
    match world.get(options::PANE_BORDER_LINES, of) {
        PaneBorderLines::Single => BorderLines::Single,
        PaneBorderLines::Double => BorderLines::Double,
        PaneBorderLines::Heavy => BorderLines::Heavy,
        PaneBorderLines::Simple => BorderLines::Simple,
        PaneBorderLines::Number => BorderLines::Number,
        PaneBorderLines::Rounded => BorderLines::Rounded,
        PaneBorderLines::Spaces | PaneBorderLines::None => BorderLines::Spaces,
    }
}

/// The character of a horizontal line.
pub(crate) const fn line_glyph(lines: BorderLines) -> &'static str {
    match lines {
        BorderLines::Single | BorderLines::Number | BorderLines::Rounded => "─",
        BorderLines::Double => "═",
        BorderLines::Heavy => "━",
        BorderLines::Simple => "-",
        BorderLines::Spaces | BorderLines::None => " ",
    }
}

/// The labels in borders (`pane-border-format`), and the ranges of them that the mouse can hit,
/// both in window coordinates.
pub(crate) fn border_labels(
    world: &World,
    place: Location,
    places: &[(PaneId, Rect)],
    border: BorderStatus,
    access: &dyn PaneAccess,
) -> (Vec<Label>, Vec<Hit>) {
    let mut labels = Vec::new();
    let mut controls = Vec::new();
    let stacked = world.windows.get(&place.window).and_then(Window::stack);
    if border == BorderStatus::Off || stacked.is_some() {
        return (labels, controls);
    }
    for (id, rect) in places {
        let format = world.get(options::PANE_BORDER_FORMAT, OptionScope::Pane(*id));
        let context =
            FormatContext::new(world, access).about(Some(Location { pane: *id, ..place }));
        let text = context.expand(format);
        let active = world.windows.get(&place.window);
        let active = active.is_some_and(|w| w.active == *id);
        let style = border_style(world, place, *id, active, access);
        // The text begins at the third column and reaches the edge of the pane.
        let cols = rect.cols.saturating_sub(2);
        let drawn = draw(&text, cols, style);
        let y = match border {
            BorderStatus::Top => rect.y.saturating_sub(1),
            _ => rect.bottom(),
        };
        controls.extend(drawn.ranges.iter().map(|range| Hit {
            rect: Rect::new(
                rect.x + 2 + range.from,
                y,
                range.to.saturating_sub(range.from),
                1,
            ),
            kind: range.kind.clone(),
        }));
        labels.extend(drawn.covered.iter().map(|(from, to)| Label {
            at: Point::new(rect.x + 2 + from, y),
            cols: to - from,
            line: drawn.line.slice(usize::from(*from), usize::from(*to)),
            fill: None,
        }));
    }
    (labels, controls)
}
