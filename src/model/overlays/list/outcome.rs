//! The outcome of a key in a list, and the own keys of a kind.

/// The outcome of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Then {
    /// The list stays open.
    Stay,
    /// The list closes.
    Close,
    /// The list closes and a command line runs.
    Run(String),
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
