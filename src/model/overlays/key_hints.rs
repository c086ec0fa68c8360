//! Draws key hints: over the bottom rows for a key table, in one row for a mode or a prompt.

use crate::base::sorted::sort_by_key;
use crate::base::width::{str_width, truncate};
use crate::base::{Attrs, ClientId, Key, KeyCode, Line, Mods, Rect, Style};
use crate::lang::keys::{key_name, key_order, parse_key, spoken_key};
use crate::lang::script::{Script, print_escaped};
use crate::lang::tables::bindings::DEFAULTS;
use crate::lang::tables::choices::KeySet;
use crate::lang::tables::key_groups::{KEY_GROUPS, OWN_KEYS, SHORT};
use crate::lang::tables::options;
use crate::model::state::client::Client;
use crate::model::state::key_tables::Binding;
use crate::model::state::options::OptionScope;
use crate::model::state::overlay::key_hints::Receiver;
use crate::model::state::overlay::{Prompt, PromptKind};
use crate::model::state::world::World;
use crate::scene::{BorderLines, KEY_HINTS, Overlay};
use std::cmp::Reverse;

/// The fewest columns of a column of keys.
const LEAST_COLS: usize = 26;

/// The columns of the names of keys; longer ones shift their labels.
const KEY_COLS: usize = 6;

/// The most columns of keys side by side.
const MOST_COLUMNS: usize = 6;

/// A group of hints: its title, and each key with its effect.
struct Group {
    title: String,
    hints: Vec<(String, String)>,
}

/// The hints of a client, if they are shown.
pub(crate) fn overlay(world: &World, id: ClientId) -> Option<Overlay> {
    let client = world.clients.get(&id)?;
    let hints = Some(&client.hints).filter(|hints| hints.shown)?;
    match hints.of.as_ref()? {
        Receiver::Table(table) => of_table(world, client, table),
        Receiver::Mode(mode) => {
            let hints = mode_hints(world, client, mode);
            let row = world.message_row(id);
            Some(one_row(world, client, row, &hints))
        }
        Receiver::Prompt => {
            let prompt = client.overlays.get::<Prompt>()?;
            let row = world.message_row(id);
            let row = if world.status_on_top(id) {
                row.saturating_add(1)
            } else {
                row.checked_sub(1)?
            };
            Some(one_row(world, client, row, &prompt_hints(prompt)))
        }
    }
}

/// The style of hints, and of their keys.
fn styles(world: &World, client: &Client) -> (Style, Style) {
    let place = client.session.and_then(|s| world.session_location(s));
    let of = OptionScope::Window(place.map(|place| place.window));
    let style = world.get(options::MENU_STYLE, of).style();
    let bold = Style {
        attrs: style.attrs.union(Attrs::BOLD),
        ..style
    };
    (style, bold)
}

fn text_box(rect: Rect, lines: Vec<Line>, style: Style) -> Overlay {
    let mut title = Line::default();
    title.push_str(KEY_HINTS, style);
    Overlay::Box {
        rect,
        border: BorderLines::None,
        border_style: style,
        title,
        lines,
        style,
    }
}

/// Hints side by side in one row. Those without room are left out.
fn one_row(world: &World, client: &Client, row: u16, hints: &[(String, String)]) -> Overlay {
    let (style, bold) = styles(world, client);
    let cols = usize::from(client.size.cols);
    let mut line = Line::default();
    for (key, label) in hints {
        let needed = str_width(key) + str_width(label) + 4;
        if line.cols() + needed > cols {
            break;
        }
        line.push_str(&format!(" {key}"), bold);
        line.push_str(&format!(" {label}  "), style);
    }
    text_box(Rect::new(0, row, client.size.cols, 1), vec![line], style)
}

/// The keys of a key table over the bottom rows of the window.
fn of_table(world: &World, client: &Client, table: &str) -> Option<Overlay> {
    let groups = groups(world, table);
    let area = world.window_area(client.id);
    let columns = (usize::from(area.cols) / LEAST_COLS).clamp(1, MOST_COLUMNS);
    let most = usize::from(area.rows / 2)
        .max(2)
        .min(usize::from(area.rows))
        - 1;
    let all = groups.iter().map(|group| group.hints.len()).max()?;
    // Few keys get wide columns; too many are cut to as many of each group.
    let whole = (1..=columns).find_map(|columns| {
        (1..=most).find_map(|rows| Some((flow(&groups, all, rows, columns)?, columns)))
    });
    let cut = || {
        let cells = (1..all)
            .rev()
            .find_map(|cap| flow(&groups, cap, most, columns));
        (
            cells.unwrap_or_else(|| mixed(&groups, most, columns)),
            columns,
        )
    };
    let (cells, columns) = whole.unwrap_or_else(cut);
    let (style, bold) = styles(world, client);
    let total: usize = groups.iter().map(|group| group.hints.len()).sum();
    let shown = cells.iter().flatten().filter(|cell| cell.is_hint()).count();
    let cols = usize::from(area.cols);
    let mut lines = vec![rule(world, client, table, total - shown, cols)];
    let height = cells.iter().map(Vec::len).max().unwrap_or(0);
    let width = cols / columns;
    for y in 0..height {
        let mut line = Line::default();
        for (x, column) in cells.iter().enumerate() {
            let start = x * width;
            let missing = start.saturating_sub(line.cols());
            line.push_str(&" ".repeat(missing), style);
            let keys = column.iter().map(Cell::key_width).max().unwrap_or(0);
            let keys = keys.min(KEY_COLS);
            if let Some(cell) = column.get(y) {
                cell.put(&mut line, (keys, width - 1), (style, bold));
            }
        }
        lines.push(line);
    }
    let rows = u16::try_from(lines.len()).unwrap_or(area.rows);
    let rect = Rect::new(area.x, area.bottom().saturating_sub(rows), area.cols, rows);
    Some(text_box(rect, lines, style))
}

/// The line above the hints: the key table, and how many keys have no room.
fn rule(world: &World, client: &Client, table: &str, more: usize, cols: usize) -> Line {
    let of = OptionScope::Session(client.session);
    let title = match table {
        "prefix" => format!("{} and …", spoken_key(world.get(options::PREFIX, of))),
        other => other.to_owned(),
    };
    let list = if world
        .keys
        .find("prefix", Key::plain(KeyCode::Char('?')))
        .is_some()
    {
        " · ? lists all"
    } else {
        ""
    };
    let more = match (more, table) {
        (0, _) => String::new(),
        (n, "prefix") => format!(" +{n} more{list} "),
        (n, _) => format!(" +{n} more "),
    };
    let start = format!("── {title} ");
    let start = truncate(&start, cols.saturating_sub(str_width(&more) + 2));
    let rest = cols.saturating_sub(str_width(start) + str_width(&more) + 2);
    let place = client.session.and_then(|s| world.session_location(s));
    let window = OptionScope::Window(place.map(|place| place.window));
    let style = world.get(options::MENU_BORDER_STYLE, window).style();
    let mut line = Line::default();
    line.push_str(&format!("{start}{}{more}──", "─".repeat(rest)), style);
    line
}

/// A cell of a column.
enum Cell<'a> {
    Title(&'a str),
    Hint(&'a str, &'a str),
}

impl Cell<'_> {
    const fn is_hint(&self) -> bool {
        matches!(self, Self::Hint(..))
    }

    fn key_width(&self) -> usize {
        match self {
            Self::Title(_) => 0,
            Self::Hint(key, _) => str_width(key),
        }
    }

    fn put(&self, line: &mut Line, (keys, cols): (usize, usize), (style, bold): (Style, Style)) {
        match self {
            Self::Title(title) => {
                let title = truncate(title, cols.saturating_sub(1));
                let underlined = Style {
                    underline: crate::base::Underline::Single,
                    ..bold
                };
                line.push_str(" ", style);
                line.push_str(title, underlined);
            }
            Self::Hint(key, label) => {
                let gap = " ".repeat(keys.saturating_sub(str_width(key)));
                let room = cols.saturating_sub(keys.max(str_width(key)) + 3);
                let cut = str_width(label) > room;
                let text = truncate(label, room.saturating_sub(usize::from(cut)));
                let end = if cut { "…" } else { "" };
                line.push_str(&format!(" {key}"), bold);
                line.push_str(&format!("{gap}  {text}{end}"), style);
            }
        }
    }
}

/// The groups with at most `cap` hints each in `columns` columns of `rows` rows; `None` if they do
/// not fit. No title is the last of its column.
fn flow(groups: &[Group], cap: usize, rows: usize, columns: usize) -> Option<Vec<Vec<Cell<'_>>>> {
    let mut all: Vec<Vec<Cell<'_>>> = vec![Vec::new()];
    for group in groups {
        let title = Some(Cell::Title(&group.title)).filter(|_| !group.title.is_empty());
        let needed = 1 + usize::from(title.is_some());
        if all
            .last()
            .is_some_and(|column| column.len() + needed > rows)
        {
            all.push(Vec::new());
        }
        let hints = group.hints.iter().take(cap);
        let hints = hints.map(|(key, label)| Cell::Hint(key, label));
        for cell in title.into_iter().chain(hints) {
            if all.last().is_some_and(|column| column.len() >= rows) {
                all.push(Vec::new());
            }
            if let Some(column) = all.last_mut() {
                column.push(cell);
            }
        }
    }
    let fits = all.len() <= columns && all.iter().all(|column| column.len() <= rows);
    fits.then_some(all)
}

/// The first hints of all groups without titles, where these have no room.
fn mixed(groups: &[Group], rows: usize, columns: usize) -> Vec<Vec<Cell<'_>>> {
    let most = groups
        .iter()
        .map(|group| group.hints.len())
        .max()
        .unwrap_or(0);
    let hints = (0..most).flat_map(|at| groups.iter().filter_map(move |g| g.hints.get(at)));
    let mut cells = hints
        .map(|(key, label)| Cell::Hint(key, label))
        .take(rows * columns);
    let columns = (0..columns).map(|_| cells.by_ref().take(rows).collect());
    columns.collect()
}

/// The keys of a table by topic, without mouse keys.
fn groups(world: &World, table: &str) -> Vec<Group> {
    let Some(bound) = world.keys.0.get(table) else {
        return vec![];
    };
    let mut keys: Vec<(Key, &Binding)> = bound.iter().map(|(key, b)| (*key, b)).collect();
    keys.retain(|(key, _)| !matches!(key.code, KeyCode::Mouse(_) | KeyCode::Any));
    sort_by_key(&mut keys, |(key, _)| key_order(*key));
    let mut groups = Vec::new();
    if table == "prefix" {
        for topic in KEY_GROUPS {
            let places = topic.keys.iter().filter_map(|name| parse_key(name));
            let mut hints = Vec::new();
            let mut places: Vec<Key> = places.collect();
            sort_by_key(&mut places, |key| {
                Reverse(world.habits.use_of(&key_name(*key)))
            });
            for key in places {
                let at = keys
                    .iter()
                    .position(|(k, b)| *k == key && is_default(table, key, b));
                if let Some(at) = at {
                    let (key, binding) = keys.remove(at);
                    hints.push((key, short(key, binding)));
                }
            }
            groups.push(Group {
                title: topic.title.to_owned(),
                hints: joined(hints),
            });
        }
    }
    let title = if table == "prefix" { OWN_KEYS } else { "" };
    let own = keys.iter().map(|(key, binding)| (*key, meaning(binding)));
    groups.push(Group {
        title: title.to_owned(),
        hints: joined(own.collect()),
    });
    groups.retain(|group| !group.hints.is_empty());
    groups
}

/// The effect of the four arrow keys with these modifiers.
const ARROWS: &[(Mods, &str)] = &[
    (Mods::empty(), "go to a pane"),
    (Mods::CTRL, "resize"),
    (Mods::META, "resize by 5"),
    (Mods::SHIFT, "move the view"),
];

const ARROW_KEYS: [KeyCode; 4] = [KeyCode::Left, KeyCode::Right, KeyCode::Up, KeyCode::Down];

/// Hints as texts. The windows 0 to 9, and the four arrows with the same modifiers, are one hint
/// where all have their default.
fn joined(mut hints: Vec<(Key, String)>) -> Vec<(String, String)> {
    let mut arrows: Vec<(Key, String)> = Vec::new();
    for (mods, label) in ARROWS {
        let is_one = |key: Key| key.mods == *mods && ARROW_KEYS.contains(&key.code);
        let is_default = |(key, label): &(Key, String)| {
            is_one(*key)
                && SHORT
                    .iter()
                    .any(|(name, text)| parse_key(name) == Some(*key) && text == label)
        };
        if hints.iter().filter(|hint| is_default(hint)).count() == ARROW_KEYS.len() {
            let first = hints.iter().position(|(key, _)| is_one(*key)).unwrap_or(0);
            let key = hints[first].0;
            hints.retain(|(known, _)| *known == key || !is_one(*known));
            arrows.push((key, (*label).to_owned()));
        }
    }
    let digit = |key: Key| matches!(key.code, KeyCode::Char('0'..='9')) && key.mods.is_empty();
    let windows = hints
        .iter()
        .filter(|(key, label)| digit(*key) && label.starts_with(WINDOW));
    let all = windows.count() == 10;
    let mut texts = Vec::new();
    for (key, label) in hints {
        match key.code {
            KeyCode::Char('0') if all => texts.push(("0-9".to_owned(), "window 0 to 9".to_owned())),
            _ if all && digit(key) => {}
            _ => texts.push(match arrows.iter().find(|(known, _)| *known == key) {
                None => (spoken_key(key), label),
                Some((_, label)) => {
                    let name = spoken_key(key);
                    let modifiers = name.rsplit_once('-').map_or("", |(mods, _)| mods);
                    let joint = if modifiers.is_empty() { "" } else { "-" };
                    (format!("{modifiers}{joint}arrows"), label.clone())
                }
            }),
        }
    }
    texts
}

/// The beginning of the descriptions of the keys 0 to 9.
const WINDOW: &str = "Go to window ";

fn default_note(table: &str, key: Key) -> Option<&'static str> {
    let mut rows = DEFAULTS.iter().filter(|row| row.table == table);
    rows.find(|row| parse_key(row.key) == Some(key))
        .map(|row| row.note)
}

fn is_default(table: &str, key: Key, binding: &Binding) -> bool {
    default_note(table, key) == Some(binding.note.as_str())
}

/// The short label of a default key of the prefix table, else its description.
fn short(key: Key, binding: &Binding) -> String {
    let mut labels = SHORT.iter();
    let label = labels.find(|(name, _)| parse_key(name) == Some(key));
    label.map_or_else(|| meaning(binding), |(_, label)| (*label).to_owned())
}

/// The description of a key, else its commands.
fn meaning(binding: &Binding) -> String {
    if binding.note.is_empty() {
        print_escaped(&binding.script)
    } else {
        binding.note.clone()
    }
}

/// The commands of copy mode that a hint names, each with its label. The first key that is bound to
/// one is shown.
const COPY_HINTS: &[(&str, &str)] = &[
    ("begin-selection", "select"),
    ("copy-pipe-and-cancel", "copy"),
    ("copy-selection-and-cancel", "copy"),
    ("cancel", "leave"),
    ("search-backward-incremental", SEARCH_UP),
    ("search-backward", SEARCH_UP),
    ("search-forward-incremental", SEARCH_DOWN),
    ("search-forward", SEARCH_DOWN),
    ("search-again", "next match"),
    ("history-top", "top"),
    ("rectangle-toggle", "block"),
];

/// The hints of the lists of tree mode.
const TREE_HINTS: &[(&str, &str)] = &[
    ("Enter", "choose"),
    ("Right", "open"),
    ("/", "search"),
    ("f", "filter"),
    ("O", "sort"),
    ("t", "tag"),
    ("x", "close"),
    ("v", "preview"),
    ("F1", "all keys"),
    ("q", "leave"),
];

fn fixed(hints: &[(&str, &str)]) -> Vec<(String, String)> {
    let hints = hints.iter();
    hints
        .map(|(key, label)| ((*key).to_owned(), (*label).to_owned()))
        .collect()
}

fn mode_hints(world: &World, client: &Client, mode: &str) -> Vec<(String, String)> {
    match mode {
        "copy-mode" | "view-mode" => copy_hints(world, client),
        "clock-mode" => fixed(&[("any key", "leave")]),
        "switch-mode" => fixed(&[
            ("letters", "search"),
            ("Enter", "switch"),
            ("Escape", "leave"),
        ]),
        _ => fixed(TREE_HINTS),
    }
}

fn copy_hints(world: &World, client: &Client) -> Vec<(String, String)> {
    let place = client.session.and_then(|s| world.session_location(s));
    let of = OptionScope::Window(place.map(|place| place.window));
    let table = match world.get(options::MODE_KEYS, of) {
        KeySet::Vi => "copy-mode-vi",
        KeySet::Emacs => "copy-mode",
    };
    let Some(bound) = world.keys.0.get(table) else {
        return vec![];
    };
    let mut keys: Vec<(&Key, &Binding)> = bound.iter().collect();
    keys.retain(|(key, _)| !matches!(key.code, KeyCode::Mouse(_)));
    sort_by_key(&mut keys, |(key, _)| key_order(**key));
    let mut hints: Vec<(String, String)> = Vec::new();
    for (command, label) in COPY_HINTS {
        let mut all = keys.iter();
        // A search for the word at the cursor does not ask for a text.
        let asks =
            |script: &Script| match command.starts_with("search-") && *command != "search-again" {
                true => script
                    .sequences
                    .iter()
                    .flat_map(|s| &s.commands)
                    .any(|c| c.name() == "command-prompt"),
                false => true,
            };
        let found = all.find(|(_, b)| runs(&b.script, command) && asks(&b.script));
        if let Some((key, _)) = found
            && !hints.iter().any(|(_, known)| known == label)
        {
            hints.push((spoken_key(**key), (*label).to_owned()));
        }
    }
    // One hint for both directions, which 80 columns have room for.
    let find = |label: &str| hints.iter().position(|(_, known)| known == label);
    if let (Some(up), Some(down)) = (find(SEARCH_UP), find(SEARCH_DOWN)) {
        let keys = format!("{} {}", hints[up].0, hints[down].0);
        hints[up] = (keys, "search up, down".to_owned());
        hints.remove(down);
    }
    hints
}

const SEARCH_UP: &str = "search up";
const SEARCH_DOWN: &str = "search down";

/// Whether a word of a script, or of its blocks, is `command`.
fn runs(script: &Script, command: &str) -> bool {
    let mut args = script
        .sequences
        .iter()
        .flat_map(|s| &s.commands)
        .flat_map(|line| &line.args);
    args.any(|arg| match &arg.block {
        Some(block) => runs(block, command),
        None => arg.text == command,
    })
}

fn prompt_hints(prompt: &Prompt) -> Vec<(String, String)> {
    let yes;
    let hints: &[(&str, &str)] = match prompt.kind {
        PromptKind::Line if prompt.completes => &[
            ("Enter", "run"),
            ("Tab", "complete"),
            ("Up", "earlier ones"),
            ("Ctrl-u", "clear"),
            ("Escape", "cancel"),
        ],
        PromptKind::Line => &[
            ("Enter", "accept"),
            ("Up", "earlier ones"),
            ("Ctrl-u", "clear"),
            ("Escape", "cancel"),
        ],
        PromptKind::One => &[("any character", "accept"), ("Escape", "cancel")],
        PromptKind::KeyName => &[("any key", "accept")],
        PromptKind::Number => &[("digits", "the number"), ("any other key", "accept")],
        PromptKind::Confirm(answer, _) => {
            yes = answer.to_string();
            &[(&yes, "yes"), ("any other key", "no")]
        }
    };
    fixed(hints)
}
