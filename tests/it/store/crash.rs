//! The store under `kill -9` during commits, and copied at random moments, as after a power loss.
//! The writer is this test program, executed again.

use mux::base::{PaneId, SessionId};
use mux::model::SavedLayout;
use mux::model::state::saved_layout::{SavedPane, SavedSession};
use mux::store::scrollback;
use mux::store::snapshots::{self, Stamp};
use mux::store::{Db, SCROLLBACK, STATE, open};
use mux::term::RawLines;
use nix::sys::signal::{Signal, kill};
use nix::sys::wait::{WaitPidFlag, WaitStatus, waitpid};
use nix::unistd::Pid;
use std::fs;
use std::io::{BufRead, BufReader, Lines, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

const DIR: &str = "MUX_TEST_STORE";
const ROUNDS: u32 = 200;

fn world(n: u32) -> SavedLayout {
    let session = SavedSession {
        id: SessionId(1),
        name: format!("round {n}"),
        ..SavedSession::default()
    };
    let pane = |id| SavedPane {
        id: PaneId(id),
        title: format!("title {n}"),
        ..SavedPane::default()
    };
    SavedLayout {
        lineage: i64::from(n),
        sessions: vec![session],
        panes: (0..20).map(pane).collect(),
        ..SavedLayout::default()
    }
}

fn noise(n: u32) -> RawLines {
    let byte = |i: u32| ((i ^ n).wrapping_mul(2_654_435_761) >> 13) as u8;
    RawLines {
        first: u64::from(n) * 10,
        lines: 10,
        raw: (0..3000).map(byte).collect(),
    }
}

/// Writes layouts and lines as fast as possible and prints the number of each commit.
#[test]
#[ignore = "started by the other tests"]
fn writer() {
    let Some(dir) = std::env::var_os(DIR).map(PathBuf::from) else {
        return;
    };
    let (mut state, mut scrollback) = (db(&dir, true), db(&dir, false));
    let begun = snapshots::latest(&state).map_or(0, |(_, saved)| saved.lineage as u32 + 1);
    let key = scrollback
        .write(|tx| scrollback::key(tx, 1, PaneId(0)))
        .unwrap();
    let mut out = std::io::stdout();
    for n in begun.. {
        let moment = Stamp {
            at: i64::from(n),
            boot: "b",
        };
        scrollback
            .write(|tx| scrollback::add(tx, key, &noise(n), &moment.at.into()))
            .unwrap();
        let cause = (n % 50 == 0).then(|| snapshots::Cause::Closing("x".to_owned()));
        snapshots::save(&mut state, &world(n), moment, cause.as_ref()).unwrap();
        writeln!(out, "did {n}").unwrap();
        out.flush().unwrap();
    }
}

fn db(dir: &Path, state: bool) -> Db {
    let kind = if state { STATE } else { SCROLLBACK };
    let opened = open(dir, &kind, 1000);
    assert_eq!(opened.notes, [] as [String; 0]);
    opened.db.unwrap()
}

struct Place(PathBuf);

impl Place {
    fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let dir = std::env::temp_dir().join(format!("mux-faults-{}-{count}", std::process::id()));
        drop(fs::remove_dir_all(&dir));
        Self(dir)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.0));
    }
}

/// A writer in another process, and its output.
struct Writer {
    child: Child,
    out: Lines<BufReader<ChildStdout>>,
}

impl Writer {
    fn start(dir: &Path) -> Self {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args([
                "--exact",
                "store::crash::writer",
                "--ignored",
                "--nocapture",
            ])
            .env(DIR, dir)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let out = BufReader::new(child.stdout.take().unwrap()).lines();
        Self { child, out }
    }

    /// The number of the next commit; `None` after the end of the output.
    fn next(&mut self) -> Option<u32> {
        let mut lines = self.out.by_ref().map_while(Result::ok);
        lines.find_map(|line| line.rsplit_once("did ")?.1.parse().ok())
    }

    /// Stops the writer and waits until it has stopped, since signals take effect with a delay.
    fn stop(&self) {
        let pid = Pid::from_raw(i32::try_from(self.child.id()).unwrap());
        kill(pid, Signal::SIGSTOP).unwrap();
        let state = waitpid(pid, Some(WaitPidFlag::WUNTRACED)).unwrap();
        assert_eq!(state, WaitStatus::Stopped(pid, Signal::SIGSTOP));
    }

    fn go_on(&self) {
        let pid = Pid::from_raw(i32::try_from(self.child.id()).unwrap());
        kill(pid, Signal::SIGCONT).unwrap();
    }

    /// Kills the writer; returns the number of its last commit.
    fn end(mut self) -> Option<u32> {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        std::iter::from_fn(|| self.next()).last()
    }
}

/// Checks that both files are intact and contain every acknowledged commit.
fn check(dir: &Path, acknowledged: Option<u32>) -> u32 {
    let (state, scrollback) = (db(dir, true), db(dir, false));
    let Some((_, saved)) = snapshots::latest(&state) else {
        assert_eq!(acknowledged, None);
        return 0;
    };
    let last = saved.lineage as u32;
    assert_eq!(saved, world(last));
    assert!(Some(last) >= acknowledged, "{last} {acknowledged:?}");
    for header in snapshots::list(&state).unwrap() {
        snapshots::load(&state, header.id).unwrap();
    }
    let past = scrollback::load(&scrollback, 1, PaneId(0), 200)
        .unwrap()
        .unwrap();
    let newest = past.pieces.last().unwrap();
    assert!(newest.first / 10 >= u64::from(last));
    for lines in &past.pieces {
        assert_eq!(*lines, noise((lines.first / 10) as u32));
    }
    last
}

#[test]
fn killed_in_mid_commit_nothing_acknowledged_is_lost() {
    let place = Place::new();
    let mut last = 0;
    for round in 0..ROUNDS {
        let mut writer = Writer::start(&place.0);
        // Every other writer may be killed at any time, even while it opens its files.
        let first = if round % 2 == 0 { writer.next() } else { None };
        std::thread::sleep(Duration::from_micros(u64::from(round * 7919 % 60_000)));
        last = check(&place.0, writer.end().or(first));
    }
    // Half of the writers committed at least once; on a slow disk the others may not.
    assert!(last >= ROUNDS / 4, "the writer hardly wrote: {last}");
}

#[test]
fn a_power_loss_at_any_moment_leaves_a_consistent_state() {
    let place = Place::new();
    let mut writer = Writer::start(&place.0);
    for round in 0..40 {
        let acknowledged = writer.next().unwrap();
        std::thread::sleep(Duration::from_micros(round * 1237 % 9000));
        // Files are copied one after the other, so stop the writer for a consistent copy.
        writer.stop();
        let copy = Place::new();
        fs::create_dir(&copy.0).unwrap();
        for entry in fs::read_dir(&place.0).unwrap() {
            let entry = entry.unwrap();
            fs::copy(entry.path(), copy.0.join(entry.file_name())).unwrap();
        }
        writer.go_on();
        check(&copy.0, Some(acknowledged));
    }
    writer.end();
}
