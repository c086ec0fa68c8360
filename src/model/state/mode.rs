//! Modes: what a pane shows instead of its screen.

pub mod copy_mode;
pub mod history_search;
pub mod line_times;
pub mod scrollbars;
pub mod spacing;

use crate::lang::tables::choices::KeySet;
use crate::model::state::mode::copy_mode::CopyMode;
use crate::model::state::tree_mode::TreeMode;
use serde::{Deserialize, Serialize};

/// The mode of a pane, with its state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "SavedMode", into = "SavedMode")]
pub enum Mode {
    /// Copy mode: the screen and its history.
    Copy(Box<CopyMode>),
    /// View mode: text that a command printed.
    View(Box<CopyMode>),
    /// A clock (`clock-mode`).
    Clock,
    /// A list (`choose-tree`, `choose-client`, `choose-buffer`, `customize-mode`).
    Tree(Box<TreeMode>),
}

/// The encoded form of a mode. Version 0.1.0 has the first four variants, so they stay readable.
#[derive(Serialize, Deserialize)]
enum SavedMode {
    /// The position of copy mode in rows: scrolled up, history; whether the bottom ends the mode,
    /// whether the indicator is hidden, the generation.
    Scroll(usize, usize, bool, bool, u64),
    /// View mode: lines, the first visible one, the generation.
    Lines(Vec<String>, usize, u64),
    Clock,
    Tree(Box<TreeMode>),
    Copy(Box<CopyMode>),
    View(Box<CopyMode>),
}

impl From<Mode> for SavedMode {
    fn from(mode: Mode) -> Self {
        match mode {
            Mode::Copy(copy) => Self::Copy(copy),
            Mode::View(view) => Self::View(view),
            Mode::Clock => Self::Clock,
            Mode::Tree(tree) => Self::Tree(tree),
        }
    }
}

impl From<SavedMode> for Mode {
    /// A mode of version 0.1.0 has no text of its own. It gets the text when it is first shown.
    fn from(saved: SavedMode) -> Self {
        match saved {
            SavedMode::Scroll(_, _, exit, hide, _) => {
                let mut copy = Box::<CopyMode>::default();
                copy.state.exit_at_bottom = exit;
                copy.state.hide_position = hide;
                Self::Copy(copy)
            }
            SavedMode::Lines(lines, ..) => {
                let mut view = Box::<CopyMode>::default();
                view.text.append(&lines);
                Self::View(view)
            }
            SavedMode::Clock => Self::Clock,
            SavedMode::Tree(tree) => Self::Tree(tree),
            SavedMode::Copy(copy) => Self::Copy(copy),
            SavedMode::View(view) => Self::View(view),
        }
    }
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
            Self::Copy(copy) | Self::View(copy) if copy.state.quick_select.is_some() => {
                "quick-select"
            }
            Self::Clock => "clock-mode",
            Self::Tree(chooser) => chooser.kind.mode(),
            Self::Copy(_) | Self::View(_) => match keys {
                KeySet::Vi => "copy-mode-vi",
                KeySet::Emacs => "copy-mode",
            },
        }
    }

    /// The data of copy mode or view mode.
    pub fn copy(&self) -> Option<&CopyMode> {
        match self {
            Self::Copy(copy) | Self::View(copy) => Some(copy),
            Self::Clock | Self::Tree(_) => None,
        }
    }

    /// The data of copy mode or view mode, to change it.
    pub fn copy_mut(&mut self) -> Option<&mut CopyMode> {
        match self {
            Self::Copy(copy) | Self::View(copy) => Some(copy),
            Self::Clock | Self::Tree(_) => None,
        }
    }
}
