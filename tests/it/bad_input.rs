//! Invalid environments and input: terminals of odd sizes or none, missing directories and shells,
//! unknown commands. Each gets one clear error, and nothing else is affected.

use crate::harness::terminal::{Exit, row};
use crate::harness::{Mux, SIZE, Terminal, finish, skip, until};
use mux::base::Size;
use mux::wire::Hello;
use std::io::{Read as _, Write as _};
use std::os::unix::net::UnixStream;

#[test]
fn a_wrong_word_gets_one_message_and_status_1() {
    let mux = Mux::new();
    mux.ok(&[
        "new-session",
        "-d",
        "-s",
        "work",
        "-x",
        "80",
        "-y",
        "23",
        "cat",
    ]);
    let state = || mux.ok(&["list-panes", "-a", "-F", "#S #I #P #{window_layout}"]);
    let before = state();
    let table: &[(&[&str], &str)] = &[
        (&["frobnicate"], "unknown command: frobnicate"),
        (
            &["new-session", "-d", "-s", "work"],
            "duplicate session: work",
        ),
        (
            &["split-window", "-Q"],
            "command split-window: unknown flag -Q",
        ),
        (
            &["has-session", "-t", "nobody"],
            "can't find session: nobody",
        ),
        (&["kill-window", "-t", "work:7"], "can't find window: 7"),
        (&["select-pane", "-t", "work:0.9"], "can't find pane: 9"),
        (&["kill-pane", "-t", "%99"], "can't find pane: %99"),
        (&["attach", "-t", "nobody"], "can't find session: nobody"),
        (&["select-layout", "bogus"], "invalid layout: bogus"),
        (&["split-window", "-l", "many"], "size invalid"),
        (&["resize-pane", "-x", "many"], "width invalid"),
        (&["new-session", "-d", "-x", "many"], "width invalid"),
        (
            &["set-option", "-g", "bogus", "on"],
            "invalid option: bogus",
        ),
        (&["set-option", "-g", "mouse", "maybe"], "bad value: maybe"),
        (
            &["bind-key", "NoSuchKey", "kill-server"],
            "unknown key: NoSuchKey",
        ),
        (
            &["rename-session"],
            "command rename-session: too few arguments (need at least 1)",
        ),
        (&["l"], "ambiguous command: l, could be: last-pane"),
    ];
    for (words, wanted) in table {
        let output = mux.run(words);
        assert_eq!(output.status, 1, "{words:?}: {output:?}");
        assert_eq!(output.stdout, "", "{words:?}");
        let first = output.stderr.strip_suffix('\n').unwrap_or("no line");
        let fits = first == *wanted || words[0] == "l" && first.starts_with("ambiguous command: l");
        assert!(fits, "{words:?}: {first:?} and not {wanted:?}");
    }
    assert_eq!(state(), before);
}

#[test]
fn a_missing_terminal_is_an_error() {
    let mux = Mux::new();
    let no = "open terminal failed: not a terminal";
    assert_eq!(mux.fails(&["new-session"]), no);
    mux.ok(&["new-session", "-d", "cat"]);
    assert_eq!(mux.fails(&["attach-session"]), no);
    assert_eq!(mux.ok(&["list-sessions", "-F", "#S"]), "0");
}

#[test]
fn a_dumb_terminal_gets_an_error() {
    let mux = Mux::new();
    let mut command = mux.command(&["new-session", "cat"]);
    command.env("TERM", "dumb");
    let mut terminal = Terminal::spawn(command, SIZE);
    terminal.wait_for_text("open terminal failed: ");
    terminal.wait_for_text("TERM is dumb");
    assert_eq!(terminal.wait_exit(), Exit::Code(1));
}

#[test]
fn terminals_of_any_size_are_drawn() {
    let mux = Mux::new();
    mux.ok(&["new-session", "-d", "cat"]);
    mux.ok(&["split-window", "-h", "cat"]);
    for (cols, rows) in [(1, 1), (2, 1), (1, 2), (3, 3), (1000, 1000), (80, 24)] {
        let terminal = mux.start(&["attach"], Size::new(cols, rows));
        let size = format!("{cols}x{rows}");
        mux.wait_for(
            &["list-clients", "-F", "#{client_width}x#{client_height}"],
            |s| s == size,
        );
        terminal.wait_for("a picture", vt100::Screen::alternate_screen);
        for size in [Size::new(1, 1), Size::new(300, 2), Size::new(cols, rows)] {
            terminal.resize(size);
            let wanted = format!("{}x{}", size.cols, size.rows);
            mux.wait_for(
                &["list-clients", "-F", "#{client_width}x#{client_height}"],
                |s| s == wanted,
            );
        }
        terminal.type_text("x");
        drop(terminal);
        mux.wait_for(&["list-clients"], str::is_empty);
    }
    assert_eq!(mux.ok(&["list-panes", "-F", "#P"]), "0\n1");
}

#[test]
fn a_directory_that_is_gone_is_replaced_by_the_nearest() {
    let mux = Mux::new();
    let deep = mux.home().join("a/b/c");
    std::fs::create_dir_all(&deep).unwrap();
    let deep = deep.to_str().unwrap();
    mux.ok(&["new-session", "-d", "-c", deep, "cat"]);
    std::fs::remove_dir_all(mux.home().join("a/b")).unwrap();
    mux.ok(&["new-window", "-c", deep, "cat"]);
    let wanted = mux.home().join("a").canonicalize().unwrap();
    mux.wait_for(&["display-message", "-p", "#{pane_current_path}"], |path| {
        std::path::Path::new(path) == wanted
    });
}

#[test]
fn a_missing_shell_is_reported_in_the_pane() {
    let mux = Mux::new();
    let terminal = mux.start(&["new-session", "cat"], SIZE);
    terminal.wait_for_text("[0]");
    mux.run(&["split-window", "/no/such/program", "with", "words"]);
    terminal.wait_for_text("/no/such/program");
    mux.ok(&["list-panes"]);
    mux.run(&["set-option", "-g", "default-shell", "/no/such/shell"]);
    mux.run(&["new-window"]);
    assert!(!mux.ok(&["list-windows"]).is_empty());
    let mut command = mux.command(&["-L", "other", "new-session"]);
    command.env("SHELL", "/no/such/shell");
    let other = Terminal::spawn(command, SIZE);
    other.wait_for_text("[0]");
    mux.run(&["-L", "other", "kill-server"]);
}

#[test]
fn a_dead_pane_stays_and_starts_again() {
    let mux = Mux::with_config("set -g remain-on-exit on\n");
    let terminal = mux.start(&["new-session", "echo run; exit 3"], SIZE);
    terminal.wait_for_text("Pane is dead (status 3");
    let state = "#{pane_dead} #{pane_dead_status}";
    assert_eq!(mux.ok(&["display-message", "-p", state]), "1 3");
    // Below the status line lies nothing; above it is the last line of the pane.
    assert_eq!(row_with(&terminal, "Pane is dead"), Some(SIZE.rows - 2));
    let all = mux.ok(&["capture-pane", "-p", "-S", "-"]);
    assert!(all.starts_with("run\n"), "{all:?}");
    mux.ok(&["respawn-pane", "kill -9 $$"]);
    terminal.wait_for_text("Pane is dead (signal 9");
    mux.ok(&["respawn-pane", "echo alive; cat"]);
    terminal.wait_for("the new program", |s| {
        row(s, 0) == "alive" && !s.contents().contains("dead")
    });
    assert!(mux.fails(&["respawn-pane", "cat"]).contains("still active"));
    mux.ok(&["respawn-pane", "-k", "echo again; exec cat"]);
    terminal.wait_for("the next one", |s| row(s, 0) == "again");
    terminal.type_line("typed");
    terminal.wait_for("an echo", |s| row(s, 2) == "typed");
}

fn row_with(terminal: &Terminal, text: &str) -> Option<u16> {
    (0..SIZE.rows).find(|y| terminal.row(*y).contains(text))
}

#[test]
fn hostile_bytes_end_their_connection_alone() {
    let mux = Mux::new();
    let terminal = mux.start(&["new-session", "cat"], SIZE);
    terminal.wait_for_text("[0]");
    let socket = mux.sockets().remove(0);
    let hello = Hello::ours().encode();
    let mut seed = 1u32;
    let mut noise = move |n: usize| -> Vec<u8> {
        std::iter::repeat_with(|| {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (seed >> 24) as u8
        })
        .take(n)
        .collect()
    };
    for round in 0..60 {
        let mut stream = UnixStream::connect(&socket).unwrap();
        stream
            .set_read_timeout(Some(crate::harness::DEADLINE))
            .unwrap();
        let bytes = match round % 6 {
            0 => noise(4096),
            1 => [&hello[..], &noise(4096)].concat(),
            2 => [&hello[..], &[0xff; 4], &noise(64)].concat(),
            3 => [&hello[..], &[16, 0, 0, 0], &noise(16)].concat(),
            4 => b"GET / HTTP/1.1\r\nHost: here\r\n\r\n".to_vec(),
            _ => hello[..3].to_vec(),
        };
        // The server may close the connection before all bytes are written.
        let _ = stream.write_all(&bytes);
        let _ = stream.shutdown(std::net::Shutdown::Write);
        let mut rest = Vec::new();
        let _ = stream.read_to_end(&mut rest);
    }
    terminal.type_line("unharmed");
    terminal.wait_for("an echo", |s| row(s, 1) == "unharmed");
    let servers = || {
        mux.processes()
            .iter()
            .filter(|p| p.is_mux() && p.name.contains("server"))
            .count()
    };
    assert!(until(|| servers() == 1), "{:#?}", mux.processes());
}

#[test]
fn a_pane_that_writes_noise_harms_nobody() {
    let mux = Mux::new();
    let noise = "head -c 400000 /dev/urandom; printf '\\033c'; echo over; exec cat";
    let terminal = mux.start(&["new-session", noise], SIZE);
    terminal.wait_for_text("over");
    terminal.type_line("fine");
    terminal.wait_for("an echo", |s| s.contents().matches("fine").count() == 2);
}

#[test]
fn a_limit_of_file_sizes_is_named_and_ends_neither_server_nor_keeper() {
    let mux = Mux::new();
    let line = format!(
        "ulimit -f 100; exec {} new -d 'sleep 1000'",
        env!("CARGO_BIN_EXE_mux")
    );
    let output = finish(mux.program("/bin/sh", &["-c", &line]), "");
    assert_eq!(output.status, 1);
    assert!(
        output.stderr.contains("ulimit -f unlimited"),
        "{}",
        output.stderr
    );
    assert!(mux.processes().is_empty());
    // The limit comes while the server runs.
    mux.detached("s", "sleep 1000");
    let before = mux.processes().len();
    for role in ["server", "keeper"] {
        let pid = mux.process(role, None).pid.to_string();
        let limit = ["--fsize=4096:4096", "--pid", pid.as_str()];
        let limited = std::process::Command::new("prlimit").args(limit).status();
        if !limited.is_ok_and(|status| status.success()) {
            return skip("prlimit", "no prlimit is installed");
        }
    }
    let failed = mux.fails(&["save"]);
    assert!(failed.contains("ulimit -f unlimited"), "{failed}");
    assert_eq!(mux.ok(&["display-message", "-p", "#{pane_dead}"]), "0");
    assert_eq!(mux.processes().len(), before);
}
