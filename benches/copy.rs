//! The cost of copy mode in a long history: `cargo bench --bench copy`. It prints milliseconds for
//! a million lines, and beside them tmux's for 50,000 where tmux is installed. Without `--bench`,
//! as `cargo test` runs it, every part runs once with a hundredth of the lines.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a benchmark prints its figures"
)]

use mux::base::{PaneId, Size};
use mux::model::PaneAccess;
use mux::model::copy::engine::Engine;
use mux::model::copy::history_search::SearchRun;
use mux::model::copy::searching::Found;
use mux::model::copy::text::Text;
use mux::model::state::mode::copy_mode::{CopyState, FrozenText};
use mux::model::state::mode::history_search::HistorySearch;
use mux::term::{Limits, Screen};
use std::fmt::Write as _;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const SIZE: Size = Size::new(80, 24);

/// One pane.
struct One(Screen);

impl PaneAccess for One {
    fn screen(&self, _: PaneId, look: &mut dyn FnMut(&Screen)) -> bool {
        look(&self.0);
        true
    }

    fn command(&self, _: PaneId) -> Option<String> {
        None
    }

    fn cwd(&self, _: PaneId) -> Option<String> {
        None
    }
}

/// Log lines; the first has a word that no other has.
fn lines(count: usize) -> String {
    let mut text = String::from("the needle is here\r\n");
    for n in 1..count {
        let word = n.wrapping_mul(2_654_435_761) % 1_000_003;
        let _ = write!(
            text,
            "2026-01-01 12:00:00 INFO request {n} took {word} us\r\n"
        );
    }
    text
}

fn pane(count: usize) -> One {
    let limits = Limits {
        history_lines: count,
        history_bytes: 1 << 30,
    };
    let mut screen = Screen::new(SIZE, limits);
    let mut events = Vec::new();
    for part in lines(count).as_bytes().chunks(1 << 16) {
        screen.feed(part, &mut events);
        events.clear();
    }
    screen.compress_pending();
    One(screen)
}

/// Runs a part with an engine at the bottom, as a command does, and prints the least time of
/// `times` runs.
fn part(name: &str, pane: &One, times: usize, mut run: impl FnMut(&mut Engine<'_, '_>)) {
    let mut best = Duration::MAX;
    let frozen = FrozenText::of_screen(PaneId(0), pane.0.freeze(), SIZE);
    for _ in 0..times {
        let mut state = CopyState::default();
        let begun = Instant::now();
        let text = Text::new(&frozen, pane);
        let mut engine = Engine {
            text: &text,
            s: &mut state,
            vi: false,
            wrap_search: true,
        };
        run(&mut engine);
        best = best.min(begun.elapsed());
    }
    println!("{name:<28} {:>9.3} ms", best.as_secs_f64() * 1e3);
}

/// A search upwards as a key begins it, and the rest of it on this thread. Returns the time of the
/// part that the world waits for.
fn searches(pane: &One, engine: &mut Engine<'_, '_>, text: &str, counts: bool) -> Duration {
    text.clone_into(&mut engine.s.search.text);
    engine.s.search.regex = true;
    let begun = Instant::now();
    let found = engine.search(false, 1);
    let near = begun.elapsed();
    let Found::Far(find, times) = found else {
        assert_eq!(found, Found::Yes);
        return near;
    };
    let mut run = SearchRun::new(&HistorySearch {
        id: 1,
        source: PaneId(0),
        end: engine.text.frozen().end,
        text: text.to_owned(),
        regex: true,
        find: Some(find),
        counts,
    });
    while let Some(line) = run.wanted() {
        let piece = pane.0.piece_at(engine.text.frozen().end, line);
        run.search(piece.map(|piece| {
            let (first, end) = (piece.first, piece.end());
            (first, end, piece.into_texts().unwrap())
        }));
    }
    let begun = Instant::now();
    let line = run.found().unwrap();
    assert_eq!(engine.finish_search(find, times, line), Found::Yes);
    near + begun.elapsed()
}

fn main() {
    let full = std::env::args().any(|arg| arg == "--bench");
    let count = if full { 1_000_000 } else { 10_000 };
    let pane = pane(count);
    println!(
        "mux, {count} lines, {} MB of history",
        pane.0.history_bytes() >> 20
    );
    let times = if full { 20 } else { 1 };
    part("first count of rows", &pane, 1, |_| ());
    part("enter", &pane, times, |_| ());
    part("page up", &pane, times, |engine| engine.page_up(false));
    part("100 pages up", &pane, times, |engine| {
        (0..100).for_each(|_| engine.page_up(false));
    });
    part("to the top", &pane, times, |engine| {
        engine.history_top();
        drop(
            engine
                .text
                .marked_rows(engine.text.top()..engine.text.top() + 24),
        );
    });
    for counts in [false, true] {
        let name = if counts {
            "search and count all"
        } else {
            "search to the far end"
        };
        let mut waited = Duration::ZERO;
        part(name, &pane, times.min(3), |engine| {
            waited = searches(&pane, engine, "n[e]+dle", counts);
        });
        let waited = waited.as_secs_f64() * 1e3;
        println!("{:<28} {waited:>9.3} ms", "  of that on the world");
    }
    let frozen = FrozenText::of_screen(PaneId(0), pane.0.freeze(), SIZE);
    println!("{:<28} {:>9} rows", "copied on entering", frozen.rows.len());
    if full {
        tmux(50_000);
    }
}

/// The same in tmux, with the time of starting its client.
fn tmux(count: usize) {
    let dir = std::env::temp_dir().join(format!("mux-bench-copy-{}", std::process::id()));
    std::fs::create_dir_all(&dir).unwrap();
    let file = dir.join("lines");
    std::fs::write(&file, lines(count)).unwrap();
    let run = |words: &[&str]| {
        let mut command = Command::new("tmux");
        command
            .args(["-f", "/dev/null", "-S"])
            .arg(dir.join("socket"))
            .args(words);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        command.status().is_ok_and(|status| status.success())
    };
    let show = format!("cat {}; sleep 100", file.display());
    if run(&[
        "set",
        "-g",
        "history-limit",
        "60000",
        ";",
        "new",
        "-d",
        "-x80",
        "-y24",
        &show,
    ]) {
        std::thread::sleep(Duration::from_secs(2));
        println!("tmux, {count} lines, with the start of its client");
        for (name, words) in [
            ("start of a client", &["list-sessions"][..]),
            ("enter", &["copy-mode"]),
            ("page up", &["send-keys", "-X", "page-up"]),
            ("to the top", &["send-keys", "-X", "history-top"]),
            ("to the bottom", &["send-keys", "-X", "history-bottom"]),
            (
                "search to the far end",
                &["send-keys", "-X", "search-backward", "n[e]+dle"],
            ),
        ] {
            let begun = Instant::now();
            run(words);
            println!("{name:<28} {:>9.3} ms", begun.elapsed().as_secs_f64() * 1e3);
        }
        run(&["kill-server"]);
    } else {
        println!("no tmux");
    }
    drop(std::fs::remove_dir_all(&dir));
}
