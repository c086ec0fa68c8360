//! Key tables and their bindings.

use crate::base::Key;
use crate::lang::config;
use crate::lang::keys::parse_key;
use crate::lang::parse_env::EmptyEnv;
use crate::lang::script::Script;
use crate::lang::tables::bindings::DEFAULTS;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A key binding.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Binding {
    /// The commands that the key runs.
    pub script: Script,
    /// The key may repeat without the prefix for `repeat-time` (`bind-key -r`).
    pub repeat: bool,
    /// The note that `list-keys -N` prints.
    pub note: String,
}

/// Key tables by name; each maps keys to bindings.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyTables(pub BTreeMap<String, BTreeMap<Key, Binding>>);

impl KeyTables {
    /// The default key tables, as in tmux.
    pub fn defaults() -> Self {
        let mut tables = Self::default();
        for row in DEFAULTS {
            let (script, _) = config::parse(row.command, None, &mut EmptyEnv);
            if let Some(key) = parse_key(row.key) {
                let binding = Binding {
                    script,
                    repeat: row.repeat,
                    note: row.note.to_owned(),
                };
                tables.bind(row.table, key, binding);
            }
        }
        tables
    }

    /// The binding of `key` in `table`.
    pub fn find(&self, table: &str, key: Key) -> Option<&Binding> {
        self.0.get(table)?.get(&key)
    }

    /// Binds `key` in `table`, and replaces its binding.
    pub fn bind(&mut self, table: &str, key: Key, binding: Binding) {
        self.0
            .entry(table.to_owned())
            .or_default()
            .insert(key, binding);
    }
}
