//! Figures of `mux web` beside ttyd, in one run and one browser. With ttyd alone, its page shows a
//! shell; `ttyd with tmux` keeps its session, as mux does.
//!
//! `cargo test --release --test it -- --ignored --nocapture web_browser::figures`, or, with a program
//! that is built already, `MUX_TEST_PROGRAM=target/release/mux` and without `--release`.
//! `MUX_FIGURES=small` runs each part with small counts.

#![allow(clippy::print_stdout, reason = "a benchmark prints its figures")]

use super::chromium::{Browser, Tab, browser};
use super::gateway::{Gateway, PASSWORD, Proxy, fill_login, ready};
use crate::harness::{Mux, skip, until};
use nix::unistd::getuid;
use serde_json::json;
use std::fmt::Write as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// How much each part does.
struct Counts {
    keys: usize,
    /// Bytes.
    flood: usize,
    offline: Duration,
    tabs: usize,
}

fn counts() -> Counts {
    match std::env::var_os("MUX_FIGURES") {
        Some(_) => Counts {
            keys: 20,
            flood: 2 << 20,
            offline: Duration::from_secs(3),
            tabs: 3,
        },
        None => Counts {
            keys: 300,
            flood: 100 << 20,
            offline: Duration::from_secs(30),
            tabs: 20,
        },
    }
}

/// A ttyd; dropping it ends it.
struct Ttyd(Child);

impl Ttyd {
    fn start(mux: &Mux, address: &str, words: &[&str]) -> Self {
        let (host, port) = address.split_once(':').unwrap();
        let mut command = mux.program("ttyd", &["-W", "-i", host, "-p", port]);
        command
            .args(words)
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let ttyd = Self(command.spawn().unwrap());
        assert!(until(|| std::net::TcpStream::connect(address).is_ok()));
        ttyd
    }
}

impl Drop for Ttyd {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

/// One of the programs that are compared, with its page open.
struct Side<'a> {
    name: &'static str,
    tab: Tab,
    /// The terminal of the page in JavaScript.
    terminal: &'static str,
    /// The process that serves the page.
    pid: u32,
    mux: &'a Mux,
    browser: &'static Browser,
}

impl Side<'_> {
    fn screen(&self) -> String {
        format!(
            "(() => {{ const t = {}, b = t.buffer.active; return [...Array(t.rows)].map((_, y) =>
                b.getLine(b.baseY + y)?.translateToString(true)).join('\\n') }})()",
            self.terminal
        )
    }

    /// Waits longer than a test may, for a text on the screen; returns whether it came.
    fn shows(&self, text: &str) -> bool {
        let asked = format!("{}.includes({})", self.screen(), json!(text));
        let end = Instant::now() + Duration::from_secs(180);
        while self.tab.eval(&asked) != true {
            if Instant::now() >= end {
                println!("{}: no {text} within 180 s", self.name);
                return false;
            }
            // A question takes time from the page.
            std::thread::sleep(Duration::from_millis(20));
        }
        true
    }

    fn runs(&self, line: &str) {
        self.tab.type_text(line);
        self.tab.type_text("\n");
    }

    /// Milliseconds from the key's event to its echo in the terminal, and to the frame with it.
    fn keys(&self, count: usize) {
        self.runs("clear; stty -icanon; cat >/dev/null");
        self.tab.eval(&format!(
            "(() => {{
                const t = {}, at = () => t.buffer.active.cursorX;
                window.parsed = []; window.drawn = [];
                let start = 0, column = 0, echoed = false;
                document.addEventListener('keydown', () => {{
                    start = performance.now(); column = at(); echoed = false; }}, true);
                t.onWriteParsed(() => {{ if (start && !echoed && at() !== column) {{
                    echoed = true; parsed.push(performance.now() - start) }} }});
                t.onRender(() => {{ if (start && echoed) {{
                    drawn.push(performance.now() - start); start = 0 }} }});
            }})()",
            self.terminal
        ));
        for n in 0..count {
            // At the right edge an echo may leave the cursor in its column.
            let key = if n % 100 == 99 { "\n" } else { "x" };
            self.tab.type_text(key);
            self.tab.wait(&format!("drawn.length > {n}"));
        }
        for (what, list) in [("in the terminal", "parsed"), ("drawn", "drawn")] {
            let of = |part: f64| {
                let sorted = format!("{list}.sort((a, b) => a - b)");
                let value = self
                    .tab
                    .eval(&format!("{sorted}[Math.floor({list}.length * {part})]"));
                value.as_f64().unwrap()
            };
            println!(
                "{}: key to echo {what}, ms: p50 {:.1}, p95 {:.1} ({count} keys)",
                self.name,
                of(0.5),
                of(0.95)
            );
        }
        self.tab.press("c", &["ctrl"]);
        self.runs("stty sane; echo re\"\"ady");
        assert!(self.shows("ready"), "the shell is away");
    }

    /// The time of a flood until the prompt, and the memory that it takes.
    fn flood(&self, file: &Path) {
        self.runs("clear");
        let before = self
            .browser
            .renderers()
            .iter()
            .map(|pid| pss(*pid))
            .sum::<u64>();
        let (stop, most) = (
            Arc::new(AtomicBool::new(false)),
            Arc::new(AtomicU64::new(0)),
        );
        let watch = std::thread::spawn({
            let (stop, most, pids) = (
                Arc::clone(&stop),
                Arc::clone(&most),
                self.browser.renderers(),
            );
            move || {
                while !stop.load(Ordering::Relaxed) {
                    let now = pids.iter().map(|pid| pss(*pid)).sum::<u64>();
                    most.fetch_max(now, Ordering::Relaxed);
                    std::thread::sleep(Duration::from_millis(100));
                }
            }
        });
        self.tab
            .type_text(&format!("cat {}; echo flood-en\"\"ded", file.display()));
        let start = Instant::now();
        self.tab.type_text("\n");
        let ended = self.shows("flood-ended");
        let time = start.elapsed();
        stop.store(true, Ordering::Relaxed);
        watch.join().unwrap();
        let bytes = std::fs::metadata(file).unwrap().len();
        println!(
            "{}: flood of {} MB until the prompt: {}{:.2} s; gateway at most {:.1} MB resident; \
             browser {:.0} MB before, {:.0} MB at most",
            self.name,
            bytes / 1_000_000,
            if ended { "" } else { "more than " },
            time.as_secs_f64(),
            mib(field(self.pid, "status", "VmHWM:")),
            mib(before),
            mib(most.load(Ordering::Relaxed)),
        );
    }

    /// The memory of the gateway with many tabs; `open` opens one more in JavaScript.
    fn tabs(&self, count: usize, open: &str) {
        self.tab.eval(&format!(
            "(() => {{ window.sockets = []; {open}
                return Promise.all([...Array({count})].map((_, n) => open(n))) }})()"
        ));
        std::thread::sleep(Duration::from_secs(1));
        println!(
            "{}: gateway with {count} more tabs: {:.1} MB PSS",
            self.name,
            mib(pss(self.pid))
        );
        self.tab.eval("sockets.forEach((socket) => socket.close())");
    }

    /// The time from the return of the network until the screen is right. `write` changes the screen
    /// meanwhile. `enter`: the page waits for Enter.
    fn offline(&self, proxy: &Proxy, time: Duration, write: &dyn Fn(), enter: bool) {
        let offline = |on: bool| {
            self.tab.call(
                "Network.emulateNetworkConditions",
                json!({ "offline": on, "latency": 0, "downloadThroughput": -1,
                        "uploadThroughput": -1 }),
            );
        };
        self.tab.call("Network.enable", json!({}));
        proxy.cut(true);
        offline(true);
        std::thread::sleep(time / 2);
        write();
        std::thread::sleep(time / 2);
        proxy.cut(false);
        let start = Instant::now();
        offline(false);
        if enter {
            self.tab.press("Enter", &[]);
        }
        let right = self.shows("seen-42");
        println!(
            "{}: {} s offline, then until the screen is right: {} ms{}",
            self.name,
            time.as_secs(),
            start.elapsed().as_millis(),
            if !right {
                " (it never was)"
            } else if enter {
                " after Enter"
            } else {
                ""
            }
        );
    }
}

/// A line `NAME NUMBER kB` of a file of `/proc`, in KiB.
fn field(pid: u32, file: &str, name: &str) -> u64 {
    let text = std::fs::read_to_string(format!("/proc/{pid}/{file}")).unwrap_or_default();
    let line = text.lines().find(|line| line.starts_with(name));
    let number = line.and_then(|line| line.split_whitespace().nth(1));
    number.and_then(|number| number.parse().ok()).unwrap_or(0)
}

fn pss(pid: u32) -> u64 {
    field(pid, "smaps_rollup", "Pss:")
}

fn mib(kib: u64) -> f64 {
    kib as f64 / 1024.0
}

/// Opens a socket to mux and says hello, as the page does.
const MUX_TAB: &str = "const open = (n) => new Promise((done) => {
    const socket = new WebSocket(`ws://${location.host}/ws?tab=figures-of-one-tab-${n}`);
    socket.binaryType = 'arraybuffer'; sockets.push(socket);
    const say = (message) => socket.send(JSON.stringify(message));
    socket.onopen = () => say({ t: 'hello', v: 1, cols: 120, rows: 40, touch: true,
        session: null, sent: 0, took: 0 });
    socket.onmessage = (event) => {
        if (typeof event.data === 'string') return;
        say({ t: 'ack', f: Number(new DataView(event.data).getBigUint64(0)) }); done() } });";

/// The same for ttyd.
const TTYD_TAB: &str = "const open = (n) => new Promise((done) => {
    const socket = new WebSocket(`ws://${location.host}/ws`, ['tty']);
    socket.binaryType = 'arraybuffer'; sockets.push(socket);
    socket.onopen = () => socket.send(new TextEncoder().encode(
        JSON.stringify({ AuthToken: '', columns: 120, rows: 40 })));
    socket.onmessage = () => done() });";

#[test]
#[ignore = "prints figures, for minutes"]
fn figures_beside_ttyd() {
    let Some(browser) = browser() else {
        return skip("chromium", "no Chromium is installed");
    };
    if Command::new("ttyd").arg("--version").output().is_err() {
        return skip("ttyd", "no ttyd is installed");
    }
    let counts = counts();
    let mux = Mux::new();
    let mut text = String::with_capacity(counts.flood + 128);
    for n in 1.. {
        if text.len() >= counts.flood {
            break;
        }
        let line = "a line of a flood, as long as those of a log usually are, with its end";
        writeln!(text, "{n:9} {line}").unwrap();
    }
    let file = mux.write("home/flood", &text);
    drop(text);

    mux.detached("work", "sh");
    let proxy = Proxy::new();
    let origin = format!("http://{}", proxy.address);
    let gateway = Gateway::launch(&mux, &proxy.target, &["--origin", &origin], Some(PASSWORD));
    let tab = browser.profile();
    tab.goto(&format!("{origin}/s/work"));
    fill_login(&tab, None, PASSWORD);
    ready(&tab);
    let side = Side {
        name: "mux web",
        tab,
        terminal: "muxPage.terminal",
        pid: gateway.pid(),
        mux: &mux,
        browser,
    };
    side.keys(counts.keys);
    side.tabs(counts.tabs, MUX_TAB);
    side.flood(&file);
    let write = || {
        side.mux.ok(&[
            "send-keys",
            "-t",
            "work",
            "clear; echo seen-$((40+2))",
            "Enter",
        ]);
    };
    side.offline(&proxy, counts.offline, &write, false);
    drop((side, gateway));

    for (name, words) in [
        ("ttyd", &["sh"][..]),
        (
            "ttyd with tmux",
            &["tmux", "-L", "figures", "new", "-A", "-s", "work", "sh"],
        ),
    ] {
        let proxy = Proxy::new();
        let ttyd = Ttyd::start(&mux, &proxy.target, words);
        let tab = browser.profile();
        tab.goto(&format!("http://{}/", proxy.address));
        tab.wait("term.buffer.active.getLine(0).translateToString(true) !== ''");
        tab.eval("term.focus()");
        let side = Side {
            name,
            tab,
            terminal: "term",
            pid: ttyd.0.id(),
            mux: &mux,
            browser,
        };
        side.keys(counts.keys);
        side.tabs(counts.tabs, TTYD_TAB);
        side.flood(&file);
        if words.len() > 1 {
            let tmux = |args: &[&str]| {
                let mut command = mux.program("tmux", &["-L", "figures"]);
                drop(command.args(args).output());
            };
            let write = || {
                tmux(&[
                    "send-keys",
                    "-t",
                    "work",
                    "clear; echo seen-$((40+2))",
                    "Enter",
                ]);
            };
            side.offline(&proxy, counts.offline, &write, true);
            tmux(&["kill-server"]);
            drop(std::fs::remove_file(
                mux.dir().join(format!("tmp/tmux-{}/figures", getuid())),
            ));
        }
    }
}
