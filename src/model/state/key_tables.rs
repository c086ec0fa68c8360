//! Key tables and their bindings.

use crate::base::sorted::SortedMap;
use crate::base::{Key, KeyCode, Mods};
use crate::lang::config;
use crate::lang::keys::parse_key;
use crate::lang::parse_env::EmptyEnv;
use crate::lang::script::Script;
use crate::lang::tables::bindings::{self, DEFAULTS, KEYS_OF_3_8, KEYS_UNTIL_3_8, OWN_KEYS};
use serde::ser::SerializeTuple;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::ops::{Deref, DerefMut};
use std::sync::OnceLock;

/// A key binding.
#[derive(Clone, Debug, Default, Eq, Serialize, Deserialize)]
pub struct Binding {
    /// The commands that the key runs. The first one has the place where the key was bound.
    pub script: Script,
    /// The key may repeat without the prefix for `repeat-time` (`bind-key -r`).
    pub repeat: bool,
    /// The note that `list-keys -N` prints.
    pub note: String,
}

/// The places where two keys were bound do not count.
impl PartialEq for Binding {
    fn eq(&self, other: &Self) -> bool {
        (self.repeat, &self.note) == (other.repeat, &other.note)
            && self.script.has_commands_of(&other.script)
    }
}

/// Key tables by name; each maps keys to bindings.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyTables(pub SortedMap<String, SortedMap<Key, Binding>>);

/// The key tables of the world, with their encoding in the snapshot: they are its largest part, and
/// change seldom.
#[derive(Clone, Debug, Default)]
pub struct EncodedKeyTables {
    tables: KeyTables,
    /// The encoding of `tables` by postcard, once it was needed.
    encoding: OnceLock<Vec<u8>>,
}

impl From<KeyTables> for EncodedKeyTables {
    fn from(tables: KeyTables) -> Self {
        Self {
            tables,
            encoding: OnceLock::new(),
        }
    }
}

impl Deref for EncodedKeyTables {
    type Target = KeyTables;

    fn deref(&self) -> &KeyTables {
        &self.tables
    }
}

impl DerefMut for EncodedKeyTables {
    fn deref_mut(&mut self) -> &mut KeyTables {
        self.encoding.take();
        &mut self.tables
    }
}

/// In postcard the bytes are those of the tables themselves: a tuple of bytes is its elements
/// alone.
impl Serialize for EncodedKeyTables {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let encoding = self
            .encoding
            .get_or_init(|| postcard::to_allocvec(&self.tables).unwrap_or_default());
        let mut bytes = serializer.serialize_tuple(encoding.len())?;
        for byte in encoding {
            bytes.serialize_element(byte)?;
        }
        bytes.end()
    }
}

impl<'de> Deserialize<'de> for EncodedKeyTables {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        KeyTables::deserialize(deserializer).map(Self::from)
    }
}

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

    /// Removes the default keys that tmux 3.7 does not have.
    pub fn remove_own_keys(&mut self) {
        for (table, key) in OWN_KEYS.iter().chain(KEYS_OF_3_8) {
            if let (Some(table), Some(key)) = (self.0.get_mut(*table), parse_key(key)) {
                table.remove(&key);
            }
        }
        self.0.retain(|_, table| !table.is_empty());
    }

    /// Binds the keys that tmux has from version 3.8 on where they are free, and unbinds those that
    /// it no longer has and that still have their default; or the other way round.
    pub fn set_3_8_keys(&mut self, on: bool) {
        let usual = Self::defaults();
        let added = KEYS_OF_3_8.iter().map(|place| (place, on));
        let removed = KEYS_UNTIL_3_8.iter().map(|place| (place, !on));
        for ((table, name), bind) in added.chain(removed) {
            let Some((key, binding)) = parse_key(name).and_then(|key| {
                let binding = usual.find(table, key)?;
                Some((key, binding.clone()))
            }) else {
                continue;
            };
            let bound = self.0.entry((*table).to_owned()).or_default();
            if bind {
                bound.entry(key).or_insert(binding);
            } else if bound.get(&key) == Some(&binding) {
                bound.remove(&key);
            }
        }
    }

    /// The binding of `key` in `table`. `C-S-Tab`, as terminals without extended keys send it, is
    /// bound under the name of the extended key, `C-BTab`.
    pub fn find(&self, table: &str, key: Key) -> Option<&Binding> {
        let key = match key.code {
            KeyCode::Tab if key.mods.contains(Mods::SHIFT) => {
                Key::new(KeyCode::BackTab, key.mods.difference(Mods::SHIFT))
            }
            _ => key,
        };
        self.0.get(table)?.get(&key)
    }

    /// The commands of a binding for a client that was started as `mux` or, with `as_tmux`, as
    /// `tmux`. They differ only where the binding is the default one: mux words the questions and
    /// menus of some.
    pub fn script_for(table: &str, key: Key, binding: &Binding, as_tmux: bool) -> Script {
        let default = (!as_tmux).then(|| default_row(table, key)).flatten();
        let own = default.and_then(|row| {
            let usual = config::parse(row.command, None, &mut EmptyEnv).0;
            let unchanged = usual.has_commands_of(&binding.script);
            row.own.filter(|_| unchanged)
        });
        match own {
            Some(own) => config::parse(own, None, &mut EmptyEnv).0,
            None => binding.script.clone(),
        }
    }

    /// The first key of `table` that runs the command `name` without arguments.
    pub fn key_of(&self, table: &str, name: &str) -> Option<Key> {
        let runs = |binding: &Binding| {
            let mut lines = binding.script.sequences.iter().flat_map(|s| &s.commands);
            let first = lines.next();
            lines.next().is_none()
                && first.is_some_and(|line| matches!(&line.args[..], [word] if word.text == name))
        };
        let mut keys = self.0.get(table)?.iter();
        keys.find(|(_, binding)| runs(binding)).map(|(key, _)| *key)
    }

    /// Binds `key` in `table`, and replaces its binding.
    pub fn bind(&mut self, table: &str, key: Key, binding: Binding) {
        self.0
            .entry(table.to_owned())
            .or_default()
            .insert(key, binding);
    }
}

/// The default binding of a key, if mux words its commands in its own way.
fn default_row(table: &str, key: Key) -> Option<&'static bindings::Binding> {
    let own = |row: &&bindings::Binding| row.own.is_some() && row.table == table;
    let mut rows = DEFAULTS.iter().filter(own);
    rows.find(|row| parse_key(row.key) == Some(key))
}
