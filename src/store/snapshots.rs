//! Saved layouts: the current one and older generations, of five kinds with a limit each, so that
//! frequent ones do not displace rare ones; and the undo stack.

use super::codec;
use super::db::{Db, WriteError};
use super::error::sqlite_error;
use crate::base::{Error, Result};
use crate::model::SavedLayout;
use crate::model::state::store_request::{Snapshot, SnapshotHeader};
use crate::model::state::undo::ClosedStep;
use rusqlite::{OptionalExtension, Row, Transaction, params};

/// Generations kept per kind.
const STEPS: i64 = 10;
const PERIODIC: i64 = 10;
const PANES: i64 = 10;
const DAYS: i64 = 7;
const MARKS: i64 = 10;

/// Minimum age of the last generation before a plain change makes a new one, in milliseconds.
const APART: i64 = 10 * 60 * 1000;

const DAY: i64 = 24 * 60 * 60 * 1000;

/// Why a generation is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cause {
    /// Before a session, or several panes, were closed.
    Closing(String),
    /// Before one pane was closed.
    PaneClosing(String),
    /// Before a restore, which changed something.
    Restore,
}

impl Cause {
    /// The kind and the cause of the row.
    fn columns(&self) -> (&str, &str) {
        match self {
            Self::Closing(why) => ("step", why),
            Self::PaneClosing(why) => ("pane", why),
            Self::Restore => ("mark", "before a restore"),
        }
    }
}

const COLUMNS: &str = "id, at, kind, cause, boot, sessions, panes";

fn header(row: &Row<'_>) -> rusqlite::Result<SnapshotHeader> {
    Ok(SnapshotHeader {
        id: row.get(0)?,
        at: row.get(1)?,
        kind: row.get(2)?,
        cause: row.get(3)?,
        boot: row.get(4)?,
        sessions: row.get(5)?,
        panes: row.get(6)?,
        contents: Vec::new(),
    })
}

/// Time and boot of a save.
#[derive(Clone, Copy, Debug)]
pub struct Stamp<'a> {
    /// Milliseconds since 1970.
    pub at: i64,
    /// The kernel's boot id.
    pub boot: &'a str,
}

/// Makes `saved` the current layout. The previous one becomes a generation if there is a `cause`,
/// or if the last generation is old enough.
///
/// # Errors
/// The layout cannot be written.
pub fn save(
    db: &mut Db,
    saved: &SavedLayout,
    stamp: Stamp<'_>,
    cause: Option<&Cause>,
) -> Result<(), WriteError> {
    let body = serde_json::to_string(saved).map_err(|e| WriteError::Other(e.to_string()))?;
    db.write(|tx| {
        match cause.map(Cause::columns) {
            Some((kind, cause)) => keep(tx, kind, cause, stamp.at)?,
            None if age(tx, stamp.at)? > APART => keep(tx, "periodic", "periodic", stamp.at)?,
            None => {}
        }
        let sum = codec::checksum(&[stamp.at], body.as_bytes());
        let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
        let values = params![
            stamp.at,
            stamp.boot,
            count(saved.sessions.len()),
            count(saved.panes.len()),
            body,
            sum
        ];
        let changed = tx.execute(
            "UPDATE layout SET at = ?1, boot = ?2, sessions = ?3, panes = ?4, body = ?5, sum = ?6
             WHERE kind = 'current'",
            values,
        )?;
        if changed == 0 {
            tx.execute(
                "INSERT INTO layout (at, boot, sessions, panes, body, sum, kind, cause)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'current', '')",
                values,
            )?;
        }
        tx.execute("INSERT OR REPLACE INTO meta VALUES ('ended', 0)", [])?;
        Ok(())
    })
}

/// Keeps the current layout as a generation before a drastic change, unless the newest generation
/// is identical.
///
/// # Errors
/// The layout cannot be written.
pub fn mark(db: &mut Db, cause: &str, at: i64) -> Result<(), WriteError> {
    let known: bool = db.connection.query_row(
        "SELECT count(*) > 0 FROM layout now, layout before WHERE now.kind = 'current' AND now.body = before.body
         AND before.id = (SELECT max(id) FROM layout WHERE kind IN ('step', 'periodic', 'pane', 'mark'))",
        [],
        |row| row.get(0),
    )?;
    if known {
        return Ok(());
    }
    db.write(|tx| keep(tx, "mark", cause, at))
}

/// Records that the user ended the server: the next start restores nothing by itself.
///
/// # Errors
/// The layout cannot be written.
pub fn end(db: &mut Db, cause: &str, at: i64) -> Result<(), WriteError> {
    db.write(|tx| {
        keep(tx, "mark", cause, at)?;
        tx.execute("DELETE FROM layout WHERE kind = 'current'", [])?;
        tx.execute("INSERT OR REPLACE INTO meta VALUES ('ended', 1)", [])?;
        Ok(())
    })
}

/// Age of the newest generation, in milliseconds.
fn age(tx: &Transaction<'_>, now: i64) -> rusqlite::Result<i64> {
    let last: Option<i64> = tx.query_row(
        "SELECT max(at) FROM layout WHERE kind <> 'current'",
        [],
        |row| row.get(0),
    )?;
    // After the clock was set back, generations have future times: these count as old.
    Ok(last.map_or(
        i64::MAX,
        |last| if last > now { i64::MAX } else { now - last },
    ))
}

fn keep(tx: &Transaction<'_>, kind: &str, cause: &str, now: i64) -> rusqlite::Result<()> {
    let copy = "INSERT INTO layout (at, kind, cause, boot, sessions, panes, body, sum)
        SELECT at, ?1, ?2, boot, sessions, panes, body, sum FROM layout WHERE kind = 'current' AND sessions > 0";
    tx.execute(copy, [kind, cause])?;
    let day: i64 = tx.query_row(
        "SELECT count(*) FROM layout WHERE kind = 'day' AND at > ?",
        [now - DAY],
        |row| row.get(0),
    )?;
    if day == 0 {
        tx.execute(copy, ["day", "daily"])?;
    }
    let limits = [
        ("step", STEPS),
        ("periodic", PERIODIC),
        ("pane", PANES),
        ("day", DAYS),
        ("mark", MARKS),
    ];
    for (kind, most) in limits {
        tx.execute(
            "DELETE FROM layout WHERE kind = ?1
             AND id NOT IN (SELECT id FROM layout WHERE kind = ?1 ORDER BY id DESC LIMIT ?2)",
            params![kind, most],
        )?;
    }
    Ok(())
}

/// All generations, the current layout first, then the newest first; without contents.
///
/// # Errors
/// The file cannot be read.
pub fn list(db: &Db) -> Result<Vec<SnapshotHeader>> {
    let read = || {
        let sql = format!("SELECT {COLUMNS} FROM layout ORDER BY kind = 'current' DESC, id DESC");
        let mut statement = db.connection.prepare(&sql)?;
        let rows = statement.query_map([], header)?;
        rows.collect::<rusqlite::Result<Vec<_>>>()
    };
    read().map_err(|e| sqlite_error(&e))
}

/// All generations as [`list`], with the names of their sessions and windows.
///
/// # Errors
/// The file cannot be read.
pub fn list_with_contents(db: &Db) -> Result<Vec<SnapshotHeader>> {
    let mut all = list(db)?;
    for header in &mut all {
        if let Ok((_, saved)) = load(db, header.id) {
            header.contents = contents(&saved);
        }
    }
    Ok(all)
}

/// The names of the sessions and of their windows.
fn contents(saved: &SavedLayout) -> Vec<(String, Vec<String>)> {
    let sessions = saved.sessions.iter().map(|session| {
        let windows = session.windows.values().filter_map(|id| saved.window(*id));
        let windows = windows.map(|window| window.name.clone()).collect();
        (session.name.clone(), windows)
    });
    sessions.collect()
}

/// The generation with this id, or all that `restore` chooses from, the newest first. Damaged ones
/// are left out of the latter.
///
/// # Errors
/// There is none with this id, or the file cannot be read.
pub fn restorable(db: &Db, id: Option<i64>) -> Result<Vec<Snapshot>> {
    let found = |(header, layout): (SnapshotHeader, SavedLayout)| Snapshot {
        id: header.id,
        at: header.at,
        layout,
    };
    if let Some(id) = id {
        return Ok(vec![found(load(db, id)?)]);
    }
    let all = list(db)?.into_iter();
    let kinds = ["step", "periodic", "pane", "mark"];
    let before = all.filter(|header| kinds.contains(&header.kind.as_str()));
    let loaded = before.filter_map(|header| load(db, header.id).ok());
    Ok(loaded.map(found).collect())
}

/// Saves the undo stack.
///
/// # Errors
/// It cannot be written.
pub fn save_undo(db: &mut Db, steps: &[ClosedStep]) -> Result<(), WriteError> {
    let steps = serde_json::to_string(steps).map_err(|e| WriteError::Other(e.to_string()))?;
    let sql = "INSERT OR REPLACE INTO meta VALUES ('undo', ?)";
    db.write(|tx| tx.execute(sql, [&steps]).map(drop))
}

/// The saved undo stack; empty if there is none or it is damaged.
pub fn load_undo(db: &Db) -> Vec<ClosedStep> {
    let sql = "SELECT value FROM meta WHERE key = 'undo'";
    let saved = db
        .connection
        .query_row(sql, [], |row| row.get::<_, String>(0));
    let saved = saved.optional().unwrap_or_default().unwrap_or_default();
    serde_json::from_str(&saved).unwrap_or_default()
}

/// Loads one generation.
///
/// # Errors
/// There is none with this id, or it is damaged.
pub fn load(db: &Db, id: i64) -> Result<(SnapshotHeader, SavedLayout)> {
    let sql = format!("SELECT {COLUMNS}, body, sum FROM layout WHERE id = ?");
    let read = db.connection.query_row(&sql, [id], |row| {
        Ok((
            header(row)?,
            row.get::<_, String>(7)?,
            row.get::<_, i64>(8)?,
        ))
    });
    let (header, body, sum) = match read {
        Err(rusqlite::Error::QueryReturnedNoRows) => {
            return Err(Error::not_found(format!("can't find snapshot: {id}")));
        }
        other => other.map_err(|e| sqlite_error(&e))?,
    };
    let damaged = || Error::system(format!("snapshot {id} is damaged"));
    if sum != codec::checksum(&[header.at], body.as_bytes()) {
        return Err(damaged());
    }
    let saved = serde_json::from_str(&body).map_err(|_| damaged())?;
    Ok((header, saved))
}

/// Whether the checksum matches; the columns of the row are at, body, sum.
pub(super) fn is_whole(row: &Row<'_>) -> rusqlite::Result<bool> {
    let (at, sum): (i64, i64) = (row.get(0)?, row.get(2)?);
    let body = row.get_ref(1)?.as_bytes();
    Ok(body.is_ok_and(|body| sum == codec::checksum(&[at], body)))
}

/// The layout that a start restores: the current one, or the newest intact one if that is damaged.
/// `None` if the user ended the server.
pub fn latest(db: &Db) -> Option<(SnapshotHeader, SavedLayout)> {
    let ended = db
        .connection
        .query_row("SELECT value FROM meta WHERE key = 'ended'", [], |row| {
            row.get::<_, i64>(0)
        });
    if ended == Ok(1) {
        return None;
    }
    let found = list(db)
        .ok()?
        .into_iter()
        .find_map(|header| load(db, header.id).ok());
    found.filter(|(_, saved)| !saved.is_empty())
}
