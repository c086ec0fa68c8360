//! Draws a list.

use crate::base::width::{char_width, str_width, truncate};
use crate::base::{Attrs, ClientId, Line, Point, Size, Style, Underline};
use crate::lang::fuzzy::Query;
use crate::lang::keys::{parse_key, spoken_key};
use crate::lang::tables::options;
use crate::model::overlays::box_title::{strokes, title_line};
use crate::model::overlays::list::areas::Areas;
use crate::model::overlays::list::kinds;
use crate::model::overlays::menu::border_lines;
use crate::model::state::client::Client;
use crate::model::state::options::OptionScope;
use crate::model::state::overlay::list::{List, ListLine, ListRow};
use crate::model::state::pane_access::PaneAccess;
use crate::model::state::world::World;
use crate::scene::{BorderLines, Overlay};

/// The text before the typed text.
const QUESTION: &str = "> ";

/// The columns between two columns of a list.
const GAP: usize = 2;

/// The styles of a list.
struct Look {
    border: BorderLines,
    border_style: Style,
    style: Style,
    selected: Style,
}

impl Look {
    fn new(world: &World, client: &Client) -> Self {
        let place = client.session.and_then(|s| world.session_location(s));
        let of = OptionScope::Window(place.map(|place| place.window));
        Self {
            border: border_lines(world.get(options::MENU_BORDER_LINES, of)),
            border_style: world.get(options::MENU_BORDER_STYLE, of).style(),
            style: world.get(options::MENU_STYLE, of).style(),
            selected: world.get(options::MENU_SELECTED_STYLE, of).style(),
        }
    }
}

const fn with(style: Style, attrs: Attrs) -> Style {
    Style {
        attrs: style.attrs.union(attrs),
        ..style
    }
}

/// The box of a client's list.
pub(crate) fn overlay(
    world: &World,
    client: &Client,
    list: &List,
    access: &dyn PaneAccess,
) -> Overlay {
    let look = Look::new(world, client);
    let areas = Areas::new(client.size, kinds::has_preview(list.kind));
    let inside = usize::from(areas.input.cols);
    let mut lines = vec![input_line(list, inside, look.style)];
    let rows = row_lines(list, areas, &look);
    let preview = preview_lines(world, list, areas, &look, access);
    let (left, middle, right) = strokes(look.border);
    if areas.is_beside() {
        let (_, bar) = vertical(look.border);
        for (mut row, preview) in rows.into_iter().zip(preview) {
            row.push_str(bar, look.border_style);
            row.extend(&preview);
            lines.push(row);
        }
    } else {
        lines.extend(rows);
        if areas.preview.rows > 0 {
            let mut rule = Line::default();
            let text = format!("{left}{}{right}", middle.repeat(inside));
            rule.push_str(&text, look.border_style);
            lines.push(rule);
            lines.extend(preview);
        }
    }
    lines.push(footer(list, inside, look.style));
    Overlay::Box {
        rect: areas.whole,
        border: look.border,
        border_style: look.border_style,
        title: title(list, areas.whole.cols.saturating_sub(2), &look),
        lines,
        style: look.style,
    }
}

/// The characters of a border that goes down: left, between.
const fn vertical(lines: BorderLines) -> (&'static str, &'static str) {
    match lines {
        BorderLines::Single | BorderLines::Rounded | BorderLines::Number => ("│", "│"),
        BorderLines::Double => ("║", "║"),
        BorderLines::Heavy => ("┃", "┃"),
        BorderLines::Simple => ("|", "|"),
        BorderLines::Spaces | BorderLines::None => (" ", " "),
    }
}

/// The title with the number of rows at its right end.
fn title(list: &List, cols: u16, look: &Look) -> Line {
    let (shown, all) = (list.shown().len(), list.rows().len());
    let count = if shown == all {
        format!(" {all} ")
    } else {
        format!(" {shown} of {all} ")
    };
    let title = list.title.replace('#', "##");
    let text = format!("#[align=left] {title} #[align=right]{count}");
    title_line(&text, cols, look.border, look.border_style)
}

/// The typed text. Its end stays visible if it is wider than the list.
fn input_line(list: &List, cols: usize, style: Style) -> Line {
    let mut line = Line::default();
    line.push_str(QUESTION, with(style, Attrs::BOLD));
    let typed = list.typed();
    if typed.is_empty() {
        line.push_str("type to search", with(style, Attrs::DIM));
    }
    line.push_str(&typed, style);
    let skip = scrolled(list, cols);
    if skip == 0 {
        return line;
    }
    let mut shown = line.slice(0, QUESTION.len());
    shown.extend(&line.slice(QUESTION.len() + skip, line.cols()));
    shown
}

/// The columns of the typed text that are left of the visible part.
fn scrolled(list: &List, cols: usize) -> usize {
    let at = str_width(&list.before_cursor());
    (at + QUESTION.len() + 1).saturating_sub(cols)
}

/// The cursor of a client's list, in client coordinates.
pub(crate) fn cursor(client: &Client, list: &List) -> Point {
    let input = Areas::new(client.size, kinds::has_preview(list.kind)).input;
    let cols = usize::from(input.cols);
    let at = QUESTION.len() + str_width(&list.before_cursor()) - scrolled(list, cols);
    let at = u16::try_from(at)
        .unwrap_or(0)
        .min(input.cols.saturating_sub(1));
    Point::new(input.x + at, input.y)
}

fn row_lines(list: &List, areas: Areas, look: &Look) -> Vec<Line> {
    let (cols, height) = (usize::from(areas.rows.cols), usize::from(areas.rows.rows));
    let mut query = list.query();
    let lines = list.lines();
    let visible = lines.iter().skip(list.first_line(height)).take(height);
    let widths = widths(list, visible.clone());
    let drawn = visible.map(|line| match line {
        ListLine::Title(section) => {
            let title = list.sections.get(*section).map_or("", |s| s.title);
            let mut line = Line::default();
            let bold = with(look.style, Attrs::BOLD);
            put(&mut line, &format!(" {title}"), cols, bold, |_| bold);
            line
        }
        ListLine::Row(at) => list.shown_row(*at).map_or_else(Line::default, |row| {
            let chosen = *at == list.chosen_index();
            row_line(list, row, (cols, &widths), &mut query, look, chosen)
        }),
    });
    let mut drawn: Vec<Line> = drawn.collect();
    if drawn.is_empty() && height > 0 {
        let dim = with(look.style, Attrs::DIM);
        let mut line = Line::default();
        let text = if list.rows().is_empty() {
            "  nothing here yet"
        } else {
            "  nothing fits"
        };
        put(&mut line, text, cols, dim, |_| dim);
        drawn.push(line);
    }
    drawn.resize_with(height, || {
        let mut line = Line::default();
        line.push_str(&" ".repeat(cols), look.style);
        line
    });
    drawn
}

/// The widest text of each column in the visible lines.
fn widths<'a>(list: &List, lines: impl Iterator<Item = &'a ListLine>) -> Vec<usize> {
    let mut widths = Vec::new();
    let rows = lines.filter_map(|line| match line {
        ListLine::Row(at) => list.shown_row(*at),
        ListLine::Title(_) => None,
    });
    for row in rows {
        for (at, text) in row.columns.iter().enumerate() {
            if widths.len() == at {
                widths.push(0);
            }
            widths[at] = str_width(text).max(widths[at]);
        }
    }
    widths
}

fn row_line(
    list: &List,
    row: &ListRow,
    (cols, widths): (usize, &[usize]),
    query: &mut Query,
    look: &Look,
    chosen: bool,
) -> Line {
    let mut base = if chosen { look.selected } else { look.style };
    if row.dim && !chosen {
        base = with(base, Attrs::DIM);
    }
    let marked = Style {
        attrs: base.attrs.difference(Attrs::DIM).union(Attrs::BOLD),
        underline: Underline::Single,
        ..base
    };
    let found = query.marks(&row.text());
    let mut line = Line::default();
    let pointer = if chosen { ">" } else { " " };
    let mark = if list.is_marked(row) { "*" } else { " " };
    line.push_str(&format!("{pointer}{mark}"), base);
    let mut start = 0;
    let last = row.columns.len().saturating_sub(1);
    for (at, text) in row.columns.iter().enumerate() {
        let room = cols.saturating_sub(line.cols());
        let width = match at {
            _ if at == last => room,
            _ => {
                let widest = widths.get(at).copied().unwrap_or(0);
                let most = if at == 0 { cols / 2 } else { cols / 3 };
                widest.min(most).min(room)
            }
        };
        let style = |n: usize| match found.binary_search(&(start + n)) {
            Ok(_) => marked,
            Err(_) => base,
        };
        put(&mut line, text, width, base, style);
        start += text.chars().count() + 1;
        let gap = cols.saturating_sub(line.cols()).min(GAP);
        line.push_str(&" ".repeat(gap), base);
    }
    let rest = cols.saturating_sub(line.cols());
    line.push_str(&" ".repeat(rest), base);
    line
}

/// Appends a text that is cut or filled to `cols`; `style` gives the style of each character.
fn put(line: &mut Line, text: &str, cols: usize, base: Style, style: impl Fn(usize) -> Style) {
    let whole = str_width(text) <= cols;
    let shown = if whole {
        text
    } else {
        truncate(text, cols.saturating_sub(1))
    };
    let end = line.cols() + cols;
    let mut run = String::new();
    let mut now = base;
    for (at, c) in shown.chars().enumerate() {
        // Characters without width belong to the cluster of the one before.
        let wanted = if char_width(c) == 0 { now } else { style(at) };
        if wanted != now {
            line.push_str(&std::mem::take(&mut run), now);
            now = wanted;
        }
        run.push(c);
    }
    line.push_str(&run, now);
    if !whole && cols > 0 {
        line.push_str("…", base);
    }
    let missing = end.saturating_sub(line.cols());
    line.push_str(&" ".repeat(missing), base);
}

fn preview_lines(
    world: &World,
    list: &List,
    areas: Areas,
    look: &Look,
    access: &dyn PaneAccess,
) -> Vec<Line> {
    let (cols, rows) = (areas.preview.cols, areas.preview.rows);
    if rows == 0 {
        return vec![];
    }
    let size = Size::new(cols, rows);
    let preview = list
        .chosen()
        .map(|row| kinds::preview(world, list, row, size, access));
    let mut lines: Vec<Line> = preview
        .unwrap_or_default()
        .iter()
        .map(|line| line.slice(0, usize::from(cols)))
        .collect();
    lines.resize(usize::from(rows), Line::default());
    for line in &mut lines {
        let missing = usize::from(cols).saturating_sub(line.cols());
        line.push_str(&" ".repeat(missing), look.style);
    }
    lines
}

/// The keys, or the note of the list.
fn footer(list: &List, cols: usize, style: Style) -> Line {
    let mut line = Line::default();
    if let Some(note) = &list.note {
        put(&mut line, &format!(" {note}"), cols, style, |_| style);
        return line;
    }
    let dim = with(style, Attrs::DIM);
    let own = kinds::keys(list.kind).iter();
    let own = own.map(|key| (key.name, key.label));
    let mark = list.marks.then_some(("C-Space", "mark"));
    for (name, label) in own.chain(mark).chain([("Escape", "close")]) {
        let name = parse_key(name).map_or_else(|| name.to_owned(), spoken_key);
        let part = str_width(&name) + str_width(label) + 3;
        // Keys that have no room are left out, but not the last one.
        let rest = if label == "close" {
            0
        } else {
            str_width("Escape close") + 3
        };
        if line.cols() + part + rest > cols {
            continue;
        }
        line.push_str(" ", dim);
        line.push_str(&name, with(style, Attrs::BOLD));
        line.push_str(&format!(" {label} "), dim);
    }
    line
}

/// The list of a client.
pub(crate) fn shown(world: &World, id: ClientId) -> Option<(&Client, &List)> {
    let client = world.clients.get(&id)?;
    Some((client, client.overlays.get()?))
}
