//! The two databases: their names, schemas and migrations.

use std::path::{Path, PathBuf};

/// The definition of one database.
#[derive(Clone, Copy, Debug)]
pub struct DbSpec {
    /// File name without `.db`.
    pub name: &'static str,
    /// The message for a database that cannot be opened.
    pub not_saved: &'static str,
    /// SQLite's `application_id`.
    pub id: u32,
    /// The migrations that make the schema; `user_version` counts the applied ones.
    pub steps: &'static [&'static str],
    /// WAL size, in pages, that triggers a checkpoint. Pages that are rewritten often reach the
    /// file only once per checkpoint.
    pub(super) log: u32,
    /// Tables to recover from a damaged file, with their columns.
    pub(super) rows: &'static [(&'static str, &'static str)],
}

/// The database of layouts.
pub const STATE: DbSpec = DbSpec {
    name: "state",
    not_saved: "layouts are not being saved",
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

/// The database of scrollback.
pub const SCROLLBACK: DbSpec = DbSpec {
    name: "scrollback",
    not_saved: "scrollback is not being saved",
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
    /// The path of the database in `dir`.
    pub fn file(&self, dir: &Path) -> PathBuf {
        dir.join(self.name).with_extension("db")
    }
}
