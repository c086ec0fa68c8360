//! Where options are kept and how they are inherited: pane, window, session, then the global ones,
//! then the table's defaults.

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

/// Options that somebody set, by name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OptionSet(pub BTreeMap<String, Value>);

impl OptionSet {
    /// A value that is set here.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    /// Sets a value.
    pub fn set(&mut self, name: &str, value: Value) {
        self.0.insert(name.to_owned(), value);
    }

    /// Sets a flag.
    pub fn set_flag(&mut self, option: Opt<bool>, on: bool) {
        self.set(option.name(), Value::Flag(on));
    }

    /// Takes a value away.
    pub fn unset(&mut self, name: &str) -> Option<Value> {
        self.0.remove(name)
    }
}

/// The options that everything inherits.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Options {
    /// Server options.
    pub server: OptionSet,
    /// Global session options.
    pub session: OptionSet,
    /// Global window and pane options.
    pub window: OptionSet,
}

/// Whose option is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OptionScope {
    /// The server's.
    Server,
    /// A session's, or the global one.
    Session(Option<SessionId>),
    /// A window's, or the global one.
    Window(Option<WindowId>),
    /// A pane's.
    Pane(PaneId),
}

impl Options {
    /// What depends on the host and the user.
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
    /// The options of `of` alone.
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

    /// The options of `of` alone, to change.
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

    /// Who inherits to `of`.
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

    /// The value of an option if somebody set it, here or where it is inherited from.
    pub fn set_option(&self, name: &str, of: OptionScope) -> Option<&Value> {
        let own = self.option_set(of).and_then(|set| set.get(name));
        own.or_else(|| self.set_option(name, self.parent(of)?))
    }

    /// The value of an option, set or inherited, else its default.
    pub fn get<T: OptionType + ?Sized>(&self, option: Opt<T>, of: OptionScope) -> T::Read<'_> {
        let set = self.set_option(option.name(), of);
        T::read(set.unwrap_or_else(|| default_of(option.def())))
    }

    /// Where a window's panes have their title lines.
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

    /// Whose option a name is when nothing else says so.
    pub fn natural(
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
