//! Misbehaving clients and programs: they stop, never read, flood, ignore signals or ask for
//! impossible sizes.

use super::hostile::{attach, hello};
use super::place::{is_unharmed, resident, socket};
use super::row::{Rng, Row, times};
use crate::harness::{Mux, Process, SIZE, Terminal, skip, until};
use mux::base::Size;
use mux::wire::{ToServer, encode};
use nix::sys::signal::Signal;
use std::io::Write as _;
use std::os::unix::net::UnixStream;
use std::time::{Duration, Instant};

/// Bytes by which the server may grow while a client is stuck.
const GROWTH: usize = 48 << 20;

/// The server's memory before a client gets stuck.
struct Memory<'a> {
    server: &'a Process,
    before: usize,
}

impl<'a> Memory<'a> {
    fn of(server: &'a Process) -> Self {
        Self {
            server,
            before: resident(server.pid),
        }
    }

    /// Fails if the server has grown by more than [`GROWTH`].
    fn is_bounded(&self) {
        let growth = resident(self.server.pid).saturating_sub(self.before);
        assert!(growth < GROWTH, "the server grew by {growth} bytes");
    }

    /// For two seconds, 30 in the long form, measures the echo of keys in another client while one
    /// is stuck. Then the server's memory must be bounded.
    fn is_bounded_while_echoing(&self, calm: &Terminal) -> Row {
        let mut row = Row::default();
        let end = Instant::now() + Duration::from_secs(times(2, 30));
        while Instant::now() < end {
            let n = row.tried;
            echo(calm, &mut row, n);
            std::thread::sleep(Duration::from_millis(20));
        }
        self.is_bounded();
        row
    }
}

/// A connection, and the bytes by which it attaches to the session `work`. Nothing reads from it.
fn unread_client(mux: &Mux) -> (UnixStream, Vec<u8>) {
    let mut bytes = hello();
    encode(&attach(), &mut bytes);
    (UnixStream::connect(socket(mux)).unwrap(), bytes)
}

/// A mux whose session `work` prints without end in `windows` windows, and a terminal attached to
/// the idle session `calm`.
fn floods(windows: usize) -> (Mux, Terminal) {
    let mux = Mux::with_config("set -g history-limit 2000\n");
    let calm = mux.start(&["new-session", "-s", "calm", "exec cat"], SIZE);
    mux.wait_for_program("calm", "cat");
    for n in 0..windows {
        let flood = "while :; do seq 1 3000; done";
        if n == 0 {
            mux.detached("work", flood);
        } else {
            mux.ok(&["new-window", "-d", "-t", "work:", flood]);
        }
    }
    (mux, calm)
}

/// Measures the time from a key to its echo.
fn echo(terminal: &Terminal, row: &mut Row, n: usize) {
    let letter = char::from(b'a' + (n % 26) as u8);
    // Not in the status line, where names come and go.
    let rows = usize::from(SIZE.rows) - 1;
    let shown = |s: &vt100::Screen| {
        let text: String = s.rows(0, SIZE.cols).take(rows).collect();
        text.matches(letter).count()
    };
    let before = terminal.screen(shown);
    let start = Instant::now();
    terminal.type_text(&letter.to_string());
    terminal.wait_for("an echo", |s| shown(s) > before);
    row.recovered(start.elapsed());
}

#[test]
fn a_stopped_client_delays_nobody() {
    let (mux, calm) = floods(2);
    let stopped = mux.attach("work");
    stopped.wait_for_text("2");
    let server = mux.process("server", None);
    let clients = mux.processes().into_iter();
    let stopped_client = clients
        .into_iter()
        .find(|p| p.pid == stopped.pid())
        .unwrap();
    stopped_client.signal(Signal::SIGSTOP);
    let row = Memory::of(&server).is_bounded_while_echoing(&calm);
    stopped_client.signal(Signal::SIGCONT);
    let seen = stopped.raw().len();
    assert!(until(|| stopped.raw().len() > seen), "it does not go on");
    is_unharmed(&mux, &server);
    row.report("a client is stopped while panes flood (key to echo elsewhere)");
}

#[test]
fn a_client_that_never_reads_costs_nothing() {
    let (mux, calm) = floods(2);
    let server = mux.process("server", None);
    let unread = || {
        let (mut stream, bytes) = unread_client(&mux);
        stream.write_all(&bytes).unwrap();
        stream
    };
    let _silent = [unread(), unread(), unread(), unread()];
    let row = Memory::of(&server).is_bounded_while_echoing(&calm);
    is_unharmed(&mux, &server);
    row.report("clients that never read while panes flood (key to echo elsewhere)");
}

#[test]
fn floods_in_many_panes_do_not_delay_keys() {
    let (mux, calm) = floods(times(6, 20));
    let server = mux.process("server", None);
    let mut row = Row::default();
    for n in 0..times(30, 500) {
        echo(&calm, &mut row, n);
    }
    is_unharmed(&mux, &server);
    row.report("floods in many panes (key to echo in another)");
}

#[test]
fn a_paste_that_nobody_reads_is_bounded() {
    let mux = Mux::new();
    let calm = mux.start(&["new-session", "-s", "calm", "exec cat"], SIZE);
    mux.detached("work", "stty raw -echo; exec sleep 1000");
    mux.wait_for_program("work", "sleep");
    let server = mux.process("server", None);
    let (mut row, memory) = (Row::default(), Memory::of(&server));
    let (mut stream, mut bytes) = unread_client(&mux);
    let piece = ToServer::Paste("x".repeat(64 << 10));
    let pieces = times(160, 800);
    for _ in 0..pieces {
        encode(&piece, &mut bytes);
    }
    let writer = std::thread::spawn(move || {
        let patience = Some(Duration::from_secs(20));
        stream.set_write_timeout(patience).unwrap();
        drop(stream.write_all(&bytes));
        stream
    });
    for n in 0..20 {
        echo(&calm, &mut row, n);
    }
    drop(writer.join().unwrap());
    memory.is_bounded();
    is_unharmed(&mux, &server);
    row.report("a paste of megabytes without a reader (key to echo elsewhere)");
}

#[test]
fn programs_that_ignore_sighup_delay_nothing() {
    let mut row = Row::default();
    for _ in 0..times(2, 20) {
        let mux = Mux::new();
        mux.ok(&["new-session", "-d", "-s", "work"]);
        mux.ok(&[
            "new-window",
            "-t",
            "work:",
            "trap '' HUP TERM; while :; do sleep 0.2; done",
        ]);
        mux.ok(&["new-window", "-t", "work:", "trap '' HUP; exec sleep 5"]);
        let start = Instant::now();
        mux.ok(&["kill-pane", "-t", "work:2"]);
        assert_eq!(mux.ok(&["list-windows", "-t", "work", "-F", "#I"]), "0\n1");
        mux.ok(&["kill-server"]);
        let ours = || mux.processes().iter().any(|p| p.is_mux());
        assert!(until(|| !ours()), "{:#?}", mux.processes());
        row.recovered(start.elapsed());
        mux.processes().iter().for_each(|process| process.kill());
    }
    row.report("programs that ignore SIGHUP (until all processes have ended)");
}

#[test]
fn absurd_sizes_are_survived() {
    let mux = Mux::new();
    let terminal = mux.start(&["new-session", "-s", "work"], SIZE);
    terminal.wait_for_text("$");
    mux.ok(&["split-window", "-h", "-d"]);
    let server = mux.process("server", None);
    let (mut row, mut rng) = (Row::default(), Rng::new());
    let (mut stream, mut bytes) = unread_client(&mux);
    let all = times(300, 10_000);
    for n in 0..all {
        let size = match n % 10 {
            0 => Size::new(0, 0),
            1 if n % 50 == 1 => Size::new(u16::MAX, u16::MAX),
            2 => Size::new(1, 1),
            _ => Size::new(rng.below(300) as u16, rng.below(100) as u16),
        };
        encode(&ToServer::Resize(size), &mut bytes);
    }
    encode(&ToServer::Resize(SIZE), &mut bytes);
    let reader = stream.try_clone().unwrap();
    std::thread::spawn(move || drop(std::io::copy(&mut &reader, &mut std::io::sink())));
    let start = Instant::now();
    stream.write_all(&bytes).unwrap();
    for (x, y) in [
        ("0", "0"),
        ("65535", "65535"),
        ("1", "1"),
        ("99999", "3"),
        ("80", "24"),
    ] {
        mux.run(&["resize-window", "-t", "work", "-x", x, "-y", y]);
        mux.run(&["resize-pane", "-t", "work:0.0", "-x", x, "-y", y]);
        mux.run(&[
            "new-session",
            "-d",
            "-s",
            &format!("{x}-{y}"),
            "-x",
            x,
            "-y",
            y,
            "cat",
        ]);
        row.tried += 1;
    }
    terminal.type_line("clear; echo $((60*70))");
    terminal.wait_for_text("4200");
    row.recovered(start.elapsed());
    row.tried += all;
    is_unharmed(&mux, &server);
    row.report("resizes by the thousand, also to 0x0 and 65535x65535");
}

#[test]
fn without_descriptors_only_new_work_fails() {
    let mux = Mux::new();
    let terminal = mux.start(&["new-session", "-s", "work"], SIZE);
    terminal.wait_for_text("$");
    let server = mux.process("server", None);
    let open = std::fs::read_dir(format!("/proc/{}/fd", server.pid))
        .unwrap()
        .count();
    let limit = format!("--nofile={}:4096", open + 40);
    let pid = server.pid.to_string();
    let Ok(status) = std::process::Command::new("prlimit")
        .args(["--pid", &pid, &limit])
        .status()
    else {
        skip("prlimit", "it is not installed");
        return;
    };
    assert!(status.success());
    let mut row = Row::default();
    let start = Instant::now();
    let shown = ["capture-pane", "-p", "-t", "work:$"];
    for _ in 0..times(20, 200) {
        mux.ok(&["new-window", "-d", "-t", "work:", "sleep 1000"]);
        // Wait until started programs hold their descriptors.
        let life = "#{pane_pid} #{pane_dead}";
        mux.wait_for(&["display-message", "-p", "-t", "work:$", life], |life| {
            let (pid, dead) = life.split_once(' ').unwrap();
            dead == "1" || pid.parse::<u32>().is_ok_and(|pid| pid > 0)
        });
        row.tried += 1;
    }
    mux.wait_for(&shown, |text| text.contains("no file descriptors left"));
    let many: Vec<UnixStream> = (0..50)
        .map(|_| UnixStream::connect(socket(&mux)).unwrap())
        .collect();
    let said = mux.fails(&["list-sessions"]);
    assert!(said.contains("no file descriptors left"), "{said}");
    drop(many);
    mux.wait_for(&["list-sessions"], |list| list.contains("work"));
    terminal.type_line("echo $((60*70))");
    terminal.wait_for_text("4200");
    let more = std::process::Command::new("prlimit")
        .args(["--pid", &pid, "--nofile=4096:4096"])
        .status();
    assert!(more.unwrap().success());
    mux.ok(&[
        "new-window",
        "-d",
        "-t",
        "work:",
        "-n",
        "again",
        "sleep 1000",
    ]);
    row.recovered(start.elapsed());
    is_unharmed(&mux, &server);
    row.report("descriptors run out");
}
