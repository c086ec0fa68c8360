//! The key tables in the list of options (`customize-mode`): rows, descriptions and changes.

use crate::base::Key;
use crate::lang::keys::key_name;
use crate::lang::script::{print_script, quote};
use crate::model::script::table;
use crate::model::state::key_tables::{Binding, KeyTables};
use crate::model::state::tree_mode::TreeItem;
use crate::model::state::world::World;

/// What every description says about changes. The box has six rows in a terminal of 24 rows, so
/// there are no empty lines, and the keys, which the footer names too, come last.
pub(super) const CHANGES: [&str; 2] = [
    "Changes last: they are saved in mux's state directory (mux status -v) and",
    "apply after the configuration file. List them: mux options --changed",
];

/// The commands of a binding as one text.
pub(super) fn commands(world: &World, binding: &Binding) -> String {
    print_script(&table::listed(world.commands, binding.script.clone()))
}

/// The description of a row below the list.
pub(super) fn about_binding(world: &World, item: &TreeItem) -> Vec<String> {
    let TreeItem::Key(name, key) = item else {
        return vec![];
    };
    let Some(binding) = world.keys.find(name, *key) else {
        return vec![];
    };
    let usual = KeyTables::defaults();
    let usual = usual.find(name, *key);
    let usual = usual.map_or_else(|| "none".to_owned(), |usual| commands(world, usual));
    let mut lines = vec![
        binding.note.clone(),
        format!("Command: {}", commands(world, binding)),
        format!("Default: {usual}"),
        format!("Repeat: {}", if binding.repeat { "on" } else { "off" }),
    ];
    lines.extend(CHANGES.map(str::to_owned));
    lines.push("Enter: edit · d: reset to default · u: remove".to_owned());
    lines
}

/// The command that binds `key` with the note and the repeat flag of `binding`, up to the commands.
fn bind(table: &str, key: Key, binding: &Binding) -> String {
    let repeat = if binding.repeat { " -r" } else { "" };
    let note = match binding.note.as_str() {
        "" => String::new(),
        note => format!(" -N {}", quote(note)),
    };
    let (table, key) = (quote(table), quote(&key_name(key)));
    format!("bind-key{repeat}{note} -T {table} {key}")
}

/// The prompt that changes a binding: question, template, initial input.
pub(super) fn change(world: &World, table: &str, key: Key) -> Option<(String, String, String)> {
    let binding = world.keys.find(table, key)?;
    let question = format!("({}) ", key_name(key));
    let template = format!("{} \"%%%\"", bind(table, key, binding));
    Some((question, template, commands(world, binding)))
}

/// The command that removes a binding.
pub(super) fn remove(table: &str, key: Key) -> String {
    format!("unbind-key -T {} {}", quote(table), quote(&key_name(key)))
}

/// The command that gives a key its default binding, or removes it if it has none.
pub(super) fn reset(table: &str, key: Key) -> String {
    let usual = KeyTables::defaults();
    match usual.find(table, key) {
        Some(binding) => {
            let commands = print_script(&binding.script);
            format!("{} {}", bind(table, key, binding), quote(&commands))
        }
        None => remove(table, key),
    }
}
