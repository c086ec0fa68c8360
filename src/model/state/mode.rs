//! What a pane shows instead of its screen.

use crate::model::state::tree_mode::TreeMode;
use serde::{Deserialize, Serialize};

/// A mode.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Mode {
    /// The screen and its history, scrolled up.
    Copy(CopyMode),
    /// Text that a command printed.
    View(ViewMode),
    /// The time.
    Clock,
    /// A list to choose from.
    Tree(Box<TreeMode>),
}

/// A view of the history.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CopyMode {
    /// How many rows it was scrolled up when it last moved.
    pub up: usize,
    /// How many rows of history there were then: what was written since does not move the view.
    pub history: usize,
    /// It ends when it is scrolled down to the bottom (`copy-mode -e`).
    pub exit_at_bottom: bool,
    /// The indicator in the corner is not shown.
    pub hide_position: bool,
    /// Counts up with every change.
    pub generation: u64,
}

impl CopyMode {
    /// How many rows it is scrolled up, now that there are this many rows of history.
    pub fn shown(&self, history: usize) -> usize {
        let written = history.saturating_sub(self.history);
        let up = if self.up == 0 { 0 } else { self.up + written };
        up.min(history)
    }
}

/// A view of text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ViewMode {
    /// The text.
    pub lines: Vec<String>,
    /// The first line that shows.
    pub top: usize,
    /// Counts up with every change.
    pub generation: u64,
}

impl Mode {
    /// Its name (`#{pane_mode}`).
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Copy(_) => "copy-mode",
            Self::View(_) => "view-mode",
            Self::Clock => "clock-mode",
            Self::Tree(chooser) => chooser.kind.mode(),
        }
    }
}
