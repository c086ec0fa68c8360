//! The state of tree mode (`choose-tree`, `choose-client`, `choose-buffer`,
//! `customize-mode`, `switch-mode`).

use crate::base::sorted::SortedSet;
use crate::base::{ClientId, Key, PaneId, SessionId};
use crate::model::state::store_request::SearchHit;
use serde::{Deserialize, Serialize};

/// The kind of objects that a list shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum TreeKind {
    /// Sessions, their windows, their panes.
    #[default]
    Tree,
    /// Attached clients.
    Clients,
    /// Paste buffers.
    Buffers,
    /// Options by scope.
    Options,
    /// A kind of earlier versions, which keeps the positions of those below. No list has it.
    Former,
    /// Windows, or sessions, that fit the typed text (`switch-mode`).
    Switch,
    /// Lines that a search in all panes found.
    Lines,
}

impl TreeKind {
    /// The sort orders of the list, the default first.
    pub const fn orders(self) -> &'static [&'static str] {
        match self {
            Self::Tree => &["index", "name", "activity"],
            Self::Clients => &["name", "size", "creation", "activity"],
            Self::Buffers => &["creation", "name", "size"],
            Self::Options | Self::Former => &["name"],
            Self::Switch => &["windows", "sessions"],
            Self::Lines => &["time"],
        }
    }

    /// The name of the mode (`#{pane_mode}`).
    pub const fn mode(self) -> &'static str {
        match self {
            Self::Tree => "tree-mode",
            Self::Clients => "client-mode",
            Self::Buffers => "buffer-mode",
            Self::Options | Self::Former => "options-mode",
            Self::Switch => "switch-mode",
            Self::Lines => "search-mode",
        }
    }
}

/// An item of the list.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum TreeItem {
    /// A session.
    Session(SessionId),
    /// The window at an index of a session.
    Window(SessionId, u32),
    /// A pane of the window at an index of a session.
    Pane(SessionId, u32, PaneId),
    /// A client.
    Client(ClientId),
    /// The paste buffer of this name.
    Buffer(String),
    /// A group of options: 0 server, 1 session, 2 window.
    Options(u8),
    /// One option: its group and name.
    Option(u8, String),
    /// An item of earlier versions, which keeps the positions of those below. No list has it.
    Former(u8),
    /// A key binding: its key table and key.
    Key(String, Key),
    /// The key table of this name.
    KeyTable(String),
    /// A line that was found: its number in the list, from 0.
    Line(u32),
}

/// The lines that a search in all panes found, the newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FoundLines {
    /// The regular expression.
    pub pattern: String,
    /// The lines.
    pub hits: Vec<SearchHit>,
}

impl TreeItem {
    /// Whether both items are siblings: two sessions, or two windows of one session.
    pub(in crate::model) fn beside(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Window(a, _), Self::Window(b, _)) => a == b,
            (Self::Session(_), Self::Session(_)) => true,
            _ => false,
        }
    }
}

/// The list and its selection.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TreeMode {
    /// The kind of objects that it shows.
    pub kind: TreeKind,
    /// The format of a row (`-F`); `None` is the default format.
    pub format: Option<String>,
    /// The format of a row's shortcut key (`-K`); `None` is the default.
    pub key_format: Option<String>,
    /// The filter (`-f`): only rows for which this format is true are shown. For
    /// `switch-mode` the typed text.
    pub filter: Option<String>,
    /// The command to run for the chosen item; `%%` stands for its target.
    pub template: String,
    /// One of [`TreeKind::orders`].
    pub order: String,
    /// The order is reversed (`-r`).
    pub reversed: bool,
    /// A preview of the selected item is shown below the list.
    pub preview: bool,
    /// Kill without confirmation (`-y`).
    pub sure: bool,
    /// The window was zoomed for the list (`-Z`) and is unzoomed at the end.
    pub unzoom: bool,
    /// The expanded items.
    pub open: SortedSet<TreeItem>,
    /// The tagged items.
    pub tagged: SortedSet<TreeItem>,
    /// The selected item.
    pub at: Option<TreeItem>,
    /// The row of the selected item, so that a neighbour is selected when the item disappears.
    pub row: usize,
    /// The first visible row.
    pub top: usize,
    /// The item that the list selects when it opens.
    pub start: Option<TreeItem>,
    /// The last search text.
    pub search: String,
    /// The help page is shown instead of the list.
    pub help: bool,
    /// All sessions of a session group are shown (`-G`), else one of each. Not in the snapshot,
    /// whose format has no place for it.
    #[serde(skip)]
    pub all_of_groups: bool,
}
