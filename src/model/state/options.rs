//! Options of the server, sessions, windows and panes, and their inheritance: from the object to
//! its parent, the global options, and last the default of the option table.

use crate::base::{PaneId, SessionId, WindowId};
use crate::lang::tables::choices::PaneBorderStatus;
use crate::lang::tables::opt::{Opt, OptionType};
use crate::lang::tables::option_def::{OptionDef, Scope};
use crate::lang::tables::option_lookup::all;
use crate::lang::tables::option_value::Value;
use crate::lang::tables::options;
use crate::layout::BorderStatus;
use crate::model::state::world::{HostInfo, World};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// The options that are set on one object, by name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OptionSet(pub BTreeMap<String, Value>);

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
    /// Sets the defaults that depend on the host and the user: `default-shell` and
    /// `default-terminal`.
    pub fn set_defaults(&mut self, facts: &HostInfo) {
        let text = |text: &str| Value::Str(text.to_owned());
        self.session
            .set(options::DEFAULT_SHELL.name(), text(&facts.shell));
        self.server
            .set(options::DEFAULT_TERMINAL.name(), text(&facts.terminal));
    }
}

/// The default of an option, found by its name.
pub fn default(name: &str) -> Option<&'static Value> {
    static DEFAULTS: LazyLock<BTreeMap<&'static str, Value>> = LazyLock::new(|| {
        all()
            .map(|def| (def.name, Value::default_of(def)))
            .collect()
    });
    DEFAULTS.get(name)
}

/// The default of a row of the table.
fn default_of(def: &'static OptionDef) -> &'static Value {
    static NONE: Value = Value::Str(String::new());
    default(def.name).unwrap_or(&NONE)
}

impl World {
    /// The options that are set on `of`, without inherited ones; `None` if the object is gone.
    pub fn option_set(&self, of: OptionScope) -> Option<&OptionSet> {
        match of {
            OptionScope::Server => Some(&self.options.server),
            OptionScope::Session(None) => Some(&self.options.session),
            OptionScope::Session(Some(id)) => self.sessions.get(&id).map(|s| &s.options),
            OptionScope::Window(None) => Some(&self.options.window),
            OptionScope::Window(Some(id)) => self.windows.get(&id).map(|w| &w.options),
            OptionScope::Pane(id) => self.panes.get(&id).map(|p| &p.options),
        }
    }

    /// The options that are set on `of`, to change them; `None` if the object is gone.
    pub fn option_set_mut(&mut self, of: OptionScope) -> Option<&mut OptionSet> {
        match of {
            OptionScope::Server => Some(&mut self.options.server),
            OptionScope::Session(None) => Some(&mut self.options.session),
            OptionScope::Session(Some(id)) => self.sessions.get_mut(&id).map(|s| &mut s.options),
            OptionScope::Window(None) => Some(&mut self.options.window),
            OptionScope::Window(Some(id)) => self.windows.get_mut(&id).map(|w| &mut w.options),
            OptionScope::Pane(id) => self.panes.get_mut(&id).map(|p| &mut p.options),
        }
    }

    /// The scope from which `of` inherits; `None` at the top.
    pub fn parent(&self, of: OptionScope) -> Option<OptionScope> {
        match of {
            OptionScope::Session(Some(_)) => Some(OptionScope::Session(None)),
            OptionScope::Window(Some(_)) => Some(OptionScope::Window(None)),
            OptionScope::Pane(id) => {
                Some(OptionScope::Window(self.panes.get(&id).map(|p| p.window)))
            }
            OptionScope::Server | OptionScope::Session(None) | OptionScope::Window(None) => None,
        }
    }

    /// The value of an option, set or inherited.
    pub fn option(&self, name: &str, of: OptionScope) -> Option<&Value> {
        self.set_option(name, of).or_else(|| default(name))
    }

    /// The value of an option if it is set on `of` or inherited, without the table's default.
    pub fn set_option(&self, name: &str, of: OptionScope) -> Option<&Value> {
        let own = self.option_set(of).and_then(|set| set.get(name));
        own.or_else(|| self.set_option(name, self.parent(of)?))
    }

    /// The value of an option, set or inherited, else its default.
    pub fn get<T: OptionType + ?Sized>(&self, option: Opt<T>, of: OptionScope) -> T::Read<'_> {
        let set = self.set_option(option.name(), of);
        T::read(set.unwrap_or_else(|| default_of(option.def())))
    }

    /// The side of the title lines of a window's panes (`pane-border-status`).
    pub fn border_status(&self, window: WindowId) -> BorderStatus {
        match self.get(
            options::PANE_BORDER_STATUS,
            OptionScope::Window(Some(window)),
        ) {
            PaneBorderStatus::Off => BorderStatus::Off,
            PaneBorderStatus::Top => BorderStatus::Top,
            PaneBorderStatus::Bottom => BorderStatus::Bottom,
        }
    }

    /// The scope of an option that a command sets without `-s`, `-w` or `-p`, chosen by the
    /// option's row.
    pub fn default_scope(
        def: &OptionDef,
        session: OptionScope,
        window: OptionScope,
        pane: OptionScope,
    ) -> OptionScope {
        if def.scope.contains(Scope::SERVER) {
            OptionScope::Server
        } else if def.scope.contains(Scope::SESSION) {
            session
        } else if def.scope == Scope::PANE {
            pane
        } else {
            window
        }
    }
}
