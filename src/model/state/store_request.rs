//! Requests to the store and its replies.

use crate::base::PaneId;
use crate::model::state::saved_layout::SavedLayout;

/// The saved state that a new server found in the store.
#[derive(Clone, Debug, Default)]
pub struct FoundLayout {
    /// The last saved layout.
    pub saved: SavedLayout,
    /// Messages about the store for the user.
    pub notes: Vec<String>,
}

/// The selection of sessions to restore.
#[derive(Clone, Debug, Default)]
pub struct RestoreFilter {
    /// Only the session of this name; `None` for all.
    pub session: Option<String>,
    /// The suffix for the name if a running session has the same name.
    pub suffix: String,
}

/// The status of the store and of the server process, for `status`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StoreStatus {
    /// The directory of the databases; empty if persistence is off.
    pub directory: String,
    /// The size of the two databases in bytes.
    pub state_bytes: u64,
    /// The size of the saved scrollback in bytes.
    pub scrollback_bytes: u64,
    /// The number of layouts that can be restored.
    pub snapshots: usize,
    /// The time of the last save, milliseconds since 1970; 0 if never.
    pub saved: i64,
    /// The bytes that the server process has written to disk.
    pub written: u64,
    /// The resident memory of the server process in bytes.
    pub resident: u64,
    /// The keeper's process id.
    pub keeper: u32,
    /// The last save failed and is retried.
    pub failing: bool,
    /// The result of an integrity check: empty if the databases are intact, `None` if none was
    /// requested.
    pub damage: Option<String>,
}

/// A request to the store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoreRequest {
    /// Save all unsaved changes now.
    Save,
    /// List the saved layouts.
    Snapshots {
        /// Print JSON instead of text.
        json: bool,
    },
    /// Search the saved scrollback.
    Search(SearchQuery),
    /// Export the scrollback of a pane.
    Export {
        /// The lineage and id of the pane.
        pane: (i64, PaneId),
        /// The output format.
        form: ExportFormat,
    },
    /// Write a backup of the databases.
    MakeBackup {
        /// The path of the backup.
        file: String,
    },
    /// Replace the databases by a backup.
    TakeBackup {
        /// The path of the backup.
        file: String,
    },
    /// Report the status of the store and the server.
    Status {
        /// Print JSON instead of text.
        json: bool,
        /// Also check the integrity of the databases.
        check: bool,
    },
    /// Load a layout.
    Layout {
        /// The id of the layout; `None` for the last one that differs from the current layout.
        id: Option<i64>,
        /// Also load the scrollback of its panes.
        lines: bool,
    },
}

/// The format of exported scrollback.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportFormat {
    /// Plain text.
    Text,
    /// Text with SGR escape sequences.
    Ansi,
    /// An HTML page.
    Html,
}

/// A search of the saved scrollback.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SearchQuery {
    /// A regular expression.
    pub pattern: String,
    /// Ignore case.
    pub ignore_case: bool,
    /// Only panes that are or were in the session of this name; `None` for all.
    pub session: Option<String>,
    /// Only this pane, by lineage and id; `None` for all.
    pub pane: Option<(i64, PaneId)>,
    /// Only lines saved at or after this time, milliseconds since 1970.
    pub since: Option<i64>,
    /// Print JSON instead of text.
    pub json: bool,
    /// Open the newest match in its pane.
    pub open: bool,
    /// The pane in which the search was typed: matches in other panes come first, because this pane
    /// shows the search itself.
    pub typed: Option<PaneId>,
}

/// The store's reply to a request.
#[derive(Clone, Debug)]
pub enum StoreReply {
    /// Lines to print.
    Lines(Vec<String>),
    /// No match: the command prints nothing and exits with status 1.
    Nothing,
    /// The match to open: lineage, pane, and the text of the line.
    Open(i64, PaneId, String),
    /// The status, and whether to print it as JSON.
    Status(Box<StoreStatus>, bool),
    /// A layout and its id.
    Layout(i64, Box<SavedLayout>),
}

/// The restore that a queue continues when its layout arrives.
#[derive(Clone, Debug, Default)]
pub(crate) struct PendingRestore {
    /// The selection of sessions to restore.
    pub choice: RestoreFilter,
    /// Only print the plan.
    pub dry_run: bool,
}
