//! The settings that were changed by hand since the configuration was loaded: global options, key
//! bindings and the global environment. The store keeps them, and the next start applies them over
//! the configuration.

use crate::base::Key;
use crate::base::sorted::{SortedMap, SortedSet};
use crate::lang::tables::option_value::Value;
use crate::model::state::buffer::Buffer;
use crate::model::state::environment::Variable;
use crate::model::state::key_tables::Binding;
use crate::model::state::options::OptionScope;
use crate::model::state::settings::author::Author;
use crate::model::state::settings::habits::Habits;
use serde::{Deserialize, Serialize};

/// A table of global options.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum GlobalOptions {
    /// Server options.
    Server,
    /// Global session options.
    Session,
    /// Global window and pane options.
    Window,
}

impl GlobalOptions {
    /// The table of a scope; `None` if the scope is one session, window or pane.
    pub const fn of(scope: OptionScope) -> Option<Self> {
        match scope {
            OptionScope::Server => Some(Self::Server),
            OptionScope::Session(None) => Some(Self::Session),
            OptionScope::Window(None) => Some(Self::Window),
            OptionScope::Session(Some(_)) | OptionScope::Window(Some(_)) | OptionScope::Pane(_) => {
                None
            }
        }
    }

    /// The scope of the table.
    pub const fn scope(self) -> OptionScope {
        match self {
            Self::Server => OptionScope::Server,
            Self::Session => OptionScope::Session(None),
            Self::Window => OptionScope::Window(None),
        }
    }

    /// The flag of `set-option`.
    pub const fn flag(self) -> &'static str {
        match self {
            Self::Server => "-s",
            Self::Session => "-g",
            Self::Window => "-gw",
        }
    }

    /// The name in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Server => "server",
            Self::Session => "session",
            Self::Window => "window",
        }
    }
}

/// A setting that a user can change for the whole server.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Setting {
    /// A global option, or one element of an array.
    Option {
        /// The table of the option.
        table: GlobalOptions,
        /// The name of the option.
        name: String,
        /// The index of the element.
        index: Option<u32>,
    },
    /// A key of a key table.
    Key {
        /// The name of the key table.
        table: String,
        /// The key.
        key: Key,
    },
    /// A variable of the global environment.
    Variable(String),
}

/// The value of a [`Setting`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SettingValue {
    /// The value of an option. An element of an array is a string.
    Option(Value),
    /// The binding of a key.
    Binding(Binding),
    /// The variable.
    Variable(Variable),
}

/// The settings that were changed by hand.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct HandChanges {
    /// The values before the first change, from the configuration or the defaults; `None` if the
    /// setting had no value. The present values are in the world.
    pub originals: SortedMap<Setting, Option<SettingValue>>,
    /// Paths of the configuration files, and of the files that they load.
    pub config_sources: SortedSet<String>,
    /// The server was ended with `kill-server`: nothing is kept.
    #[serde(skip)]
    pub discarded: bool,
}

impl HandChanges {
    /// Records a change of `setting` from `before` to `after`.
    pub fn record(
        &mut self,
        author: Author,
        setting: Setting,
        before: Option<SettingValue>,
        after: &Option<SettingValue>,
    ) {
        match author {
            Author::Config => {
                self.originals.remove(&setting);
            }
            Author::Automatic => {}
            Author::User => {
                let original = self.originals.entry(setting.clone()).or_insert(before);
                if original == after {
                    self.originals.remove(&setting);
                }
            }
        }
    }
}

/// The changes by hand, and more that the store keeps beside the layouts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SavedSettings {
    /// Commands that make the changes, one a line.
    pub commands: Vec<String>,
    /// The paste buffers, the oldest first.
    pub buffers: Vec<Buffer>,
    /// The habits of the user.
    pub habits: Habits,
}
