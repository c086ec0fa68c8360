//! Changes settings, and remembers the changes that were made by hand. Every command that changes a
//! global option, a key binding or the global environment goes through this file.

use crate::base::Key;
use crate::base::sorted::SortedSet;
use crate::lang::tables::option_value::Value;
use crate::model::state::environment::Environment;
use crate::model::state::key_tables::{Binding, KeyTables};
use crate::model::state::options::{OptionScope, default};
use crate::model::state::settings::author::Author;
use crate::model::state::settings::hand_changes::{GlobalOptions, Setting, SettingValue};
use crate::model::state::world::World;

/// Sets an option of `of`; `None` unsets it.
pub(crate) fn set_option(
    world: &mut World,
    author: Author,
    of: OptionScope,
    name: &str,
    value: Option<Value>,
) {
    let before = GlobalOptions::of(of).map(|table| (table, effective(world, table, name)));
    if let Some(set) = world.option_set_mut(of) {
        match value {
            Some(value) => set.set(name, value),
            None => {
                set.unset(name);
            }
        }
    }
    if let Some((table, before)) = before {
        record_option(world, author, table, name, before);
    }
}

/// The value of a global option, set or default.
fn effective(world: &World, table: GlobalOptions, name: &str) -> Option<Value> {
    let set = world
        .option_set(table.scope())
        .and_then(|set| set.get(name));
    set.or_else(|| default(name)).cloned()
}

/// Records the change of an option. Elements of arrays are settings of their own, so that elements
/// from the configuration stay the configuration's.
fn record_option(
    world: &mut World,
    author: Author,
    table: GlobalOptions,
    name: &str,
    before: Option<Value>,
) {
    let setting = |index| Setting::Option {
        table,
        name: name.to_owned(),
        index,
    };
    let after = effective(world, table, name);
    let items = |value: &Option<Value>| value.as_ref().and_then(Value::items).cloned();
    match (items(&before), items(&after)) {
        (None, None) => {
            let before = before.map(SettingValue::Option);
            record(world, author, setting(None), before);
        }
        (old, new) => {
            let (old, new) = (old.unwrap_or_default(), new.unwrap_or_default());
            let indexes: SortedSet<u32> = old.keys().chain(new.keys()).copied().collect();
            for index in indexes {
                if old.get(&index) != new.get(&index) {
                    let before = old.get(&index).cloned();
                    let before = before.map(|text| SettingValue::Option(Value::Str(text)));
                    record(world, author, setting(Some(index)), before);
                }
            }
        }
    }
}

/// Changes key bindings of one table with `change`.
pub(crate) fn change_keys(
    world: &mut World,
    author: Author,
    table: &str,
    change: impl FnOnce(&mut KeyTables),
) {
    let before = world.keys.0.get(table).cloned().unwrap_or_default();
    change(&mut world.keys);
    let none = crate::base::sorted::SortedMap::new();
    let after = world.keys.0.get(table).unwrap_or(&none);
    let all: SortedSet<Key> = before.keys().chain(after.keys()).copied().collect();
    let differs = |key: &Key| before.get(key) != after.get(key);
    let changed: Vec<Key> = all.into_iter().filter(differs).collect();
    for key in changed {
        let old: Option<Binding> = before.get(&key).cloned();
        let setting = Setting::Key {
            table: table.to_owned(),
            key,
        };
        record(world, author, setting, old.map(SettingValue::Binding));
    }
}

/// Changes one variable of the global environment with `change`.
pub(crate) fn change_variable(
    world: &mut World,
    author: Author,
    name: &str,
    change: impl FnOnce(&mut Environment),
) {
    let setting = Setting::Variable(name.to_owned());
    let before = world.setting(&setting);
    change(&mut world.environment);
    record(world, author, setting, before);
}

/// Records a change. `before` is the value before it.
fn record(world: &mut World, author: Author, setting: Setting, before: Option<SettingValue>) {
    let after = world.setting(&setting);
    world.hand_changes.record(author, setting, before, &after);
}

/// Gives a setting that was changed by hand its original value back.
pub(crate) fn forget(world: &mut World, setting: &Setting) {
    let Some(original) = world.hand_changes.originals.remove(setting) else {
        return;
    };
    match (setting, original) {
        (Setting::Option { table, name, index }, value) => {
            let value = match value {
                Some(SettingValue::Option(value)) => Some(value),
                _ => None,
            };
            let whole = match index {
                None => value,
                Some(index) => {
                    let now = effective(world, *table, name);
                    let mut items = now.as_ref().and_then(Value::items).cloned();
                    let items = items.get_or_insert_default();
                    match value {
                        Some(value) => items.insert(*index, value.to_string()),
                        None => items.remove(index),
                    };
                    Some(Value::Array(items.clone()))
                }
            };
            set_option(world, Author::Automatic, table.scope(), name, whole);
        }
        (Setting::Key { table, key }, Some(SettingValue::Binding(binding))) => {
            world.keys.bind(table, *key, binding);
        }
        (Setting::Key { table, key }, _) => {
            if let Some(keys) = world.keys.0.get_mut(table) {
                keys.remove(key);
            }
        }
        (Setting::Variable(name), Some(SettingValue::Variable(variable))) => {
            world.environment.0.insert(name.clone(), variable);
        }
        (Setting::Variable(name), _) => world.environment.unset(name),
    }
}
