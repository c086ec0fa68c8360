//! The cost of saving: `cargo bench --bench store`. Names after `--` select parts: `busy`, `slow`,
//! `flood`, `full` (a gigabyte of disk and a minute). Panes print the lines of the file
//! `MUX_BENCH_TEXT`, by default log lines with random digits. Files are in the directory
//! `MUX_BENCH_DIR`, by default the one for temporary files. Without `--bench`, as `cargo test` runs
//! it, every part runs once with a hundredth of its panes and lines.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a benchmark prints its figures"
)]

use mux::base::{PaneId, Size};
use mux::model::state::store_request::SearchQuery;
use mux::store::scrollback::{self, Label, When};
use mux::store::search::{MAX_HITS, search};
use mux::store::timestamps::Timestamps;
use mux::store::{Db, SCROLLBACK, open};
use mux::term::{Limits, MemoryStore, Piece, Screen};
use nix::time::{ClockId, clock_gettime};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

/// The most bytes of one pane that one tick saves, as in the server.
const BUDGET: usize = 8 << 20;

/// Seconds between two ticks of an idle server.
const TICK: u64 = 5;

/// A directory that is removed on drop.
struct Place(PathBuf);

impl Place {
    fn new(name: &str) -> Self {
        let base = std::env::var_os("MUX_BENCH_DIR").map_or_else(std::env::temp_dir, PathBuf::from);
        let dir = base.join(format!("mux-bench-store-{name}-{}", std::process::id()));
        drop(fs::remove_dir_all(&dir));
        Self(dir)
    }

    fn db(&self) -> Db {
        open(&self.0, &SCROLLBACK, 1).db.unwrap()
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.0));
    }
}

/// A pane of the bench: its screen, and how far it is saved.
struct Pane {
    id: PaneId,
    screen: Screen,
    next: u64,
    key: Option<i64>,
    lines: u64,
    seen: Timestamps,
}

impl Pane {
    fn new(n: u32) -> Self {
        let limits = Limits {
            history_lines: 100_000,
            ..Limits::default()
        };
        Self {
            id: PaneId(n),
            screen: Screen::with_store(
                Size::new(200, 50),
                limits,
                Box::new(MemoryStore::default()),
            ),
            next: 0,
            key: None,
            lines: 0,
            seen: Timestamps::default(),
        }
    }

    /// Prints this many lines.
    fn print(&mut self, lines: u64) {
        let given = text();
        // Each pane starts at another line.
        let start = self.id.0 as usize * 7919;
        let mut text = String::new();
        let mut events = Vec::new();
        for n in self.lines..self.lines + lines {
            match given.get((start + n as usize) % given.len().max(1)) {
                Some(line) => text.extend([line, "\r\n"]),
                None => log(self.id.0, n, &mut text),
            }
            if text.len() > 60_000 {
                self.screen.feed(text.as_bytes(), &mut events);
                text.clear();
            }
        }
        self.screen.feed(text.as_bytes(), &mut events);
        self.lines += lines;
    }
}

/// A log in which each line has 16 random hexadecimal digits, which do not compress.
fn log(pane: u32, n: u64, out: &mut String) {
    let odd = n.wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29) ^ u64::from(pane);
    let _ = write!(
        out,
        "2026-11-21T10:{:02}:{:02} worker-{} request {odd:016x} took {} us, cache {}\r\n",
        n / 60 % 60,
        n % 60,
        odd % 16,
        odd % 99_991,
        if odd & 64 == 0 { "hit" } else { "miss" },
    );
}

/// The lines of the file that `MUX_BENCH_TEXT` names.
fn text() -> &'static [String] {
    static TEXT: OnceLock<Vec<String>> = OnceLock::new();
    TEXT.get_or_init(|| {
        let file = std::env::var_os("MUX_BENCH_TEXT").map(|file| fs::read(file).unwrap());
        let file = String::from_utf8_lossy(file.as_deref().unwrap_or_default()).into_owned();
        file.lines().map(str::to_owned).collect()
    })
}

/// The times of a tick.
#[derive(Default)]
struct Tick {
    /// The longest time for which a screen was held.
    held: Duration,
    /// The time of the whole tick.
    all: Duration,
    /// Whether a pane has more to save.
    more: bool,
}

/// One transaction for all panes, as the server's writer makes it.
fn tick(db: &mut Db, panes: &mut [Pane]) -> Tick {
    let begun = Instant::now();
    let mut tick = Tick::default();
    let now = db.tick() * 5000;
    let more = db.write(|tx| {
        let mut more = false;
        for pane in panes {
            let held = Instant::now();
            let archive = pane.screen.archive(pane.next, BUDGET);
            tick.held = tick.held.max(held.elapsed());
            let key = match pane.key {
                Some(key) => key,
                None => scrollback::key(tx, 1, pane.id)?,
            };
            if pane.key.replace(key).is_none() {
                scrollback::label(tx, key, &Label::default(), 1)?;
            }
            if pane.next > archive.end {
                scrollback::cut(tx, key, archive.end)?;
            }
            let end = archive.pieces.last().map_or(archive.end, Piece::end);
            let shown = archive.shown.as_ref().map_or(end, Piece::end);
            pane.seen.seen(shown, now);
            let seen = pane.seen.clone();
            let when = When { now, seen };
            let (whole, open): (Vec<_>, Vec<_>) =
                archive.pieces.into_iter().partition(|piece| piece.sealed);
            let lines_of = |piece: Piece| piece.into_lines().unwrap();
            scrollback::seal(tx, key, whole.into_iter().map(lines_of), &when)?;
            for piece in open {
                scrollback::add(tx, key, &lines_of(piece), &when)?;
            }
            if let Some(shown) = archive.shown {
                scrollback::show(tx, key, &lines_of(shown), &when)?;
            }
            more |= end < archive.end;
            pane.next = end;
            pane.seen.forget(end.saturating_sub(1024));
        }
        Ok(more)
    });
    tick.more = more.unwrap();
    tick.all = begun.elapsed();
    tick
}

/// CPU time of this process.
fn cpu() -> Duration {
    let time = clock_gettime(ClockId::CLOCK_PROCESS_CPUTIME_ID).unwrap();
    Duration::from(time)
}

/// Wall and CPU time since a start.
fn took(begun: Instant, before: Duration) -> String {
    let (all, cpu) = (ms(begun.elapsed()), ms(cpu().saturating_sub(before)));
    format!("{all:.0} ms (CPU {cpu:.0} ms)")
}

/// Bytes that this process has written to disks.
fn written() -> u64 {
    let io = fs::read_to_string("/proc/self/io").unwrap_or_default();
    let line = io
        .lines()
        .find_map(|line| line.strip_prefix("write_bytes: "));
    line.and_then(|n| n.parse().ok()).unwrap_or(0)
}

fn size(dir: &Path) -> u64 {
    let files = fs::read_dir(dir)
        .unwrap()
        .map(|f| f.unwrap().metadata().unwrap().len());
    files.sum()
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

/// `count` ticks, before each of which every pane prints `lines` lines, `seconds` apart.
fn ticks(name: &str, count: u32, panes: u32, lines: u64, seconds: u64) {
    let place = Place::new(name);
    let mut db = place.db();
    let mut panes: Vec<Pane> = (0..panes).map(Pane::new).collect();
    let before = written();
    let (mut held, mut all, mut used) = (Vec::new(), Vec::new(), Duration::ZERO);
    for _ in 0..count {
        panes.iter_mut().for_each(|pane| pane.print(lines));
        let busy = cpu();
        let tick = tick(&mut db, &mut panes);
        used += cpu().saturating_sub(busy);
        held.push(tick.held);
        all.push(tick.all);
    }
    let rate = (written() - before) / (u64::from(count) * seconds);
    let worst = *all.iter().max().unwrap();
    println!(
        "{name}: {} panes x {lines} lines every {seconds} s, {count} ticks: a screen is held for {:.3} ms at most (median of ticks), \
         a tick takes {:.1} ms (longest {:.1}, CPU {:.1}), {rate} bytes/s written, {} MB a day",
        panes.len(),
        ms(median(held)),
        ms(median(all)),
        ms(worst),
        ms(used) / f64::from(count),
        rate * 86_400 / 1_000_000,
    );
}

/// Saves, restores and searches a hundred panes of a hundred thousand lines.
fn full(panes: u32, lines: u64) {
    let place = Place::new("full");
    let mut db = place.db();
    let (mut saving, mut used) = (Duration::ZERO, Duration::ZERO);
    for n in 0..panes {
        let mut pane = [Pane::new(n)];
        pane[0].print(lines);
        pane[0].screen.compress_pending();
        loop {
            let before = cpu();
            let tick = tick(&mut db, &mut pane);
            saving += tick.all;
            used += cpu().saturating_sub(before);
            if !tick.more {
                break;
            }
        }
    }
    db.tidy().unwrap();
    println!(
        "full: {panes} panes x {lines} lines saved in {:.0} ms (CPU {:.0} ms), {} MB on the disk",
        ms(saving),
        ms(used),
        size(&place.0) / 1_000_000
    );
    drop(db);
    let begun = Instant::now();
    let db = place.db();
    println!(
        "full: opened after a crash in {:.0} ms",
        ms(begun.elapsed())
    );
    let most = 50_000.min(1_000_000 / panes as usize);
    let (begun, before, mut first) = (Instant::now(), cpu(), None);
    for n in 0..panes {
        let past = scrollback::load(&db, 1, PaneId(n), most).unwrap().unwrap();
        Pane::new(n).screen.prepend_history(&past.pieces, past.end);
        first.get_or_insert_with(|| begun.elapsed());
    }
    println!(
        "full: {most} lines of each come back: the first pane in {:.1} ms, all in {}",
        ms(first.unwrap()),
        took(begun, before)
    );
    for pattern in [
        "no such thing",
        "request 00[0-9a-f]{5}0",
        "(?i)WORKER-7 request f+1",
    ] {
        let (begun, before) = (Instant::now(), cpu());
        let wanted = SearchQuery {
            pattern: pattern.to_owned(),
            ..SearchQuery::default()
        };
        let hits = search(&db, &wanted, MAX_HITS).unwrap();
        println!(
            "full: search of {} lines for {pattern:?}: {} hits in {}",
            u64::from(panes) * lines,
            hits.len(),
            took(begun, before)
        );
    }
}

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let real = words.iter().any(|word| word == "--bench");
    let names: Vec<&String> = words.iter().filter(|word| !word.starts_with('-')).collect();
    let wanted = |name: &str| names.is_empty() || names.iter().any(|word| *word == name);
    let few = |n: u32| if real { n } else { n.div_ceil(100) };
    if wanted("busy") {
        ticks("busy", few(60), few(100), 20 * TICK, TICK);
    }
    if wanted("slow") {
        ticks("slow", few(720), 1, TICK, TICK);
    }
    if wanted("flood") {
        ticks("flood", few(60), 1, u64::from(few(200_000)), 1);
    }
    if wanted("full") {
        full(few(100), u64::from(few(100_000)));
    }
}
