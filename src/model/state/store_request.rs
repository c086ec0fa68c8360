//! Requests to the store and its replies.

use crate::base::PaneId;
use crate::model::state::saved_layout::Saved;

/// What a server found that starts with nothing.
#[derive(Clone, Debug, Default)]
pub struct Remembered {
    /// The last layout.
    pub saved: Saved,
    /// What a person should be told about the store.
    pub notes: Vec<String>,
}

/// Which sessions to bring back.
#[derive(Clone, Debug, Default)]
pub struct RestoreFilter {
    /// Only this one.
    pub session: Option<String>,
    /// What is appended to its name if a session of this name runs.
    pub suffix: String,
}

/// What the store and the system know of the server.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StoreStatus {
    /// Where its files are; empty if nothing is saved.
    pub directory: String,
    /// Bytes of the two files.
    pub state_bytes: u64,
    /// Bytes of scrollback on disk.
    pub scrollback_bytes: u64,
    /// Layouts that can be restored.
    pub snapshots: usize,
    /// When something was saved last, milliseconds since 1970; 0 if never.
    pub saved: i64,
    /// Bytes that this process has written to disk.
    pub written: u64,
    /// Bytes of memory of this process.
    pub resident: u64,
    /// The keeper's process id.
    pub keeper: u32,
    /// Something could not be saved and is tried again.
    pub failing: bool,
    /// What is wrong with the databases, if they were looked through; empty if nothing is.
    pub damage: Option<String>,
}

/// A question to the store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoreRequest {
    /// Save everything now.
    Save,
    /// Which layouts there are.
    Snapshots {
        /// As JSON.
        json: bool,
    },
    /// Lines of any time.
    Search(SearchQuery),
    /// All lines of a pane.
    Export {
        /// Its lineage and id.
        pane: (i64, PaneId),
        /// How they are written.
        form: ExportFormat,
    },
    /// Write everything to a file.
    MakeBackup {
        /// Its path.
        file: String,
    },
    /// Take everything from a file.
    TakeBackup {
        /// Its path.
        file: String,
    },
    /// What the server is.
    Status {
        /// As JSON.
        json: bool,
        /// The databases are looked through.
        check: bool,
    },
    /// A layout; `None` for the last that is not the current one.
    Layout {
        /// Its id.
        id: Option<i64>,
        /// The lines of its panes are wanted as well.
        lines: bool,
    },
}

/// How exported lines are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportFormat {
    /// Text alone.
    Text,
    /// With escape sequences.
    Ansi,
    /// A page.
    Html,
}

/// What to search for, and where.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SearchQuery {
    /// A regular expression.
    pub pattern: String,
    /// Upper and lower case are the same.
    pub ignore_case: bool,
    /// Only panes that are or were in the session of this name.
    pub session: Option<String>,
    /// Only this pane: lineage and id.
    pub pane: Option<(i64, PaneId)>,
    /// Only lines saved at or after this moment, milliseconds since 1970.
    pub since: Option<i64>,
    /// As JSON.
    pub json: bool,
    /// Go to the newest line.
    pub open: bool,
    /// The pane in which it was typed: what was typed there may be found, too.
    pub typed: Option<PaneId>,
}

/// What the store answers.
#[derive(Clone, Debug)]
pub enum StoreReply {
    /// Lines to print.
    Lines(Vec<String>),
    /// Nothing was found: nothing to print, and the exit status says so.
    Nothing,
    /// The pane to go to, lineage and id, and the text of the line.
    Open(i64, PaneId, String),
    /// What the store knows of the server.
    Facts(Box<StoreStatus>, bool),
    /// A layout and its id.
    Layout(i64, Box<Saved>),
}

/// What a queue does with a layout that it asked for.
#[derive(Clone, Debug, Default)]
pub(crate) struct PendingRestore {
    /// Which sessions.
    pub choice: RestoreFilter,
    /// Only say what would be done.
    pub dry_run: bool,
}
