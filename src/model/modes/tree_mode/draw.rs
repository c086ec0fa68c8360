//! Draws a list: its rows with a preview of the selected item below, or the help page.

use crate::base::{Attrs, Line, PaneId, Size, Style, counted};
use crate::lang::style::parse_style;
use crate::lang::styled_text::{draw, text_width};
use crate::lang::tables::options;
use crate::model::format::context::FormatContext;
use crate::model::modes::tree_mode::rows::Row;
use crate::model::modes::tree_mode::{binding_rows, hit_rows, option_rows, rows};
use crate::model::state::location::Location;
use crate::model::state::options::OptionScope;
use crate::model::state::pane::Pane;
use crate::model::state::pane_access::{PaneAccess, of_screen};
use crate::model::state::tree_mode::{TreeItem, TreeKind, TreeMode};
use crate::model::state::world::World;
use std::hash::{DefaultHasher, Hash, Hasher};

/// The minimum number of rows for a preview.
const LEAST_FOR_PREVIEW: usize = 10;

/// The minimum width of a part of a preview in columns.
const LEAST_COLUMN: usize = 20;

/// The help page: keys and their actions.
const HELP: &[(&str, &str)] = &[
    ("Enter", "select"),
    ("Up Down j k", "move"),
    ("0-9 M-a to M-z", "select the row with this key"),
    ("Right Left + -", "expand and collapse"),
    ("M-+ M--", "expand and collapse all"),
    ("PgUp PgDn g G", "page up, page down, first, last"),
    ("C-s / n N", "search, next match, previous match"),
    ("f", "filter by words or a format"),
    ("O r", "sort, reverse"),
    ("t T C-t", "tag, untag all, tag all"),
    (":", "run a command for the tagged or the selected"),
    ("x X", "close, or close all tagged"),
    ("d D", "delete (buffer) or detach (client), or all tagged"),
    ("m M", "mark the pane, clear the mark"),
    ("H", "jump to the current one"),
    ("v", "show or hide the preview"),
    ("q Escape", "close"),
    ("any key", "return from this page to the list"),
];

/// The rows of `size` that a list of `count` rows gets; the rest is for the preview.
pub(super) fn list_height(size: Size, count: usize, preview: bool) -> usize {
    let rows = usize::from(size.rows);
    let (half, most) = (rows / 2, rows * 2 / 3);
    let wanted = if count > half { most.min(count) } else { half };
    if !preview || rows < LEAST_FOR_PREVIEW || rows < wanted + 3 {
        return rows;
    }
    wanted
}

/// The first visible row, as near to `top` as the selected row `at` allows.
pub(super) fn first_row(top: usize, at: usize, count: usize, height: usize) -> usize {
    let top = top.min(at).max((at + 1).saturating_sub(height));
    top.min(count.saturating_sub(height))
}

/// The rows of a pane in tree mode, and a generation that changes with them.
pub(crate) fn view(
    world: &World,
    pane: &Pane,
    chooser: &TreeMode,
    access: &dyn PaneAccess,
) -> (u64, Vec<Line>) {
    let lines = match world.pane_location(pane.id) {
        _ if chooser.help => help(pane.size),
        None => vec![],
        Some(here) => {
            let (rows, note) = rows::rows_and_note(world, chooser, here, access);
            chooser_lines(world, pane, chooser, (&rows, note), access)
        }
    };
    let mut hash = DefaultHasher::new();
    for span in lines.iter().flat_map(|line| &line.spans) {
        (&span.text, span.style).hash(&mut hash);
    }
    (hash.finish(), lines)
}

fn chooser_lines(
    world: &World,
    pane: &Pane,
    chooser: &TreeMode,
    (rows, note): (&[Row], &str),
    access: &dyn PaneAccess,
) -> Vec<Line> {
    let at = chooser.selected(rows);
    let height = list_height(pane.size, rows.len(), chooser.preview);
    let top = first_row(chooser.top, at, rows.len(), height);
    let chosen = world
        .get(options::MODE_STYLE, OptionScope::Window(Some(pane.window)))
        .style();
    let labels = rows
        .iter()
        .map(|r| r.label().chars().count())
        .max()
        .unwrap_or(0);
    let shown = rows.iter().enumerate().skip(top).take(height);
    let mut lines: Vec<Line> = shown
        .map(|(n, row)| {
            let style = if n == at { chosen } else { Style::DEFAULT };
            let beside = rows
                .iter()
                .any(|r| r.open.is_some() && r.item.beside(&row.item));
            let text = row_text(row, (labels, beside), chooser.tagged.contains(&row.item));
            let mut line = draw(&text, pane.size.cols, style).line;
            if n == at {
                let missing = usize::from(pane.size.cols).saturating_sub(line.cols());
                line.push_str(&" ".repeat(missing), style);
            }
            line
        })
        .collect();
    lines.resize(height, Line::default());
    let left = usize::from(pane.size.rows).saturating_sub(height);
    let missing = match chooser.kind {
        TreeKind::Switch => Some(chooser.order.trim_end_matches('s')),
        TreeKind::Tree
        | TreeKind::Clients
        | TreeKind::Buffers
        | TreeKind::Options
        | TreeKind::Former
        | TreeKind::Lines => None,
    };
    if let (Some(filter), Some(missing)) = (&chooser.filter, missing)
        && rows.is_empty()
    {
        let text = format!("no {missing} matches {filter}");
        lines.splice(
            ..1.min(height),
            text_lines(std::iter::once(text.as_str()), 1),
        );
    }
    let nothing = Row::nothing();
    let row = rows.get(at);
    let row = row.or(missing.is_some().then_some(&nothing));
    if let Some(row) = row.filter(|_| left >= 3) {
        let size = (usize::from(pane.size.cols), left);
        lines.extend(preview(world, pane.id, chooser, (row, note), size, access));
    }
    lines
}

/// A box with the preview of the selected item.
fn preview(
    world: &World,
    pane: PaneId,
    chooser: &TreeMode,
    (row, note): (&Row, &str),
    (cols, rows): (usize, usize),
    access: &dyn PaneAccess,
) -> Vec<Line> {
    let inside = (cols.saturating_sub(2), rows - 2);
    let content = match &row.item {
        TreeItem::Buffer(name) => buffer_lines(world, name, inside),
        TreeItem::KeyTable(_) | TreeItem::Key(..) if chooser.kind == TreeKind::Options => {
            let about = binding_rows::about_binding(world, &row.item);
            text_lines(about.iter().map(String::as_str), inside.1)
        }
        TreeItem::Options(_) | TreeItem::Option(..) => text_lines(
            option_rows::about_option(world, &row.item)
                .iter()
                .map(String::as_str),
            inside.1,
        ),
        TreeItem::KeyTable(_) | TreeItem::Former(_) | TreeItem::Key(..) => {
            vec![Line::default(); inside.1]
        }
        TreeItem::Line(number) => hit_rows::hit(world, pane, *number)
            .map(|hit| hit_rows::preview(world, hit, inside.1, access))
            .unwrap_or_default(),
        item => panes_side_by_side(world, item, inside, access),
    };
    let order = if chooser.reversed { ", reversed" } else { "" };
    let title = match &row.item {
        _ if chooser.kind == TreeKind::Options => {
            format!(" {} (sort: {}{order}){note} ", row.name, chooser.order)
        }
        _ if chooser.kind == TreeKind::Switch => {
            let typed = chooser.filter.as_deref().unwrap_or_default();
            format!(" switch to: {typed} ")
        }
        TreeItem::Line(_) => {
            let found = world.found_lines.get(&pane);
            let (pattern, count) = found.map_or(("", 0), |f| (f.pattern.as_str(), f.hits.len()));
            format!(" {pattern}: {} ", counted(count, "line"))
        }
        _ => format!(" {} (sort: {}{order}){note} ", row.name, chooser.order),
    };
    let mut lines = vec![edge('┌', &title, '┐', cols)];
    for content in content {
        let mut line = Line::default();
        line.push_str("│", Style::DEFAULT);
        append(&mut line, &content.slice(0, inside.0), inside.0);
        line.push_str("│", Style::DEFAULT);
        lines.push(line);
    }
    let footer = match chooser.kind {
        TreeKind::Switch => " type to search · Enter switch · Escape close ",
        TreeKind::Lines => " Enter go to the line · q close · F1 help ",
        TreeKind::Options => " Enter edit · u reset · q close · F1 help ",
        TreeKind::Tree | TreeKind::Clients | TreeKind::Buffers | TreeKind::Former => {
            " Enter select · q close · F1 help "
        }
    };
    lines.push(edge('└', footer, '┘', cols));
    lines
}

fn buffer_lines(world: &World, name: &str, (_, rows): (usize, usize)) -> Vec<Line> {
    let data = world
        .buffers
        .find(Some(name))
        .map(|b| b.data.as_slice())
        .unwrap_or_default();
    let text = String::from_utf8_lossy(data);
    text_lines(text.lines(), rows)
}

/// The panes of a preview, with their locations: the active panes of a session's windows, or the
/// panes of a window. The last value says whether they get labels, and whether these name panes.
fn shown_panes(world: &World, item: &TreeItem) -> (Vec<Location>, Option<bool>) {
    let Some(place) = rows::place_of_item(world, item) else {
        return (vec![], None);
    };
    match item {
        TreeItem::Session(session) => {
            let windows = world.sessions.get(session).map(|s| s.windows.keys());
            let windows = windows.into_iter().flatten();
            let shown = windows.filter_map(|index| world.location_at(*session, *index));
            (shown.collect(), Some(false))
        }
        TreeItem::Window(..) => {
            let panes = world
                .windows
                .get(&place.window)
                .map(crate::model::state::window::Window::panes);
            let panes = panes.unwrap_or_default().into_iter();
            let shown = panes.map(|pane| Location { pane, ..place });
            (shown.collect(), Some(true))
        }
        _ => (vec![place], None),
    }
}

fn panes_side_by_side(
    world: &World,
    item: &TreeItem,
    (cols, rows): (usize, usize),
    access: &dyn PaneAccess,
) -> Vec<Line> {
    let (mut shown, labels) = shown_panes(world, item);
    let room = ((cols + 1) / (LEAST_COLUMN + 1)).max(1);
    let active = rows::place_of_item(world, item).map(|place| place.pane);
    let at = shown
        .iter()
        .position(|place| Some(place.pane) == active)
        .unwrap_or(0);
    if shown.len() > room {
        shown.drain(..at.min(shown.len() - room));
        shown.truncate(room);
    }
    let count = shown.len().max(1);
    let width = (cols + 1) / count - 1;
    let mut lines = vec![Line::default(); rows];
    for (n, place) in shown.iter().enumerate() {
        let width = if n + 1 == count {
            cols - (width + 1) * n
        } else {
            width
        };
        let mut part = of_screen(access, place.pane, |screen| {
            let below = usize::from(screen.cursor().at.y) + 1;
            let first = u16::try_from(below.saturating_sub(rows)).unwrap_or(0);
            (first..screen.size().rows)
                .take(rows)
                .map(|y| screen.line(y))
                .collect::<Vec<_>>()
        });
        part.resize(rows, Line::default());
        if let Some(names_panes) = labels {
            let label = label(world, *place, names_panes, access);
            put_label(&mut part, &label, width);
        }
        for (line, part) in lines.iter_mut().zip(part) {
            if n > 0 {
                line.push_str("│", Style::DEFAULT);
            }
            append(line, &part.slice(0, width), width);
        }
    }
    lines
}

/// The label of a part of a preview (`tree-mode-preview-format`, `tree-mode-preview-style`).
fn label(world: &World, place: Location, names_panes: bool, access: &dyn PaneAccess) -> Line {
    let bit = |on: bool| if on { "1" } else { "0" }.to_owned();
    let extra = [
        ("pane_format", bit(names_panes)),
        ("window_format", bit(!names_panes)),
        ("session_format", bit(false)),
    ];
    let context = FormatContext::new(world, access).about(Some(place));
    let context = context.with(&extra);
    let pane = OptionScope::Pane(place.pane);
    let window = OptionScope::Window(Some(place.window));
    let style = context.expand(world.get(options::TREE_MODE_PREVIEW_STYLE, window).as_str());
    let style = parse_style(&style, Style::DEFAULT).unwrap_or_default();
    let text = context.expand(world.get(options::TREE_MODE_PREVIEW_FORMAT, pane));
    let text = format!(" {text} ");
    let cols = u16::try_from(text_width(&text)).unwrap_or(u16::MAX);
    draw(&text, cols, style).line
}

/// Draws a label into the middle of a part of a preview that is `width` columns wide, with a frame
/// if there is room, as tmux does.
fn put_label(part: &mut [Line], label: &Line, width: usize) {
    let (rows, cols) = (part.len(), label.cols());
    if rows < 2 || cols == 0 || cols > width {
        return;
    }
    let left = (width - cols).div_ceil(2);
    let middle = rows.div_ceil(2).min(rows - 1);
    if let Some(line) = part.get_mut(middle) {
        *line = over(line, label, left);
    }
    if left < 2 || left + cols + 1 >= width || rows < 3 || middle + 1 >= rows {
        return;
    }
    let frame = [("┌", "─", "┐"), ("│", "", "│"), ("└", "─", "┘")];
    for (line, (start, between, end)) in part[middle - 1..].iter_mut().zip(frame) {
        let edge = |text: &str| {
            let mut edge = Line::default();
            edge.push_str(text, Style::DEFAULT);
            edge
        };
        if between.is_empty() {
            *line = over(&over(line, &edge(start), left - 1), &edge(end), left + cols);
        } else {
            let whole = edge(&format!("{start}{}{end}", between.repeat(cols)));
            *line = over(line, &whole, left - 1);
        }
    }
}

/// `line` with `text` over its columns from `left`.
fn over(line: &Line, text: &Line, left: usize) -> Line {
    let mut out = Line::default();
    append(&mut out, line, left);
    let right = left + text.cols();
    out.spans.extend(text.spans.iter().cloned());
    out.spans
        .extend(line.slice(right, line.cols().max(right)).spans);
    out
}

/// Plain text as `rows` rows.
fn text_lines<'a>(texts: impl Iterator<Item = &'a str>, rows: usize) -> Vec<Line> {
    let lines = texts.take(rows).map(|text| {
        let mut line = Line::default();
        line.push_str(&text.replace('\t', "    "), Style::DEFAULT);
        line
    });
    let mut lines: Vec<Line> = lines.collect();
    lines.resize(rows, Line::default());
    lines
}

/// Appends `part`, cut or filled to `cols`.
fn append(line: &mut Line, part: &Line, cols: usize) {
    let part = part.slice(0, cols);
    let missing = cols.saturating_sub(part.cols());
    line.spans.extend(part.spans);
    line.push_str(&" ".repeat(missing), Style::DEFAULT);
}

/// The upper or lower edge of a box, with a text in it.
fn edge(left: char, text: &str, right: char, cols: usize) -> Line {
    let room = cols.saturating_sub(2);
    let text = crate::base::width::truncate(text, room);
    let rest = room.saturating_sub(crate::base::width::str_width(text));
    let mut line = Line::default();
    let edge = format!("{left}{text}{}{right}", "─".repeat(rest));
    line.push_str(&edge, Style::DEFAULT);
    line
}

/// A row of the list as styled text.
fn row_text(row: &Row, (labels, beside): (usize, bool), tagged: bool) -> String {
    let label = row.label();
    let open = match row.open {
        Some(true) => "- ",
        Some(false) => "+ ",
        None if beside => "  ",
        None => "",
    };
    let name = row.name.replace('#', "##");
    let tag = if tagged { "*" } else { "" };
    let text = &row.text;
    format!("{label:<labels$} {}{open}{name}{tag}: {text}", row.stem)
}

/// The rows of the help page.
fn help(size: Size) -> Vec<Line> {
    let bold = Style {
        attrs: Attrs::BOLD,
        ..Style::DEFAULT
    };
    let lines = HELP.iter().map(|(keys, what)| {
        let mut line = Line::default();
        line.push_str(&format!("  {keys:<16}"), bold);
        line.push_str(what, Style::DEFAULT);
        line
    });
    lines.take(usize::from(size.rows)).collect()
}
