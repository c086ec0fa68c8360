//! Search through the saved lines of all panes, closed ones included.

use super::db::Db;
use super::error::sqlite_error;
use super::scrollback::{self, Packed};
use super::timestamps::Timestamps;
use crate::base::sorted::sort_by_key;
use crate::base::{Error, PaneId, Result};
use crate::model::state::store_request::{SearchHit, SearchQuery};
use crate::term::archived_text;
use regex::bytes::{Regex, RegexBuilder};
use rusqlite::params;
use rusqlite::types::ToSql;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, Receiver, SyncSender};
use std::sync::{Arc, Mutex};
use std::thread::{self, ScopedJoinHandle};

/// Maximum number of worker threads.
const THREADS: usize = 4;

/// Maximum number of lines that the command `search` finds.
pub const MAX_HITS: usize = 10_000;

/// Maximum number of queued chunks.
const WAITING: usize = 16;

/// A chunk to search.
struct Task {
    /// The position in the order of all chunks.
    n: usize,
    /// The pane of the chunk; line, time and text are filled in per hit.
    hit: Arc<SearchHit>,
    at: i64,
    times: Option<Vec<u8>>,
    packed: Packed,
}

/// The matching lines, pane by pane, the oldest first; `most` at most.
///
/// # Errors
/// The pattern is not a regular expression, the target was never saved, or the file cannot be read.
pub fn search(db: &Db, wanted: &SearchQuery, most: usize) -> Result<Vec<SearchHit>> {
    let pane = scrollback::saved_target(db, &wanted.target)?;
    let regex = RegexBuilder::new(&wanted.pattern)
        .case_insensitive(wanted.ignore_case)
        .multi_line(true)
        .build()
        .map_err(|_| Error::user(format!("invalid regular expression: {}", wanted.pattern)))?;
    let count = AtomicUsize::new(0);
    let (pieces, queue) = mpsc::sync_channel(WAITING);
    let queue = Arc::new(Mutex::new(queue));
    let threads = thread::available_parallelism().map_or(1, |n| n.get().min(THREADS));
    let (read, found) = thread::scope(|scope| {
        // The last worker drops the receiver, so the reader's send fails instead of blocking for
        // ever.
        let queues = vec![queue; threads].into_iter();
        let readers: Vec<_> = queues
            .map(|queue| scope.spawn(|| look(queue, &regex, wanted.since, &count)))
            .collect();
        let read = read(db, (wanted, pane, most), &count, &pieces);
        drop(pieces);
        let found: Vec<_> = readers.into_iter().map(ScopedJoinHandle::join).collect();
        (read, found)
    });
    read.map_err(|e| sqlite_error(&e))?;
    let mut hits = Vec::new();
    for found in found {
        hits.extend(found.map_err(|_| Error::system("the search failed"))?);
    }
    sort_by_key(&mut hits, |(n, _)| *n);
    let hits = hits.into_iter().flat_map(|(_, hits)| hits);
    Ok(hits.take(most).collect())
}

/// Reads all chunks and queues them in order, until there are enough hits.
fn read(
    db: &Db,
    (wanted, pane, most): (&SearchQuery, Option<(i64, PaneId)>, usize),
    count: &AtomicUsize,
    out: &SyncSender<Task>,
) -> rusqlite::Result<()> {
    // Pane by pane and table by table: one joint query would sort everything, bodies included.
    let mut panes = db.connection.prepare(
        "SELECT key, lineage, pane, session, window, closed IS NOT NULL FROM pane
         WHERE (?1 IS NULL OR session = ?1) AND (?2 IS NULL OR (lineage = ?2 AND pane = ?3))
         ORDER BY key",
    )?;
    let pane = pane.map(|(lineage, pane)| (lineage, pane.0));
    let values: [&dyn ToSql; 3] = [
        &wanted.target.session,
        &pane.map(|p| p.0),
        &pane.map(|p| p.1),
    ];
    let mut rows = panes.query(&values[..])?;
    let mut n = 0;
    while let Some(row) = rows.next()? {
        let key = row.get(0)?;
        let hit = Arc::new(SearchHit {
            pane: (row.get(1)?, PaneId(row.get(2)?)),
            session: row.get(3)?,
            window: row.get(4)?,
            closed: row.get(5)?,
            at: 0,
            line: 0,
            text: String::new(),
        });
        for table in ["chunk", "screen"] {
            let mut pieces = db.connection.prepare_cached(&format!(
                "SELECT at, times, first, lines, raw, sum, body FROM {table}
                 WHERE pane = ?1 AND (?2 IS NULL OR at >= ?2) ORDER BY first"
            ))?;
            let mut pieces = pieces.query(params![key, wanted.since])?;
            while count.load(Ordering::Relaxed) < most
                && let Some(row) = pieces.next()?
            {
                n += 1;
                let task = Task {
                    n,
                    hit: Arc::clone(&hit),
                    at: row.get(0)?,
                    times: row.get(1)?,
                    packed: Packed::read(key, row, 2)?,
                };
                if out.send(task).is_err() {
                    return Ok(());
                }
            }
        }
    }
    Ok(())
}

/// A worker: searches queued chunks; returns hits with the position of their chunk.
fn look(
    queue: Arc<Mutex<Receiver<Task>>>,
    regex: &Regex,
    since: Option<i64>,
    count: &AtomicUsize,
) -> Vec<(usize, Vec<SearchHit>)> {
    let mut all = Vec::new();
    loop {
        let task = queue.lock().map(|queue| queue.recv());
        let Ok(Ok(task)) = task else { return all };
        let Some(piece) = task.packed.unpack() else {
            continue;
        };
        let times = task.times.unwrap_or_default();
        let times = Timestamps::unpack(piece.first, piece.lines, task.at, &times);
        let lines = matching(regex, &piece.raw, piece.lines as usize).into_iter();
        let hits = lines.map(|(n, text)| {
            let line = piece.first + n as u64;
            SearchHit {
                at: times.of(line).unwrap_or(task.at),
                line,
                text,
                ..SearchHit::clone(&task.hit)
            }
        });
        let hits: Vec<SearchHit> = hits
            .filter(|hit| since.is_none_or(|since| hit.at >= since))
            .collect();
        if !hits.is_empty() {
            count.fetch_add(hits.len(), Ordering::Relaxed);
            all.push((task.n, hits));
        }
    }
}

/// The matching lines of a chunk: index and text.
fn matching(regex: &Regex, raw: &[u8], count: usize) -> Vec<(usize, String)> {
    let Ok((text, lengths)) = archived_text(raw) else {
        return Vec::new();
    };
    // One pass over all lines joined by line feeds: a search per line takes many times as long.
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
        // The match may extend into the next line, in which case the line itself has to match.
        if hit.end() < ends[n] || regex.is_match(line) {
            found.push((n, String::from_utf8_lossy(line).into_owned()));
        }
        from = ends[n];
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Size;
    use crate::store::SCROLLBACK;
    use crate::store::scrollback::When;
    use crate::store::tests::TestDir;
    use crate::store::timestamps::Timestamps;
    use crate::term::{Limits, Screen};

    #[test]
    fn a_line_is_found_with_the_time_at_which_it_came() {
        let dir = TestDir::new();
        let mut db = dir.db(&SCROLLBACK);
        let key = db.write(|tx| scrollback::key(tx, 1, PaneId(0))).unwrap();
        let mut screen = Screen::new(Size::new(40, 5), Limits::default());
        let mut seen = Timestamps::default();
        let mut next = 0;
        // Enough lines that temporary rows are merged into final ones.
        for n in 0..2000u32 {
            screen.feed(format!("\r\nline {n}").as_bytes(), &mut Vec::new());
            let now = 1_000_000 + 1000 * i64::from(n);
            let archive = screen.archive(next, usize::MAX);
            let shown = archive.shown.unwrap();
            seen.seen(shown.end(), now);
            // Reload the timestamps now and then, as a restarted server does.
            if n % 700 == 0 {
                seen = scrollback::timestamps(&db.connection, key, 1024).unwrap();
                seen.seen(shown.end(), now);
            }
            let seen = seen.clone();
            let when = When { now, seen };
            let lines_of = |piece: crate::term::Piece| piece.into_lines().unwrap();
            db.write(|tx| {
                let (whole, rest): (Vec<_>, Vec<_>) =
                    archive.pieces.into_iter().partition(|piece| piece.sealed);
                scrollback::seal(tx, key, whole.into_iter().map(lines_of), &when)?;
                rest.into_iter()
                    .map(lines_of)
                    .try_for_each(|piece| scrollback::add(tx, key, &piece, &when))?;
                scrollback::show(tx, key, &lines_of(shown), &when)
            })
            .unwrap();
            next = archive.end;
        }
        let rows: i64 = db
            .connection
            .query_row("SELECT count(*) FROM chunk", [], |r| r.get(0))
            .unwrap();
        assert!(rows < 1000, "{rows}");
        let since = |since| {
            let wanted = SearchQuery {
                pattern: "line".into(),
                since,
                ..SearchQuery::default()
            };
            search(&db, &wanted, 10_000).unwrap()
        };
        let all = since(None);
        assert_eq!(all.len(), 2000);
        for (n, hit) in all.iter().enumerate() {
            assert_eq!(hit.text, format!("line {n}"));
            assert_eq!(hit.at, 1_000_000 + 1000 * n as i64, "{}", hit.text);
        }
        assert_eq!(since(Some(1_000_000 + 1000 * 1234)).len(), 2000 - 1234);
    }
}
