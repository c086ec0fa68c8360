//! Environments as in tmux (`set-environment`): a variable has a value or is marked as removed.

use crate::base::sorted::SortedMap;
use crate::lang::tables::opt::List;
use serde::{Deserialize, Serialize};

/// A variable of an environment.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Variable {
    /// The value; `None` removes the variable from the environment of new programs (`-r`).
    pub value: Option<String>,
    /// New programs do not get the variable (`-h`).
    pub hidden: bool,
}

/// Variables by name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Environment(pub SortedMap<String, Variable>);

impl Environment {
    /// The value of `name`; `None` if it is not set or marked as removed.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.value.as_deref()
    }

    /// Sets `name`.
    pub fn set(&mut self, name: &str, value: &str) {
        self.put(name, Some(value.to_owned()), false);
    }

    /// Sets `name` as a hidden variable, which new programs do not get (`-h`).
    pub fn set_hidden(&mut self, name: &str, value: &str) {
        self.put(name, Some(value.to_owned()), true);
    }

    /// Marks `name` as removed (`-r`).
    pub fn remove(&mut self, name: &str) {
        self.put(name, None, false);
    }

    /// Deletes the entry of `name`, so that an outer environment applies again (`-u`).
    pub fn unset(&mut self, name: &str) {
        self.0.remove(name);
    }

    /// Copies every entry of `other` over the entries here.
    pub fn overlay(&mut self, other: &Self) {
        for (name, variable) in &other.0 {
            self.0.insert(name.clone(), variable.clone());
        }
    }

    /// Copies the variables that match `patterns` from a client's environment; a pattern without
    /// a glob that the client does not have is marked as removed (`update-environment`).
    pub fn update(&mut self, patterns: &List, client: &[(String, String)]) {
        for pattern in patterns.values() {
            let mut found = false;
            for (name, value) in client {
                if crate::lang::glob::glob(pattern, name) {
                    self.set(name, value);
                    found = true;
                }
            }
            if !found {
                self.remove(pattern);
            }
        }
    }

    /// The variables that a new program gets: those with a value that are not hidden.
    pub fn for_program(&self) -> Vec<(String, String)> {
        self.0
            .iter()
            .filter(|(_, v)| !v.hidden)
            .filter_map(|(n, v)| Some((n.clone(), v.value.clone()?)))
            .collect()
    }

    fn put(&mut self, name: &str, value: Option<String>, hidden: bool) {
        self.0.insert(name.to_owned(), Variable { value, hidden });
    }
}

impl FromIterator<(String, String)> for Environment {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(iter: I) -> Self {
        Self(
            iter.into_iter()
                .map(|(n, v)| {
                    let value = Some(v);
                    (
                        n,
                        Variable {
                            value,
                            hidden: false,
                        },
                    )
                })
                .collect(),
        )
    }
}
