//! Draws a list: its rows with a preview of the selected item below, or the help page.

use crate::base::{Attrs, Line, PaneId, Size, Style};
use crate::lang::styled_text::draw;
use crate::lang::tables::options;
use crate::model::modes::tree_mode::rows::Row;
use crate::model::modes::tree_mode::{option_rows, rows};
use crate::model::state::options::OptionScope;
use crate::model::state::pane::Pane;
use crate::model::state::pane_access::{PaneAccess, of_screen};
use crate::model::state::tree_mode::{TreeItem, TreeMode};
use crate::model::state::world::World;
use std::hash::{DefaultHasher, Hash, Hasher};

/// The minimum number of rows for a preview.
const LEAST_FOR_PREVIEW: usize = 10;

/// The minimum width of a part of a preview in columns.
const LEAST_COLUMN: usize = 20;

/// The help page: keys and their actions.
const HELP: &[(&str, &str)] = &[
    ("Enter", "choose what is selected"),
    ("Up Down j k", "select another one"),
    ("0-9 M-a-z", "choose the one with this key"),
    ("Right Left + -", "show and hide its parts"),
    ("M-+ M--", "show and hide all parts"),
    ("PgUp PgDn g G", "a page up, a page down, first, last"),
    ("C-s n N", "search, next, previous"),
    ("f", "show only what a format is true for"),
    ("O r", "another order, turned around"),
    ("t T C-t", "tag it, none, all"),
    (":", "a command for what is tagged or selected"),
    ("x X", "kill it, or all that are tagged"),
    ("d D", "delete or detach it, or all that are tagged"),
    ("m M", "mark the pane, unmark it"),
    ("H", "back to where it started"),
    ("v", "show or hide the preview"),
    ("q Escape", "leave"),
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
    if let Some(row) = rows.get(at).filter(|_| left >= 3) {
        let size = (usize::from(pane.size.cols), left);
        lines.extend(preview(world, chooser, (row, note), size, access));
    }
    lines
}

/// A box with the preview of the selected item.
fn preview(
    world: &World,
    chooser: &TreeMode,
    (row, note): (&Row, &str),
    (cols, rows): (usize, usize),
    access: &dyn PaneAccess,
) -> Vec<Line> {
    let inside = (cols.saturating_sub(2), rows - 2);
    let content = match &row.item {
        TreeItem::Buffer(name) => buffer_lines(world, name, inside),
        TreeItem::Options(_) | TreeItem::Option(..) => text_lines(
            option_rows::about_option(world, &row.item)
                .iter()
                .map(String::as_str),
            inside.1,
        ),
        item => panes_side_by_side(world, item, inside, access),
    };
    let order = if chooser.reversed { ", reversed" } else { "" };
    let title = format!(" {} (sort: {}{order}){note} ", row.name, chooser.order);
    let mut lines = vec![edge('┌', &title, '┐', cols)];
    for content in content {
        let mut line = Line::default();
        line.push_str("│", Style::DEFAULT);
        append(&mut line, &content.slice(0, inside.0), inside.0);
        line.push_str("│", Style::DEFAULT);
        lines.push(line);
    }
    lines.push(edge('└', " Enter choose, q leave, F1 keys ", '┘', cols));
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

/// The panes of a preview, with labels: the active panes of a session's windows, or the panes of a
/// window.
fn shown_panes(world: &World, item: &TreeItem) -> Vec<(String, PaneId)> {
    let Some(place) = rows::place_of_item(world, item) else {
        return vec![];
    };
    match item {
        TreeItem::Session(session) => {
            let windows = world.sessions.get(session).map(|s| s.windows.iter());
            let windows = windows.into_iter().flatten();
            let shown = windows.filter_map(|(index, link)| {
                let window = world.windows.get(&link.window)?;
                Some((format!("{index}:{}", window.name), window.active))
            });
            shown.collect()
        }
        TreeItem::Window(..) => {
            let panes = world
                .windows
                .get(&place.window)
                .map(crate::model::state::window::Window::panes);
            let panes = panes.unwrap_or_default().into_iter().enumerate();
            panes.map(|(at, pane)| (at.to_string(), pane)).collect()
        }
        _ => vec![(String::new(), place.pane)],
    }
}

fn panes_side_by_side(
    world: &World,
    item: &TreeItem,
    (cols, rows): (usize, usize),
    access: &dyn PaneAccess,
) -> Vec<Line> {
    let mut shown = shown_panes(world, item);
    let room = ((cols + 1) / (LEAST_COLUMN + 1)).max(1);
    let active = rows::place_of_item(world, item).map(|place| place.pane);
    let at = shown
        .iter()
        .position(|(_, pane)| Some(*pane) == active)
        .unwrap_or(0);
    if shown.len() > room {
        shown.drain(..at.min(shown.len() - room));
        shown.truncate(room);
    }
    let count = shown.len().max(1);
    let width = (cols + 1) / count - 1;
    let mut lines = vec![Line::default(); rows];
    for (n, (label, pane)) in shown.iter().enumerate() {
        let width = if n + 1 == count {
            cols - (width + 1) * n
        } else {
            width
        };
        let mut part = of_screen(access, *pane, |screen| {
            let below = usize::from(screen.cursor().at.y) + 1;
            let first = u16::try_from(below.saturating_sub(rows)).unwrap_or(0);
            (first..screen.size().rows)
                .take(rows)
                .map(|y| screen.line(y))
                .collect::<Vec<_>>()
        });
        part.resize(rows, Line::default());
        for (y, (line, part)) in lines.iter_mut().zip(part).enumerate() {
            if n > 0 {
                line.push_str("│", Style::DEFAULT);
            }
            if y == 0 && count > 1 {
                append(line, &tag(label, Some(*pane) == active), width);
            } else {
                append(line, &part.slice(0, width), width);
            }
        }
    }
    lines
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

/// The name of a part of a preview.
fn tag(label: &str, is_active: bool) -> Line {
    let attrs = if is_active {
        Attrs::REVERSE | Attrs::BOLD
    } else {
        Attrs::REVERSE
    };
    let style = Style {
        attrs,
        ..Style::DEFAULT
    };
    let mut line = Line::default();
    line.push_str(&format!(" {label} "), style);
    line
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
