//! Key hints of a client: the keys that it can press next, shown when it hesitates. They are no
//! overlay of the stack, because they get no keys.

use crate::base::TimerId;

/// The receiver of the next key, by which hints are chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Receiver {
    /// The key table of this name, for one key.
    Table(String),
    /// The mode of this name, in the active pane.
    Mode(&'static str),
    /// A prompt.
    Prompt,
}

/// The hints of a client.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeyHints {
    /// The receiver that they are for; `None` if there are none.
    pub of: Option<Receiver>,
    /// The timer after which they are shown.
    pub timer: Option<TimerId>,
    /// They are shown.
    pub shown: bool,
    /// A key was pressed since the last update.
    pub pressed: bool,
}
