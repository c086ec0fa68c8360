//! The throughput of the screen model and of two others in the same run.
//!
//! `cargo bench --bench term`: megabytes per second of CPU time, the median of several rounds, at
//! 200x50 with 10,000 lines of history. Compare figures of the same run only. Words after `--`
//! select streams by name; `panes` makes ten panes of a million lines each. Without `--bench`, as
//! `cargo test` runs it, every stream runs once, on a few kilobytes.

use alacritty_terminal::event::VoidListener;
use alacritty_terminal::grid::Dimensions;
use alacritty_terminal::term::{Config, Term};
use alacritty_terminal::vte::ansi::Processor;
use mux::base::Size;
use mux::term::{Limits, MemoryStore, Screen};
use nix::time::{ClockId, clock_gettime};
use std::fmt::Write as _;
use std::num::NonZero;

const COLS: u16 = 200;
const ROWS: u16 = 50;
const HISTORY: usize = 10_000;
/// Bytes of a stream.
const STREAM: usize = 4 << 20;
const CHUNK: usize = 64 << 10;

/// A small generator of repeatable numbers (splitmix64).
struct Random(u64);

impl Random {
    fn next(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ z >> 31) % below
    }

    fn word(&mut self) -> &'static str {
        const WORDS: [&str; 12] = [
            "request",
            "session",
            "timeout",
            "worker",
            "queue",
            "error",
            "cache",
            "index",
            "to",
            "connected",
            "from",
            "after",
        ];
        WORDS[self.next(12) as usize]
    }
}

/// One piece of a stream, appended to a text.
type Make = fn(&mut Random, &mut String);

fn log_line(r: &mut Random, out: &mut String) {
    let start = out.len();
    while out.len() - start < 74 {
        out.push_str(r.word());
        out.push(' ');
    }
    out.push_str("\r\n");
}

fn dense(r: &mut Random, out: &mut String) {
    out.push_str(r.word());
}

fn truecolor(r: &mut Random, out: &mut String) {
    let (red, green, blue) = (r.next(256), r.next(256), r.next(256));
    let _ = write!(out, "\x1b[38;2;{red};{green};{blue}m{} ", r.word());
    if r.next(12) == 0 {
        out.push_str("\x1b[m\r\n");
    }
}

fn unicode(r: &mut Random, out: &mut String) {
    const TEXTS: [&str; 12] = [
        "端末多重化",
        "画面",
        "履歴",
        "文字",
        "测试服务器",
        "완료",
        "🚀",
        "✅",
        "👩\u{200d}💻",
        "e\u{301}",
        "сервер",
        "naïve",
    ];
    out.push_str(TEXTS[r.next(12) as usize]);
    out.push(' ');
    if r.next(20) == 0 {
        out.push_str("\r\n");
    }
}

fn redraw(r: &mut Random, out: &mut String) {
    out.push_str("\x1b[H");
    for y in 1..=ROWS {
        let _ = write!(out, "\x1b[{y};1H\x1b[3{}m", r.next(8));
        for _ in 0..20 {
            out.push_str(r.word());
            out.push(' ');
        }
        out.push_str("\x1b[m\x1b[K");
    }
}

fn regions(r: &mut Random, out: &mut String) {
    let top = 1 + r.next(10);
    let _ = write!(out, "\x1b[{top};{}r\x1b[{};1H", 30 + r.next(20), top + 5);
    for _ in 0..20 {
        out.push_str(match r.next(5) {
            0 => "\x1b[L",
            1 => "\x1b[M",
            2 => "\x1bM",
            _ => "\n",
        });
        for _ in 0..8 {
            out.push_str(r.word());
        }
        out.push('\r');
    }
    out.push_str("\x1b[r");
}

fn random_writes(r: &mut Random, out: &mut String) {
    let _ = write!(out, "\x1b[{};{}H", 1 + r.next(50), 1 + r.next(190));
    let _ = write!(out, "\x1b[{}m{}", 30 + r.next(8), r.word());
}

fn own_styles(r: &mut Random, out: &mut String) {
    let _ = write!(
        out,
        "\x1b[{};{}m{}",
        30 + r.next(8),
        40 + r.next(8),
        (b'a' + r.next(26) as u8) as char
    );
    if r.next(150) == 0 {
        out.push_str("\r\n");
    }
}

fn yes(_: &mut Random, out: &mut String) {
    out.push_str("y\r\n");
}

const STREAMS: [(&str, &str, Make); 9] = [
    ("log lines", "", log_line),
    ("ASCII without line ends", "", dense),
    ("a colour for every word", "", truecolor),
    ("UTF-8", "", unicode),
    ("full-screen redraws", "", redraw),
    ("scroll regions", "", regions),
    ("random writes, alternate", "\x1b[?1049h", random_writes),
    ("a style for every cell", "", own_styles),
    ("y and line end", "", yes),
];

trait Model {
    fn feed(&mut self, bytes: &[u8]);
}

struct Ours(Screen, Vec<mux::term::Event>);

impl Model for Ours {
    fn feed(&mut self, bytes: &[u8]) {
        self.0.feed(bytes, &mut self.1);
        self.1.clear();
    }
}

struct Vt100(vt100::Parser);

impl Model for Vt100 {
    fn feed(&mut self, bytes: &[u8]) {
        self.0.process(bytes);
    }
}

struct Fixed;

impl Dimensions for Fixed {
    fn total_lines(&self) -> usize {
        usize::from(ROWS)
    }
    fn screen_lines(&self) -> usize {
        usize::from(ROWS)
    }
    fn columns(&self) -> usize {
        usize::from(COLS)
    }
}

struct Alacritty(Term<VoidListener>, Processor);

impl Model for Alacritty {
    fn feed(&mut self, bytes: &[u8]) {
        self.1.advance(&mut self.0, bytes);
    }
}

fn limits() -> Limits {
    Limits {
        history_lines: HISTORY,
        history_bytes: 256 << 20,
    }
}

fn models() -> [(&'static str, Box<dyn Model>); 3] {
    let size = |n| NonZero::new(n).unwrap_or(NonZero::<u16>::MIN);
    let config = Config {
        scrolling_history: HISTORY,
        ..Config::default()
    };
    [
        (
            "mux",
            Box::new(Ours(
                Screen::new(Size::new(COLS, ROWS), limits()),
                Vec::new(),
            )),
        ),
        (
            "vt100",
            Box::new(Vt100(vt100::Parser::new(size(ROWS), size(COLS), HISTORY))),
        ),
        (
            "alacritty",
            Box::new(Alacritty(
                Term::new(config, &Fixed, VoidListener),
                Processor::new(),
            )),
        ),
    ]
}

fn cpu() -> f64 {
    clock_gettime(ClockId::CLOCK_PROCESS_CPUTIME_ID)
        .map_or(0.0, |t| t.tv_sec() as f64 + t.tv_nsec() as f64 / 1e9)
}

fn stream(make: Make, len: usize) -> Vec<u8> {
    let mut random = Random(1);
    let mut text = String::new();
    while text.len() < len {
        make(&mut random, &mut text);
    }
    text.into_bytes()
}

/// Megabytes per CPU second of one round.
fn round(model: &mut dyn Model, bytes: &[u8]) -> f64 {
    let start = cpu();
    bytes.chunks(CHUNK).for_each(|chunk| model.feed(chunk));
    let took = cpu() - start;
    bytes.len() as f64 / 1e6 / took
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// The amount of work that is measured.
struct Plan {
    /// Bytes of a stream.
    bytes: usize,
    /// Measured rounds, after one that warms up.
    rounds: usize,
}

#[expect(clippy::print_stdout, reason = "a benchmark prints its figures")]
fn main() {
    let (flags, wanted): (Vec<String>, Vec<String>) =
        std::env::args().skip(1).partition(|a| a.starts_with('-'));
    let plan = match flags.iter().any(|f| f == "--bench") {
        true => Plan {
            bytes: STREAM,
            rounds: 5,
        },
        false => Plan {
            bytes: 8 << 10,
            rounds: 1,
        },
    };
    println!(
        "{:28} {:>8} {:>8} {:>10}   MB per CPU second",
        "", "mux", "vt100", "alacritty"
    );
    for (name, prologue, make) in STREAMS {
        if wanted.is_empty() || wanted.iter().any(|w| name.contains(w.as_str())) {
            compare(name, prologue, &stream(make, plan.bytes), plan.rounds);
        }
    }
    if wanted.iter().any(|w| w == "panes") {
        many_panes(plan.bytes / 4);
    }
    if wanted.is_empty() {
        for (name, make) in [("log lines", log_line as Make), ("colours", truecolor)] {
            keeping(name, &stream(make, plan.bytes));
        }
        large_history(plan.bytes / 400);
        large_history(plan.bytes / 40);
    }
}

#[expect(clippy::print_stdout, reason = "a benchmark prints its figures")]
fn compare(name: &str, prologue: &str, bytes: &[u8], rounds: usize) {
    let mut models = models();
    let mut speeds = [Vec::new(), Vec::new(), Vec::new()];
    for n in 0..=rounds {
        for ((_, model), speeds) in models.iter_mut().zip(&mut speeds) {
            model.feed(prologue.as_bytes());
            let speed = round(model.as_mut(), bytes);
            if n > 0 {
                speeds.push(speed);
            }
        }
    }
    let [a, b, c] = speeds.map(median);
    println!(
        "{name:28} {a:8.0} {b:8.0} {c:10.0}   x{:.1} x{:.1}",
        a / b,
        a / c
    );
}

/// The CPU time of `f` in microseconds, the mean of `n` runs.
fn micros(n: u32, mut f: impl FnMut()) -> f64 {
    let start = cpu();
    (0..n).for_each(|_| f());
    (cpu() - start) / f64::from(n) * 1e6
}

/// The times of a checkpoint and a restore, and the size of the checkpoint.
#[expect(clippy::print_stdout, reason = "a benchmark prints its figures")]
fn keeping(name: &str, bytes: &[u8]) {
    let mut screen = Screen::new(Size::new(COLS, ROWS), limits());
    screen.feed(bytes, &mut Vec::new());
    screen.compress_pending();
    let mut out = Vec::new();
    let saving = micros(100, || {
        out.clear();
        screen.checkpoint(&mut out);
    });
    let loading = micros(100, || {
        let store = Box::new(MemoryStore::default());
        let _ = Screen::restore(&out, limits(), store);
    });
    println!(
        "{name}: checkpoint {saving:.0} us, {} bytes; restore {loading:.0} us",
        out.len(),
    );
}

/// The memory of ten panes at once with histories of so many lines each.
#[expect(clippy::print_stdout, reason = "a benchmark prints its figures")]
fn many_panes(lines: usize) {
    let limits = Limits {
        history_lines: lines,
        history_bytes: usize::MAX,
    };
    let bytes = stream(log_line, STREAM);
    let before = resident();
    let mut panes = Vec::new();
    for _ in 0..10 {
        let mut screen = Screen::new(Size::new(COLS, ROWS), limits);
        let mut events = Vec::new();
        while screen.history_lines() < lines {
            screen.feed(&bytes, &mut events);
            screen.compress_pending();
        }
        panes.push(screen);
    }
    let sum: usize = panes.iter().map(Screen::history_bytes).sum();
    let lines: usize = panes.iter().map(Screen::history_lines).sum();
    println!(
        "10 panes, {lines} lines: {sum} bytes of history, {} kB resident more",
        resident().saturating_sub(before)
    );
}

/// Kilobytes of this process in memory, by `/proc`.
fn resident() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|l| l.strip_prefix("VmRSS:"));
    let number = line.and_then(|l| l.split_whitespace().next());
    number.and_then(|n| n.parse().ok()).unwrap_or(0)
}

/// The memory of a long history of lines of 80 characters, and the times to resize and read it.
#[expect(clippy::print_stdout, reason = "a benchmark prints its figures")]
fn large_history(lines: usize) {
    let limits = Limits {
        history_lines: lines,
        history_bytes: usize::MAX,
    };
    let mut screen = Screen::new(Size::new(COLS, ROWS), limits);
    let mut random = Random(7);
    let mut line = String::new();
    let mut events = Vec::new();
    for _ in 0..lines + usize::from(ROWS) {
        line.clear();
        log_line(&mut random, &mut line);
        screen.feed(line.as_bytes(), &mut events);
    }
    let loose = screen.history_bytes();
    let packing = micros(1, || screen.compress_pending());
    println!(
        "{} lines of history: {loose} bytes, packed {} bytes in {packing:.0} us",
        screen.history_lines(),
        screen.history_bytes(),
    );
    let narrow = micros(1, || screen.resize(Size::new(COLS / 2, ROWS)));
    let wide = micros(1, || screen.resize(Size::new(COLS, ROWS)));
    let count = micros(1, || {
        screen.history_rows();
    });
    let read = micros(200, || {
        let back = random.next(lines as u64) as i64 + 1;
        screen.rows(-back..1 - back);
    });
    println!(
        "resize {narrow:.0} us and {wide:.0} us, counting rows {count:.0} us, reading a random row {read:.0} us"
    );
}
