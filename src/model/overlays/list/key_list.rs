//! The list of keys: all bindings of all key tables.

use crate::base::sorted::sort_by_key;
use crate::base::width::{str_width, truncate};
use crate::base::{Attrs, Key, KeyCode, Line, Size, Style};
use crate::lang::keys::{key_name, key_order, parse_key, spoken_key};
use crate::lang::script::{print_escaped, print_script};
use crate::lang::tables::bindings::DEFAULTS;
use crate::lang::tables::key_groups::{KEY_GROUPS, OWN_KEYS};
use crate::lang::tables::options;
use crate::model::overlays::list::outcome::{OwnKey, Then};
use crate::model::state::key_tables::{Binding, KeyTables};
use crate::model::state::options::OptionScope;
use crate::model::state::overlay::list::{List, ListKind, ListRow, RowAction, Section};
use crate::model::state::settings::hand_changes::Setting;
use crate::model::state::world::World;

pub(super) const KEYS: &[OwnKey] = &[
    OwnKey::new("Enter", "run"),
    OwnKey::new("Tab", "where it is bound"),
];

/// The section of the mouse.
const MOUSE: usize = KEY_GROUPS.len() + 5;

/// The key table that the prefix key selects.
const PREFIX_TABLE: &str = "prefix";

/// The columns of the commands of a key without a description. Almost every text is somewhere in
/// the commands of a menu.
const MOST_COMMANDS: usize = 60;

const fn titled(title: &'static str) -> Section {
    Section {
        title,
        prefix: None,
    }
}

/// The sections: the topics of the prefix table, the keys that the user bound, the other tables.
const SECTIONS: &[Section] = &[
    titled(KEY_GROUPS[0].title),
    titled(KEY_GROUPS[1].title),
    titled(KEY_GROUPS[2].title),
    titled(KEY_GROUPS[3].title),
    titled(KEY_GROUPS[4].title),
    titled(OWN_KEYS),
    titled("Without the prefix key"),
    titled("Copy mode"),
    titled("Copy mode with the keys of vi"),
    titled("Other key tables"),
    titled("Mouse"),
];

/// The list of the bindings, as a client that was started as `mux` or, with `as_tmux`, as `tmux`
/// runs them.
pub(crate) fn list(world: &World, as_tmux: bool) -> List {
    let mut list = List::new(ListKind::Keys, "Keys", SECTIONS);
    // Their rows show commands, which would match before the descriptions of keys.
    list.late = Some(MOUSE);
    let mut rows: Vec<Vec<ListRow>> = vec![Vec::new(); SECTIONS.len()];
    for (table, bound) in &world.keys.0 {
        let mut keys: Vec<(&Key, &Binding)> = bound.iter().collect();
        sort_by_key(&mut keys, |(key, _)| {
            (place_in_group(**key), key_order(**key))
        });
        for (key, binding) in keys {
            let section = section(world, table, *key);
            rows[section].push(row(world, table, *key, binding, as_tmux));
        }
    }
    for (section, rows) in rows.into_iter().enumerate() {
        list.put_rows(section, rows);
    }
    list.choose(0);
    list
}

/// The place of a default key of the prefix table in the table of topics.
fn place_in_group(key: Key) -> usize {
    let mut names = KEY_GROUPS.iter().flat_map(|group| group.keys);
    let place = names.position(|name| parse_key(name) == Some(key));
    place.unwrap_or(usize::MAX)
}

fn section(world: &World, table: &str, key: Key) -> usize {
    let after_groups = KEY_GROUPS.len();
    if matches!(key.code, KeyCode::Mouse(_)) {
        return MOUSE;
    }
    let own = || !is_default(world, table, key);
    match table {
        PREFIX_TABLE if own() => after_groups,
        PREFIX_TABLE => {
            let mut groups = KEY_GROUPS.iter();
            let has = |name: &&str| parse_key(name) == Some(key);
            let at = groups.position(|group| group.keys.iter().any(&has));
            at.unwrap_or(after_groups)
        }
        "root" if own() => after_groups,
        "root" => after_groups + 1,
        "copy-mode" => after_groups + 2,
        "copy-mode-vi" => after_groups + 3,
        _ => after_groups + 4,
    }
}

/// Whether a key of a table has its default binding.
fn is_default(world: &World, table: &str, key: Key) -> bool {
    let mut rows = DEFAULTS.iter().filter(|row| row.table == table);
    let row = rows.find(|row| parse_key(row.key) == Some(key));
    let binding = world.keys.find(table, key);
    row.zip(binding)
        .is_some_and(|(row, binding)| binding.note == row.note)
}

fn id(table: &str, key: Key) -> String {
    format!("{table} {}", key_name(key))
}

fn row(world: &World, table: &str, key: Key, binding: &Binding, as_tmux: bool) -> ListRow {
    let script = KeyTables::script_for(table, key, binding, as_tmux);
    let commands = print_escaped(&script);
    let meaning = if binding.note.is_empty() {
        truncate(&commands, MOST_COMMANDS).to_owned()
    } else {
        binding.note.clone()
    };
    let words = format!("{} {table} {commands}", key_name(key));
    ListRow {
        id: id(table, key),
        columns: vec![presses(world, table, key), meaning],
        words,
        action: RowAction::Run(print_script(&script)),
        ..ListRow::default()
    }
}

/// The keys to press: `Ctrl-b %`.
fn presses(world: &World, table: &str, key: Key) -> String {
    let spoken = spoken_key(key);
    match table {
        PREFIX_TABLE => {
            let prefix = world.get(options::PREFIX, OptionScope::Session(None));
            format!("{} {spoken}", spoken_key(prefix))
        }
        "root" | "copy-mode" | "copy-mode-vi" => spoken,
        _ => format!("{table}: {spoken}"),
    }
}

/// The binding of a row.
fn binding<'a>(world: &'a World, row: &ListRow) -> Option<(&'a str, Key, &'a Binding)> {
    let (table, name) = row.id.rsplit_once(' ')?;
    let key = parse_key(name)?;
    let (table, keys) = world.keys.0.get_key_value(table)?;
    Some((table, key, keys.get(&key)?))
}

pub(super) fn key(world: &World, list: &mut List, key: Key) -> Option<Then> {
    if key.code != KeyCode::Tab || !key.mods.is_empty() {
        return None;
    }
    let bound = list.chosen().and_then(|row| {
        let (table, key, binding) = binding(world, row)?;
        let origin = origin(world, table, key, binding);
        Some(format!("{}: {origin}", presses(world, table, key)))
    });
    list.note = bound;
    Some(Then::Stay)
}

/// The place where a key was bound.
fn origin(world: &World, table: &str, key: Key, binding: &Binding) -> String {
    let first = binding.script.sequences.first();
    let first = first.and_then(|sequence| sequence.commands.first());
    if let Some((file, line)) = first.and_then(|line| Some((line.file.as_ref()?, line.line))) {
        return format!("bound in {file}:{line}");
    }
    let setting = Setting::Key {
        table: table.to_owned(),
        key,
    };
    if world.hand_changes.originals.contains_key(&setting) {
        return "bound by hand since the start of the server".to_owned();
    }
    if is_default(world, table, key) {
        return "bound by default".to_owned();
    }
    "bound by a command".to_owned()
}

pub(super) fn preview(world: &World, row: &ListRow, size: Size) -> Vec<Line> {
    let Some((table, key, binding)) = binding(world, row) else {
        return vec![];
    };
    let prefix = spoken_key(world.get(options::PREFIX, OptionScope::Session(None)));
    let spoken = spoken_key(key);
    let name = key_name(key);
    let how = match table {
        PREFIX_TABLE => format!("Press {prefix}, release it, then press {spoken}."),
        "root" => format!("Press {spoken}."),
        "copy-mode" | "copy-mode-vi" => format!("Press {spoken} in copy mode."),
        _ => format!("Press {spoken} while the key table {table} is selected."),
    };
    let named = if name == spoken {
        String::new()
    } else {
        format!(" In commands it is {name}.")
    };
    let repeats = if binding.repeat {
        " Press it again at once to repeat."
    } else {
        ""
    };
    let RowAction::Run(command) = &row.action else {
        return vec![];
    };
    let about = row.id.starts_with(PREFIX_TABLE).then(|| {
        let mut groups = KEY_GROUPS.iter();
        groups.find(|group| group.keys.iter().any(|name| parse_key(name) == Some(key)))
    });
    let about = about.flatten().map_or(&[][..], |group| group.about);
    let mut texts = vec![
        format!("{how}{named}{repeats}"),
        format!("Command: {command}"),
    ];
    texts.extend(about.iter().map(|line| (*line).to_owned()));
    let bold = Style {
        attrs: Attrs::BOLD,
        ..Style::DEFAULT
    };
    let mut title = Line::default();
    title.push_str(
        &format!(" {}", row.columns.last().map_or("", String::as_str)),
        bold,
    );
    let cols = usize::from(size.cols).saturating_sub(2);
    let wrapped = texts.iter().flat_map(|text| wrap(text, cols));
    let lines = wrapped.map(|text| {
        let mut line = Line::default();
        line.push_str(&format!(" {text}"), Style::DEFAULT);
        line
    });
    [title].into_iter().chain(lines).collect()
}

/// A text in lines of at most `cols` columns, split at blanks where possible.
pub(super) fn wrap(text: &str, cols: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let room = lines.last().map_or(0, |line| str_width(line)) + 1 + str_width(word);
        match lines.last_mut() {
            Some(line) if line.is_empty() => line.push_str(word),
            Some(line) if room <= cols => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}
