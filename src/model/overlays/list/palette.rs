//! The palette: every binding, command and option in words, and by prefix the sessions and the
//! commands that ran.

use crate::base::sorted::{SortedSet, sort_by_key};
use crate::base::width::truncate;
use crate::base::{Key, KeyCode, Mods};
use crate::lang::keys::{key_name, parse_key, spoken_key};
use crate::lang::script::{print_script, quote};
use crate::lang::tables::key_groups::KEY_GROUPS;
use crate::lang::tables::option_lookup::get;
use crate::lang::tables::options;
use crate::model::ops::screens::themes;
use crate::model::ops::settings::option_change::{
    Change, PLACES, change_option, listed_value, of_place,
};
use crate::model::overlays::list::outcome::{OwnKey, Then, prompt_with};
use crate::model::state::command::CommandDef;
use crate::model::state::key_tables::{Binding, KeyTables};
use crate::model::state::options::OptionScope;
use crate::model::state::overlay::list::{self, List, ListKind, ListRow, RowAction, Section};
use crate::model::state::store_request::SavedCommand;
use crate::model::state::world::World;

pub(super) const KEYS: &[OwnKey] = &[
    OwnKey::new("Enter", "run"),
    OwnKey::new("Tab", "edit"),
    OwnKey::new("C-y", "copy for the configuration"),
    OwnKey::new("@", "sessions"),
    OwnKey::new("/", "commands that ran"),
];

const SECTIONS: &[Section] = &[
    section("Recent", None),
    section("Keys", None),
    section("Commands", None),
    section("Options", None),
    section("Themes", None),
    section("Sessions", Some('@')),
    section("Commands that ran", Some('/')),
];

const RECENT: usize = 0;
const BINDINGS: usize = 1;
const COMMANDS: usize = 2;
const OPTIONS: usize = 3;
const THEMES: usize = 4;
const SESSIONS: usize = 5;
/// The section of the commands that ran, which come from the store.
pub(crate) const RAN: usize = 6;

/// The columns of the commands of a key. Almost every text is somewhere in those of a menu.
const MOST_COMMANDS: usize = 40;

const fn section(title: &'static str, prefix: Option<char>) -> Section {
    Section { title, prefix }
}

/// The palette of a client that was started as `mux` or, with `as_tmux`, as `tmux`.
pub(crate) fn list(world: &World, as_tmux: bool) -> List {
    let mut list = List::new(ListKind::Palette, "Palette", SECTIONS);
    let bindings = binding_rows(world, as_tmux);
    let commands = command_rows(world, &bindings);
    let options = option_rows(world);
    let themes = theme_rows(world);
    let all = || {
        bindings
            .iter()
            .chain(&commands)
            .chain(&options)
            .chain(&themes)
    };
    let again = world.habits.recent.iter().filter_map(|id| {
        let row = all().find(|row| row.id == *id)?.clone();
        let id = format!("{}{id}", list::AGAIN);
        Some(ListRow { id, ..row })
    });
    let again = again.collect();
    let sections = [
        (RECENT, again),
        (BINDINGS, bindings),
        (COMMANDS, commands),
        (OPTIONS, options),
        (THEMES, themes),
        (SESSIONS, session_rows(world)),
    ];
    for (section, rows) in sections {
        list.put_rows(section, rows);
    }
    list.choose(0);
    list
}

/// The id under which the choice of a row is kept; `None` for sessions and commands that ran.
pub(super) fn kept_id(row: &ListRow) -> Option<String> {
    let id = row.id.strip_prefix(list::AGAIN).unwrap_or(&row.id);
    let kept = ["key\t", "command\t", "option\t", list::THEME_ROW];
    let kept = kept.iter().any(|kind| id.starts_with(kind));
    kept.then(|| id.to_owned())
}

/// The bindings with a description, those of the prefix table first.
fn binding_rows(world: &World, as_tmux: bool) -> Vec<ListRow> {
    let tables = ["prefix", "root"].into_iter();
    let others = world.keys.0.keys().map(String::as_str);
    let others = others.filter(|table| !["prefix", "root"].contains(table));
    let mut seen = SortedSet::new();
    let mut rows = Vec::new();
    for table in tables.chain(others) {
        let mut bound: Vec<_> = world.keys.0.get(table).into_iter().flatten().collect();
        if table == "prefix" {
            sort_by_key(&mut bound, |(key, _)| usefulness(**key));
        }
        for (key, binding) in bound {
            if binding.note.is_empty() || matches!(key.code, KeyCode::Mouse(_)) {
                continue;
            }
            let script = KeyTables::script_for(table, *key, binding, as_tmux);
            let command = print_script(&script);
            // The palette itself would only open again.
            if command == "command-palette" || !seen.insert((binding.note.clone(), command.clone()))
            {
                continue;
            }
            let shown = truncate(&command, MOST_COMMANDS).to_owned();
            rows.push(ListRow {
                id: format!("key\t{table}\t{}", key_name(*key)),
                columns: vec![binding.note.clone(), presses(world, table, *key), shown],
                words: command.clone(),
                action: RowAction::Run(command),
                ..ListRow::default()
            });
        }
    }
    rows
}

/// The place of a key of the prefix table: the first keys of all topics, then the second ones, and
/// so on; then the keys of the user. The numbers of windows and layouts come last.
fn usefulness(key: Key) -> (bool, usize, usize) {
    let numbered = matches!(key.code, KeyCode::Char('0'..='9'));
    let places = KEY_GROUPS.iter().enumerate();
    let mut places = places.filter_map(|(group, topic)| {
        let mut keys = topic.keys.iter();
        let at = keys.position(|name| parse_key(name) == Some(key))?;
        Some((at, group))
    });
    let (at, group) = places.next().unwrap_or((usize::MAX, 0));
    (numbered, at, group)
}

fn presses(world: &World, table: &str, key: Key) -> String {
    let spoken = spoken_key(key);
    match table {
        "prefix" => {
            let prefix = world.get(options::PREFIX, OptionScope::Session(None));
            format!("{} {spoken}", spoken_key(prefix))
        }
        "root" => spoken,
        _ => format!("{table}: {spoken}"),
    }
}

/// The commands, but for those that a row of `bindings` runs without arguments.
fn command_rows(world: &World, bindings: &[ListRow]) -> Vec<ListRow> {
    let bound: SortedSet<&str> = bindings
        .iter()
        .filter_map(|row| Some(row.columns.last()?.as_str()))
        .collect();
    let commands = world
        .commands
        .iter()
        .filter(|def| !bound.contains(def.name));
    let rows = commands.map(|def| {
        let usage = (def.define)();
        let about = usage.get_about().map(ToString::to_string);
        let about = about.unwrap_or_default();
        let about = about.trim_end_matches('.').to_owned();
        let mut arguments = usage.get_arguments();
        let asks = arguments.any(|arg| arg.is_positional() && arg.is_required_set());
        ListRow {
            id: format!("command\t{}", def.name),
            columns: vec![about, String::new(), def.name.to_owned()],
            words: def.alias.to_owned(),
            action: command_action(def, asks),
            ..ListRow::default()
        }
    });
    rows.collect()
}

/// The effect of Enter on a command: one with arguments is edited first, one that ends something is
/// confirmed.
fn command_action(def: &CommandDef, asks: bool) -> RowAction {
    if asks {
        return RowAction::Edit(format!("{} ", def.name));
    }
    if def.name.starts_with("kill-") {
        let question = quote(&format!("Run {}? (y/n)", def.name));
        return RowAction::Run(format!("confirm-before -p {question} {}", def.name));
    }
    RowAction::Run(def.name.to_owned())
}

fn option_rows(world: &World) -> Vec<ListRow> {
    let mut rows: Vec<ListRow> = Vec::new();
    for (place, (_, flag)) in (0..).zip(PLACES) {
        for def in of_place(place) {
            let about = def.description.split_inclusive(". ").next();
            let about = about.unwrap_or_default().trim_end().trim_end_matches('.');
            let value = listed_value(world, place, def.name);
            let action = match change_option(world, place, def.name) {
                Change::Run(command) => RowAction::Run(command),
                Change::Ask(question, template, initial) => {
                    RowAction::Run(asking(&question, &template, &initial))
                }
            };
            rows.push(ListRow {
                id: format!("option\t{place}\t{}", def.name),
                columns: vec![about.to_owned(), value, format!("set {flag} {}", def.name)],
                words: def.description.to_owned(),
                action,
                ..ListRow::default()
            });
        }
    }
    rows
}

/// The themes. A client shows the chosen one while the list is open.
fn theme_rows(world: &World) -> Vec<ListRow> {
    let present = world.get(options::THEME, OptionScope::Session(None));
    let rows = themes::names_of_all(world).into_iter().map(|name| {
        let command = format!("set-option -g theme {}", quote(&name));
        let shown = if name == present { "in use" } else { "" };
        ListRow {
            id: format!("{}{name}", list::THEME_ROW),
            columns: vec![format!("Theme {name}"), shown.to_owned(), command.clone()],
            words: "colours colors look".to_owned(),
            action: RowAction::Run(command),
            ..ListRow::default()
        }
    });
    rows.collect()
}

/// The command line that opens a prompt for a template.
fn asking(question: &str, template: &str, initial: &str) -> String {
    let text = |text: &str| quote(&text.replace('#', "##"));
    let (question, initial) = (text(question.trim_end()), text(initial));
    format!(
        "command-prompt -l -p {question} -I {initial} {}",
        quote(template)
    )
}

fn session_rows(world: &World) -> Vec<ListRow> {
    let sessions = world.sessions.values().map(|session| ListRow {
        id: format!("session\t{}", session.id),
        columns: vec![
            session.name.clone(),
            crate::base::counted(session.windows.len(), "window"),
            String::new(),
        ],
        action: RowAction::Run(format!("switch-client -t '{}'", session.id)),
        ..ListRow::default()
    });
    sessions.collect()
}

/// The rows of commands that ran, the latest first, each text once.
pub(crate) fn ran_rows(found: &[SavedCommand]) -> Vec<ListRow> {
    let mut seen = SortedSet::new();
    let latest = found.iter().rev().map(|saved| &saved.command);
    let rows = latest.filter(|command| seen.insert(command.text.as_str()));
    let rows = rows.enumerate().map(|(number, command)| {
        let line = command.text.lines().collect::<Vec<_>>().join(" ");
        ListRow {
            id: format!("ran\t{number}"),
            columns: vec![line, String::new(), command.directory.clone()],
            action: RowAction::Run(format!("send-keys -l -- {}", quote(&command.text))),
            ..ListRow::default()
        }
    });
    rows.collect()
}

pub(super) fn key(world: &World, list: &mut List, key: Key) -> Option<Then> {
    let row = list.chosen()?;
    match key.code {
        KeyCode::Tab if key.mods.is_empty() => {
            Some(Then::Run(prompt_with(&command_of(world, row)?)))
        }
        KeyCode::Char('y') if key.mods == Mods::CTRL => {
            let line = config_line(world, row)?;
            list.note = Some(format!("Copied: {line}"));
            Some(Then::Keep(format!("set-buffer -w -- {}", quote(&line))))
        }
        _ => None,
    }
}

/// The object of a row.
enum Target<'a> {
    Key(&'a str, Key, &'a Binding),
    Command(&'a str),
    Option(u8, &'a str),
    Other,
}

fn target<'a>(world: &'a World, row: &'a ListRow) -> Target<'a> {
    let id = row.id.strip_prefix(list::AGAIN).unwrap_or(&row.id);
    let mut parts = id.split('\t');
    let next = (parts.next(), parts.next(), parts.next());
    match next {
        (Some("key"), Some(table), Some(name)) => {
            let key = parse_key(name);
            let found = key.and_then(|key| Some((key, world.keys.find(table, key)?)));
            found.map_or(Target::Other, |(key, binding)| {
                Target::Key(table, key, binding)
            })
        }
        (Some("command"), Some(name), None) => Target::Command(name),
        (Some("option"), Some(place), Some(name)) => {
            Target::Option(place.parse().unwrap_or_default(), name)
        }
        _ => Target::Other,
    }
}

/// The command of a row, to edit before it runs.
fn command_of(world: &World, row: &ListRow) -> Option<String> {
    match target(world, row) {
        Target::Command(name) => Some(format!("{name} ")),
        Target::Option(place, name) => Some(set_option(world, place, name)),
        Target::Key(..) | Target::Other => match &row.action {
            RowAction::Run(command) => Some(command.clone()),
            RowAction::None | RowAction::Edit(_) => None,
        },
    }
}

/// The command that gives an option its present value.
fn set_option(world: &World, place: u8, name: &str) -> String {
    let flag = PLACES
        .get(usize::from(place))
        .map_or("-g", |(_, flag)| flag);
    let value = listed_value(world, place, name);
    let known = get(name).is_some_and(|def| def.array.is_some_and(|a| a.separators.is_empty()));
    let name = if known {
        format!("{name}[0]")
    } else {
        name.to_owned()
    };
    format!("set-option {flag} {} {}", quote(&name), quote(&value))
}

/// The line of a configuration file for a row.
fn config_line(world: &World, row: &ListRow) -> Option<String> {
    match target(world, row) {
        Target::Key(table, key, binding) => {
            let repeat = if binding.repeat { "-r " } else { "" };
            let (table, key, note) = (quote(table), quote(&key_name(key)), quote(&binding.note));
            let RowAction::Run(command) = &row.action else {
                return None;
            };
            Some(format!(
                "bind-key {repeat}-N {note} -T {table} {key} {{ {command} }}"
            ))
        }
        Target::Command(name) => Some(name.to_owned()),
        Target::Option(place, name) => Some(set_option(world, place, name)),
        Target::Other => match &row.action {
            RowAction::Run(command) if row.theme().is_some() => Some(command.clone()),
            RowAction::None | RowAction::Run(_) | RowAction::Edit(_) => None,
        },
    }
}
