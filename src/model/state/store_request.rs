//! Requests to the store and its replies.

use crate::base::{Line, PaneId};
use crate::model::state::saved_layout::SavedLayout;
use crate::model::state::settings::hand_changes::SavedSettings;
use crate::model::state::shell::command_log::RememberedCommand;
use crate::model::state::undo::UndoStack;

/// The saved state that a new server found in the store.
#[derive(Clone, Debug, Default)]
pub struct FoundLayout {
    /// The last saved layout.
    pub saved: SavedLayout,
    /// When it was saved, milliseconds since 1970.
    pub at: i64,
    /// The closed panes, windows and sessions.
    pub undo: UndoStack,
    /// The changes by hand, and the paste buffers.
    pub settings: SavedSettings,
    /// Messages about the store for the user.
    pub notes: Vec<String>,
}

/// A message to the first client about the saved state that a new server found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StartNote {
    /// The message.
    pub text: String,
    /// The sessions were restored. Otherwise they only can be.
    pub restored: bool,
    /// Clients of the previous server know it.
    pub for_new_clients: bool,
}

/// The objects of a saved layout to restore.
#[derive(Clone, Debug, Default)]
pub struct RestoreFilter {
    /// Only the session of this name; `None` for all.
    pub session: Option<String>,
    /// The suffix for the name if another running session has the same name.
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
    /// The file that cannot be written, and the reason; `None` if the last save succeeded. A failed
    /// save is retried.
    pub fault: Option<String>,
    /// The result of an integrity check: empty if the databases are intact, `None` if none was
    /// requested.
    pub damage: Option<String>,
}

/// A request to the store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoreRequest {
    /// Save all unsaved changes now. [`StoreReply::Done`] answers.
    Save,
    /// List the saved layouts. [`StoreReply::Snapshots`] answers.
    Snapshots,
    /// Search the saved scrollback. [`StoreReply::Hits`] answers.
    Search(SearchQuery),
    /// List the commands that ran in panes. [`StoreReply::Commands`] answers.
    Commands(CommandQuery),
    /// Export the scrollback of a pane. [`StoreReply::Text`] answers.
    Export {
        /// The lineage of the pane; `None` for the pane of this id that was saved last.
        lineage: Option<i64>,
        /// The pane.
        pane: PaneId,
        /// The output format.
        format: ExportFormat,
    },
    /// Write a backup of the databases. [`StoreReply::Done`] answers.
    MakeBackup {
        /// The path of the backup.
        file: String,
    },
    /// Replace the databases by a backup. [`StoreReply::Layouts`] answers with its layout.
    TakeBackup {
        /// The path of the backup.
        file: String,
    },
    /// Report the status of the store and the server. [`StoreReply::Status`] answers.
    Status {
        /// Also check the integrity of the databases.
        check: bool,
    },
    /// Load one snapshot, or all that can be restored, the newest first. [`StoreReply::Layouts`]
    /// answers.
    Layouts {
        /// The id of the snapshot.
        id: Option<i64>,
    },
    /// Load the scrollback of the panes of a layout, for panes that start next.
    /// [`StoreReply::Lines`] answers.
    Lines {
        /// The layout, with the panes to restore.
        layout: Box<SavedLayout>,
        /// Panes whose directory and program are taken from the last snapshot that has them.
        ended: Vec<PaneId>,
    },
}

/// The format of exported scrollback.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportFormat {
    /// Plain text.
    Text,
    /// Text with SGR and OSC 8 escape sequences.
    Ansi,
    /// An HTML page.
    Html,
    /// About so many of the newest lines, as with [`ExportFormat::Ansi`].
    Tail(usize),
    /// A part of the lines as JSON, each with its number, its text and its HTML.
    Json(LineRange),
}

/// A part of the lines of a pane. Lines are numbered from 0 at the start of the pane, and a number
/// never changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LineRange {
    /// Only lines with lower numbers: the newest of them.
    pub before: Option<u64>,
    /// Only lines with higher numbers: the oldest of them.
    pub after: Option<u64>,
    /// The most lines.
    pub limit: u64,
}

/// The panes that a query is limited to; all by default.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct QueryTarget {
    /// Only panes that are or were in the session of this name; `None` for all.
    pub session: Option<String>,
    /// Only the pane with this id, of this lineage or of the one that was saved last; `None` for
    /// all.
    pub pane: Option<(Option<i64>, PaneId)>,
    /// The session is running. Otherwise one that was never saved is an error.
    pub is_open: bool,
}

/// A search of the saved scrollback.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SearchQuery {
    /// A regular expression (syntax of the `regex` crate).
    pub pattern: String,
    /// Ignore case.
    pub ignore_case: bool,
    /// The panes that are searched.
    pub target: QueryTarget,
    /// Only lines that appeared at or after this time, milliseconds since 1970.
    pub since: Option<i64>,
}

/// A matching line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SearchHit {
    /// Lineage and id of its pane.
    pub pane: (i64, PaneId),
    /// The name of the session.
    pub session: String,
    /// The name of the window.
    pub window: String,
    /// Whether the pane is closed.
    pub closed: bool,
    /// When the line appeared, milliseconds since 1970.
    pub at: i64,
    /// The number of the line in the pane.
    pub line: u64,
    /// The text of the line.
    pub text: String,
}

/// A search of the commands that ran in panes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CommandQuery {
    /// Texts that a command has to contain, all of them. One without capital letters ignores case.
    pub words: Vec<String>,
    /// The command started in one of these directories; empty for all.
    pub directories: Vec<String>,
    /// Only commands with an exit status other than 0.
    pub failed: bool,
    /// Only commands that started at or after this time, milliseconds since 1970.
    pub since: Option<i64>,
    /// The panes in which it ran.
    pub target: QueryTarget,
    /// The most commands.
    pub limit: usize,
    /// The first lines of the output of the newest commands are wanted.
    pub output: bool,
}

/// A saved command and its place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SavedCommand {
    /// The lineage of its pane.
    pub lineage: i64,
    /// The name of the session.
    pub session: String,
    /// The name of the window.
    pub window: String,
    /// Whether the pane is closed.
    pub closed: bool,
    /// The command.
    pub command: RememberedCommand,
    /// The first lines of its output, if they are wanted and saved.
    pub output: Vec<Line>,
}

/// A saved layout without its content.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SnapshotHeader {
    /// The number for `mux restore`.
    pub id: i64,
    /// The last time at which the layout was valid, milliseconds since 1970.
    pub at: i64,
    /// `current`, `step` (before a closing), `pane` (before one pane was closed), `periodic`, `day`
    /// (daily) or `mark` (before a restore or an upgrade, and at the end of a server).
    pub kind: String,
    /// Why it was kept.
    pub cause: String,
    /// The kernel's boot id at that time.
    pub boot: String,
    /// Number of sessions.
    pub sessions: i64,
    /// Number of panes.
    pub panes: i64,
    /// The sessions and the names of their windows; empty if the content is damaged.
    pub contents: Vec<(String, Vec<String>)>,
}

/// A saved layout.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Snapshot {
    /// Its number.
    pub id: i64,
    /// The last time at which it was valid, milliseconds since 1970.
    pub at: i64,
    /// Its content.
    pub layout: SavedLayout,
}

/// The store's reply to a request.
#[derive(Clone, Debug)]
pub enum StoreReply {
    /// The request was carried out.
    Done,
    /// Lines of text.
    Text(Vec<String>),
    /// The saved layouts, the current one first, then the newest first.
    Snapshots(Vec<SnapshotHeader>),
    /// The matching lines, pane by pane, the oldest first.
    Hits(Vec<SearchHit>),
    /// The matching commands, the newest first.
    Commands(Vec<SavedCommand>),
    /// The status.
    Status(Box<StoreStatus>),
    /// Saved layouts, the newest first.
    Layouts(Vec<Snapshot>),
    /// The layout whose scrollback is loaded, with the directories and programs of its panes.
    Lines(Box<SavedLayout>),
}
