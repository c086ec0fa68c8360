//! Options of the server, sessions, windows and panes, and their inheritance: from the object to
//! its parent, the global options, and last the default of the option table.

use crate::base::sorted::SortedMap;
use crate::base::{PaneId, SessionId, WindowId};
use crate::lang::tables::look::LOOK;
use crate::lang::tables::opt::Opt;
use crate::lang::tables::option_def::{OptionDef, Scope};
use crate::lang::tables::option_lookup::{all, get};
use crate::lang::tables::option_value::Value;
use crate::lang::tables::options::{self, OPTIONS};
use crate::model::state::host_info::HostInfo;
use serde::{Deserialize, Serialize};
use std::sync::LazyLock;

/// The options that are set on one object, by name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OptionSet(pub SortedMap<String, Value>);

impl OptionSet {
    /// The value of `name` if it is set on this object.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    /// Sets the value of `name`.
    pub fn set(&mut self, name: &str, value: Value) {
        self.0.insert(name.to_owned(), value);
    }

    /// Sets a flag option.
    pub fn set_flag(&mut self, option: Opt<bool>, on: bool) {
        self.set(option.name(), Value::Flag(on));
    }

    /// Removes the value of `name` and returns it.
    pub fn unset(&mut self, name: &str) -> Option<Value> {
        self.0.remove(name)
    }
}

/// The default of `history-limit` in tmux, in lines.
const TMUX_HISTORY_LIMIT: i64 = 2000;

/// The default of `automatic-rename-format` in tmux.
const TMUX_WINDOW_NAME: &str =
    "#{?pane_in_mode,[tmux],#{pane_current_command}}#{?pane_dead,[dead],}";

/// The server options and the global options.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Options {
    /// Server options.
    pub server: OptionSet,
    /// Global session options.
    pub session: OptionSet,
    /// Global window and pane options.
    pub window: OptionSet,
}

/// The object whose option is read or set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OptionScope {
    /// The server options.
    Server,
    /// The options of a session; `None` for the global session options.
    Session(Option<SessionId>),
    /// The options of a window; `None` for the global window options.
    Window(Option<WindowId>),
    /// The options of a pane.
    Pane(PaneId),
}

impl Options {
    /// Sets the defaults that depend on the host, the user and the name of the program, as in
    /// tmux: an editor with `vi` in its name selects the keys of vi.
    pub fn set_defaults(&mut self, facts: &HostInfo) {
        let text = |text: &str| Value::Str(text.to_owned());
        let vi = || Value::Choice("vi".to_owned());
        self.session
            .set(options::DEFAULT_SHELL.name(), text(&facts.shell));
        self.server
            .set(options::DEFAULT_TERMINAL.name(), text(&facts.terminal));
        if let Some(editor) = facts.editor() {
            self.server.set(options::EDITOR.name(), text(editor));
            let name = editor.rsplit('/').next().unwrap_or_default();
            if name.contains("vi") {
                self.session.set(options::STATUS_KEYS.name(), vi());
                self.window.set(options::MODE_KEYS.name(), vi());
            }
        }
        if facts.as_tmux {
            self.session.set_flag(options::MOUSE, false);
            let lines = Value::Num(TMUX_HISTORY_LIMIT);
            self.session.set(options::HISTORY_LIMIT.name(), lines);
            let name = options::AUTOMATIC_RENAME_FORMAT.name();
            self.window.set(name, text(TMUX_WINDOW_NAME));
        }
    }

    /// Sets the defaults of the look of mux.
    pub fn set_look(&mut self) {
        for (def, value) in look() {
            self.of_mut(def).set(def.name, value.clone());
        }
    }

    /// The global options among which an option is.
    pub fn of_mut(&mut self, def: &OptionDef) -> &mut OptionSet {
        if def.scope.contains(Scope::SERVER) {
            &mut self.server
        } else if def.scope.contains(Scope::SESSION) {
            &mut self.session
        } else {
            &mut self.window
        }
    }
}

/// The options of the look of mux, and their values.
pub fn look() -> &'static [(&'static OptionDef, Value)] {
    static VALUES: LazyLock<Vec<(&'static OptionDef, Value)>> = LazyLock::new(|| {
        let known = LOOK.iter().filter_map(|(name, text)| {
            let def = get(name)?;
            Some((def, Value::parse(def, text).ok()?))
        });
        known.collect()
    });
    &VALUES
}

/// The default of an option, found by its name.
pub fn default(name: &str) -> Option<&'static Value> {
    static DEFAULTS: LazyLock<SortedMap<&'static str, Value>> = LazyLock::new(|| {
        all()
            .map(|def| (def.name, Value::default_of(def)))
            .collect()
    });
    DEFAULTS.get(name)
}

/// The default of the option with this index in the table, for options that are read at every key.
pub(crate) fn default_at(index: usize) -> &'static Value {
    static NONE: Value = Value::Str(String::new());
    static DEFAULTS: LazyLock<Vec<Value>> =
        LazyLock::new(|| OPTIONS.iter().map(Value::default_of).collect());
    DEFAULTS.get(index).unwrap_or(&NONE)
}

/// The default of a row of the table.
pub(crate) fn default_of(def: &'static OptionDef) -> &'static Value {
    static NONE: Value = Value::Str(String::new());
    default(def.name).unwrap_or(&NONE)
}
