//! Panics and crashes inside the server end only the pane, command or client they happen in. The
//! faults exist only in builds with debug assertions.

use super::place::log;
use crate::harness::{Mux, SIZE, Terminal, until};

/// Starts a server with the injected fault, and a terminal attached to it.
fn world(fault: &str) -> (Mux, Terminal) {
    let mux = Mux::new();
    let mut command = mux.command(&["new-session", "-s", "work"]);
    command.env("MUX_FAULT", fault);
    let terminal = Terminal::spawn(command, SIZE);
    (mux, terminal)
}

#[test]
fn a_panic_in_a_screen_ends_that_screen_alone() {
    let (mux, terminal) = world("strikes");
    terminal.wait_for_text("$");
    mux.ok(&["split-window", "-d"]);
    let server = mux.process("server", None);
    terminal.type_line("printf 'strike:%s' panic");
    terminal.wait_for_text("this pane was reset");
    terminal.type_line("echo $((60*70))");
    terminal.wait_for_text("4200");
    assert_eq!(mux.process("server", None).pid, server.pid);
    let log = log(&mux);
    assert!(
        log.contains("struck") && log.contains("pane::"),
        "a backtrace: {log}"
    );
}

#[test]
fn a_panic_in_a_command_ends_that_command_alone() {
    let (mux, terminal) = world("strikes");
    terminal.wait_for_text("$");
    let server = mux.process("server", None);
    let said = mux.fails(&["display-message", "-p", "strike:panic"]);
    assert!(said.contains("went wrong inside the server"), "{said}");
    assert_eq!(mux.ok(&["display-message", "-p", "well"]), "well");
    assert_eq!(mux.process("server", None).pid, server.pid);
}

#[test]
fn a_panic_in_a_frame_ends_that_client_alone() {
    let (mux, mut terminal) = world("frame-panics");
    terminal.wait_for_text("[detached: its picture went wrong");
    terminal.wait_exit();
    assert_eq!(mux.ok(&["list-sessions", "-F", "#S"]), "work");
}

#[test]
fn bytes_that_kill_every_server_cost_one_pane_its_last_lines() {
    let (mux, terminal) = world("strikes");
    terminal.wait_for_text("$");
    mux.ok(&[
        "set-hook",
        "-g",
        "after-rename-window",
        "set -g @hooked yes",
    ]);
    mux.ok(&["split-window", "-d", "echo other $((5*5)); exec cat"]);
    mux.wait_for(&["capture-pane", "-p", "-t", ":.1"], |text| {
        text.contains("other 25")
    });
    let server = mux.process("server", None);
    terminal.type_line("printf 'strike:%s' abort");
    assert!(until(|| !server.runs()), "the server still runs");
    // Two servers abort while they read the bytes; the third skips them.
    terminal.wait_for_text("safe mode");
    mux.wait_for(&["capture-pane", "-p", "-t", ":.1"], |text| {
        text.contains("other 25")
    });
    mux.ok(&["rename-window", "x"]);
    assert_eq!(mux.ok(&["show-options", "-gqv", "@hooked"]), "");
    // The message covers the pane in view mode.
    terminal.type_text("q");
    terminal.wait_until_gone("safe mode");
    terminal.type_line("clear; echo $((60*70))");
    terminal.wait_for_text("4200");
}
