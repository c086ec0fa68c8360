//! Modes: what a pane shows instead of its screen.

use crate::lang::tables::choices::KeySet;
use crate::model::state::tree_mode::TreeMode;
use serde::{Deserialize, Serialize};

/// The mode of a pane, with its state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Mode {
    /// Copy mode: the screen and its history.
    Copy(CopyMode),
    /// View mode: text that a command printed.
    View(ViewMode),
    /// A clock (`clock-mode`).
    Clock,
    /// A list (`choose-tree`, `choose-client`, `choose-buffer`, `customize-mode`).
    Tree(Box<TreeMode>),
}

/// The state of copy mode.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CopyMode {
    /// The rows that the view was scrolled up when it last moved; 0 is the bottom.
    pub up: usize,
    /// The rows of history at that time. The difference to the history now keeps the view on the
    /// same text while the program writes.
    pub history: usize,
    /// Scrolling to the bottom ends the mode (`copy-mode -e`).
    pub exit_at_bottom: bool,
    /// The position indicator is hidden (`copy-mode -H`).
    pub hide_position: bool,
    /// Counts up with every change.
    pub generation: u64,
}

impl CopyMode {
    /// The rows that the view is scrolled up when the history has `history` rows.
    pub fn shown(&self, history: usize) -> usize {
        let written = history.saturating_sub(self.history);
        let up = if self.up == 0 { 0 } else { self.up + written };
        up.min(history)
    }
}

/// The state of view mode.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ViewMode {
    /// The lines of text.
    pub lines: Vec<String>,
    /// The index of the first visible line.
    pub top: usize,
    /// Counts up with every change.
    pub generation: u64,
}

impl Mode {
    /// The name of the mode (`#{pane_mode}`).
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Copy(_) => "copy-mode",
            Self::View(_) => "view-mode",
            Self::Clock => "clock-mode",
            Self::Tree(chooser) => chooser.kind.mode(),
        }
    }

    /// The key table of the mode, given the value of `mode-keys`.
    pub const fn key_table(&self, keys: KeySet) -> &'static str {
        match self {
            Self::Clock => "clock-mode",
            Self::Tree(chooser) => chooser.kind.mode(),
            Self::Copy(_) | Self::View(_) => match keys {
                KeySet::Vi => "copy-mode-vi",
                KeySet::Emacs => "copy-mode",
            },
        }
    }

    /// The lines that the mode is scrolled (`#{scroll_position}`), given the number of rows of the
    /// pane's history; `None` in modes that do not scroll.
    pub fn scroll_position(&self, history: impl FnOnce() -> usize) -> Option<usize> {
        match self {
            Self::Copy(copy) => Some(copy.shown(history())),
            Self::View(view) => Some(view.top),
            Self::Clock | Self::Tree(_) => None,
        }
    }
}
