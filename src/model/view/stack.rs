//! The titles of a stack of panes in a scene.

use crate::base::{Line, PaneId, Point, Rect, Style};
use crate::lang::styled_text::draw;
use crate::lang::tables::options;
use crate::model::format::context::FormatContext;
use crate::model::state::client::Hit;
use crate::model::state::location::Location;
use crate::model::state::options::OptionScope;
use crate::model::state::pane_access::PaneAccess;
use crate::model::state::world::World;
use crate::model::view::borders;
use crate::scene::{Label, PaneArea};

/// The columns before the text of a title.
const MARK_COLS: u16 = 3;

/// The text of a title where `pane-border-format` has its default: a pane whose title is that of
/// the host is named by its program and directory.
const TITLE: &str = concat!(
    "#{?pane_active,#[bold],}#{pane_index} ",
    "#{?#{||:#{==:#{pane_title},#{host}},#{==:#{pane_title},#{host_short}}},",
    "#{pane_current_command}  #{b:pane_current_path},#{pane_title}}#[default] ",
    "#{?#{mouse},#[align=right]#[range=control|9][x]#[norange],}",
);

/// The ids of areas that have no pane: above and below the open pane.
const BLANK: [PaneId; 2] = [PaneId(u32::MAX / 2), PaneId(u32::MAX / 2 - 1)];

/// The lines with the titles of stacked panes, the areas that they cover, and the ranges in them
/// that the mouse can hit, in window coordinates.
pub(super) fn titles(
    world: &World,
    place: Location,
    access: &dyn PaneAccess,
) -> (Vec<PaneArea>, Vec<Label>, Vec<Hit>) {
    let (mut labels, mut controls) = (Vec::new(), Vec::new());
    let window = world.windows.get(&place.window);
    let Some((window, stack)) = window.and_then(|w| Some((w, w.stack()?))) else {
        return Default::default();
    };
    let size = window.size();
    let last = stack.titles.len().saturating_sub(1);
    for (n, (pane, row)) in stack.titles.iter().enumerate() {
        let at = Location {
            pane: *pane,
            ..place
        };
        let open = *pane == stack.open;
        let style = borders::border_style(world, at, *pane, open, access);
        let glyph = borders::line_glyph(borders::lines(world, OptionScope::Pane(*pane)));
        let more = match n {
            0 if stack.above > 0 => format!(" +{} ", stack.above),
            n if n == last && stack.below > 0 => format!(" +{} ", stack.below),
            _ => String::new(),
        };
        let format = world.get(options::PANE_BORDER_FORMAT, OptionScope::Pane(*pane));
        let usual = options::PANE_BORDER_FORMAT.def().default;
        let format = match format == usual && !world.host.as_tmux {
            true => TITLE,
            false => format,
        };
        let context = FormatContext::new(world, access).about(Some(at));
        let text = context.expand(format);
        let room = size.cols.saturating_sub(MARK_COLS + more.len() as u16 + 1);
        let drawn = draw(&text, room, style);
        let mut line = Line::default();
        line.push_str(if open { "▾ " } else { "▸ " }, style);
        let fill = |line: &mut Line, to: u16, style: Style| {
            let gap = usize::from(to).saturating_sub(line.cols());
            line.push_str(&glyph.repeat(gap), style);
        };
        let mut covered = drawn.covered.clone();
        covered.sort_unstable();
        for (from, to) in &covered {
            fill(&mut line, MARK_COLS - 1 + from, style);
            let part = drawn.line.slice(usize::from(*from), usize::from(*to));
            line.spans.extend(part.spans);
        }
        fill(
            &mut line,
            size.cols.saturating_sub(more.len() as u16),
            style,
        );
        line.push_str(&more, style);
        controls.extend(drawn.ranges.into_iter().map(|range| Hit {
            rect: Rect::new(
                MARK_COLS - 1 + range.from,
                *row,
                range.to.saturating_sub(range.from),
                1,
            ),
            kind: range.kind,
        }));
        labels.push(Label {
            at: Point::new(0, *row),
            cols: size.cols,
            line,
            fill: None,
        });
    }
    let below = stack.place.bottom();
    let covers = [
        Rect::new(0, 0, size.cols, stack.place.y),
        Rect::new(0, below, size.cols, size.rows.saturating_sub(below)),
    ];
    let areas = BLANK.iter().zip(covers).filter(|(_, rect)| rect.rows > 0);
    let areas = areas.map(|(pane, rect)| PaneArea {
        pane: *pane,
        rect,
        ..PaneArea::default()
    });
    (areas.collect(), labels, controls)
}
