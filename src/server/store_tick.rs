//! What is new in panes on its way into the file, one pane after the other in one transaction. It does
//! not know when that is done, nor what happens when it fails.

use super::pane::Pane;
use crate::base::PaneId;
use crate::model::Saved;
use crate::store::scrollback::{self, Label, Lines, Transaction, When, Written};
use crate::store::timestamps::Timestamps;
use crate::term::{Archive, Piece};
use std::sync::Arc;
use std::sync::atomic::Ordering;

/// Bytes of one pane that one tick takes at most.
const BUDGET: usize = 8 << 20;

/// Lines of a pane at most to which something may be added still, and which are written again then.
const UNSEALED: u32 = 1024;

/// What is known of a pane here.
#[derive(Debug, Default)]
pub struct Known {
    /// Its key in the file.
    key: Option<i64>,
    /// The number after the last line that was written.
    next: u64,
    /// Lines from this number on were taken and not written.
    missed: Option<u64>,
    /// When its last lines came.
    moments: Timestamps,
    /// What is in the file does not count any more.
    clear: bool,
    /// What its row says of it, once something was written there.
    pub label: Option<Label>,
}

/// A pane that has to be saved.
pub struct Dirty {
    /// Its number.
    pub id: PaneId,
    /// The pane.
    pub pane: Arc<Pane>,
    /// It is closed: this is the end of it.
    pub closed: bool,
}

impl Known {
    /// What is new in a pane. Until it is written, it counts as missed.
    fn take(&mut self, pane: &Pane) -> (Archive, String) {
        pane.unsaved.store(0, Ordering::Release);
        if pane.fresh.swap(false, Ordering::AcqRel) {
            self.clear = true;
            self.next = 0;
            self.missed = None;
            self.moments = Timestamps::default();
        }
        let from = self
            .missed
            .map_or(self.next, |missed| missed.min(self.next));
        let (archive, title) = pane.archive(from, BUDGET);
        self.clear |= archive.cleared;
        let first = archive.pieces.first().map_or(archive.end, |p| p.first);
        self.missed = Some(first.min(from));
        (archive, title)
    }
}

/// What holds for all panes that are written together.
pub struct Tick<'a> {
    /// The line of worlds that the panes belong to.
    pub lineage: i64,
    /// When it is, milliseconds since 1970.
    pub at: i64,
    /// The layout.
    pub saved: Option<&'a Saved>,
    /// The layout before that one: closed panes are in it.
    pub before: Option<&'a Saved>,
}

impl Tick<'_> {
    /// Writes what is new in a pane: what is known of it then, and whether it has more.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn write(
        &self,
        tx: &Transaction<'_>,
        known: &mut Known,
        one: &Dirty,
    ) -> Written<(Known, bool)> {
        if known.key.is_none()
            && let Some(key) = scrollback::find(tx, self.lineage, one.id)?
        {
            known.next = scrollback::next(tx, key)?;
            known.moments = scrollback::timestamps(tx, key, UNSEALED)?;
            known.key = Some(key);
        }
        let (archive, title) = known.take(&one.pane);
        let key = match known.key.filter(|_| known.label.is_some()) {
            Some(key) => key,
            None => scrollback::key(tx, self.lineage, one.id)?,
        };
        let unrecorded = |saved: &Saved| saved.unrecorded.contains(&one.id);
        let recorded = !self.saved.is_some_and(unrecorded);
        if known.clear || !recorded {
            scrollback::clear(tx, key, known.next)?;
        }
        let end = archive.end;
        let mut now = Known {
            key: Some(key),
            next: end,
            ..Known::default()
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
                .forget(now.next.saturating_sub(u64::from(UNSEALED)));
        }
        if one.closed {
            scrollback::close(tx, key, self.at)?;
        }
        let more = now.next < end;
        Ok((now, more))
    }

    /// Where a pane is, or was before it was closed.
    fn label(&self, id: PaneId, title: String) -> Label {
        let mut layouts = [self.saved, self.before].into_iter().flatten();
        let home = layouts.find_map(|layout| layout.home_of(id));
        let (session, window) = home.unwrap_or_default();
        Label {
            session: session.to_owned(),
            window: window.to_owned(),
            title,
        }
    }
}

/// Writes the lines of one pane; the number after the last that was written.
fn write_lines(
    tx: &Transaction<'_>,
    key: i64,
    archive: Archive,
    when: &When,
) -> Written<Option<u64>> {
    let end = archive.pieces.last().map(Piece::end);
    let (whole, open): (Vec<_>, Vec<_>) =
        archive.pieces.into_iter().partition(|piece| piece.sealed);
    // A piece that cannot be read any more stays a gap.
    let lines = |piece: Piece| {
        let (first, lines) = (piece.first, piece.lines);
        let raw = piece.into_raw().ok()?;
        Some(Lines { first, lines, raw })
    };
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

    /// A directory with a database, gone afterwards.
    struct Place(PathBuf, Db);

    impl Place {
        fn new(name: &str) -> Self {
            let dir = std::env::temp_dir().join(format!("mux-tick-{name}-{}", std::process::id()));
            let db = open(&dir, &SCROLLBACK, 1).db.unwrap();
            Self(dir, db)
        }

        /// One tick, which fails at its end if `fails`.
        fn tick(&mut self, known: &mut Known, dirty: &Dirty, fails: bool) {
            let tick = Tick {
                lineage: 1,
                at: 1,
                saved: None,
                before: None,
            };
            let done = self.1.write(|tx| {
                let (now, _) = tick.write(tx, known, dirty)?;
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

        /// The saved lines, with those that show.
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

    impl Drop for Place {
        fn drop(&mut self) {
            drop(std::fs::remove_dir_all(&self.0));
        }
    }

    #[test]
    fn what_a_failed_tick_took_is_written_by_the_next() {
        let size = |rows| Size::new(20, rows);
        for rows in [5, 12] {
            let mut place = Place::new(&rows.to_string());
            let pane = Arc::new(Pane::new(PaneId(1), size(5), Limits::default()));
            let dirty = Dirty {
                id: PaneId(1),
                pane: Arc::clone(&pane),
                closed: false,
            };
            let mut known = Known::default();
            let mut text = (0..20).map(|n| format!("line {n}\r\n")).collect::<String>();
            pane.show(text.as_bytes());
            place.tick(&mut known, &dirty, false);
            assert_eq!(place.lines().len(), 20, "{:?}", place.lines());
            // Some lines are on the screen again, change there and leave it once more.
            pane.change(|screen| screen.resize(size(rows)));
            text = (0..20).map(|n| format!("other {n}\x1b[K\r\n")).collect();
            pane.show(format!("\x1b[H{text}").as_bytes());
            place.tick(&mut known, &dirty, true);
            place.tick(&mut known, &dirty, false);
            let mut wanted = Vec::new();
            pane.look(|screen| {
                let rows = screen.rows(i64::MIN..i64::from(screen.size().rows));
                wanted.extend(rows.iter().map(crate::base::Line::text));
            });
            wanted.truncate(
                wanted
                    .iter()
                    .rposition(|l| !l.is_empty())
                    .map_or(0, |n| n + 1),
            );
            assert_eq!(place.lines(), wanted, "{rows} rows");
        }
    }
}
