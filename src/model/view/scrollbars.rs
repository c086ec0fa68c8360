//! Draws the scrollbars of panes.

use crate::base::{Attrs, Cells, Line, PaneId, Point, Rect, Style};
use crate::lang::tables::options;
use crate::model::copy::scrollbar::slider;
use crate::model::format::context::FormatContext;
use crate::model::state::mode::scrollbars::Scrollbars;
use crate::model::state::options::OptionScope;
use crate::model::state::pane_access::PaneAccess;
use crate::model::state::window::Window;
use crate::model::state::world::World;
use crate::scene::{Label, PaneArea};

/// The scrollbars of the visible panes, as labels beside the text of each.
pub(super) fn labels(
    world: &World,
    window: &Window,
    places: &[(PaneId, Rect)],
    access: &dyn PaneAccess,
) -> Vec<Label> {
    let bars = &window.scrollbars;
    let mut labels = Vec::new();
    for (pane, text) in places {
        let (Some(rect), Some((cols, _))) = (bars.bar(*pane, *text), bars.panes.get(pane)) else {
            continue;
        };
        let style = style(world, *pane, access);
        let slider_style = Style {
            fg: style.bg,
            bg: style.fg,
            ..style
        };
        let slider = slider(world, *pane, rect.rows, access);
        let cols = (*cols).min(rect.cols);
        for n in 0..rect.rows {
            let on = slider.contains(&n);
            let x = if bars.left {
                rect.x
            } else {
                rect.right() - cols
            };
            let mut line = Line::default();
            let look = if on { slider_style } else { style };
            line.push_run(&" ".repeat(usize::from(cols)), look, None, Cells::Narrow);
            labels.push(Label {
                at: Point::new(x, rect.y + n),
                cols,
                line,
                fill: None,
            });
        }
    }
    labels
}

/// The area of a pane and its scrollbar. A bar at the right extends the area, because rows begin at
/// its left; a bar at the left is an area without rows.
pub(super) fn with_bar(area: PaneArea, bars: &Scrollbars) -> Vec<PaneArea> {
    let Some(bar) = bars.bar(area.pane, area.rect) else {
        return vec![area];
    };
    if bars.left {
        let blank = PaneArea {
            pane: PaneId(u32::MAX - area.pane.0),
            rect: bar,
            active: false,
            ..area.clone()
        };
        return vec![area, blank];
    }
    let rect = Rect {
        cols: area.rect.cols + bar.cols,
        ..area.rect
    };
    vec![PaneArea { rect, ..area }]
}

fn style(world: &World, pane: PaneId, access: &dyn PaneAccess) -> Style {
    let context = FormatContext::new(world, access).about(world.pane_location(pane));
    let option = world.get(options::PANE_SCROLLBARS_STYLE, OptionScope::Pane(pane));
    let text = context.expand(option.as_str());
    let style = crate::lang::style::parse_style(&text, Style::DEFAULT).unwrap_or_default();
    Style {
        attrs: style.attrs.difference(Attrs::REVERSE),
        ..style
    }
}
