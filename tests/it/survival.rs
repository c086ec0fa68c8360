//! Each kind of process is killed during a flood of output: nothing may be lost, doubled or out of
//! order, and attached clients stay attached.

use crate::harness::terminal::row;
use crate::harness::{Mux, Process, SIZE, Terminal, until};
use nix::sys::signal::Signal;
use std::os::unix::fs::{DirBuilderExt as _, PermissionsExt as _};

/// A script that prints numbers until the file `stop` exists.
const FLOOD: &str = "n=1; while [ ! -e stop ]; do seq $n $((n+499)); n=$((n+500)); sleep 0.01; done; \
                     echo the last was $((n-1)) of all; exec cat";

/// A mux with a pane that prints numbers without a pause, and a terminal attached to it.
struct Flood {
    mux: Mux,
    terminal: Terminal,
}

impl Flood {
    fn start() -> Self {
        let mux = Mux::with_config("set -g history-limit 1000000\n");
        mux.write("home/flood", FLOOD);
        let terminal = mux.start(&["new-session", "sh flood"], SIZE);
        let flood = Self { mux, terminal };
        flood.moves();
        flood
    }

    /// The largest number on the screen.
    fn shown(&self) -> Option<u32> {
        self.terminal.screen(|screen| {
            let numbers = (0..23).filter_map(|y| row(screen, y).parse().ok());
            numbers.max()
        })
    }

    /// Waits until the terminal shows new numbers.
    fn moves(&self) {
        let before = self.shown();
        let after = until(|| self.shown() > before);
        assert!(after, "stands at {before:?}:\n{}", self.terminal.text());
    }

    fn is_complete(&self) {
        self.mux.write("home/stop", "");
        self.terminal.wait_for_text(" of all");
        let text = self.mux.ok(&["capture-pane", "-p", "-S", "-"]);
        let lines: Vec<&str> = text.trim_end().lines().collect();
        let (last, numbers) = lines.split_last().unwrap();
        let last = last.strip_prefix("the last was ").unwrap();
        let last: usize = last.strip_suffix(" of all").unwrap().parse().unwrap();
        for (line, number) in numbers.iter().zip(1..) {
            assert_eq!(*line, number.to_string(), "after {} of {last}", number - 1);
        }
        assert_eq!(numbers.len(), last);
        self.terminal.type_line("still here");
        self.terminal.wait_for("an echo", |s| {
            s.contents().matches("still here").count() == 2
        });
    }
}

#[test]
fn the_server_is_killed_in_a_flood() {
    let flood = Flood::start();
    let format = "#{pane_pid} #{pane_id} #{window_layout}";
    let before = flood.mux.ok(&["display-message", "-p", format]);
    let mut old = None;
    for _ in 0..4 {
        let server = flood.mux.process("server", old);
        server.kill();
        old = Some(server.pid);
        flood.mux.process("server", old);
        flood.moves();
    }
    assert_eq!(flood.mux.ok(&["display-message", "-p", format]), before);
    flood.is_complete();
}

#[test]
fn the_keeper_is_killed_in_a_flood() {
    let flood = Flood::start();
    let format = "#{pane_pid} #{pane_id} #{window_layout}";
    let before = flood.mux.ok(&["display-message", "-p", format]);
    let mut old = None;
    for _ in 0..2 {
        let keeper = flood.mux.process("keeper", old);
        keeper.kill();
        old = Some(keeper.pid);
        flood.mux.process("keeper", old);
        flood.moves();
    }
    flood.mux.process("server", None).kill();
    flood.moves();
    assert_eq!(flood.mux.ok(&["display-message", "-p", format]), before);
    flood.is_complete();
}

#[test]
fn clients_are_killed_in_a_flood() {
    let mut flood = Flood::start();
    for _ in 0..3 {
        flood.terminal.kill9();
        flood.mux.wait_for(&["list-clients"], str::is_empty);
        flood.terminal = flood.mux.attach("0");
        flood.moves();
    }
    flood.is_complete();
}

#[test]
fn a_killed_server_leaves_everything_as_it_was() {
    // Without the clock, which would change meanwhile.
    let mux = Mux::with_config("set -g status-right ''\n");
    let terminal = mux.start(&["new-session", "-s", "work"], SIZE);
    terminal.wait_for("a prompt", |s| row(s, 0) == "$");
    for command in [
        &["rename-window", "first"][..],
        &["split-window", "-h"],
        &["split-window", "-l", "5"],
        &["select-pane", "-t", "0", "-T", "a title"],
        &["select-pane", "-t", "0"],
        &["new-window", "-d", "-n", "second"],
        &["new-session", "-d", "-s", "play", "-x", "70", "-y", "20"],
        &["set-option", "-g", "status-left", "<#S> "],
        &["set-option", "-t", "work", "@mine", "my own"],
        &["bind-key", "-T", "root", "F1", "rename-window", "by key"],
        &["set-buffer", "-b", "gone", "a buffer"],
        &["set-buffer", "-b", "kept", "another buffer"],
        &["delete-buffer", "-b", "gone"],
    ] {
        mux.ok(command);
    }
    terminal.wait_for("three prompts", |s| {
        row(s, 0).ends_with("│$") && row(s, 18).ends_with("│$")
    });
    for pane in ["work:second", "play:0"] {
        mux.wait_for(&["capture-pane", "-p", "-t", pane], |text| text == "$");
    }
    terminal.type_line("echo $((6*7))");
    terminal.wait_for("its output and a prompt", |s| {
        row(s, 1).starts_with("42") && row(s, 2).starts_with('$')
    });
    let state = || {
        [
            &[
                "list-sessions",
                "-F",
                "#{session_id} #{session_name} #{session_created}",
            ][..],
            &[
                "list-windows",
                "-a",
                "-F",
                "#{window_id} #{window_name} #{window_layout}",
            ],
            &[
                "list-panes",
                "-a",
                "-F",
                "#{pane_id} #{pane_pid} #{pane_title} #{pane_active}",
            ],
            &["show-options", "-g", "status-left"],
            &["show-options", "-t", "work", "@mine"],
            &["capture-pane", "-p", "-t", "work:0.0"],
            &["list-buffers", "-F", "#{buffer_name} #{buffer_sample}"],
        ]
        .map(|command| mux.ok(command))
    };
    let (before, picture) = (state(), terminal.text());
    let server = mux.process("server", None);
    server.kill();
    mux.process("server", Some(server.pid));
    mux.wait_for(&["list-clients", "-F", "#S"], |clients| clients == "work");
    assert_eq!(state(), before);
    terminal.wait_for("the same picture", |s| s.contents() == picture);
    terminal.type_line("echo $((7*7))");
    terminal.wait_for("its output", |s| row(s, 3).starts_with("49"));
    terminal.keys("F1");
    terminal.wait_for_text("by key");
    // Paste buffers lie beside the world: they have to survive an upgrade and a kill after it, too.
    let buffers = || mux.ok(&["list-buffers", "-F", "#{buffer_name} #{buffer_sample}"]);
    assert_eq!(buffers(), "kept another buffer");
    for _ in 0..2 {
        mux.ok(&["upgrade"]);
        assert_eq!(buffers(), "kept another buffer");
        mux.ok(&["set-option", "-g", "@changed", "x"]);
        let server = mux.process("server", None);
        server.kill();
        mux.process("server", Some(server.pid));
        assert_eq!(buffers(), "kept another buffer");
    }
}

#[test]
fn twenty_starters_end_with_one_server() {
    let mux = Mux::new();
    let names: Vec<String> = (0..20).map(|n| format!("s{n:02}")).collect();
    std::thread::scope(|scope| {
        for name in &names {
            scope.spawn(|| mux.ok(&["new-session", "-d", "-s", name, "sleep 1000"]));
        }
    });
    assert_eq!(mux.ok(&["list-sessions", "-F", "#S"]), names.join("\n"));
    assert!(
        until(|| mux.processes().iter().filter(|p| p.is_mux()).count() == 2),
        "{:#?}",
        mux.processes()
    );
    assert_eq!(mux.sockets().len(), 1);
}

#[test]
fn programs_get_three_descriptors_and_nothing_is_left() {
    let mux = Mux::new();
    let list = "ls -l /proc/self/fd > fds; exec cat";
    mux.ok(&["new-session", "-d", list]);
    mux.ok(&["new-window", "trap '' HUP; sleep 1000"]);
    mux.wait_for_program(":0", "cat");
    // Wait until the shell ignores SIGHUP and has started `sleep`.
    let sleeps = || mux.processes().iter().any(|p| p.name == "sleep");
    assert!(until(sleeps), "{:#?}", mux.processes());
    let text = std::fs::read_to_string(mux.home().join("fds")).unwrap();
    let open: Vec<&str> = text
        .lines()
        .filter_map(|line| line.split(" -> ").nth(1))
        .collect();
    let here = |fd: &&str| !fd.starts_with("/dev/pts/") && !fd.ends_with("/fds");
    let strange: Vec<&str> = open.iter().copied().filter(here).collect();
    assert!(open.len() == 4 && strange.len() == 1, "{open:?}");
    assert!(strange[0].starts_with("/proc/"), "{open:?}");
    let ours: Vec<Process> = mux
        .processes()
        .into_iter()
        .filter(Process::is_mux)
        .collect();
    assert_eq!(ours.len(), 2, "{ours:#?}");
    mux.ok(&["kill-server"]);
    assert!(until(|| !ours.iter().any(Process::runs)), "{ours:#?}");
    assert!(until(|| mux.sockets().is_empty()), "{:?}", mux.sockets());
    for process in mux.processes().iter().filter(|p| p.name == "sleep") {
        process.kill();
    }
}

#[test]
fn the_directory_of_the_socket_is_ours_alone() {
    let mux = Mux::new();
    mux.ok(&["new-session", "-d", "sleep 1000"]);
    let socket = mux.sockets().remove(0);
    let dir = socket.parent().unwrap().to_owned();
    let mode = |path: &std::path::Path| path.metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&dir), 0o700);
    assert_eq!(mode(&socket) & 0o007, 0);
    mux.ok(&["kill-server"]);
    assert!(until(|| mux.processes().is_empty()));
    let left: Vec<_> = dir.read_dir().unwrap().flatten().collect();
    assert!(left.is_empty(), "{left:?}");
    std::fs::remove_dir(&dir).unwrap();
    std::fs::DirBuilder::new().mode(0o755).create(&dir).unwrap();
    std::fs::set_permissions(&dir, std::fs::Permissions::from_mode(0o755)).unwrap();
    let error = mux.fails(&["new-session", "-d"]);
    assert_eq!(
        error,
        format!("directory {} has unsafe permissions", dir.display())
    );
    assert!(mux.processes().is_empty(), "{:#?}", mux.processes());
}

#[test]
fn a_server_ends_in_order_when_asked() {
    let mux = Mux::new();
    let mut terminal = mux.start(&["new-session"], SIZE);
    terminal.wait_for("a prompt", |s| row(s, 0) == "$");
    mux.process("server", None).signal(Signal::SIGTERM);
    terminal.wait_for_text("[server exited]");
    terminal.wait_exit();
    assert!(
        until(|| mux.processes().is_empty()),
        "{:#?}",
        mux.processes()
    );
    assert!(until(|| mux.sockets().is_empty()), "{:?}", mux.sockets());
}

#[test]
fn the_next_server_starts_while_the_last_one_ends() {
    let mux = Mux::new();
    for round in 0..12 {
        let name = format!("s{round}");
        mux.ok(&["new-session", "-d", "-s", &name, "sleep 1000"]);
        assert_eq!(mux.ok(&["list-sessions", "-F", "#S"]), name);
        mux.ok(&["kill-server"]);
    }
}
#[test]
fn the_next_server_waits_for_one_that_takes_its_time() {
    let mux = Mux::new();
    let terminal = mux.start(&["new-session", "cat"], SIZE);
    terminal.wait_for_text("[0]");
    let keeper = mux.process("keeper", None);
    let socket = mux.sockets().remove(0);
    // The keeper learns late of the end of the server, and before it of a client without a socket.
    keeper.signal(Signal::SIGSTOP);
    mux.ok(&["kill-server"]);
    assert!(until(|| !socket.exists()));
    keeper.signal(Signal::SIGUSR1);
    keeper.signal(Signal::SIGCONT);
    mux.ok(&["new-session", "-d", "-s", "next", "sleep 1000"]);
    assert_eq!(mux.ok(&["list-sessions", "-F", "#S"]), "next");
}

#[test]
fn a_popup_outlives_the_server() {
    let mux = Mux::with_config("set -g status-right ''\n");
    let terminal = mux.start(&["new-session"], SIZE);
    terminal.wait_for("a prompt", |s| row(s, 0) == "$");
    mux.ok(&[
        "bind-key",
        "-n",
        "F5",
        "display-popup",
        "-E",
        "-T",
        "box",
        "cat",
    ]);
    terminal.keys("F5");
    terminal.wait_for_text("box");
    terminal.type_line("before");
    let both =
        |word: &'static str| move |s: &vt100::Screen| s.contents().matches(word).count() == 2;
    terminal.wait_for("an echo", both("before"));
    let picture = terminal.text();
    let server = mux.process("server", None);
    server.kill();
    mux.process("server", Some(server.pid));
    terminal.wait_for("the same picture", |s| s.contents() == picture);
    terminal.type_line("after");
    terminal.wait_for("an echo", both("after"));
    assert_eq!(mux.ok(&["list-panes", "-a"]).lines().count(), 1);
    terminal.keys("C-d");
    terminal.wait_for("the popup is gone", |s| !s.contents().contains("before"));
}
