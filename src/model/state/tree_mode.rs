//! The state of a list to choose from (`choose-tree` and others).

use crate::base::{ClientId, PaneId, SessionId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What a list is of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum TreeKind {
    /// Sessions, their windows, their panes.
    #[default]
    Tree,
    /// Attached clients.
    Clients,
    /// Paste buffers.
    Buffers,
    /// Options, by where they are set.
    Options,
}

impl TreeKind {
    /// The orders that it can be in, the usual one first.
    pub const fn orders(self) -> &'static [&'static str] {
        match self {
            Self::Tree => &["index", "name", "activity"],
            Self::Clients => &["name", "size", "creation", "activity"],
            Self::Buffers => &["creation", "name", "size"],
            Self::Options => &["name"],
        }
    }

    /// The name of the mode (`#{pane_mode}`).
    pub const fn mode(self) -> &'static str {
        match self {
            Self::Tree => "tree-mode",
            Self::Clients => "client-mode",
            Self::Buffers => "buffer-mode",
            Self::Options => "options-mode",
        }
    }
}

/// Something that can be chosen.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum TreeItem {
    /// A session.
    Session(SessionId),
    /// The window at an index of a session.
    Window(SessionId, u32),
    /// A pane of it.
    Pane(SessionId, u32, PaneId),
    /// A client.
    Client(ClientId),
    /// The paste buffer of this name.
    Buffer(String),
    /// The options of the server, of sessions, of windows: 0, 1, 2.
    Options(u8),
    /// One of them.
    Option(u8, String),
}

impl TreeItem {
    /// Whether both are parts of the same.
    pub(in crate::model) fn beside(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Window(a, _), Self::Window(b, _)) => a == b,
            (Self::Session(_), Self::Session(_)) => true,
            _ => false,
        }
    }
}

/// A list, and what is selected in it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TreeMode {
    /// What it is of.
    pub kind: TreeKind,
    /// How a row is written, if not as usual.
    pub format: Option<String>,
    /// Which key goes to a row, if not the usual one.
    pub key_format: Option<String>,
    /// Only rows for which this format is true.
    pub filter: Option<String>,
    /// What to run with what was chosen.
    pub template: String,
    /// One of [`TreeKind::orders`].
    pub order: String,
    /// The order is turned around.
    pub reversed: bool,
    /// What is selected shows below the list.
    pub preview: bool,
    /// Nothing asks before it kills.
    pub sure: bool,
    /// The window was zoomed for the list.
    pub unzoom: bool,
    /// Rows whose parts show.
    pub open: BTreeSet<TreeItem>,
    /// Rows that were tagged.
    pub tagged: BTreeSet<TreeItem>,
    /// The selected row.
    pub at: Option<TreeItem>,
    /// Where it is, for when it goes.
    pub row: usize,
    /// The first row that shows.
    pub top: usize,
    /// What was selected first.
    pub start: Option<TreeItem>,
    /// What was last searched for.
    pub search: String,
    /// The keys show instead.
    pub help: bool,
}
