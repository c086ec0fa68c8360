//! Refused system calls, clocks that jump, and an unreadable state of the server: each is reported
//! in one sentence, and panes keep running. The faults exist only in builds with debug assertions.

use super::numbers::Numbers;
use super::place::{is_unharmed, kill, server_of};
use super::row::{Row, times};
use crate::harness::{Mux, SIZE, Terminal};
use std::time::{Duration, Instant};

/// A mux whose server reads its faults from the file `faults`, which is empty at first.
fn world() -> (Mux, Terminal) {
    let mux = Mux::new();
    let mut command = mux.command(&["new-session", "-s", "work"]);
    command.env("MUX_FAULT_FILE", mux.write("faults", ""));
    let terminal = Terminal::spawn(command, SIZE);
    terminal.wait_for_text("$");
    (mux, terminal)
}

fn lives(terminal: &Terminal, round: usize) {
    terminal.type_line(&format!("clear; echo {round} $((60*70))"));
    terminal.wait_for_text(&format!("{round} 4200"));
}

#[test]
fn a_refused_system_call_fails_only_new_work() {
    for (fault, says) in [
        ("fork", "fork failed (refused for a test)"),
        (
            "memory",
            "couldn't create a memory file (refused for a test)",
        ),
    ] {
        let mut row = Row::default();
        let (mux, terminal) = world();
        let server = mux.process("server", None);
        for round in 0..times(3, 100) {
            mux.write("faults", fault);
            let start = Instant::now();
            mux.ok(&["new-window", "-d", "-t", "work:1", "-n", "refused"]);
            let shown = ["capture-pane", "-p", "-t", "work:1"];
            mux.wait_for(&shown, |text| text.contains(says));
            lives(&terminal, round);
            mux.write("faults", "");
            mux.ok(&["respawn-pane", "-t", "work:1"]);
            mux.wait_for(&shown, |text| text.starts_with('$'));
            row.recovered(start.elapsed());
            mux.ok(&["kill-window", "-t", "work:1"]);
        }
        is_unharmed(&mux, &server);
        row.report(&format!("{fault} refused (until the pane has its program)"));
    }
}

#[test]
fn a_server_that_cannot_be_started_is_started_later() {
    let mut row = Row::default();
    let (mux, terminal) = world();
    let keeper = mux.process("keeper", None).pid;
    for round in 0..times(1, 20) {
        let server = server_of(keeper, None);
        mux.write("faults", "fork");
        kill(server);
        terminal.wait_for_text("reconnecting");
        mux.write("faults", "");
        let start = Instant::now();
        server_of(keeper, Some(server));
        mux.wait_for(&["list-clients"], |list| !list.is_empty());
        row.recovered(start.elapsed());
        lives(&terminal, round);
    }
    row.report("fork refused for the next server (from the moment it is allowed)");
}

#[test]
fn clocks_that_jump_change_nothing() {
    let mut row = Row::default();
    let (mux, terminal) = world();
    let server = mux.process("server", None);
    mux.ok(&["set", "-g", "display-time", "300"]);
    mux.ok(&["set", "-g", "session-idle-timeout", "1h"]);
    let day = 24 * 60 * 60 * 1000_i64;
    for (round, days) in [3650, -3650, 1, -1, 20_000, -20_000, 0]
        .into_iter()
        .cycle()
        .take(times(7, 210))
        .enumerate()
    {
        mux.write("faults", &format!("clock {}", days * day));
        let start = Instant::now();
        lives(&terminal, round);
        let said = format!("jump {round}.");
        mux.ok(&["display-message", &said]);
        // The message may have disappeared already, so search all output.
        terminal.wait_for_raw(said.as_bytes());
        terminal.wait_until_gone(&said);
        mux.ok(&["save"]);
        row.recovered(start.elapsed());
        assert_eq!(mux.ok(&["list-sessions", "-F", "#S"]), "work");
    }
    is_unharmed(&mux, &server);
    row.report("clocks that jump (key, message that disappears, save)");
}

#[test]
fn an_unreadable_world_leaves_every_program_reachable() {
    let mut row = Row::default();
    let panes = times(3, 50);
    let mut numbers = Numbers::start_with(panes, 500, "0.3", |command| {
        command.env("MUX_FAULT", "world-unreadable");
    });
    // More lines than a pane keeps by default.
    let much = |lines: &str| lines.parse::<usize>().unwrap() > 5000;
    let history = ["display-message", "-p", "-t", "0:0", "#{history_size}"];
    numbers.mux.wait_for(&history, much);
    let keeper = numbers.mux.process("keeper", None).pid;
    for _ in 0..times(2, 20) {
        let server = server_of(keeper, None);
        let start = Instant::now();
        kill(server);
        server_of(keeper, Some(server));
        numbers.terminal = numbers.mux.attach("recovered");
        numbers.wait_until_attached();
        row.recovered(start.elapsed());
        assert_eq!(numbers.mux.ok(&["list-sessions", "-F", "#S"]), "recovered");
        // The message covers the pane in view mode.
        numbers.terminal.wait_for_text("could not be read");
        numbers.terminal.type_text("q");
        numbers.terminal.wait_until_gone("could not be read");
        numbers
            .mux
            .ok(&["new-window", "-d", "-n", "more", "sleep 1000"]);
        numbers.mux.ok(&["kill-window", "-t", "more"]);
        std::thread::sleep(Duration::from_millis(1050));
    }
    let log = super::place::log(&numbers.mux);
    assert!(
        log.contains("panic while loading the previous world"),
        "{log}"
    );
    row.check_panes(&numbers);
    row.report("an unreadable state of the server");
}
