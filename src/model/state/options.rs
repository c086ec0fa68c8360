//! Where options are kept and how they are inherited: pane, window, session, then the global ones,
//! then the table's defaults.

use crate::base::{PaneId, SessionId, Style, WindowId};
use crate::lang::style::parse_style;
use crate::lang::tables::option_def::{OptionDef, Scope};
use crate::lang::tables::option_lookup::all;
use crate::lang::tables::option_value::Value;
use crate::layout::BorderStatus;
use crate::model::state::world::{HostInfo, World};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::OnceLock;

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
    pub fn set_flag(&mut self, name: &str, on: bool) {
        self.set(name, Value::Flag(on));
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
        self.session.set("default-shell", text(&facts.shell));
        self.server.set("default-terminal", text(&facts.terminal));
    }
}

/// The value that an option has when nobody set it.
pub fn default(name: &str) -> Option<&'static Value> {
    static DEFAULTS: OnceLock<BTreeMap<&'static str, Value>> = OnceLock::new();
    let all = DEFAULTS.get_or_init(|| {
        all()
            .map(|def| (def.name, Value::default_of(def)))
            .collect()
    });
    all.get(name)
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

    /// The text of an option, or nothing.
    pub fn text(&self, name: &str, of: OptionScope) -> String {
        self.option(name, of)
            .map(ToString::to_string)
            .unwrap_or_default()
    }

    /// The word that was chosen.
    pub fn choice(&self, name: &str, of: OptionScope) -> String {
        self.text(name, of)
    }

    /// The number of an option, or 0.
    pub fn number(&self, name: &str, of: OptionScope) -> i64 {
        self.option(name, of).map_or(0, Value::as_num)
    }

    /// Whether an option is on.
    pub fn flag(&self, name: &str, of: OptionScope) -> bool {
        self.option(name, of).is_some_and(Value::is_on)
    }

    /// The style of an option over the terminal's own.
    pub fn style(&self, name: &str, of: OptionScope) -> Style {
        self.style_over(name, of, Style::DEFAULT)
    }

    /// The style of an option over another one.
    pub fn style_over(&self, name: &str, of: OptionScope, base: Style) -> Style {
        parse_style(&self.text(name, of), base).unwrap_or(base)
    }

    /// The elements of an array option.
    pub fn list(&self, name: &str, of: OptionScope) -> Vec<String> {
        let items = self.option(name, of).and_then(Value::items);
        items
            .map(|items| items.values().cloned().collect())
            .unwrap_or_default()
    }

    /// Where a window's panes have their title lines.
    pub fn border_status(&self, window: WindowId) -> BorderStatus {
        match self
            .choice("pane-border-status", OptionScope::Window(Some(window)))
            .as_str()
        {
            "top" => BorderStatus::Top,
            "bottom" => BorderStatus::Bottom,
            _ => BorderStatus::Off,
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
