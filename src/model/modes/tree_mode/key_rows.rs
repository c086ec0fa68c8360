//! The list of keys (`choose-key`): groups, descriptions, and the commands of a key.

use crate::base::{Key, KeyCode};
use crate::lang::keys::{key_name, parse_key, spoken_key};
use crate::lang::script::{Script, print_escaped};
use crate::lang::tables::bindings::DEFAULTS;
use crate::lang::tables::key_groups::{KEY_GROUPS, OWN_KEYS};
use crate::lang::tables::options;
use crate::model::state::key_tables::KeyTables;
use crate::model::state::options::OptionScope;
use crate::model::state::tree_mode::TreeItem;
use crate::model::state::world::World;

/// The key table that the prefix key selects.
const PREFIX_TABLE: &str = "prefix";

/// The titles of the groups, in order. The last one is for keys that the user bound.
pub(super) fn titles() -> impl Iterator<Item = &'static str> {
    let titles = KEY_GROUPS.iter().map(|group| group.title);
    titles.chain([OWN_KEYS])
}

/// The numbers of all groups as items.
pub(crate) fn groups() -> impl Iterator<Item = TreeItem> {
    (0..).zip(titles()).map(|(at, _)| TreeItem::KeyGroup(at))
}

/// The keys of a group, as table and key.
pub(super) fn of_group(world: &World, group: usize) -> Vec<(String, Key)> {
    if let Some(known) = KEY_GROUPS.get(group) {
        let keys = known.keys.iter().filter_map(|name| parse_key(name));
        let keys = keys.filter(|key| is_default(world, PREFIX_TABLE, *key));
        return keys.map(|key| (PREFIX_TABLE.to_owned(), key)).collect();
    }
    let tables = [PREFIX_TABLE, "root"].into_iter().filter_map(|table| {
        let keys = world.keys.0.get(table)?.keys();
        Some(keys.map(move |key| (table.to_owned(), *key)))
    });
    let own = tables.flatten().filter(|(table, key)| {
        !matches!(key.code, KeyCode::Mouse(_)) && !is_default(world, table, *key)
    });
    own.collect()
}

/// Whether a key of a table has its default binding.
fn is_default(world: &World, table: &str, key: Key) -> bool {
    let mut rows = DEFAULTS.iter().filter(|row| row.table == table);
    let row = rows.find(|row| parse_key(row.key) == Some(key));
    let binding = world.keys.find(table, key);
    row.zip(binding)
        .is_some_and(|(row, binding)| binding.note == row.note)
}

/// The description of a key: the note of its binding, else its commands.
pub(super) fn meaning(world: &World, table: &str, key: Key) -> String {
    let Some(binding) = world.keys.find(table, key) else {
        return String::new();
    };
    if binding.note.is_empty() {
        print_escaped(&binding.script)
    } else {
        binding.note.clone()
    }
}

/// The commands of a key, as clients that were started as `mux` run them.
pub(super) fn script(world: &World, table: &str, key: Key) -> Option<Script> {
    let binding = world.keys.find(table, key)?;
    Some(KeyTables::script_for(table, key, binding, false))
}

/// Whether a key, its name, its description or its commands contain `text`, in any case.
pub(super) fn matches(world: &World, table: &str, key: Key, text: &str) -> bool {
    let commands = script(world, table, key).map(|script| print_escaped(&script));
    let all = [
        key_name(key),
        spoken_key(key),
        meaning(world, table, key),
        commands.unwrap_or_default(),
    ];
    let text = text.to_lowercase();
    all.iter().any(|one| one.to_lowercase().contains(&text))
}

/// The keys to press, in words: `Ctrl-b, then %`.
pub(super) fn presses(world: &World, table: &str, key: Key) -> String {
    let prefix = world.get(options::PREFIX, OptionScope::Session(None));
    if table == PREFIX_TABLE {
        format!("{}, then {}", spoken_key(prefix), spoken_key(key))
    } else {
        spoken_key(key)
    }
}

/// The text below the list for an item.
pub(super) fn about(world: &World, item: &TreeItem) -> Vec<String> {
    let prefix = world.get(options::PREFIX, OptionScope::Session(None));
    match item {
        TreeItem::KeyGroup(group) => {
            let mut lines = vec![format!(
                "Press {0}, release it, then press the key. {0} is the prefix key.",
                spoken_key(prefix)
            )];
            let known = KEY_GROUPS.get(usize::from(*group));
            let about = known.map(|group| group.about).unwrap_or_default();
            lines.extend(about.iter().map(|line| (*line).to_owned()));
            lines
        }
        TreeItem::Key(table, key) => {
            let name = key_name(*key);
            let also = if name == spoken_key(*key) {
                String::new()
            } else {
                format!(" (in commands: {name})")
            };
            let repeats = world.keys.find(table, *key).is_some_and(|b| b.repeat);
            let repeats = if repeats {
                "; press it again at once to repeat"
            } else {
                ""
            };
            let commands = script(world, table, *key).map(|script| print_escaped(&script));
            vec![
                format!("{}{also}{repeats}", presses(world, table, *key)),
                meaning(world, table, *key),
                format!("Command: {}", commands.unwrap_or_default()),
            ]
        }
        TreeItem::Session(_)
        | TreeItem::Window(..)
        | TreeItem::Pane(..)
        | TreeItem::Client(_)
        | TreeItem::Buffer(_)
        | TreeItem::Options(_)
        | TreeItem::Option(..)
        | TreeItem::KeyTable(_)
        | TreeItem::Line(_) => vec![],
    }
}
