//! Pane borders of a scene: style, colours, labels.

use crate::base::{PaneId, Point, Rect, Style, WindowId};
use crate::lang::styled_text::draw;
use crate::layout::BorderStatus;
use crate::model::format::FormatContext;
use crate::model::state::location::Location;
use crate::model::state::mouse::Hit;
use crate::model::state::options::OptionScope;
use crate::model::state::pane_access::PaneAccess;
use crate::model::state::world::World;
use crate::scene::{BorderIndicators, BorderLines, BorderLook, Label};

impl World {
    pub(crate) fn border_style(
        &self,
        place: Location,
        id: PaneId,
        active: bool,
        sight: &dyn PaneAccess,
    ) -> Style {
        let context = FormatContext::new(self, sight).about(Some(Location { pane: id, ..place }));
        let option = if active {
            "pane-active-border-style"
        } else {
            "pane-border-style"
        };
        let border = context.expand(&self.text(option, OptionScope::Pane(id)));
        crate::lang::style::parse_style(&border, Style::DEFAULT).unwrap_or_default()
    }

    pub(crate) fn border_look(&self, window: WindowId) -> BorderLook {
        let of = OptionScope::Window(Some(window));
        BorderLook {
            lines: match self.choice("pane-border-lines", of).as_str() {
                "double" => BorderLines::Double,
                "heavy" => BorderLines::Heavy,
                "simple" => BorderLines::Simple,
                "number" => BorderLines::Number,
                "spaces" => BorderLines::Spaces,
                _ => BorderLines::Single,
            },
            indicators: match self.choice("pane-border-indicators", of).as_str() {
                "off" => BorderIndicators::Off,
                "arrows" => BorderIndicators::Arrows,
                "both" => BorderIndicators::Both,
                _ => BorderIndicators::Colour,
            },
            style: self.style("pane-border-style", of),
        }
    }

    /// The texts in borders, and what of them the mouse can hit, both in window coordinates.
    pub(crate) fn border_labels(
        &self,
        place: Location,
        places: &[(PaneId, Rect)],
        border: BorderStatus,
        sight: &dyn PaneAccess,
    ) -> (Vec<Label>, Vec<Hit>) {
        let mut labels = Vec::new();
        let mut controls = Vec::new();
        if border == BorderStatus::Off {
            return (labels, controls);
        }
        for (id, rect) in places {
            let format = self.text("pane-border-format", OptionScope::Pane(*id));
            let context =
                FormatContext::new(self, sight).about(Some(Location { pane: *id, ..place }));
            let text = context.expand(&format);
            let active = self.windows.get(&place.window);
            let active = active.is_some_and(|w| w.active == *id);
            let style = self.border_style(place, *id, active, sight);
            let cols = rect.cols.saturating_sub(4);
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
}
