//! Scrollback rows: chunks of lines per pane, the lines on each screen, and the names of each pane.
//!
//! A writer keeps in memory how far each pane is saved and passes only later lines. [`add`] stores
//! lines of an unfinished block in temporary rows; [`seal`] replaces them when the block is final.
//! Both delete stored lines from the first new number on, so writing the same lines again after a
//! failed transaction is safe. RawLines that return to the screen are cut ([`cut`]), because
//! [`show`] stores them with the screen.

use super::codec::{self, Effort};
use super::db::Db;
use super::error::sqlite_error;
use super::timestamps::Timestamps;
use crate::base::{Error, PaneId, Result};
use crate::model::state::store_request::{LineRange, QueryTarget};
use crate::term::RawLines;
use rusqlite::{Connection, OptionalExtension, Row, params};

pub use rusqlite::Transaction;
/// The result of a statement in a write transaction.
pub type Written<T> = rusqlite::Result<T>;

/// Maximum lines per row, unless a single piece has more.
const ROW_LINES: u32 = 1024;

/// Maximum uncompressed bytes per row, unless a single piece has more.
const ROW_BYTES: i64 = 64 << 10;

/// The times that are stored with lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct When {
    /// The time of the save, milliseconds since 1970.
    pub now: i64,
    /// First-seen times of the pane's lines; lines without an entry count as seen at `now`.
    pub seen: Timestamps,
}

impl From<i64> for When {
    fn from(now: i64) -> Self {
        let seen = Timestamps::default();
        Self { now, seen }
    }
}

/// The names by which a pane can be found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Label {
    /// Session name.
    pub session: String,
    /// Window name.
    pub window: String,
    /// Pane title.
    pub title: String,
}

/// The saved scrollback of one pane.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PaneScrollback {
    /// RawLines that scrolled off the screen, the oldest first.
    pub pieces: Vec<RawLines>,
    /// RawLines that were on the screen.
    pub shown: Option<RawLines>,
    /// The number after the last saved line.
    pub end: u64,
    /// The time of the last save, milliseconds since 1970.
    pub written: i64,
}

fn signed(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

fn unsigned(n: i64) -> u64 {
    u64::try_from(n).unwrap_or(0)
}

/// The key of a pane; inserts the pane if it is new and marks it as open.
///
/// # Errors
/// The file cannot be written.
pub fn key(tx: &Transaction<'_>, lineage: i64, pane: PaneId) -> rusqlite::Result<i64> {
    tx.prepare_cached(
        "INSERT INTO pane (lineage, pane) VALUES (?, ?) ON CONFLICT DO UPDATE SET closed = NULL",
    )?
    .execute(params![lineage, pane.0])?;
    tx.prepare_cached("SELECT key FROM pane WHERE lineage = ? AND pane = ?")?
        .query_row(params![lineage, pane.0], |row| row.get(0))
}

/// The key of a pane, if it has saved scrollback.
///
/// # Errors
/// The file cannot be read.
pub fn find(db: &Connection, lineage: i64, pane: PaneId) -> rusqlite::Result<Option<i64>> {
    db.prepare_cached("SELECT key FROM pane WHERE lineage = ? AND pane = ?")?
        .query_row(params![lineage, pane.0], |row| row.get(0))
        .optional()
}

/// The lineage of the pane with the id `pane` that was saved last.
///
/// # Errors
/// The file cannot be read.
pub fn newest_lineage(db: &Db, pane: PaneId) -> Result<Option<i64>> {
    let sql = "SELECT lineage FROM pane WHERE pane = ? ORDER BY written DESC, lineage DESC LIMIT 1";
    let found = db.connection.query_row(sql, [pane.0], |row| row.get(0));
    found.optional().map_err(|e| sqlite_error(&e))
}

/// The lineage and id of the pane that a query is limited to.
///
/// # Errors
/// A session or pane that is not open and was never saved, or the file cannot be read.
pub fn saved_target(db: &Db, wanted: &QueryTarget) -> Result<Option<(i64, PaneId)>> {
    if let (Some(session), false) = (&wanted.session, wanted.is_open) {
        let sql = "SELECT count(*) > 0 FROM pane WHERE session = ?";
        let known = db.connection.query_row(sql, [session], |row| row.get(0));
        if !known.map_err(|e| sqlite_error(&e))? {
            return Err(Error::not_found(format!("can't find session: {session}")));
        }
    }
    let Some((lineage, pane)) = wanted.pane else {
        return Ok(None);
    };
    let lineage = match lineage {
        Some(lineage) => lineage,
        None => newest_lineage(db, pane)?
            .ok_or_else(|| Error::not_found(format!("can't find pane: {pane}")))?,
    };
    Ok(Some((lineage, pane)))
}

/// The number after the last saved line of a pane.
///
/// # Errors
/// The file cannot be read.
pub fn next(db: &Connection, key: i64) -> rusqlite::Result<u64> {
    // `pane.next` counts only after a cut or a clear; otherwise the chunks tell more.
    let sql = "SELECT max(next, coalesce((SELECT first + lines FROM chunk WHERE pane = ?1
               ORDER BY first DESC LIMIT 1), 0)) FROM pane WHERE key = ?1";
    db.prepare_cached(sql)?
        .query_row([key], |row| row.get(0))
        .map(unsigned)
}

/// First-seen times of the newest lines of a pane, those on its screen included: at least `most` of
/// them, if there are as many.
///
/// # Errors
/// The file cannot be read.
pub fn timestamps(db: &Connection, key: i64, most: u32) -> rusqlite::Result<Timestamps> {
    let read = |row: &Row<'_>| -> rusqlite::Result<(u32, Timestamps)> {
        let (first, lines, times): (_, _, Option<Vec<u8>>) =
            (row.get(0)?, row.get(1)?, row.get(3)?);
        let times = times.unwrap_or_default();
        let timestamps = Timestamps::unpack(unsigned(first), lines, row.get(2)?, &times);
        Ok((lines, timestamps))
    };
    let sql = "SELECT first, lines, at, times FROM chunk WHERE pane = ? ORDER BY first DESC";
    let mut chunks = db.prepare_cached(sql)?;
    let mut chunks = chunks.query([key])?;
    let (mut found, mut count) = (Vec::new(), 0);
    while count < most
        && let Some(row) = chunks.next()?
    {
        let (lines, timestamps) = read(row)?;
        count += lines;
        found.push(timestamps);
    }
    let sql = "SELECT first, lines, at, times FROM screen WHERE pane = ?";
    let shown = db.prepare_cached(sql)?.query_row([key], read).optional()?;
    let mut all = Timestamps::default();
    let found = found.into_iter().rev();
    found
        .chain(shown.map(|(_, timestamps)| timestamps))
        .for_each(|later| all.extend(later));
    Ok(all)
}

/// Stores the names of a pane.
///
/// # Errors
/// The file cannot be written.
pub fn label(tx: &Transaction<'_>, key: i64, label: &Label, at: i64) -> rusqlite::Result<()> {
    let sql = "UPDATE pane SET session = ?2, window = ?3, title = ?4, written = ?5 WHERE key = ?1";
    let values = params![key, label.session, label.window, label.title, at];
    tx.prepare_cached(sql)?.execute(values).map(drop)
}

/// Deletes lines from number `end` on: they moved back onto the screen.
///
/// # Errors
/// The file cannot be written.
pub fn cut(tx: &Transaction<'_>, key: i64, end: u64) -> rusqlite::Result<()> {
    if next(tx, key)? <= end {
        return Ok(());
    }
    drop_from(tx, key, signed(end))?;
    keep_next(tx, key, end)
}

/// Stores the number of the next line where the chunks do not tell it.
fn keep_next(tx: &Transaction<'_>, key: i64, next: u64) -> rusqlite::Result<()> {
    tx.prepare_cached("UPDATE pane SET next = ? WHERE key = ?")?
        .execute(params![signed(next), key])
        .map(drop)
}

fn drop_from(tx: &Transaction<'_>, key: i64, first: i64) -> rusqlite::Result<()> {
    tx.prepare_cached("DELETE FROM chunk WHERE pane = ? AND first >= ?")?
        .execute(params![key, first])?;
    let last = "UPDATE chunk SET lines = ?2 - first WHERE pane = ?1 AND first + lines > ?2
                AND first = (SELECT max(first) FROM chunk WHERE pane = ?1)";
    tx.prepare_cached(last)?
        .execute(params![key, first])
        .map(drop)
}

/// Adds lines and replaces stored ones from their first number on. The row is temporary: [`seal`]
/// replaces it with a final one.
///
/// # Errors
/// The file cannot be written.
pub fn add(tx: &Transaction<'_>, key: i64, lines: &RawLines, when: &When) -> rusqlite::Result<()> {
    replace(tx, key, lines, when, Effort::Quick)
}

fn replace(
    tx: &Transaction<'_>,
    key: i64,
    lines: &RawLines,
    when: &When,
    effort: Effort,
) -> rusqlite::Result<()> {
    if next(tx, key)? > lines.first {
        drop_from(tx, key, signed(lines.first))?;
    }
    insert(tx, "chunk", key, lines, when, effort)
}

/// Adds final lines. Consecutive pieces share a row, because larger rows compress better.
///
/// # Errors
/// The file cannot be written.
pub fn seal(
    tx: &Transaction<'_>,
    key: i64,
    pieces: impl IntoIterator<Item = RawLines>,
    when: &When,
) -> rusqlite::Result<()> {
    let mut pieces = pieces.into_iter();
    let Some(mut row) = pieces.next() else {
        return Ok(());
    };
    for piece in pieces {
        if share_a_row(&row, &piece) {
            row = join(row, piece);
        } else {
            let full = std::mem::replace(&mut row, piece);
            replace(tx, key, &full, when, Effort::Small)?;
        }
    }
    replace(tx, key, &row, when, Effort::Small)
}

/// Whether `next` may share a row with `lines`.
fn share_a_row(lines: &RawLines, next: &RawLines) -> bool {
    lines.first + u64::from(lines.lines) == next.first
        && lines.lines + next.lines <= ROW_LINES
        && signed((lines.raw.len() + next.raw.len()) as u64) <= ROW_BYTES
}

/// Appends `next` to `lines`.
fn join(mut lines: RawLines, next: RawLines) -> RawLines {
    lines.lines += next.lines;
    lines.raw.extend(next.raw);
    lines
}

/// Stores the lines on a pane's screen.
///
/// # Errors
/// The file cannot be written.
pub fn show(tx: &Transaction<'_>, key: i64, lines: &RawLines, when: &When) -> rusqlite::Result<()> {
    insert(tx, "screen", key, lines, when, Effort::Quick)
}

fn insert(
    tx: &Transaction<'_>,
    table: &str,
    key: i64,
    lines: &RawLines,
    when: &When,
    effort: Effort,
) -> rusqlite::Result<()> {
    let body = codec::pack(&lines.raw, effort)
        .map_err(|e| rusqlite::Error::ToSqlConversionFailure(e.into()))?;
    let (first, raw) = (signed(lines.first), signed(lines.raw.len() as u64));
    let sum = codec::checksum(&[key, first, raw], &body);
    let times = when.seen.pack(lines.first, lines.lines, when.now);
    let sql = format!(
        "INSERT OR REPLACE INTO {table} (pane, first, lines, at, raw, sum, body, times) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
    );
    tx.prepare_cached(&sql)?
        .execute(params![
            key,
            first,
            lines.lines,
            when.now,
            raw,
            sum,
            body,
            times
        ])
        .map(drop)
}

/// Deletes all lines of a pane after `clear-history`. The next line will have number `next`.
///
/// # Errors
/// The file cannot be written.
pub fn clear(tx: &Transaction<'_>, key: i64, next: u64) -> rusqlite::Result<()> {
    keep_next(tx, key, next)?;
    for sql in [
        "DELETE FROM chunk WHERE pane = ?",
        "DELETE FROM screen WHERE pane = ?",
    ] {
        tx.prepare_cached(sql)?.execute([key])?;
    }
    Ok(())
}

/// Marks a pane as closed. Its lines are kept until retention deletes them.
///
/// # Errors
/// The file cannot be written.
pub fn close(tx: &Transaction<'_>, key: i64, at: i64) -> rusqlite::Result<()> {
    tx.prepare_cached("UPDATE pane SET closed = ? WHERE key = ?")?
        .execute(params![at, key])
        .map(drop)
}

/// A row as stored.
pub(super) struct Packed {
    key: i64,
    first: i64,
    lines: u32,
    raw: i64,
    sum: i64,
    body: Vec<u8>,
}

impl Packed {
    /// Reads the row of pane `key` whose columns from `at` on are first, lines, raw, sum, body.
    pub fn read(key: i64, row: &Row<'_>, at: usize) -> rusqlite::Result<Self> {
        Ok(Self {
            key,
            first: row.get(at)?,
            lines: row.get(at + 1)?,
            raw: row.get(at + 2)?,
            sum: row.get(at + 3)?,
            body: row.get(at + 4)?,
        })
    }

    /// Whether the checksum matches.
    pub fn is_whole(&self) -> bool {
        self.sum == codec::checksum(&[self.key, self.first, self.raw], &self.body)
    }

    /// The decompressed lines; `None` if they are damaged.
    pub fn unpack(&self) -> Option<RawLines> {
        let raw = usize::try_from(self.raw).ok().filter(|_| self.is_whole())?;
        Some(RawLines {
            first: unsigned(self.first),
            lines: self.lines,
            raw: codec::unpack(&self.body, raw).ok()?,
        })
    }
}

/// Loads the newest lines of a pane, about `most`. Damaged rows are skipped.
///
/// # Errors
/// The file cannot be read.
pub fn load(db: &Db, lineage: i64, pane: PaneId, most: usize) -> Result<Option<PaneScrollback>> {
    read_past(&db.connection, lineage, pane, most).map_err(|e| sqlite_error(&e))
}

/// A part of the saved lines of a pane.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SavedRange {
    /// The number of the oldest saved line.
    pub first: u64,
    /// The number after the newest saved line.
    pub end: u64,
    /// Whether the pane is closed.
    pub closed: bool,
    /// The pieces that have lines of the range, the oldest first.
    pub pieces: Vec<RawLines>,
    /// The range: the first number, and the number after the last one.
    pub range: (u64, u64),
}

/// Loads the lines of a pane that `wanted` chooses. Damaged rows are skipped.
///
/// # Errors
/// The file cannot be read.
pub fn load_range(
    db: &Db,
    lineage: i64,
    pane: PaneId,
    wanted: LineRange,
) -> Result<Option<SavedRange>> {
    read_range(&db.connection, lineage, pane, wanted).map_err(|e| sqlite_error(&e))
}

fn read_range(
    db: &Connection,
    lineage: i64,
    pane: PaneId,
    wanted: LineRange,
) -> rusqlite::Result<Option<SavedRange>> {
    let Some(key) = find(db, lineage, pane)? else {
        return Ok(None);
    };
    let (first, end, closed): (i64, i64, bool) = db
        .prepare_cached(
            "SELECT ifnull(min(first), 0), ifnull(max(first + lines), 0),
                    (SELECT closed IS NOT NULL FROM pane WHERE key = ?1)
             FROM (SELECT first, lines FROM chunk WHERE pane = ?1
                   UNION ALL SELECT first, lines FROM screen WHERE pane = ?1)",
        )?
        .query_row([key], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    let (first, end) = (unsigned(first), unsigned(end));
    let (from, to) = match wanted.after {
        Some(after) => {
            let from = after.saturating_add(1).max(first);
            (from, from.saturating_add(wanted.limit).min(end))
        }
        None => {
            let to = wanted.before.unwrap_or(end).min(end);
            (to.saturating_sub(wanted.limit).max(first), to)
        }
    };
    let mut statement = db.prepare_cached(
        "SELECT first, lines, raw, sum, body FROM
            (SELECT first, lines, raw, sum, body FROM chunk WHERE pane = ?1
             UNION ALL SELECT first, lines, raw, sum, body FROM screen WHERE pane = ?1)
         WHERE first < ?3 AND first + lines > ?2 ORDER BY first",
    )?;
    let mut rows = statement.query(params![key, signed(from), signed(to)])?;
    let mut pieces = Vec::new();
    while from < to
        && let Some(row) = rows.next()?
    {
        pieces.extend(Packed::read(key, row, 0)?.unpack());
    }
    Ok(Some(SavedRange {
        first,
        end,
        closed,
        pieces,
        range: (from, to),
    }))
}

fn read_past(
    db: &Connection,
    lineage: i64,
    pane: PaneId,
    most: usize,
) -> rusqlite::Result<Option<PaneScrollback>> {
    let Some(key) = find(db, lineage, pane)? else {
        return Ok(None);
    };
    let mut statement = db.prepare_cached(
        "SELECT first, lines, raw, sum, body FROM chunk WHERE pane = ? ORDER BY first DESC",
    )?;
    let mut rows = statement.query([key])?;
    let (mut pieces, mut count) = (Vec::new(), 0);
    while count < most
        && let Some(row) = rows.next()?
    {
        if let Some(lines) = Packed::read(key, row, 0)?.unpack() {
            count += lines.lines as usize;
            pieces.push(lines);
        }
    }
    pieces.reverse();
    let mut screen =
        db.prepare_cached("SELECT first, lines, raw, sum, body, at FROM screen WHERE pane = ?")?;
    let shown = screen
        .query_row([key], |row| Ok((Packed::read(key, row, 0)?, row.get(5)?)))
        .optional()?;
    let labelled: i64 = db
        .prepare_cached("SELECT written FROM pane WHERE key = ?")?
        .query_row([key], |row| row.get(0))?;
    let written = shown.as_ref().map_or(labelled, |(_, at)| labelled.max(*at));
    let shown = shown.and_then(|(packed, _)| packed.unpack());
    let end = next(db, key)?;
    Ok(Some(PaneScrollback {
        pieces,
        shown,
        end,
        written,
    }))
}
