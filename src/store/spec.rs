//! The two databases: their names, schemas and migrations.

use std::path::{Path, PathBuf};

/// One of the two files.
#[derive(Clone, Copy, Debug)]
pub struct DbSpec {
    /// Its name without `.db`.
    pub name: &'static str,
    /// What is lost with it.
    pub holds: &'static str,
    /// `application_id`.
    pub id: u32,
    /// The steps that make the schema; `user_version` is how many have been made.
    pub steps: &'static [&'static str],
    /// Pages that its log takes before they are brought into the file. What is written again and again
    /// is brought there once.
    pub(super) log: u32,
    /// Tables whose rows are worth taking out of a damaged file, and the columns.
    pub(super) rows: &'static [(&'static str, &'static str)],
}

/// Layouts.
pub const STATE: DbSpec = DbSpec {
    name: "state",
    holds: "layouts",
    id: 0x6d75_7801,
    steps: &["CREATE TABLE meta (key TEXT PRIMARY KEY, value) WITHOUT ROWID;
        CREATE TABLE layout (
            id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, kind TEXT NOT NULL, cause TEXT NOT NULL,
            boot TEXT NOT NULL, sessions INTEGER NOT NULL, panes INTEGER NOT NULL,
            body TEXT NOT NULL, sum INTEGER NOT NULL);"],
    log: 1000,
    rows: &[
        ("meta", "key, value"),
        ("layout", "id, at, kind, cause, boot, sessions, panes, body, sum"),
    ],
};

/// Scrollback.
pub const SCROLLBACK: DbSpec = DbSpec {
    name: "scrollback",
    holds: "scrollback",
    id: 0x6d75_7802,
    steps: &["CREATE TABLE meta (key TEXT PRIMARY KEY, value) WITHOUT ROWID;
        CREATE TABLE pane (
            key INTEGER PRIMARY KEY, lineage INTEGER NOT NULL, pane INTEGER NOT NULL,
            session TEXT NOT NULL DEFAULT '', window TEXT NOT NULL DEFAULT '', title TEXT NOT NULL DEFAULT '',
            written INTEGER NOT NULL DEFAULT 0, closed INTEGER, next INTEGER NOT NULL DEFAULT 0,
            UNIQUE (lineage, pane));
        CREATE TABLE chunk (
            pane INTEGER NOT NULL REFERENCES pane ON DELETE CASCADE, first INTEGER NOT NULL,
            lines INTEGER NOT NULL, at INTEGER NOT NULL, raw INTEGER NOT NULL,
            sum INTEGER NOT NULL, body BLOB NOT NULL, PRIMARY KEY (pane, first));
        CREATE TABLE screen (
            pane INTEGER PRIMARY KEY REFERENCES pane ON DELETE CASCADE, first INTEGER NOT NULL,
            lines INTEGER NOT NULL, at INTEGER NOT NULL, raw INTEGER NOT NULL,
            sum INTEGER NOT NULL, body BLOB NOT NULL);",
        "ALTER TABLE chunk ADD COLUMN times BLOB; ALTER TABLE screen ADD COLUMN times BLOB;"],
    log: 4000,
    rows: &[
        ("meta", "key, value"),
        ("pane", "key, lineage, pane, session, window, title, written, closed, next"),
        ("chunk", "pane, first, lines, at, raw, sum, body, times"),
        ("screen", "pane, first, lines, at, raw, sum, body, times"),
    ],
};

impl DbSpec {
    /// The database in `dir`.
    pub fn file(&self, dir: &Path) -> PathBuf {
        dir.join(self.name).with_extension("db")
    }
}
