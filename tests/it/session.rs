//! A user at a terminal creates, leaves and attaches sessions, also with several clients.

use crate::harness::terminal::{Exit, row};
use crate::harness::{Mux, SIZE, Terminal, until};
use mux::base::Size;
use nix::sys::signal::Signal;

/// A terminal with a new session in which a shell is ready.
fn begin(mux: &Mux, size: Size) -> Terminal {
    let terminal = mux.start(&["new-session"], size);
    terminal.wait_for("a prompt", |s| row(s, 0) == "$");
    terminal
}

/// The sizes of the panes of the current window, in order.
fn sizes(mux: &Mux) -> String {
    let format = "#{pane_width}x#{pane_height}";
    mux.ok(&["list-panes", "-F", format]).replace('\n', " ")
}

/// Whether column `x` is a border from the top to the status line.
fn bordered(screen: &vt100::Screen, x: u16) -> bool {
    let (rows, _) = screen.size();
    let border = |y| {
        screen
            .cell(y, x)
            .is_some_and(|cell| ["│", "├"].contains(&cell.contents()))
    };
    (0..rows.get() - 1).all(border)
}

#[test]
fn a_day_in_a_session() {
    let mux = Mux::new();
    let mut terminal = begin(&mux, SIZE);
    terminal.wait_for("the status line", |s| row(s, 23).starts_with("[0] 0:sh*"));
    terminal.type_line("echo one$((1+1))three");
    terminal.wait_for("its output", |s| row(s, 1) == "one2three");
    terminal.keys("C-b %");
    terminal.wait_for("a border and a prompt beside it", |s| {
        bordered(s, 40) && row(s, 0).ends_with("│$")
    });
    terminal.type_line("echo right");
    terminal.wait_for("the right pane", |s| {
        row(s, 1) == format!("{:40}│right", "one2three")
    });
    terminal.keys("C-b \"");
    terminal.wait_for("a border across", |s| {
        row(s, 11) == format!("{:40}├{}", "", "─".repeat(39)) && row(s, 12).ends_with("│$")
    });
    assert_eq!(sizes(&mux), "40x23 39x11 39x11");
    terminal.type_line("stty size");
    terminal.wait_for("the size of the lower pane", |s| {
        row(s, 13).ends_with("│11 39")
    });
    terminal.keys("C-b z");
    terminal.wait_for("one pane over all", |s| {
        !s.contents().contains('│')
            && row(s, 0) == "$ stty size"
            && row(s, 23).starts_with("[0] 0:sh*Z")
    });
    terminal.keys("C-b z");
    terminal.wait_for("three panes again", |s| row(s, 1).starts_with("one2three"));
    terminal.keys("C-b d");
    assert_eq!(terminal.wait_exit(), Exit::Code(0));
    terminal.wait_for("the message", |s| {
        !s.alternate_screen()
            && s.contents().starts_with("[detached (from session 0)]\n")
            && s.contents().ends_with("mux attach -t 0")
    });

    let other = mux.start(&["attach"], Size::new(120, 40));
    other.wait_for("everything in the new size", |s| {
        bordered(s, 60) && row(s, 1).starts_with("one2three")
    });
    assert_eq!(sizes(&mux), "60x39 59x19 59x19");
    other.resize(Size::new(60, 12));
    other.wait_for("everything in less", |s| bordered(s, 30));
    assert!(
        until(|| sizes(&mux) == "30x11 29x5 29x5"),
        "{}",
        sizes(&mux)
    );
    other.resize(SIZE);
    other.wait_for("the earlier contents", |s| {
        row(s, 1) == format!("{:40}│right", "one2three")
    });
    assert!(
        until(|| sizes(&mux) == "40x23 39x11 39x11"),
        "{}",
        sizes(&mux)
    );
}

#[test]
fn mux_alone_comes_back_to_the_last_session_or_makes_one() {
    let mux = Mux::new();
    let first = mux.start(&[], SIZE);
    first.wait_for("a prompt", |s| row(s, 0) == "$");
    first.type_line("echo here");
    first.wait_for("its output", |s| row(s, 1) == "here");
    drop(first);
    mux.wait_for(&["list-clients"], str::is_empty);
    let second = mux.start(&[], SIZE);
    second.wait_for("the same session", |s| row(s, 1) == "here");
    assert_eq!(mux.ok(&["list-sessions", "-F", "#S"]), "0");
}

#[test]
fn the_end_of_the_last_program_ends_everything() {
    let mux = Mux::new();
    let mut terminal = begin(&mux, SIZE);
    terminal.keys("C-b \"");
    terminal.wait_for("the second pane", |s| row(s, 12) == "$");
    terminal.type_line("exit");
    terminal.wait_for("one pane", |s| !s.contents().contains('─'));
    assert_eq!(sizes(&mux), "80x23");
    terminal.type_line("exit");
    assert_eq!(terminal.wait_exit(), Exit::Code(0));
    terminal.wait_for_text("[exited]");
    assert!(
        until(|| mux.processes().is_empty()),
        "{:#?}",
        mux.processes()
    );
    assert!(until(|| mux.sockets().is_empty()), "{:?}", mux.sockets());
    let error = mux.fails(&["list-sessions"]);
    assert!(
        error.starts_with("no server running on ") || error.starts_with("error connecting to "),
        "{error}"
    );
}

/// A shell that runs mux with `words`, then prints its exit status if the terminal is as before.
fn wrapped(mux: &Mux, words: &[&str]) -> Terminal {
    let script = "stty -g >before; \"$@\"; s=$?; stty -g >after; cmp before after && echo same=$s";
    let words = [&["-c", script, "sh", env!("CARGO_BIN_EXE_mux")], words].concat();
    Terminal::spawn(mux.program("/bin/sh", &words), SIZE)
}

#[test]
fn the_terminal_is_restored_at_every_exit() {
    type End = fn(&Mux, &Terminal);
    let ends: [(End, &str, i32); 5] = [
        (
            |_, terminal| terminal.keys("C-b d"),
            "[detached (from session 0)]",
            0,
        ),
        (|_, terminal| terminal.type_line("exit"), "[exited]", 0),
        (|mux, _| drop(mux.run(&["kill-session"])), "[exited]", 0),
        (
            |mux, _| drop(mux.run(&["kill-server"])),
            "[server exited]",
            1,
        ),
        (
            |mux, _| {
                let pid = mux.ok(&["list-clients", "-F", "#{client_pid}"]);
                crate::harness::Process::of(pid.parse().unwrap())
                    .unwrap()
                    .signal(Signal::SIGTERM);
            },
            "[terminated]",
            1,
        ),
    ];
    for (end, message, status) in ends {
        let mux = Mux::new();
        let terminal = wrapped(&mux, &["new"]);
        terminal.wait_for("a prompt", |s| s.alternate_screen() && row(s, 0) == "$");
        end(&mux, &terminal);
        terminal.wait_for_text(&format!("same={status}"));
        assert!(terminal.text().starts_with(message), "{}", terminal.text());
        terminal.screen(|s| {
            assert!(
                !s.alternate_screen() && !s.hide_cursor() && !s.bracketed_paste(),
                "{message}"
            );
            assert_eq!(
                s.mouse_protocol_mode(),
                vt100::MouseProtocolMode::None,
                "{message}"
            );
        });
    }
}

#[test]
fn the_window_has_the_size_that_the_option_says() {
    let mux = Mux::new();
    let small = begin(&mux, Size::new(60, 20));
    let large = mux.start(&["attach"], Size::new(100, 15));
    large.wait_for("the session", |s| row(s, 14).starts_with("[0]"));
    let size = ["display-message", "-p", "#{window_width}x#{window_height}"];
    let becomes = |wanted: &str| mux.wait_for(&size, |size| size == wanted);
    becomes("100x14");
    small.type_text("x");
    becomes("60x19");
    large.wait_for("nothing where the window ends", |s| {
        row(s, 0).starts_with("$ x") && row(s, 14).starts_with("[0]")
    });
    large.type_text("y");
    becomes("100x14");
    for (value, wanted) in [
        ("smallest", "60x14"),
        ("largest", "100x19"),
        ("latest", "100x14"),
    ] {
        mux.ok(&["set-option", "-g", "window-size", value]);
        becomes(wanted);
    }
    mux.ok(&["resize-window", "-x", "50", "-y", "10"]);
    becomes("50x10");
    assert_eq!(mux.ok(&["show-options", "-wv", "window-size"]), "manual");
    small.type_text("z");
    small.wait_for("all that was typed", |s| {
        row(s, 0) == "$ xyz" || row(s, 0).starts_with("$ xyz ")
    });
    large.wait_for("the same", |s| row(s, 0).starts_with("$ xyz"));
    becomes("50x10");
}

#[test]
fn a_read_only_client_changes_nothing() {
    let mux = Mux::new();
    let person = begin(&mux, SIZE);
    let mut guest = mux.start(&["attach", "-r"], SIZE);
    guest.wait_for("the session", |s| row(s, 0) == "$");
    let state = ["list-clients", "-F", "#{client_readonly}"];
    assert_eq!(mux.ok(&state), "0\n1");
    guest.type_line("echo from the guest");
    guest.keys("C-b c");
    person.type_line("echo from the person");
    guest.wait_for("the command of the person", |s| {
        row(s, 1) == "from the person"
    });
    guest.keys("C-b d");
    assert_eq!(guest.wait_exit(), Exit::Code(0));
    // The last key has taken effect, so the server has handled all earlier ones.
    let shown = mux.ok(&["capture-pane", "-p"]);
    assert!(!shown.contains("guest"), "{shown}");
    assert_eq!(mux.ok(&["list-windows", "-F", "#I"]), "0");
}

#[test]
fn attaching_can_detach_other_clients() {
    let mux = Mux::new();
    let mut first = begin(&mux, SIZE);
    let second = mux.start(&["attach", "-d"], SIZE);
    assert_eq!(first.wait_exit(), Exit::Code(0));
    first.wait_for_text("[detached (from session 0)]");
    second.wait_for("the session", |s| row(s, 0) == "$");
    assert_eq!(mux.ok(&["list-clients", "-F", "#{client_session}"]), "0");
}

#[test]
fn program_output_reaches_the_terminal() {
    let mux = Mux::new();
    let mut command = mux.command(&["new-session"]);
    command.env("TERM", "foot");
    let terminal = Terminal::spawn(command, SIZE);
    terminal.wait_for("a prompt", |s| row(s, 0) == "$");
    mux.ok(&["set-option", "-g", "set-titles", "on"]);
    terminal.type_line("printf '\\033[2J\\033[Ha\\344\\270\\255\\346\\226\\207b e\\314\\201 \\360\\237\\230\\200c\\n'");
    terminal.wait_for("wide and combined characters", |s| {
        row(s, 0) == "a中文b e\u{301} 😀c" && row(s, 1) == "$"
    });
    terminal.screen(|s| assert_eq!(s.cell(0, 11).unwrap().contents(), "c"));
    terminal.type_line("printf '\\033[1;3;4:3;9;38;2;1;2;3;58;2;4;5;6mX\\033[m\\n'");
    terminal.wait_for("bold and italic", |s| {
        let cell = s.cell(2, 0).filter(|c| c.contents() == "X");
        cell.is_some_and(|c| c.bold() && c.italic())
    });
    terminal.wait_for_raw(b";9;4:3;38;2;1;2;3;58:2::4:5:6mX");
    terminal.type_line("printf '\\033]8;;http://mux.example/\\033\\\\link\\033]8;;\\033\\\\\\n'");
    terminal.wait_for_raw(b";http://mux.example/\x1b\\");
    terminal.type_line("printf '\\033]2;a new title\\033\\\\'");
    terminal.wait_for_raw(b"0:sh - \"a new title\"");
    mux.wait_for(&["display-message", "-p", "#T"], |title| {
        title == "a new title"
    });
    let before = terminal.raw().iter().filter(|b| **b == 7).count();
    terminal.type_line("printf '\\a'");
    assert!(until(
        || terminal.raw().iter().filter(|b| **b == 7).count() > before
    ));
    terminal.type_line("printf '\\033[5 q'");
    terminal.wait_for_raw(b"\x1b[5 q");
    terminal.type_line("printf '\\033]52;c;cmVmdXNlZA==\\a'; echo refused");
    terminal.wait_for("the end of the forbidden output", |s| {
        s.contents()
            .lines()
            .any(|line| line == "$ refused" || line == "refused")
    });
    mux.ok(&["set-option", "-s", "set-clipboard", "on"]);
    terminal.type_line("printf '\\033]52;c;Y29waWVk\\a'");
    terminal.wait_for_raw(b"\x1b]52;c;Y29waWVk\x1b\\");
    let raw = terminal.raw();
    assert_eq!(raw.windows(5).filter(|w| w == b"\x1b]52;").count(), 1);
}

#[test]
fn commands_that_start_programs_know_their_pids() {
    let mux = Mux::new();
    let format = "#{pane_pid} #{pane_tty}";
    for command in [
        &["new-session", "-d", "-P", "-F", format][..],
        &["split-window", "-d", "-P", "-F", format],
        &["new-window", "-P", "-F", format],
    ] {
        let told = mux.ok(command);
        let (pid, tty) = told.split_once(' ').unwrap();
        let process = crate::harness::Process::of(pid.parse().unwrap());
        assert_eq!(process.map(|p| p.name), Some("sh".into()), "{command:?}");
        assert!(tty.starts_with("/dev/pts/"), "{command:?}: {told}");
    }
    mux.ok(&[
        "set-hook",
        "-g",
        "after-split-window",
        "set -g @pid '#{pane_pid}'",
    ]);
    let told = mux.ok(&["split-window", ";", "display-message", "-p", "#{pane_pid}"]);
    assert!(told.parse::<i32>().is_ok(), "{told}");
    // The pid is that of the new program, not of the replaced one.
    let ask = ["display-message", "-p", "#{pane_pid}"];
    let before = mux.ok(&ask);
    let respawn = ["respawn-pane", "-k", "cat", ";"];
    assert_ne!(mux.ok(&[&respawn[..], &ask].concat()), before);
}

#[test]
fn a_long_paste_arrives_whole() {
    let mux = Mux::new();
    let terminal = begin(&mux, SIZE);
    let text: String = (0..60_000u32).map(|n| format!("{n:05} ")).collect();
    let wanted = mux.write("home/wanted", &text);
    let take = format!(
        "stty raw -echo; echo ready; head -c {} >got; stty sane; cmp got wanted && echo the same",
        text.len()
    );
    assert!(wanted.exists());
    terminal.type_line(&take);
    terminal.wait_for_text("\nready");
    terminal.send(format!("\x1b[200~{text}\x1b[201~").as_bytes());
    terminal.wait_for("the same", |s| {
        (0..SIZE.rows).any(|y| row(s, y).trim() == "the same")
    });
}

#[test]
fn a_terminal_that_is_closed_detaches() {
    let mux = Mux::new();
    let terminal = begin(&mux, SIZE);
    let client = mux
        .ok(&["list-clients", "-F", "#{client_pid}"])
        .parse()
        .unwrap();
    let client = crate::harness::Process::of(client).unwrap();
    client.signal(Signal::SIGHUP);
    assert!(until(|| !client.runs()));
    mux.wait_for(&["list-clients"], str::is_empty);
    assert_eq!(
        mux.ok(&["list-sessions", "-F", "#S #{session_attached}"]),
        "0 0"
    );
    drop(terminal);
}

#[test]
fn a_storm_of_sizes_ends_with_the_last_one() {
    let mux = Mux::new();
    let terminal = begin(&mux, SIZE);
    for keys in ["C-b %", "C-b \"", "C-b Left", "C-b \""] {
        terminal.keys(keys);
    }
    mux.wait_for(&["display-message", "-p", "#{window_panes}"], |n| n == "4");
    for step in 0..200u16 {
        terminal.resize(Size::new(10 + step * 37 % 190, 4 + step * 13 % 56));
    }
    terminal.resize(Size::new(101, 31));
    mux.wait_for(
        &["display-message", "-p", "#{window_width}x#{window_height}"],
        |s| s == "101x30",
    );
    terminal.wait_for("the picture of the last size", |s| {
        row(s, 30).starts_with("[0] 0:sh")
            && (0..30).all(|y| row(s, y).chars().any(|c| "│├┤┼".contains(c)))
    });
    assert_eq!(mux.ok(&["list-panes", "-F", "#P"]), "0\n1\n2\n3");
}
