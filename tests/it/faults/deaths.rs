//! Processes are killed at random moments while every pane prints.

use super::numbers::Numbers;
use super::place::{kill, server_of};
use super::row::{Rng, Row, times};
use crate::harness::Terminal;
use crate::harness::{Mux, SIZE, until};
use nix::sys::signal::Signal;
use std::time::{Duration, Instant};

/// Kills per server lineage; then a new one is started.
const KILLS: usize = 50;

/// Panes that print numbers: few in the short form, many in the full one.
fn numbers() -> Numbers {
    let (panes, lines, pause) = times((8, 50, "0.02"), (50, 200, "0.3"));
    Numbers::start(panes, lines, pause)
}

#[test]
fn the_server_is_killed_at_random_moments() {
    let (mut row, mut rng) = (Row::default(), Rng::new());
    let all = times(12, 1000);
    while row.tried < all {
        let numbers = numbers();
        let keeper = numbers.mux.process("keeper", None).pid;
        let mut server = server_of(keeper, None);
        let mut early = false;
        for _ in 0..KILLS.min(all) {
            std::thread::sleep(Duration::from_micros(if early {
                rng.below(100_000)
            } else {
                1_050_000 + rng.below(200_000)
            }));
            kill(server);
            let start = Instant::now();
            server = server_of(keeper, Some(server));
            // Sometimes kill the next server before it is ready.
            let was_early = std::mem::replace(&mut early, rng.below(4) == 0);
            if early || was_early {
                row.tried += 1;
            } else {
                numbers.wait_until_attached();
                row.recovered(start.elapsed());
            }
        }
        row.check_panes(&numbers);
    }
    row.report("kill -9 of the server");
}

#[test]
fn the_keeper_is_killed_at_random_moments() {
    let (mut row, mut rng) = (Row::default(), Rng::new());
    let all = times(5, 200);
    while row.tried < all {
        let numbers = numbers();
        for _ in 0..KILLS.min(all) {
            let keeper = numbers.mux.process("keeper", None);
            std::thread::sleep(Duration::from_micros(rng.below(300_000)));
            let start = Instant::now();
            keeper.kill();
            let next = numbers.mux.process("keeper", Some(keeper.pid));
            assert!(next.runs());
            row.recovered(start.elapsed());
        }
        let keeper = numbers.mux.process("keeper", None);
        let said = format!("keeper: process {}\n", keeper.pid);
        numbers
            .mux
            .wait_for(&["status", "-v"], |status| status.contains(&said));
        numbers.mux.process("server", None).kill();
        server_of(keeper.pid, None);
        numbers.wait_until_attached();
        row.check_panes(&numbers);
    }
    row.report("kill -9 of the keeper");
}

#[test]
fn keeper_and_server_are_killed_one_after_the_other() {
    let (mut row, mut rng) = (Row::default(), Rng::new());
    let all = times(3, 100);
    let numbers = numbers();
    for _ in 0..all {
        let keeper = numbers.mux.process("keeper", None);
        let start = Instant::now();
        keeper.kill();
        let next = numbers.mux.process("keeper", Some(keeper.pid));
        // The new keeper holds all descriptors once it has its process name and answers.
        numbers.wait_until_attached();
        std::thread::sleep(Duration::from_micros(rng.below(50_000)));
        let server = numbers.mux.process("server", None);
        server.kill();
        server_of(next.pid, Some(server.pid));
        numbers.wait_until_attached();
        row.recovered(start.elapsed());
    }
    row.check_panes(&numbers);
    row.report("kill -9 of the keeper, then of the server");
}

#[test]
fn server_and_client_are_killed_together() {
    let (mut row, mut rng) = (Row::default(), Rng::new());
    let all = times(4, 100);
    let mut numbers = numbers();
    let keeper = numbers.mux.process("keeper", None).pid;
    for _ in 0..all {
        let server = server_of(keeper, None);
        std::thread::sleep(Duration::from_micros(1_050_000 + rng.below(100_000)));
        let start = Instant::now();
        kill(server);
        numbers.terminal.kill9();
        numbers.terminal = numbers.mux.attach("0");
        server_of(keeper, Some(server));
        numbers.wait_until_attached();
        row.recovered(start.elapsed());
    }
    row.check_panes(&numbers);
    row.report("kill -9 of server and client");
}

#[test]
fn keeper_and_server_are_killed_together() {
    let mut row = Row::default();
    for _ in 0..times(1, 50) {
        let mux = Mux::new();
        let mut terminal = mux.start(&["new-session", "-s", "work", "-n", "one"], SIZE);
        terminal.wait_for_text("$");
        terminal.type_line("echo $((60*70))");
        terminal.wait_for_text("4200");
        mux.ok(&["new-window", "-d", "-n", "two"]);
        // Output is saved within five seconds, a layout within one; a slow disk takes longer.
        std::thread::sleep(Duration::from_millis(10_000));
        let (keeper, server) = (mux.process("keeper", None), mux.process("server", None));
        let start = Instant::now();
        // A running server would start a new keeper at once.
        server.signal(Signal::SIGSTOP);
        keeper.kill();
        server.kill();
        terminal.wait_exit();
        let again: Terminal = mux.start(&["attach-session"], SIZE);
        again.wait_for_text("4200");
        row.recovered(start.elapsed());
        let windows = mux.ok(&["list-windows", "-t", "work", "-F", "#W"]);
        assert_eq!(windows, "one\ntwo");
        assert!(until(|| {
            let left = mux.processes();
            left.iter().filter(|p| p.is_mux()).count() == 3
        }));
    }
    row.report("kill -9 of keeper and server together");
}

#[test]
fn keys_during_a_kill_arrive_at_most_once() {
    let mut row = Row::default();
    let mux = Mux::new();
    let terminal = mux.start(&["new-session", "stty -echo; exec cat > typed"], SIZE);
    mux.wait_for_program(":", "cat");
    let keeper = mux.process("keeper", None).pid;
    let mut number = 0;
    let mut server = server_of(keeper, None);
    for _ in 0..times(3, 100) {
        std::thread::sleep(Duration::from_millis(1050));
        let start = Instant::now();
        for burst in 0..40 {
            number += 1;
            terminal.type_text(&format!("{number}\r"));
            if burst == 20 {
                kill(server);
            }
            std::thread::sleep(Duration::from_millis(1));
        }
        server = server_of(keeper, Some(server));
        mux.wait_for(&["list-clients"], |list| !list.is_empty());
        row.recovered(start.elapsed());
    }
    terminal.type_text("the end\r");
    let typed = || std::fs::read_to_string(mux.home().join("typed")).unwrap_or_default();
    assert!(until(|| typed().ends_with("the end\n")), "{}", typed());
    let mut last = 0;
    let text = typed();
    for line in text.lines().filter(|line| *line != "the end") {
        // A line that lost its end or its start with the server is joined with the next one.
        let Ok(number) = line.parse::<u32>() else {
            continue;
        };
        row.doubled += usize::from(number == last);
        last = number;
    }
    // Each Enter arrived at most once.
    assert!(text.lines().count() <= number as usize + 1);
    row.report("keys typed while the server is killed (lost keys are allowed)");
}
