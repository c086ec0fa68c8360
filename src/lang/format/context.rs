//! The interface between formats and the world: values of names, and loops over its objects.

use crate::base::Now;

/// The source of values for an expansion.
pub trait Context {
    /// The value of a name: an option (flags as 1 and 0), a variable of
    /// [`VARIABLES`](crate::lang::tables::format_variables::VARIABLES) (times in seconds since
    /// 1970), or an environment variable.
    fn variable(&self, name: &str) -> Option<String>;

    /// Calls `visit` for each object of the loop, in its order, with a context for the object and
    /// whether it is the current one.
    fn each(&self, what: Loop, visit: &mut dyn FnMut(&dyn Context, bool));

    /// The last output line of a shell command; empty until there is one.
    fn job(&self, command: &str) -> String;

    /// The current time.
    fn now(&self) -> Now;

    /// The line number, from 1, of the first match in the pane; 0 without a match, `None` without a
    /// pane.
    fn search(&self, pattern: &str, flags: SearchFlags) -> Option<u32>;

    /// A fact about the client; `None` without a client or without the fact.
    fn client_fact(&self, _what: ClientFact, _name: &str) -> Option<String> {
        None
    }

    /// Whether a session, or else a window of the session, has exactly this name.
    fn name_exists(&self, session: bool, name: &str) -> bool;
}

/// The subject and order of a loop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Loop {
    /// The subject of the loop.
    pub over: Over,
    /// The order of the objects.
    pub order: Order,
    /// Reverse order.
    pub reversed: bool,
}

/// The objects that a loop goes over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Over {
    /// All sessions.
    Sessions,
    /// The windows of the current session.
    Windows,
    /// The panes of the current window.
    Panes,
    /// All clients.
    Clients,
    /// The options in effect, by name.
    Options,
    /// The environment of the session and of the server, by name.
    Environment,
}

/// What `#{I:…}` asks about the client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClientFact {
    /// Whether its terminal has a feature of `terminal-features`.
    Feature,
    /// Whether its terminal has a capability, as `terminal-overrides` names it.
    Capability,
    /// The value of a variable of its environment.
    Environment,
}

/// The order of a loop.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// Sessions by id, windows by index, panes by position, clients by time of attach.
    #[default]
    Index,
    /// Objects by name.
    Name,
    /// Objects by activity, the most recent first.
    Activity,
}

/// Flags of `#{C:…}`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SearchFlags {
    /// The pattern is a regular expression instead of an fnmatch(3) pattern.
    pub regex: bool,
    /// Ignore case.
    pub ignore_case: bool,
}

/// Whether a value is true: neither empty nor `0`.
pub fn is_true(value: &str) -> bool {
    !matches!(value, "" | "0")
}
