//! The databases: their names, schemas and migrations.

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
    /// Several processes may have the file open.
    pub(super) shared: bool,
    /// Tables to recover from a damaged file, with their columns. Without any, nothing is
    /// recovered.
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
    shared: false,
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
        "ALTER TABLE chunk ADD COLUMN times BLOB; ALTER TABLE screen ADD COLUMN times BLOB;",
        "CREATE TABLE command (
            pane INTEGER NOT NULL REFERENCES pane ON DELETE CASCADE, started INTEGER NOT NULL,
            ended INTEGER, status INTEGER, prompt INTEGER, output INTEGER, finish INTEGER,
            directory TEXT NOT NULL, text TEXT NOT NULL, PRIMARY KEY (pane, started));
        CREATE INDEX command_started ON command (started);"],
    log: 4000,
    shared: false,
    rows: &[
        ("meta", "key, value"),
        ("pane", "key, lineage, pane, session, window, title, written, closed, next"),
        ("chunk", "pane, first, lines, at, raw, sum, body, times"),
        ("screen", "pane, first, lines, at, raw, sum, body, times"),
        (
            "command",
            "pane, started, ended, status, prompt, output, finish, directory, text",
        ),
    ],
};

/// The database of `mux web`. Nothing is recovered from a damaged file: a login that was revoked
/// must not come back.
pub const WEB: DbSpec = DbSpec {
    name: "web",
    not_saved: "mux web cannot start",
    id: 0x6d75_7803,
    steps: &[
        "CREATE TABLE meta (key TEXT PRIMARY KEY, value) WITHOUT ROWID;
        CREATE TABLE account (
            name TEXT PRIMARY KEY, password TEXT, label TEXT NOT NULL, role TEXT NOT NULL,
            created INTEGER NOT NULL);
        CREATE TABLE token (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            account TEXT NOT NULL REFERENCES account ON DELETE CASCADE, name TEXT NOT NULL,
            hash BLOB NOT NULL UNIQUE, scope TEXT NOT NULL, session TEXT,
            created INTEGER NOT NULL, expires INTEGER, last_used INTEGER);
        CREATE TABLE login (
            id INTEGER PRIMARY KEY AUTOINCREMENT, hash BLOB NOT NULL UNIQUE, old_hash BLOB,
            account TEXT NOT NULL REFERENCES account ON DELETE CASCADE,
            token INTEGER REFERENCES token ON DELETE CASCADE,
            created INTEGER NOT NULL, expires INTEGER NOT NULL, seen INTEGER NOT NULL,
            remember INTEGER NOT NULL, rotated INTEGER NOT NULL,
            address TEXT NOT NULL, agent TEXT NOT NULL);
        CREATE TABLE audit (
            id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, what TEXT NOT NULL,
            account TEXT NOT NULL, address TEXT NOT NULL);",
    ],
    log: 1000,
    shared: true,
    rows: &[],
};

impl DbSpec {
    /// The path of the database in `dir`.
    pub fn file(&self, dir: &Path) -> PathBuf {
        dir.join(self.name).with_extension("db")
    }
}
