//! Draws copy mode and view mode: the text with selection, matches, mark, line numbers and the
//! position indicator.

use crate::base::{Attrs, Cells, Color, Line, Style, tabs};
use crate::lang::style::parse_style;
use crate::lang::styled_text;
use crate::lang::tables::choices::LineNumbers;
use crate::lang::tables::opt::{Opt, StyleText};
use crate::lang::tables::options;
use crate::model::copy::matches::{self, Match};
use crate::model::copy::selecting;
use crate::model::copy::settings;
use crate::model::copy::text::{Text, signed};
use crate::model::format::context::FormatContext;
use crate::model::modes::copy_mode::history_search;
use crate::model::state::mode::copy_mode::{CopyMode, CopyState, Place, QuickSelect};
use crate::model::state::options::OptionScope;
use crate::model::state::pane::Pane;
use crate::model::state::pane_access::PaneAccess;
use crate::model::state::world::World;

/// The styles of the parts.
struct Styles {
    selection: Style,
    matches: Style,
    current: Style,
    mark: Style,
}

/// The visible rows, and their generation.
pub(crate) fn rows(
    world: &World,
    pane: &Pane,
    copy: &CopyMode,
    access: &dyn PaneAccess,
) -> (u64, Vec<Line>) {
    let text = Text::new(&copy.text, access);
    let state = &copy.state;
    let vi = settings::has_vi_keys(world, pane.id);
    let styles = styles(world, pane, access);
    let up = state.up.min(text.history());
    let top = -signed(up);
    let height = text.height();
    let shown = top..top + signed(height);
    let cursor = Place::new(state.x, top + signed(state.row));
    let found = matches::visible_matches(&text, &state.search, shown.start, shown.end);
    let current = matches::match_at_cursor(&text, state, cursor);
    let mut rows: Vec<Line> = Vec::with_capacity(height);
    for (y, (mut line, _)) in shown.clone().zip(text.marked_rows(shown)) {
        line = displayed(&line);
        if state.mark_shown && y == state.mark.y {
            line = over(&line, 0, text.cols(), |_| styles.mark);
            let x = state.mark.x;
            line = over(&line, x, x + 1, |_| reversed(styles.mark));
        }
        for one in found.iter().filter(|m| m.start.y <= y && y <= m.end.y) {
            let style = if Some(*one) == current {
                styles.current
            } else {
                styles.matches
            };
            let (from, to) = match_columns(*one, y, text.row(y).used());
            line = over(&line, from, to, |_| style);
        }
        if let Some(columns) = selecting::columns_in(&text, state, vi, y) {
            line = over(&line, columns.start, columns.end, |old| {
                selected(old, styles.selection)
            });
        }
        if let Some(select) = &state.quick_select {
            line = labelled(&line, y, &text, select, &styles);
        }
        // A character may be wider than the pane.
        if line.cols() > text.cols() {
            line = line.slice(0, text.cols());
        }
        rows.push(line);
    }
    number_rows(world, pane, state, &text, &mut rows);
    if height > 0 && (!state.hide_position || history_search::searches(world, pane.id)) {
        indicate(world, pane, access, &mut rows);
    }
    (copy.generation, rows)
}

/// A row as it is displayed: with blanks for tabs, and without attributes that are not displayed.
fn displayed(line: &Line) -> Line {
    let mut out = Line::default();
    for span in &line.spans {
        let mut style = span.style;
        style.attrs.remove(Attrs::LINE_DRAWING | Attrs::PROTECTED);
        let text = tabs::blanks(&span.text);
        out.push_run(&text, style, span.link.as_deref(), span.cells);
    }
    out
}

/// A dim row with the labels of quick select over the first cells of their texts.
fn labelled(line: &Line, y: i64, text: &Text<'_>, select: &QuickSelect, styles: &Styles) -> Line {
    let dim = |mut style: Style| {
        style.attrs |= Attrs::DIM;
        style
    };
    let mut line = over(line, 0, line.cols(), dim);
    for label in &select.labels {
        let found = Match {
            start: label.start,
            end: label.end,
        };
        if !(label.start.y..=label.end.y).contains(&y) {
            continue;
        }
        let (from, to) = match_columns(found, y, text.row(y).used());
        let chosen = select.chosen.contains(&label.text);
        let style = if chosen {
            styles.selection
        } else {
            styles.matches
        };
        line = over(&line, from, to, |_| style);
        if y == label.start.y && label.name.starts_with(&select.typed) {
            let mut name = Line::default();
            name.push_str(&label.name[select.typed.len()..], styles.current);
            line = replace(&line, from, from + name.cols(), &name);
        }
    }
    line
}

/// The columns of a match in row `y`, whose text has `used` columns.
fn match_columns(found: Match, y: i64, used: usize) -> (usize, usize) {
    let from = if y == found.start.y { found.start.x } else { 0 };
    let to = if y == found.end.y { found.end.x } else { used };
    (from, to)
}

/// Puts line numbers before the rows.
fn number_rows(world: &World, pane: &Pane, state: &CopyState, text: &Text<'_>, rows: &mut [Line]) {
    let width = settings::number_width(world, pane.id, text);
    if width == 0 {
        return;
    }
    let kind = settings::numbering(world, pane.id);
    let style = |option| option_style(world, pane, option);
    let (usual, at_cursor) = (
        style(options::COPY_MODE_LINE_NUMBER_STYLE),
        style(options::COPY_MODE_CURRENT_LINE_NUMBER_STYLE),
    );
    let cols = text.cols();
    for (n, row) in rows.iter_mut().enumerate() {
        let absolute = text.history() - state.up.min(text.history()) + n + 1;
        let current = n == state.row;
        let number = match kind {
            LineNumbers::Off | LineNumbers::Default => state.up.abs_diff(n),
            LineNumbers::Absolute => absolute,
            LineNumbers::Hybrid if current => absolute,
            LineNumbers::Hybrid | LineNumbers::Relative => n.abs_diff(state.row),
        };
        let mut numbered = Line::default();
        let wide = width - 1;
        let number = format!("{number:>wide$} ");
        numbered.push_str(&number, if current { at_cursor } else { usual });
        numbered = numbered.slice(0, width);
        numbered.extend(&row.slice(0, cols.saturating_sub(width)));
        *row = numbered;
    }
}

/// Draws the position over the right of the first row (`copy-mode-position-format`).
fn indicate(world: &World, pane: &Pane, access: &dyn PaneAccess, rows: &mut [Line]) {
    let of = OptionScope::Window(Some(pane.window));
    let format = world.get(options::COPY_MODE_POSITION_FORMAT, of);
    let context = FormatContext::new(world, access).about(world.pane_location(pane.id));
    let label = if history_search::searches(world, pane.id) {
        "#[align=right][searching, any key cancels]".to_owned()
    } else {
        context.expand(format)
    };
    if label.is_empty() {
        return;
    }
    let style = expanded(&context, world.get(options::COPY_MODE_POSITION_STYLE, of));
    let cols = pane.size.cols;
    let drawn = styled_text::draw(&label, cols, style);
    let Some(first) = rows.first_mut() else {
        return;
    };
    for (from, to) in drawn.covered {
        let (from, to) = (usize::from(from), usize::from(to));
        *first = replace(first, from, to, &drawn.line.slice(from, to));
    }
}

fn styles(world: &World, pane: &Pane, access: &dyn PaneAccess) -> Styles {
    let context = FormatContext::new(world, access).about(world.pane_location(pane.id));
    let of = OptionScope::Window(Some(pane.window));
    let style = |option: Opt<StyleText<'static>>| expanded(&context, world.get(option, of));
    Styles {
        selection: style(options::COPY_MODE_SELECTION_STYLE),
        matches: style(options::COPY_MODE_MATCH_STYLE),
        current: style(options::COPY_MODE_CURRENT_MATCH_STYLE),
        mark: style(options::COPY_MODE_MARK_STYLE),
    }
}

fn option_style(world: &World, pane: &Pane, option: Opt<StyleText<'static>>) -> Style {
    let of = OptionScope::Window(Some(pane.window));
    world.get(option, of).style()
}

fn expanded(context: &FormatContext<'_>, style: StyleText<'_>) -> Style {
    parse_style(&context.expand(style.as_str()), Style::DEFAULT).unwrap_or_default()
}

/// The style of a selected cell: the colours of the selection, and the attributes of the text
/// unless the selection has some of its own.
fn selected(old: Style, selection: Style) -> Style {
    let mut new = merge(old, selection);
    new.attrs.remove(Attrs::REVERSE | Attrs::HIDDEN);
    new.attrs |= selection.attrs;
    new
}

/// A style with the colours and attributes of another over it.
fn merge(old: Style, over: Style) -> Style {
    let color = |old: Color, over: Color| if over == Color::Default { old } else { over };
    Style {
        fg: color(old.fg, over.fg),
        bg: color(old.bg, over.bg),
        attrs: old.attrs | over.attrs,
        ..old
    }
}

const fn reversed(style: Style) -> Style {
    Style {
        fg: style.bg,
        bg: style.fg,
        ..style
    }
}

/// The line with other styles in the columns `from..to`, blank where it has no text.
fn over(line: &Line, from: usize, to: usize, style: impl Fn(Style) -> Style) -> Line {
    let mut part = line.slice(from, to);
    let missing = to.saturating_sub(from.max(line.cols()));
    part.push_run(&" ".repeat(missing), Style::DEFAULT, None, Cells::Narrow);
    let mut new = Line::default();
    for span in &part.spans {
        new.push_run(
            &span.text,
            style(span.style),
            span.link.as_deref(),
            span.cells,
        );
    }
    replace(line, from, to, &new)
}

/// The line with `new` in the columns `from..to`.
fn replace(line: &Line, from: usize, to: usize, new: &Line) -> Line {
    let mut out = line.slice(0, from);
    let blank = from.saturating_sub(out.cols());
    out.push_run(&" ".repeat(blank), Style::DEFAULT, None, Cells::Narrow);
    out.extend(new);
    out.extend(&line.slice(to, usize::from(u16::MAX)));
    out
}
