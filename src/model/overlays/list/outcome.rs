//! The outcome of a key in a list, and the own keys of a kind.

use crate::lang::script::quote;

/// The outcome of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Then {
    /// The list stays open.
    Stay,
    /// The list closes.
    Close,
    /// The list closes and a command line runs.
    Run(String),
    /// The list stays open and a command line runs.
    Keep(String),
}

/// The command line that opens the command prompt with an input.
pub(super) fn prompt_with(input: &str) -> String {
    format!("command-prompt -l -I {}", quote(&input.replace('#', "##")))
}

/// A key of a kind of list, for the footer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct OwnKey {
    /// The name of the key.
    pub(super) name: &'static str,
    /// Its effect, in one or two words.
    pub(super) label: &'static str,
}

impl OwnKey {
    pub(super) const fn new(name: &'static str, label: &'static str) -> Self {
        Self { name, label }
    }
}
