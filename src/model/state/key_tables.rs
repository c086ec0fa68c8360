//! Key tables and their bindings.

use crate::base::Key;
use crate::lang::config;
use crate::lang::keys::parse_key;
use crate::lang::parse_env::EmptyEnv;
use crate::lang::script::Script;
use crate::lang::tables::bindings::DEFAULTS;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a key does.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Binding {
    /// The commands.
    pub script: Script,
    /// It may be pressed again without the prefix.
    pub repeat: bool,
    /// What it is for.
    pub note: String,
}

/// Key tables by name, and in them bindings by key.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyTables(pub BTreeMap<String, BTreeMap<Key, Binding>>);

impl KeyTables {
    /// tmux's default tables.
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

    /// What `key` does in `table`.
    pub fn find(&self, table: &str, key: Key) -> Option<&Binding> {
        self.0.get(table)?.get(&key)
    }

    /// Binds a key.
    pub fn bind(&mut self, table: &str, key: Key, binding: Binding) {
        self.0
            .entry(table.to_owned())
            .or_default()
            .insert(key, binding);
    }
}
