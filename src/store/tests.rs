//! Tests of the store on real files.

use super::db::{Db, open};
use super::retention::{RetentionLimits, retain};
use super::scrollback;
use super::snapshots::{self, Cause, Stamp};
use super::spec::{DbSpec, SCROLLBACK, STATE};
use crate::base::{PaneId, SessionId};
use crate::model::SavedLayout;
use crate::model::state::saved_layout::{SavedPane, SavedSession};
use crate::model::state::store_request::{QueryTarget, SearchQuery};
use crate::model::state::undo::ClosedStep;
use crate::term::RawLines;
use std::fs;
use std::io::{Seek, SeekFrom, Write};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

/// A temporary directory that is removed after the test.
pub(super) struct TestDir(PathBuf);

impl TestDir {
    pub fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let dir = std::env::temp_dir().join(format!("mux-store-{}-{count}", std::process::id()));
        drop(fs::remove_dir_all(&dir));
        Self(dir)
    }

    pub fn db(&self, kind: &DbSpec) -> Db {
        let opened = open(&self.0, kind, 5_000_000);
        assert_eq!(opened.notes, [] as [String; 0]);
        opened.db.unwrap()
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.0).unwrap();
        let mut names: Vec<String> = entries
            .map(|e| e.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }
}

impl Drop for TestDir {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.0));
    }
}

fn world(panes: u32) -> SavedLayout {
    let session = SavedSession {
        id: SessionId(1),
        name: format!("with {panes}"),
        ..SavedSession::default()
    };
    let pane = |n| SavedPane {
        id: PaneId(n),
        cwd: "/tmp".into(),
        ..SavedPane::default()
    };
    SavedLayout {
        lineage: 7,
        sessions: vec![session],
        panes: (0..panes).map(pane).collect(),
        ..SavedLayout::default()
    }
}

const fn at(at: i64) -> Stamp<'static> {
    Stamp { at, boot: "boot" }
}

fn piece(first: u64, lines: u32) -> RawLines {
    let raw = (first..first + u64::from(lines))
        .flat_map(|n| format!("line {n}\n").into_bytes())
        .collect();
    RawLines { first, lines, raw }
}

/// Incompressible bytes.
fn noise(seed: u64, len: usize) -> Vec<u8> {
    let mut state = seed * 2 + 88_172_645_463_325_252;
    let next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state as u8
    };
    std::iter::repeat_with(next).take(len).collect()
}

fn overwrite(file: &Path, at: u64, bytes: &[u8]) {
    let mut file = fs::OpenOptions::new().write(true).open(file).unwrap();
    file.seek(SeekFrom::Start(at)).unwrap();
    file.write_all(bytes).unwrap();
}

#[test]
fn files_are_for_their_owner_alone_and_for_one_server() {
    let dir = TestDir::new();
    fs::create_dir_all(&dir.0).unwrap();
    fs::set_permissions(&dir.0, fs::Permissions::from_mode(0o777)).unwrap();
    let mut db = dir.db(&STATE);
    snapshots::save(&mut db, &world(2), at(1), None).unwrap();
    assert_eq!(fs::metadata(&dir.0).unwrap().mode() & 0o777, 0o700);
    for name in dir.names() {
        let mode = fs::metadata(dir.file(&name)).unwrap().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
    let second = open(&dir.0, &STATE, 1);
    assert!(second.db.is_none());
    assert!(
        second.notes[0].ends_with("in use by another server; layouts are not being saved"),
        "{:?}",
        second.notes
    );
    drop(db);
    assert_eq!(snapshots::latest(&dir.db(&STATE)).unwrap().1, world(2));
}

#[test]
fn a_killed_writer_and_a_closed_file_read_the_same() {
    for close in [true, false] {
        let dir = TestDir::new();
        let mut db = dir.db(&STATE);
        snapshots::save(&mut db, &world(3), at(1), None).unwrap();
        if close {
            db.close();
        } else {
            drop(db);
        }
        assert_eq!(snapshots::latest(&dir.db(&STATE)).unwrap().1, world(3));
    }
}

#[test]
fn generations_are_kept_when_there_is_a_reason_and_no_more_than_needed() {
    let dir = TestDir::new();
    let mut db = dir.db(&STATE);
    for n in 0..30 {
        let cause = (n % 2 == 0).then(|| Cause::Closing("before something".to_owned()));
        let moment = at(100_000_000 + i64::from(n));
        snapshots::save(&mut db, &world(n + 1), moment, cause.as_ref()).unwrap();
    }
    snapshots::mark(&mut db, "upgrade", 100_000_100).unwrap();
    let all = snapshots::list(&db).unwrap();
    let count = |kind: &str| all.iter().filter(|h| h.kind == kind).count();
    assert_eq!(
        (count("current"), count("step"), count("day"), count("mark")),
        (1, 10, 1, 1)
    );
    assert_eq!((all[0].kind.as_str(), all[0].panes), ("current", 30));
    let step = all.iter().find(|h| h.kind == "step").unwrap();
    assert_eq!((step.panes, step.cause.as_str()), (28, "before something"));
    assert_eq!(snapshots::load(&db, step.id).unwrap().1, world(28));
    assert_eq!(
        snapshots::load(&db, 9999).unwrap_err().message,
        "can't find snapshot: 9999"
    );
    // Without a cause, one generation per ten minutes; also after the clock was set back.
    for (time, wanted) in [
        (100_000_200, "before something"),
        (200_000_000, "periodic"),
        (5, "periodic"),
    ] {
        snapshots::save(&mut db, &world(1), at(time), None).unwrap();
        let newest = snapshots::list(&db)
            .unwrap()
            .into_iter()
            .find(|h| h.kind == "step" || h.kind == "periodic")
            .unwrap();
        assert_eq!(newest.cause, wanted, "{time}");
    }
}

#[test]
fn sessions_ended_by_a_person_are_not_restored() {
    let dir = TestDir::new();
    let mut db = dir.db(&STATE);
    assert!(snapshots::latest(&db).is_none());
    snapshots::save(&mut db, &world(4), at(1), None).unwrap();
    snapshots::end(&mut db, "kill-server", 2).unwrap();
    assert!(snapshots::latest(&db).is_none());
    let mark = snapshots::list(&db)
        .unwrap()
        .into_iter()
        .find(|h| h.kind == "mark")
        .unwrap();
    assert_eq!(snapshots::load(&db, mark.id).unwrap().1, world(4));
    snapshots::save(&mut db, &world(1), at(3), None).unwrap();
    assert_eq!(snapshots::latest(&db).unwrap().1, world(1));
}

#[test]
fn a_damaged_layout_gives_way_to_the_one_before() {
    let dir = TestDir::new();
    let mut db = dir.db(&STATE);
    snapshots::save(&mut db, &world(4), at(1), None).unwrap();
    let why = Cause::Closing("why".to_owned());
    snapshots::save(&mut db, &world(3), at(2), Some(&why)).unwrap();
    db.connection
        .execute(
            "UPDATE layout SET body = replace(body, 'tmp', 'tmq') WHERE kind = 'current'",
            [],
        )
        .unwrap();
    assert_eq!(snapshots::latest(&db).unwrap().1, world(4));
}

#[test]
fn lines_replace_what_they_overlap() {
    let dir = TestDir::new();
    let mut db = dir.db(&SCROLLBACK);
    let past = |db: &Db, most| scrollback::load(db, 7, PaneId(3), most).unwrap().unwrap();
    let key = db.write(|tx| scrollback::key(tx, 7, PaneId(3))).unwrap();
    for (first, count, wanted) in [
        (0, 10, vec![(0, 10)]),
        (10, 5, vec![(0, 10), (10, 5)]),
        (15, 5, vec![(0, 10), (10, 5), (15, 5)]),
        (12, 9, vec![(0, 10), (10, 2), (12, 9)]),
        (10, 14, vec![(0, 10), (10, 14)]),
        (100, 4, vec![(0, 10), (10, 14), (100, 4)]),
    ] {
        db.write(|tx| scrollback::add(tx, key, &piece(first, count), &1.into()))
            .unwrap();
        let found = past(&db, 1000);
        let found_pieces: Vec<(u64, u32)> =
            found.pieces.iter().map(|p| (p.first, p.lines)).collect();
        assert_eq!(found_pieces, wanted);
        assert_eq!(found.end, first + u64::from(count));
    }
    assert_eq!(past(&db, 5).pieces, [piece(10, 14), piece(100, 4)]);
    db.write(|tx| scrollback::show(tx, key, &piece(104, 3), &9.into()))
        .unwrap();
    assert_eq!(past(&db, 1).shown, Some(piece(104, 3)));
    db.write(|tx| scrollback::clear(tx, key, 104)).unwrap();
    let found = past(&db, 1000);
    assert_eq!((found.pieces, found.shown, found.end), (vec![], None, 104));
    assert_eq!(scrollback::load(&db, 8, PaneId(3), 1).unwrap(), None);
}

#[test]
fn whole_pieces_that_follow_each_other_share_rows() {
    use crate::base::Size;
    use crate::term::{Limits, Screen, archived_lines};
    let dir = TestDir::new();
    let mut db = dir.db(&SCROLLBACK);
    let key = db.write(|tx| scrollback::key(tx, 7, PaneId(0))).unwrap();
    let limits = Limits {
        history_lines: 10_000,
        ..Limits::default()
    };
    let mut screen = Screen::new(Size::new(60, 2), limits);
    for n in 0..6000 {
        let line = format!("line {n} with a few words more than it needs\r\n");
        screen.feed(line.as_bytes(), &mut Vec::new());
    }
    let pieces = screen.archive(0, usize::MAX).pieces.into_iter();
    let pieces: Vec<RawLines> = pieces
        .filter(|piece| piece.sealed)
        .map(|piece| piece.into_lines().unwrap())
        .collect();
    let mut seal = |pieces: &[RawLines], at: i64| {
        db.write(|tx| scrollback::seal(tx, key, pieces.to_vec(), &at.into()))
            .unwrap();
        scrollback::load(&db, 7, PaneId(0), 10_000)
            .unwrap()
            .unwrap()
    };
    let all = pieces.len();
    assert!(all > 9, "{all} pieces");
    assert_eq!(seal(&pieces[..1], 1).pieces.len(), 1);
    let found = seal(&pieces[1..], 2);
    let rows = found.pieces.len();
    assert!(rows <= 2 + all / 2, "{rows}");
    assert!(found.pieces.iter().all(|row| row.lines <= 1024));
    let texts: Vec<String> = found
        .pieces
        .iter()
        .flat_map(|row| archived_lines(&row.raw).unwrap())
        .map(|line| line.text())
        .collect();
    assert_eq!(texts.len() as u64, found.end);
    let right = |(n, text): (usize, &String)| text.starts_with(&format!("line {n} with"));
    assert!(texts.iter().enumerate().all(right));
    // New lines replace stored ones from the same number on.
    assert_eq!(seal(&pieces[1..], 3).pieces.len(), rows);
}

#[test]
fn a_flipped_bit_costs_its_piece_alone() {
    let dir = TestDir::new();
    let mut db = dir.db(&SCROLLBACK);
    let key = db.write(|tx| scrollback::key(tx, 7, PaneId(0))).unwrap();
    db.write(|tx| (0..5).try_for_each(|n| scrollback::add(tx, key, &piece(n * 10, 10), &1.into())))
        .unwrap();
    for column in [
        "body = zeroblob(length(body))",
        "lines = 9, first = 21",
        "raw = raw - 1",
    ] {
        db.connection.execute_batch("SAVEPOINT before").unwrap();
        db.connection
            .execute(&format!("UPDATE chunk SET {column} WHERE first = 20"), [])
            .unwrap();
        let found = scrollback::load(&db, 7, PaneId(0), 1000).unwrap().unwrap();
        let firsts: Vec<u64> = found.pieces.iter().map(|p| p.first).collect();
        assert_eq!(firsts, [0, 10, 30, 40], "{column}");
        db.connection
            .execute_batch("ROLLBACK TO before; RELEASE before")
            .unwrap();
    }
}

#[test]
fn retention_takes_the_oldest_pieces_and_panes_closed_long_ago() {
    let dir = TestDir::new();
    let mut db = dir.db(&SCROLLBACK);
    let firsts = |db: &Db, pane| -> Vec<u64> {
        let past = scrollback::load(db, 7, PaneId(pane), 10_000).unwrap();
        past.map(|past| past.pieces.iter().map(|p| p.first).collect())
            .unwrap_or_default()
    };
    for pane in 0..3 {
        let key = db.write(|tx| scrollback::key(tx, 7, PaneId(pane))).unwrap();
        db.write(|tx| {
            (0..5).try_for_each(|n| scrollback::add(tx, key, &piece(n * 10, 10), &1.into()))
        })
        .unwrap();
        if pane > 0 {
            db.write(|tx| scrollback::close(tx, key, i64::from(pane) * 1000))
                .unwrap();
        }
    }
    let limits = RetentionLimits {
        closed: 1000,
        ..RetentionLimits::default()
    };
    retain(&mut db, &limits, 2500).unwrap();
    assert_eq!(
        (
            firsts(&db, 0).len(),
            firsts(&db, 1).len(),
            firsts(&db, 2).len()
        ),
        (5, 0, 5)
    );
    retain(
        &mut db,
        &RetentionLimits {
            lines: 25,
            ..limits
        },
        2500,
    )
    .unwrap();
    assert_eq!(firsts(&db, 0), [20, 30, 40]);
    retain(&mut db, &RetentionLimits { total: 0, ..limits }, 2500).unwrap();
    assert_eq!(firsts(&db, 0), [] as [u64; 0]);
    db.tidy().unwrap();
}

/// A kind of damage and the message about it.
type Damage = (&'static str, fn(&Path), &'static str);

#[test]
fn damaged_files_are_kept_and_what_can_be_read_of_them_goes_on() {
    let damages: [Damage; 4] = [
        (
            "the header is zeroed",
            |file| overwrite(file, 0, &[0; 100]),
            "damaged header",
        ),
        (
            "nothing is left",
            |file| overwrite_with(file, b""),
            "damaged header",
        ),
        (
            "another file",
            |file| overwrite_with(file, &[b'x'; 9000]),
            "damaged header",
        ),
        (
            "the schema is destroyed",
            |file| overwrite(file, 100, &[0xff; 400]),
            "",
        ),
    ];
    for (what, damage, wanted) in damages {
        let dir = TestDir::new();
        let mut db = dir.db(&STATE);
        snapshots::save(&mut db, &world(4), at(1), None).unwrap();
        db.tidy().unwrap();
        drop(db);
        damage(&dir.file("state.db"));
        let opened = open(&dir.0, &STATE, 77_000);
        let note = &opened.notes[0];
        assert!(
            note.contains(wanted) && note.contains("state.db.damaged-77"),
            "{what}: {note}"
        );
        let mut db = opened.db.unwrap();
        snapshots::save(&mut db, &world(2), at(2), None).unwrap();
        drop(db);
        assert!(
            dir.names().contains(&"state.db.damaged-77".to_owned()),
            "{what}"
        );
        assert_eq!(
            snapshots::latest(&dir.db(&STATE)).unwrap().1,
            world(2),
            "{what}"
        );
    }
}

fn overwrite_with(file: &Path, bytes: &[u8]) {
    fs::write(file, bytes).unwrap();
}

#[test]
fn a_damaged_page_costs_its_rows_alone() {
    let dir = TestDir::new();
    let mut db = dir.db(&SCROLLBACK);
    let noise = |n: u64| RawLines {
        raw: noise(n, 20_000),
        ..piece(n * 10, 10)
    };
    let key = db.write(|tx| scrollback::key(tx, 7, PaneId(0))).unwrap();
    db.write(|tx| (0..50).try_for_each(|n| scrollback::add(tx, key, &noise(n), &1.into())))
        .unwrap();
    db.tidy().unwrap();
    drop(db);
    let file = dir.file("scrollback.db");
    let pages = fs::metadata(&file).unwrap().len() / 8192;
    assert!(pages > 40, "{pages}");
    overwrite(&file, 8192 * (pages / 2), &[0xa5; 8192]);
    let opened = open(&dir.0, &SCROLLBACK, 1000);
    let found = scrollback::load(&opened.db.unwrap(), 7, PaneId(0), 10_000)
        .unwrap()
        .unwrap();
    let good = found
        .pieces
        .iter()
        .filter(|p| **p == noise(p.first / 10))
        .count();
    assert_eq!(good, found.pieces.len());
    assert!((40..50).contains(&good), "{good}: {:?}", opened.notes);
}

#[test]
fn a_newer_file_and_someone_elses_are_left_alone() {
    let newer: fn(&Path) = |file| overwrite(file, 60, &9u32.to_be_bytes());
    let damages: [Damage; 3] = [
        ("newer", newer, "written by a newer mux (schema version 9"),
        (
            "a directory",
            |file| {
                fs::remove_file(file).unwrap();
                fs::create_dir(file).unwrap();
            },
            "not a regular file",
        ),
        (
            "a link",
            |file| {
                fs::rename(file, file.with_extension("x")).unwrap();
                std::os::unix::fs::symlink(file.with_extension("x"), file).unwrap();
            },
            "not a regular file",
        ),
    ];
    for (what, damage, wanted) in damages {
        let dir = TestDir::new();
        dir.db(&STATE).close();
        damage(&dir.file("state.db"));
        let before = dir.names();
        let opened = open(&dir.0, &STATE, 1);
        assert!(
            opened.db.is_none() && opened.notes[0].contains(wanted),
            "{what}: {:?}",
            opened.notes
        );
        assert_eq!(dir.names(), before, "{what}");
    }
    let dir = TestDir::new();
    fs::write(&dir.0, "a file").unwrap();
    assert!(open(&dir.0, &STATE, 1).db.is_none());
    fs::remove_file(&dir.0).unwrap();
}

#[test]
fn a_tick_file_that_cannot_be_written_is_told_once() {
    let dir = TestDir::new();
    let mut db = dir.db(&STATE);
    let write = |db: &mut Db| {
        let done = db.write(|t| t.execute("INSERT OR REPLACE INTO meta VALUES ('x', 1)", []));
        done.unwrap();
        db.take_side_fault()
    };
    assert_eq!(write(&mut db), None);
    let tick = dir.file("state.tick");
    for _ in 0..2 {
        fs::remove_file(&tick).unwrap();
        fs::create_dir(&tick).unwrap();
        let why = write(&mut db).unwrap();
        assert!(why.starts_with(&format!("{}: ", tick.display())), "{why}");
        assert_eq!(write(&mut db), None, "the same fault");
        fs::remove_dir(&tick).unwrap();
        assert_eq!(write(&mut db), None, "it can be written again");
        assert!(
            fs::read_to_string(&tick)
                .unwrap()
                .trim()
                .ends_with(&db.tick().to_string())
        );
    }
}

#[test]
fn a_log_that_lost_its_end_is_noticed() {
    let dir = TestDir::new();
    let mut db = dir.db(&STATE);
    for n in 0..20 {
        snapshots::save(&mut db, &world(n), at(i64::from(n)), None).unwrap();
    }
    let copy = TestDir::new();
    fs::create_dir(&copy.0).unwrap();
    for name in dir.names() {
        fs::copy(dir.file(&name), copy.file(&name)).unwrap();
    }
    let log = copy.file("state.db-wal");
    let len = fs::metadata(&log).unwrap().len();
    let file = fs::OpenOptions::new().write(true).open(&log).unwrap();
    file.set_len(len / 2).unwrap();
    let opened = open(&copy.0, &STATE, 1);
    assert!(
        opened.notes[0].contains("changes are lost"),
        "{:?}",
        opened.notes
    );
    let (_, saved) = snapshots::latest(&opened.db.unwrap()).unwrap();
    assert!(saved.panes.len() < 19);
}

#[test]
fn a_full_disk_keeps_what_was_there() {
    let dir = TestDir::new();
    let mut db = dir.db(&SCROLLBACK);
    let key = db.write(|tx| scrollback::key(tx, 7, PaneId(0))).unwrap();
    db.write(|tx| scrollback::add(tx, key, &piece(0, 10), &1.into()))
        .unwrap();
    db.tidy().unwrap();
    db.connection
        .pragma_update(None, "max_page_count", 8)
        .unwrap();
    let big = RawLines {
        first: 10,
        lines: 1,
        raw: noise(0, 200_000),
    };
    assert_eq!(
        db.write(|tx| scrollback::add(tx, key, &big, &1.into())),
        Err(super::WriteError::Full)
    );
    assert_eq!(
        scrollback::load(&db, 7, PaneId(0), 10)
            .unwrap()
            .unwrap()
            .pieces,
        [piece(0, 10)]
    );
    db.connection
        .pragma_update(None, "max_page_count", 1_000_000)
        .unwrap();
    db.write(|tx| scrollback::add(tx, key, &big, &1.into()))
        .unwrap();
    assert_eq!(
        scrollback::load(&db, 7, PaneId(0), 99)
            .unwrap()
            .unwrap()
            .end,
        11
    );
}

#[test]
fn lines_are_found_wherever_they_are() {
    use super::search::{MAX_HITS, search};
    use crate::base::Size;
    use crate::term::{Limits, Screen};
    let dir = TestDir::new();
    let mut db = dir.db(&SCROLLBACK);
    for (pane, session, closed) in [(0, "work", false), (1, "play", true)] {
        let key = db.write(|tx| scrollback::key(tx, 7, PaneId(pane))).unwrap();
        let mut screen = Screen::new(Size::new(40, 2), Limits::default());
        for n in 0..3000 {
            screen.feed(
                format!("Line {n} of \x1b[31m{session}\x1b[m\r\n").as_bytes(),
                &mut Vec::new(),
            );
        }
        let archive = screen.archive(0, usize::MAX);
        let label = scrollback::Label {
            session: session.into(),
            window: "w".into(),
            title: String::new(),
        };
        db.write(|tx| {
            scrollback::label(tx, key, &label, 5)?;
            for (n, piece) in archive.pieces.iter().enumerate() {
                let lines = piece.clone().into_lines().unwrap();
                scrollback::add(tx, key, &lines, &(n as i64).into())?;
            }
            let shown = archive.shown.unwrap().into_lines().unwrap();
            scrollback::show(tx, key, &shown, &9.into())?;
            if closed {
                scrollback::close(tx, key, 9)
            } else {
                Ok(())
            }
        })
        .unwrap();
    }
    let count = |wanted: SearchQuery| search(&db, &wanted, MAX_HITS).unwrap().len();
    let pattern = |pattern: &str| SearchQuery {
        pattern: pattern.into(),
        ..SearchQuery::default()
    };
    // Lines that the history limit dropped are gone; the lines on the screen are there.
    assert_eq!(count(pattern("2999 of work$")), 1);
    assert_eq!(count(pattern("^Line 27\\d\\d ")), 200);
    assert_eq!(count(pattern("line 2700")), 0);
    assert_eq!(
        count(SearchQuery {
            ignore_case: true,
            ..pattern("line 2700")
        }),
        2
    );
    assert_eq!(
        count(SearchQuery {
            target: QueryTarget {
                session: Some("play".into()),
                ..QueryTarget::default()
            },
            ..pattern("2700")
        }),
        1
    );
    assert_eq!(
        count(SearchQuery {
            target: QueryTarget {
                pane: Some((Some(7), PaneId(0))),
                ..QueryTarget::default()
            },
            ..pattern("2700")
        }),
        1
    );
    assert_eq!(
        count(SearchQuery {
            target: QueryTarget {
                pane: Some((None, PaneId(1))),
                ..QueryTarget::default()
            },
            ..pattern("2700")
        }),
        1
    );
    assert_eq!(
        count(SearchQuery {
            since: Some(9),
            ..pattern("Line")
        }),
        2
    );
    assert_eq!(search(&db, &pattern("Line"), 5).unwrap().len(), 5);
    // A session or pane that was never saved is a mistake, an open one has no lines yet.
    let refused = |wanted: SearchQuery| search(&db, &wanted, MAX_HITS).unwrap_err().message;
    let elsewhere = |is_open| SearchQuery {
        target: QueryTarget {
            session: Some("nosuch".into()),
            is_open,
            ..QueryTarget::default()
        },
        ..pattern("Line")
    };
    assert_eq!(refused(elsewhere(false)), "can't find session: nosuch");
    assert_eq!(count(elsewhere(true)), 0);
    let closed = SearchQuery {
        target: QueryTarget {
            pane: Some((None, PaneId(9))),
            ..QueryTarget::default()
        },
        ..pattern("Line")
    };
    assert_eq!(refused(closed), "can't find pane: %9");
    // The order is pane by pane, the oldest line first, whichever thread found a line.
    let hits = search(&db, &pattern("Line"), MAX_HITS).unwrap();
    let places: Vec<_> = hits.iter().map(|hit| (hit.pane, hit.line)).collect();
    assert!(places.len() > 4000 && places.is_sorted());
    let few = search(&db, &pattern("Line"), 1500).unwrap();
    assert_eq!(few, hits[..1500]);
    // A match must not extend into the next line.
    assert_eq!(count(pattern("work\\sLine")), 0);
    assert_eq!(count(pattern("2[0-9]8. of[^x]*work")), 100);
    let hit = &search(&db, &pattern("2998 of play"), MAX_HITS).unwrap()[0];
    assert_eq!(
        (
            hit.session.as_str(),
            hit.closed,
            hit.line,
            hit.text.as_str()
        ),
        ("play", true, 2998, "Line 2998 of play")
    );
    assert!(
        search(&db, &pattern("("), MAX_HITS)
            .unwrap_err()
            .message
            .starts_with("invalid regular expression")
    );
}

#[test]
fn closing_single_panes_displaces_no_other_generation() {
    let dir = TestDir::new();
    let mut db = dir.db(&STATE);
    snapshots::save(&mut db, &world(40), at(1), None).unwrap();
    let closing = Cause::Closing("before session work was closed".to_owned());
    snapshots::save(&mut db, &world(39), at(2), Some(&closing)).unwrap();
    for n in (1..39).rev() {
        let one = Cause::PaneClosing(format!("before pane %{n} was closed"));
        snapshots::save(&mut db, &world(n), at(3), Some(&one)).unwrap();
    }
    let all = snapshots::restorable(&db, None).unwrap();
    let count = |panes: usize| all.iter().filter(|s| s.layout.panes.len() == panes).count();
    assert_eq!((all.len(), count(40), count(2)), (11, 1, 1));
    // A mark of a layout that the newest generation has is none.
    snapshots::save(&mut db, &world(2), at(4), None).unwrap();
    snapshots::mark(&mut db, "before an upgrade", 5).unwrap();
    assert_eq!(snapshots::restorable(&db, None).unwrap().len(), 11);
}

#[test]
fn periodic_generations_displace_no_closing() {
    let dir = TestDir::new();
    let mut db = dir.db(&STATE);
    snapshots::save(&mut db, &world(40), at(1), None).unwrap();
    let closing = Cause::Closing("before session work was closed".to_owned());
    snapshots::save(&mut db, &world(39), at(2), Some(&closing)).unwrap();
    for n in 1..30 {
        let moment = at(i64::from(n) * 700_000);
        snapshots::save(&mut db, &world(n), moment, None).unwrap();
    }
    let all = snapshots::list(&db).unwrap();
    let count = |kind: &str| all.iter().filter(|h| h.kind == kind).count();
    assert_eq!((count("step"), count("periodic")), (1, 10));
}

#[test]
fn the_undo_stack_is_saved_with_the_layouts() {
    let dir = TestDir::new();
    let mut db = dir.db(&STATE);
    assert!(snapshots::load_undo(&db).is_empty());
    let step = ClosedStep {
        at: 7,
        layout: world(2),
        ended: vec![PaneId(1)],
    };
    snapshots::save_undo(&mut db, std::slice::from_ref(&step)).unwrap();
    snapshots::end(&mut db, "the server ended", 8).unwrap();
    drop(db);
    assert_eq!(snapshots::load_undo(&dir.db(&STATE)), [step]);
}

#[test]
fn a_reopened_file_is_not_written_until_the_first_change() {
    let dir = TestDir::new();
    let said = |db: &Db| -> i64 {
        let sql = "SELECT value FROM meta WHERE key = 'clean'";
        db.connection.query_row(sql, [], |row| row.get(0)).unwrap()
    };
    let mut db = dir.db(&STATE);
    snapshots::save(&mut db, &world(1), at(1), None).unwrap();
    db.close();
    let before = fs::read(dir.file("state.db")).unwrap();
    let db = dir.db(&STATE);
    assert_eq!(snapshots::latest(&db).unwrap().1, world(1));
    assert_eq!(said(&db), 1);
    db.close();
    assert_eq!(fs::read(dir.file("state.db")).unwrap(), before);
    let mut db = dir.db(&STATE);
    snapshots::save(&mut db, &world(2), at(2), None).unwrap();
    assert_eq!(said(&db), 0);
}
