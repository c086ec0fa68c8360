//! Backups: a consistent copy of the databases in one file, and restoring from it.

use super::codec;
use super::db::{Db, open};
use super::error::sqlite_error;
use super::spec::WEB;
use crate::base::{Error, Result};
use rusqlite::{Connection, ErrorCode, OpenFlags, Transaction, params};
use std::fs::{self, OpenOptions, Permissions};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::Path;

const TABLES: [&str; 4] = ["pane", "chunk", "screen", "command"];

/// The tables of `web.db` with their columns. Their names in a backup begin with `web_`. Logins are
/// left out: a browser logs in again.
const WEB_TABLES: [(&str, &str); 2] = [
    ("account", "name, password, label, role, created"),
    (
        "token",
        "account, name, hash, scope, session, created, expires, last_used",
    ),
];

/// Writes both databases to a new file and checks its integrity.
///
/// # Errors
/// The file exists or cannot be written; no partial file remains.
pub fn write(state: &Db, scrollback: &Db, to: &Path) -> Result<()> {
    let named = |why: &dyn std::fmt::Display| Error::system(format!("{}: {why}", to.display()));
    if to.exists() {
        let message = "already exists; mux does not overwrite backups";
        return Err(Error::system(format!("{} {message}", to.display())));
    }
    let new = to.with_extension("new");
    drop(fs::remove_file(&new));
    let written = copy(state, scrollback, &new).map_err(|e| named(&e));
    let moved = written.and_then(|()| fs::rename(&new, to).map_err(|e| named(&e)));
    moved.inspect_err(|_| drop(fs::remove_file(&new)))
}

/// Writes a copy of one database to the file `to` and replaces an existing one.
///
/// # Errors
/// The copy cannot be written; an existing file is kept.
pub fn keep(db: &Db, to: &Path) -> Result<()> {
    let named = |why: &dyn std::fmt::Display| Error::system(format!("{}: {why}", to.display()));
    let new = to.with_extension("new");
    drop(fs::remove_file(&new));
    let written = empty(&new).and_then(|()| vacuum(db, &new));
    let written = written.map_err(|e| named(&e));
    let moved = written.and_then(|()| fs::rename(&new, to).map_err(|e| named(&e)));
    moved.inspect_err(|_| drop(fs::remove_file(&new)))
}

/// Creates the target of `VACUUM INTO`, which accepts an empty file. It must exist first so that it
/// is never readable by other users.
fn empty(new: &Path) -> rusqlite::Result<()> {
    let made = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(new);
    made.map(drop)
        .map_err(|e| rusqlite::Error::ToSqlConversionFailure(e.into()))
}

fn vacuum(db: &Db, new: &Path) -> rusqlite::Result<()> {
    db.connection
        .execute("VACUUM INTO ?", [&new.to_string_lossy()])?;
    // Independent of the umask of this process.
    drop(fs::set_permissions(new, Permissions::from_mode(0o600)));
    Ok(())
}

fn copy(state: &Db, scrollback: &Db, new: &Path) -> rusqlite::Result<()> {
    empty(new)?;
    vacuum(state, new)?;
    let name = new.to_string_lossy().into_owned();
    scrollback
        .connection
        .execute("ATTACH ? AS backup", [&name])?;
    let copied = TABLES.iter().try_for_each(|table| {
        if !has_table(&scrollback.connection, "main", table)? {
            return Ok(());
        }
        let sql = format!("CREATE TABLE backup.{table} AS SELECT * FROM main.{table}");
        scrollback.connection.execute_batch(&sql)
    });
    scrollback.connection.execute_batch("DETACH backup")?;
    copied?;
    copy_web(state.directory(), &name)?;
    let check = read_only(new)?;
    let found: String = check.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
    if found == "ok" {
        return Ok(());
    }
    Err(rusqlite::Error::ToSqlConversionFailure(found.into()))
}

/// Copies the accounts of `mux web`, if there are any, into the backup `name`.
fn copy_web(dir: &Path, name: &str) -> rusqlite::Result<()> {
    let file = WEB.file(dir);
    if !file.exists() {
        return Ok(());
    }
    let web = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    web.busy_timeout(std::time::Duration::from_secs(2))?;
    web.execute("ATTACH ? AS backup", [name])?;
    for (table, columns) in WEB_TABLES {
        web.execute_batch(&format!(
            "CREATE TABLE backup.web_{table} AS SELECT {columns} FROM main.{table}"
        ))?;
    }
    Ok(())
}

/// Imports the accounts of `mux web` from a backup; existing ones are kept.
fn read_web(dir: &Path, from: &Path) -> Result<()> {
    let failed = |e: rusqlite::Error| Error::system(format!("{}: {e}", from.display()));
    let backup = read_only(from).map_err(failed)?;
    let known = backup.query_row(
        "SELECT count(*) > 0 FROM sqlite_schema WHERE name = 'web_account'",
        [],
        |row| row.get(0),
    );
    if !known.map_err(failed)? {
        return Ok(());
    }
    drop(backup);
    let opened = open(dir, &WEB, 0);
    let Some(mut web) = opened.db else {
        return Err(Error::system(opened.notes.join("\n")));
    };
    let name = from.to_string_lossy().into_owned();
    web.connection
        .execute("ATTACH ? AS backup", [&name])
        .map_err(failed)?;
    let taken = web.write(|tx| {
        for (table, columns) in WEB_TABLES {
            tx.execute_batch(&format!(
                "INSERT OR IGNORE INTO main.{table} ({columns})
                 SELECT {columns} FROM backup.web_{table}"
            ))?;
        }
        Ok(())
    });
    taken.map_err(|fault| Error::system(format!("{}: {}", from.display(), fault.reason())))
}

fn read_only(file: &Path) -> rusqlite::Result<Connection> {
    Connection::open_with_flags(
        file,
        OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )
}

/// Imports the layout and the lines of a backup into the databases; existing rows are kept. Returns
/// the id of the imported snapshot.
///
/// # Errors
/// The file is no backup, has no layout, or the disk is full.
pub fn read(state: &mut Db, scrollback: &mut Db, from: &Path) -> Result<i64> {
    let wrong = |e: rusqlite::Error| {
        let name = from.display();
        match e.sqlite_error_code() {
            Some(ErrorCode::NotADatabase) => Error::user(format!("{name} is not a mux backup")),
            _ => Error::system(format!("{name}: {}", sqlite_error(&e).message)),
        }
    };
    let row = read_only(from).and_then(|backup| {
        let sql = "SELECT at, boot, sessions, panes, body, sum FROM layout
            WHERE sessions > 0 ORDER BY kind = 'current' DESC, id DESC LIMIT 1";
        backup.query_row(sql, [], |row| {
            (0..6)
                .map(|n| row.get(n))
                .collect::<rusqlite::Result<Vec<rusqlite::types::Value>>>()
        })
    });
    let row = row.map_err(|e| match e {
        // A database of another program, or a backup without sessions.
        rusqlite::Error::QueryReturnedNoRows => {
            Error::user(format!("{} has no sessions", from.display()))
        }
        rusqlite::Error::SqlInputError { .. } => {
            Error::user(format!("{} is not a mux backup", from.display()))
        }
        other => wrong(other),
    })?;
    let name = from.to_string_lossy().into_owned();
    scrollback
        .connection
        .execute("ATTACH ? AS backup", [&name])
        .map_err(wrong)?;
    let taken = scrollback.write(take);
    let detached = scrollback.connection.execute_batch("DETACH backup");
    taken.map_err(|fault| Error::system(format!("{}: {}", from.display(), fault.reason())))?;
    detached.map_err(wrong)?;
    read_web(state.directory(), from)?;
    let done = state.write(|tx| {
        tx.execute(
            "INSERT INTO layout (at, boot, sessions, panes, body, sum, kind, cause)
             VALUES (?, ?, ?, ?, ?, ?, 'mark', 'from a backup')",
            rusqlite::params_from_iter(row),
        )?;
        Ok(tx.last_insert_rowid())
    });
    done.map_err(|fault| Error::system(format!("{}: {}", from.display(), fault.reason())))
}

/// Imports panes that do not exist here, with their lines, from the attached file.
fn take(tx: &Transaction<'_>) -> rusqlite::Result<()> {
    tx.execute_batch(
        "INSERT INTO main.pane (lineage, pane, session, window, title, written, closed, next)
         SELECT lineage, pane, session, window, title, written, closed, next FROM backup.pane WHERE true
         ON CONFLICT DO NOTHING",
    )?;
    let pairs = "SELECT b.key, m.key FROM backup.pane b
        JOIN main.pane m ON m.lineage = b.lineage AND m.pane = b.pane
        WHERE NOT EXISTS (SELECT 1 FROM main.chunk WHERE pane = m.key)
            AND NOT EXISTS (SELECT 1 FROM main.screen WHERE pane = m.key)";
    let mut statement = tx.prepare(pairs)?;
    let pairs = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let pairs: Vec<(i64, i64)> = pairs.collect::<rusqlite::Result<_>>()?;
    for (old, new) in pairs {
        for table in ["chunk", "screen"] {
            take_rows(tx, table, old, new)?;
        }
    }
    take_commands(tx)
}

/// Whether a database has a table: one with an older schema has fewer.
fn has_table(db: &Connection, name: &str, table: &str) -> rusqlite::Result<bool> {
    let sql = format!("SELECT count(*) > 0 FROM {name}.sqlite_schema WHERE name = ?");
    db.query_row(&sql, [table], |row| row.get(0))
}

/// Copies the commands that are not here yet.
fn take_commands(tx: &Transaction<'_>) -> rusqlite::Result<()> {
    if !has_table(tx, "backup", "command")? {
        return Ok(());
    }
    tx.execute_batch(
        "INSERT OR IGNORE INTO main.command
            (pane, started, ended, status, prompt, output, finish, directory, text)
         SELECT m.key, started, ended, status, prompt, output, finish, directory, text
         FROM backup.command c JOIN backup.pane b ON b.key = c.pane
         JOIN main.pane m ON m.lineage = b.lineage AND m.pane = b.pane",
    )
}

/// Copies the rows of one pane and recomputes their checksums, which cover its key. Damaged rows
/// are skipped.
fn take_rows(tx: &Transaction<'_>, table: &str, old: i64, new: i64) -> rusqlite::Result<()> {
    let read = |times| {
        tx.prepare(&format!(
            "SELECT first, lines, at, raw, sum, body, {times} FROM backup.{table} WHERE pane = ?"
        ))
    };
    let write = format!(
        "INSERT INTO main.{table} (pane, first, lines, at, raw, sum, body, times) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
    );
    // A backup of schema version 1 has no column `times`.
    let (mut read, mut write) = (
        read("times").or_else(|_| read("NULL"))?,
        tx.prepare(&write)?,
    );
    let mut rows = read.query([old])?;
    while let Some(row) = rows.next()? {
        let (first, raw, body): (i64, i64, Vec<u8>) = (row.get(0)?, row.get(3)?, row.get(5)?);
        if row.get::<_, i64>(4)? != codec::checksum(&[old, first, raw], &body) {
            continue;
        }
        let sum = codec::checksum(&[new, first, raw], &body);
        let (lines, at): (i64, i64) = (row.get(1)?, row.get(2)?);
        let times: Option<Vec<u8>> = row.get(6)?;
        write.execute(params![new, first, lines, at, raw, sum, body, times])?;
    }
    Ok(())
}
