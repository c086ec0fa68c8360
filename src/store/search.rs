//! Searching all lines of all panes, closed ones included.

use super::file::Db;
use super::{lines, spoken};
use crate::base::{Error, PaneId, Result};
use crate::term::archive::archived_text;
use regex::bytes::{Regex, RegexBuilder};
use rusqlite::params;
use rusqlite::types::ToSql;

/// What to search for, and where.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
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
    /// No more hits than this.
    pub most: usize,
}

/// A line that matches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// The lineage and the id of its pane.
    pub pane: (i64, PaneId),
    /// The name of its session.
    pub session: String,
    /// The name of its window.
    pub window: String,
    /// Whether the pane is closed.
    pub closed: bool,
    /// When it was saved, milliseconds since 1970.
    pub at: i64,
    /// Its number in the pane.
    pub line: u64,
    /// Its text.
    pub text: String,
}

/// The lines that match, pane by pane, the oldest first.
///
/// # Errors
/// If the pattern is no regular expression or the file cannot be read.
pub fn search(db: &Db, wanted: &Wanted) -> Result<Vec<Hit>> {
    let regex = RegexBuilder::new(&wanted.pattern)
        .case_insensitive(wanted.ignore_case)
        .multi_line(true)
        .build()
        .map_err(|_| Error::user(format!("invalid regular expression: {}", wanted.pattern)))?;
    read(db, wanted, &regex).map_err(|e| spoken(&e))
}

fn read(db: &Db, wanted: &Wanted, regex: &Regex) -> rusqlite::Result<Vec<Hit>> {
    // Pane by pane and table by table: in one query everything would be sorted, bodies and all.
    let mut panes = db.connection.prepare(
        "SELECT key, lineage, pane, session, window, closed IS NOT NULL FROM pane
         WHERE (?1 IS NULL OR session = ?1) AND (?2 IS NULL OR (lineage = ?2 AND pane = ?3))
         ORDER BY key",
    )?;
    let pane = wanted.pane.map(|(lineage, pane)| (lineage, pane.0));
    let values: [&dyn ToSql; 3] = [&wanted.session, &pane.map(|p| p.0), &pane.map(|p| p.1)];
    let mut rows = panes.query(&values[..])?;
    let mut hits = Vec::new();
    while let Some(row) = rows.next()? {
        let hit = Hit {
            pane: (row.get(1)?, PaneId(row.get(2)?)),
            session: row.get(3)?,
            window: row.get(4)?,
            closed: row.get(5)?,
            at: 0,
            line: 0,
            text: String::new(),
        };
        for table in ["chunk", "screen"] {
            search_pane(db, wanted, regex, (table, row.get(0)?, &hit), &mut hits)?;
        }
    }
    Ok(hits)
}

fn search_pane(
    db: &Db,
    wanted: &Wanted,
    regex: &Regex,
    (table, key, hit): (&str, i64, &Hit),
    hits: &mut Vec<Hit>,
) -> rusqlite::Result<()> {
    let mut pieces = db.connection.prepare_cached(&format!(
        "SELECT at, first, lines, raw, sum, body FROM {table}
         WHERE pane = ?1 AND (?2 IS NULL OR at >= ?2) ORDER BY first"
    ))?;
    let mut rows = pieces.query(params![key, wanted.since])?;
    while hits.len() < wanted.most
        && let Some(row) = rows.next()?
    {
        let Some(piece) = lines::lines_of(key, row, 1)? else {
            continue;
        };
        for (n, text) in matching(regex, &piece.raw, piece.lines as usize) {
            if hits.len() < wanted.most {
                hits.push(Hit {
                    at: row.get(0)?,
                    line: piece.first + n as u64,
                    text,
                    ..hit.clone()
                });
            }
        }
    }
    Ok(())
}

/// The lines of a piece that match: their places in it and their texts.
fn matching(regex: &Regex, raw: &[u8], count: usize) -> Vec<(usize, String)> {
    let Ok((text, lengths)) = archived_text(raw) else {
        return Vec::new();
    };
    // All lines at once, each with its end: looking at them one by one takes many times as long.
    let mut all = Vec::with_capacity(text.len() + lengths.len());
    let mut ends = Vec::with_capacity(lengths.len());
    let mut at = 0;
    for length in lengths.iter().take(count) {
        let end = at + *length as usize;
        all.extend_from_slice(text.get(at..end).unwrap_or_default());
        all.push(b'\n');
        ends.push(all.len());
        at = end;
    }
    let mut found = Vec::new();
    let mut from = 0;
    while from < all.len()
        && let Some(hit) = regex.find_at(&all, from)
        && hit.start() < all.len()
    {
        let n = ends.partition_point(|end| *end <= hit.start());
        let start = n.checked_sub(1).map_or(0, |before| ends[before]);
        let line = &all[start..ends[n] - 1];
        // What began in this line may have gone on in the next.
        if hit.end() < ends[n] || regex.is_match(line) {
            found.push((n, String::from_utf8_lossy(line).into_owned()));
        }
        from = ends[n];
    }
    found
}
