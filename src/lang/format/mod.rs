//! Formats: templates with `#{…}` that are filled in from a [`Context`]. It knows the language, and
//! of sessions, windows and panes only that there are such to loop over. No text makes it panic, and
//! what one expansion may cost is limited.

mod arithmetic;
mod expand;
mod modifiers;
mod pattern;
mod replace;
mod scan;
mod text;

pub(super) use text::{Piece, cols, pieces};

pub use pattern::posix_regex;

use crate::base::Now;
use expand::Expander;
use std::cell::Cell;

/// What an expansion is about: where values come from.
pub trait Context {
    /// The value of a name: an option (flags as 1 and 0), a variable of
    /// [`VARIABLES`](super::tables::format_variables::VARIABLES) (times as seconds since 1970), or the environment.
    fn variable(&self, name: &str) -> Option<String>;

    /// Calls `visit` for each of the things that `what` names, in its order, with a context for the
    /// thing and whether it is the current one.
    fn each(&self, what: Loop, visit: &mut dyn FnMut(&dyn Context, bool));

    /// The last line that a shell command has printed, or nothing as long as there is none.
    fn job(&self, command: &str) -> String;

    /// The present moment.
    fn now(&self) -> Now;

    /// The line, from 1, of the first match in the pane, 0 if there is none; `None` without a pane.
    fn search(&self, pattern: &str, flags: SearchFlags) -> Option<u32>;

    /// Whether a session, or else a window of the session, of exactly this name exists.
    fn name_exists(&self, session: bool, name: &str) -> bool;
}

/// What a loop goes over and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Loop {
    /// Over what.
    pub over: Over,
    /// In which order.
    pub order: Order,
    /// Backwards.
    pub reversed: bool,
}

/// What a loop goes over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Over {
    /// All sessions.
    Sessions,
    /// The windows of the session.
    Windows,
    /// The panes of the window.
    Panes,
    /// All clients.
    Clients,
}

/// The order of a loop.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// Sessions by number, windows by index, panes by place, clients by arrival.
    #[default]
    Index,
    /// By name.
    Name,
    /// By activity, the latest first.
    Activity,
}

/// How `#{C:…}` searches.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SearchFlags {
    /// The pattern is a regular expression, else fnmatch's.
    pub regex: bool,
    /// The case does not matter.
    pub ignore_case: bool,
}

/// Fills in a template.
pub fn expand(template: &str, context: &dyn Context) -> String {
    let fuel = Cell::new(expand::FUEL);
    Expander::new(context, &fuel).expand(template)
}

/// Fills in a template after handing it to strftime, as status lines are.
pub fn expand_time(template: &str, context: &dyn Context) -> String {
    let fuel = Cell::new(expand::FUEL);
    Expander::new(context, &fuel).with_time().expand(template)
}

/// Whether a value counts as true: anything but nothing and `0`.
pub fn is_true(value: &str) -> bool {
    !matches!(value, "" | "0")
}

#[cfg(test)]
mod tests;
