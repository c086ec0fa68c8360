//! A batch: the new output of panes on its way into the database, pane by pane in one transaction.
//! It does not know when that happens, nor what follows a failure.
//!
//! Lines have numbers. Of every pane the writer knows the number after the last written line. Lines
//! that were taken from a screen and not written, because the transaction failed, count as
//! `missed`: the next batch starts there again, since the screen may have changed lines below
//! `next` meanwhile.

use crate::base::PaneId;
use crate::model::SavedLayout;
use crate::server::pane::state::Pane;
use crate::store::commands;
use crate::store::scrollback::{self, Label, Transaction, When, Written};
use crate::store::timestamps::Timestamps;
use crate::term::{Archive, Piece};
use std::sync::Arc;
use std::sync::atomic::Ordering;

/// Bytes of one pane per batch, at most.
const PANE_BUDGET: usize = 8 << 20;

/// Lines at the end of a pane that may still grow, and are then written again, at most.
const MAX_UNSEALED: u32 = 1024;

/// The state of a pane in the database.
#[derive(Debug, Default)]
pub struct WrittenPane {
    /// Its key.
    key: Option<i64>,
    /// The number after the last written line.
    next: u64,
    /// Lines from this number on were taken from the screen and not written.
    missed: Option<u64>,
    /// When its last lines were written by the program.
    moments: Timestamps,
    /// The written lines are to be deleted.
    clear: bool,
    /// Its session, window and title as written; `None` if they are to be written again.
    pub label: Option<Label>,
}

/// A pane that has to be saved.
pub struct DirtyPane {
    /// Its number.
    pub id: PaneId,
    /// The pane.
    pub pane: Arc<Pane>,
    /// It is closed: this is its last output.
    pub closed: bool,
}

impl WrittenPane {
    /// Takes the new lines of a pane. They count as missed until the batch is written.
    fn take(&mut self, pane: &Pane) -> (Archive, String) {
        pane.unsaved.store(0, Ordering::Release);
        if pane.replaced.swap(false, Ordering::AcqRel) {
            self.clear = true;
            self.next = 0;
            self.missed = None;
            self.moments = Timestamps::default();
        }
        let from = self
            .missed
            .map_or(self.next, |missed| missed.min(self.next));
        let (archive, title) = pane.archive(from, PANE_BUDGET);
        self.clear |= archive.cleared;
        let first = archive.pieces.first().map_or(archive.end, |p| p.first);
        self.missed = Some(first.min(from));
        (archive, title)
    }
}

/// What is common to all panes of a batch.
pub struct Batch<'a> {
    /// The lineage of the server.
    pub lineage: i64,
    /// The time, in milliseconds since 1970.
    pub at: i64,
    /// The saved layout.
    pub saved: Option<&'a SavedLayout>,
    /// The layout before that one: closed panes are in it.
    pub previous: Option<&'a SavedLayout>,
}

impl Batch<'_> {
    /// Writes the new lines of a pane. Returns its state in the database once the transaction is
    /// committed, and whether the pane has more lines.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub fn write(
        &self,
        tx: &Transaction<'_>,
        known: &mut WrittenPane,
        one: &DirtyPane,
    ) -> Written<(WrittenPane, bool)> {
        if known.key.is_none()
            && let Some(key) = scrollback::find(tx, self.lineage, one.id)?
        {
            known.next = scrollback::next(tx, key)?;
            known.moments = scrollback::timestamps(tx, key, MAX_UNSEALED)?;
            known.key = Some(key);
        }
        let (archive, title) = known.take(&one.pane);
        let key = match known.key.filter(|_| known.label.is_some()) {
            Some(key) => key,
            None => scrollback::key(tx, self.lineage, one.id)?,
        };
        let unrecorded = |saved: &SavedLayout| saved.unrecorded.contains(&one.id);
        let recorded = !self.saved.is_some_and(unrecorded);
        if known.clear || !recorded {
            scrollback::clear(tx, key, known.next)?;
        }
        if !recorded {
            commands::forget(tx, key)?;
        }
        let end = archive.end;
        let mut now = WrittenPane {
            key: Some(key),
            next: end,
            ..WrittenPane::default()
        };
        if recorded {
            let label = self.label(one.id, title);
            if known.label.as_ref() != Some(&label) {
                scrollback::label(tx, key, &label, self.at)?;
            }
            now.label = Some(label);
            if known.next > end {
                scrollback::cut(tx, key, end)?;
            }
            let mut when = When {
                now: self.at,
                seen: known.moments.clone(),
            };
            let shown = archive.shown.as_ref();
            when.seen.seen(shown.map_or(end, Piece::end), self.at);
            now.next = write_lines(tx, key, archive, &when)?.unwrap_or(end);
            now.moments = when.seen;
            now.moments
                .forget(now.next.saturating_sub(u64::from(MAX_UNSEALED)));
        }
        if one.closed {
            scrollback::close(tx, key, self.at)?;
        }
        let more = now.next < end;
        Ok((now, more))
    }

    /// Session and window of a pane, or those before it was closed.
    fn label(&self, id: PaneId, title: String) -> Label {
        let mut layouts = [self.saved, self.previous].into_iter().flatten();
        let home = layouts.find_map(|layout| layout.home_of(id));
        let (session, window) = home.unwrap_or_default();
        Label {
            session: session.to_owned(),
            window: window.to_owned(),
            title,
        }
    }
}

/// Writes the lines of one pane. Returns the number after the last one.
fn write_lines(
    tx: &Transaction<'_>,
    key: i64,
    archive: Archive,
    when: &When,
) -> Written<Option<u64>> {
    let end = archive.pieces.last().map(Piece::end);
    let (whole, open): (Vec<_>, Vec<_>) =
        archive.pieces.into_iter().partition(|piece| piece.sealed);
    // An unreadable piece leaves a gap.
    let lines = |piece: Piece| piece.into_lines().ok();
    scrollback::seal(tx, key, whole.into_iter().filter_map(lines), when)?;
    for piece in open.into_iter().filter_map(lines) {
        scrollback::add(tx, key, &piece, when)?;
    }
    if let Some(shown) = archive.shown.and_then(lines) {
        scrollback::show(tx, key, &shown, when)?;
    }
    Ok(end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Size;
    use crate::store::{Db, SCROLLBACK, open};
    use crate::term::{Limits, archived_lines};
    use std::path::PathBuf;

    /// A directory with a database, removed at the end.
    struct TestDb(PathBuf, Db);

    impl TestDb {
        fn new(name: &str) -> Self {
            let dir = std::env::temp_dir().join(format!("mux-tick-{name}-{}", std::process::id()));
            let db = open(&dir, &SCROLLBACK, 1).db.unwrap();
            Self(dir, db)
        }

        /// One batch, which fails at its end if `fails`.
        fn batch(&mut self, known: &mut WrittenPane, dirty: &DirtyPane, fails: bool) {
            let batch = Batch {
                lineage: 1,
                at: 1,
                saved: None,
                previous: None,
            };
            let done = self.1.write(|tx| {
                let (now, _) = batch.write(tx, known, dirty)?;
                if fails {
                    return Err(rusqlite::Error::InvalidQuery);
                }
                Ok(now)
            });
            assert_eq!(done.is_err(), fails);
            if let Ok(now) = done {
                *known = now;
            }
        }

        /// The saved lines, and the visible ones.
        fn lines(&self) -> Vec<String> {
            let past = scrollback::load(&self.1, 1, PaneId(1), usize::MAX).unwrap();
            let past = past.unwrap();
            let all = past.pieces.iter().chain(&past.shown);
            let lines = all.flat_map(|piece| {
                let mut lines = archived_lines(&piece.raw).unwrap();
                lines.truncate(piece.lines as usize);
                lines
            });
            lines.map(|line| line.text()).collect()
        }
    }

    impl Drop for TestDb {
        fn drop(&mut self) {
            drop(std::fs::remove_dir_all(&self.0));
        }
    }

    #[test]
    fn lines_of_a_failed_batch_are_written_by_the_next() {
        let size = |rows| Size::new(20, rows);
        for rows in [5, 12] {
            let mut db = TestDb::new(&rows.to_string());
            let pane = Arc::new(Pane::new(PaneId(1), size(5), Limits::default()));
            let dirty = DirtyPane {
                id: PaneId(1),
                pane: Arc::clone(&pane),
                closed: false,
            };
            let mut known = WrittenPane::default();
            let mut text = (0..20).map(|n| format!("line {n}\r\n")).collect::<String>();
            pane.print(text.as_bytes());
            db.batch(&mut known, &dirty, false);
            assert_eq!(db.lines().len(), 20, "{:?}", db.lines());
            // Some lines are on the screen again, change there and leave it once more.
            pane.edit(|screen| screen.resize(size(rows)));
            text = (0..20).map(|n| format!("other {n}\x1b[K\r\n")).collect();
            pane.print(format!("\x1b[H{text}").as_bytes());
            db.batch(&mut known, &dirty, true);
            db.batch(&mut known, &dirty, false);
            let mut wanted = Vec::new();
            pane.with_screen(|screen| {
                let rows = screen.rows(i64::MIN..i64::from(screen.size().rows));
                wanted.extend(rows.iter().map(crate::base::Line::text));
            });
            wanted.truncate(
                wanted
                    .iter()
                    .rposition(|l| !l.is_empty())
                    .map_or(0, |n| n + 1),
            );
            assert_eq!(db.lines(), wanted, "{rows} rows");
        }
    }
}
