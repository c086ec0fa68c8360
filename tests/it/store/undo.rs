//! `undo`: closed panes, windows and sessions return, whatever happened to the server meanwhile;
//! and saved state is shown without a server.

use super::restore::Machine;
use crate::harness::until;

const ALL: [&str; 4] = [
    "list-panes",
    "-a",
    "-F",
    "#{session_id} #{session_name} #{window_id} #{window_index} #{window_name} #{window_active} \
     #{window_layout} #{pane_id} #{pane_active} #{pane_width}x#{pane_height}",
];

/// A machine with the session `s`: window `edit` with three panes, window `build` with one.
fn machine() -> Machine {
    let machine = Machine::new("set -g status off\nset -g automatic-rename off\n");
    let size = ["-x", "100", "-y", "30"];
    machine.ok(&[&["new-session", "-d", "-s", "s", "-n", "edit"][..], &size].concat());
    machine.ok(&["split-window", "-h", "-l", "70", "-t", "s:0"]);
    machine.ok(&["split-window", "-v", "-l", "7", "-t", "s:0"]);
    machine.ok(&["new-window", "-d", "-n", "build", "-t", "s:4"]);
    machine
}

/// Closes something in each way, and undoes all of it after `meanwhile`.
fn undone_after(mut meanwhile: impl FnMut(&mut Machine)) {
    let mut machine = machine();
    machine.type_into("s:0.1", "cd /; echo prec\"\"ious; sleep 4321");
    machine.shows("s:0.1", "\nprecious");
    let sleeps = ["list-panes", "-t", "s:0", "-F", "#{pane_current_command}"];
    machine.wait_for(&sleeps, |names| names.contains("sleep"));
    machine.type_into("s:4", "cd /tmp; echo bui\"\"lt");
    machine.shows("s:4", "\nbuilt");
    machine.ok(&["save"]);
    let before = machine.ok(&ALL);
    machine.ok(&["kill-pane", "-t", "s:0.1"]);
    machine.ok(&["send-keys", "-t", "s:4", "exit", "Enter"]);
    machine.wait_for(&["list-windows", "-t", "s"], |all| all.lines().count() == 1);
    machine.ok(&["new-session", "-d", "-s", "other"]);
    machine.ok(&["kill-session", "-t", "s"]);
    machine.ok(&["save"]);
    meanwhile(&mut machine);
    machine.wait_for(&["ls", "-F", "#S"], |names| names == "other\n");
    let told = machine.ok(&["undo"]);
    assert_eq!(told, "Restored session s (1 window, 2 panes).");
    let told = machine.ok(&["undo"]);
    assert_eq!(told, "Restored window 4 (build) of session s (1 pane).");
    let told = machine.ok(&["undo"]);
    assert_eq!(told, "Restored pane 1 of window 0 (edit) in session s.");
    let nothing = machine.run(&["undo"]);
    assert_eq!(
        (nothing.status, nothing.stderr.as_str()),
        (1, "nothing to undo\n")
    );
    machine.ok(&["kill-session", "-t", "other"]);
    assert_eq!(machine.ok(&ALL), before);
    let shown = machine.shows("s:0.1", "$ sleep 4321");
    assert!(shown.contains("\nprecious"), "{shown}");
    assert!(shown.contains("press Enter to run it again ──"), "{shown}");
    let shown = machine.shows("s:4", "restored · last output");
    assert!(shown.contains("\nbuilt"), "{shown}");
    assert!(!shown.contains("press Enter"), "{shown}");
    for (pane, directory) in [("s:0.1", "/"), ("s:4", "/tmp")] {
        let path = ["display-message", "-p", "-t", pane, "#{pane_current_path}"];
        machine.wait_for(&path, |path| path.trim() == directory);
    }
}

#[test]
fn undo_brings_back_lines_place_directory_and_program() {
    undone_after(|_| {});
}

#[test]
fn undo_works_after_the_death_of_the_server() {
    undone_after(|machine| {
        let server = machine.mux.process("server", None);
        server.kill();
        machine.mux.process("server", Some(server.pid));
    });
}

#[test]
fn undo_works_after_an_upgrade() {
    undone_after(|machine| {
        let said = machine.ok(&["upgrade", env!("CARGO_BIN_EXE_mux")]);
        assert!(said.contains("upgraded from mux"), "{said}");
    });
}

#[test]
fn undo_works_after_a_reboot() {
    undone_after(|machine| {
        machine.reboot();
        machine.ok(&["start-server"]);
    });
}

#[test]
fn undo_after_kill_server_starts_a_server() {
    let machine = machine();
    machine.type_into("s:0.1", "echo prec\"\"ious");
    machine.shows("s:0.1", "\nprecious");
    machine.ok(&["new-session", "-d", "-s", "t"]);
    let before = machine.ok(&ALL);
    machine.ok(&["kill-server"]);
    assert!(until(|| machine.mux.processes().is_empty()));
    let told = machine.ok(&["undo"]);
    assert_eq!(
        told,
        "Restored session s (2 windows, 4 panes).\nRestored session t (1 window, 1 pane)."
    );
    assert_eq!(machine.ok(&ALL), before);
    machine.shows("s:0.1", "\nprecious");
    // The last shell ends the session and the server.
    machine.ok(&["kill-session", "-t", "s"]);
    machine.type_into("t:0", "exit");
    assert!(until(|| machine.mux.processes().is_empty()));
    // A session of another server has its name meanwhile.
    machine.ok(&["new-session", "-d", "-s", "t"]);
    assert_eq!(
        machine.ok(&["undo"]),
        "Restored session t as t-1 (1 window, 1 pane)."
    );
    let told = machine.ok(&["undo"]);
    assert_eq!(told, "Restored session s (2 windows, 4 panes).");
    machine.shows("s:0.1", "\nprecious");
}

#[test]
fn undo_without_anything_saved_starts_no_server() {
    let machine = Machine::new("");
    for (args, message) in [
        (&["undo"][..], "nothing to undo\n"),
        (&["restore"], "there is nothing to restore\n"),
        (&["restore", "--dry-run"], "there is nothing to restore\n"),
        (&["export", "%0"], "can't find pane: %0\n"),
    ] {
        let output = machine.run(args);
        assert_eq!(
            (output.status, output.stderr.as_str()),
            (1, message),
            "{args:?}"
        );
    }
    assert_eq!(machine.ok(&["snapshots", "--json"]), "[]");
    assert!(machine.ok(&["status"]).starts_with("no server running on "));
    assert_eq!(machine.run(&["search", "x"]).status, 1);
    assert!(machine.mux.processes().is_empty());
}

#[test]
fn saved_state_is_shown_without_a_server() {
    let machine = machine();
    machine.type_into("s:0.1", "echo prec\"\"ious");
    machine.shows("s:0.1", "\nprecious");
    machine.ok(&["save"]);
    machine.ok(&["kill-pane", "-t", "s:0.1"]);
    machine.ok(&["save"]);
    // A closed pane can be exported beside a running server, too.
    assert!(machine.ok(&["export", "%1"]).contains("\nprecious"));
    assert_eq!(
        machine.run(&["export", "%77"]).stderr,
        "can't find pane: %77\n"
    );
    let unknown = machine.run(&["search", "-t", "nosuch", "precious"]);
    assert_eq!(
        (unknown.status, unknown.stderr.as_str()),
        (1, "can't find session: nosuch\n")
    );
    let list = machine.ok(&["snapshots"]);
    assert!(list.contains("(before pane %1 was closed)"), "{list}");
    machine.ok(&["kill-server"]);
    assert!(until(|| machine.mux.processes().is_empty()));
    let list = machine.ok(&["snapshots"]);
    assert!(list.starts_with("ID  TIME "), "{list}");
    assert!(
        list.contains("(the server ended) ") && list.contains(" s: edit, build\n"),
        "{list}"
    );
    assert_eq!(machine.ok(&["restore", "--list"]), list);
    let found = machine.ok(&["search", "precious$"]);
    assert!(found.starts_with("s:edit %1 (closed) "), "{found}");
    assert_eq!(machine.run(&["search", "no such line"]).status, 1);
    let unknown = machine.run(&["search", "-t", "nosuch", "precious"]);
    assert_eq!(
        (unknown.status, unknown.stderr.as_str()),
        (1, "can't find session: nosuch\n")
    );
    assert!(machine.ok(&["export", "%1"]).contains("\nprecious"));
    let status = machine.ok(&["status", "--json"]);
    assert!(status.starts_with("{\"running\":false,"), "{status}");
    let plan = machine.ok(&["restore", "--dry-run"]);
    assert!(
        plan.starts_with("session s\n  window 0 edit\n    pane %0: a shell in "),
        "{plan}"
    );
    assert!(!plan.contains("%1"), "{plan}");
    let unknown = machine.run(&["restore", "-t", "nosuch"]);
    assert_eq!(
        (unknown.status, unknown.stderr.as_str()),
        (1, "can't find session: nosuch (saved: s)\n")
    );
    assert!(machine.mux.processes().is_empty());
    assert_eq!(
        machine.ok(&["restore"]),
        "Restored session s (2 windows, 3 panes)."
    );
}

#[test]
fn a_restore_has_everything_that_was_closed_however_new_it_was() {
    let machine = machine();
    machine.ok(&["new-session", "-d", "-s", "keep"]);
    machine.ok(&["new-session", "-d", "-s", "new"]);
    machine.ok(&["new-window", "-t", "new:", "-n", "build"]);
    machine.ok(&["split-window", "-t", "new:build"]);
    let panes = ["list-panes", "-s", "-t", "new", "-F", "#I.#P #W #{pane_id}"];
    let before = machine.ok(&panes);
    machine.ok(&["kill-session", "-t", "new"]);
    let restored = "Restored session new (2 windows, 3 panes).";
    assert_eq!(machine.ok(&["restore"]), restored);
    assert_eq!(machine.ok(&panes), before);
}

#[test]
fn a_restore_brings_back_a_window_of_a_running_session() {
    let machine = machine();
    machine.ok(&["save"]);
    machine.ok(&["kill-window", "-t", "s:build"]);
    machine.ok(&["save"]);
    let told = machine.ok(&["restore"]);
    assert_eq!(told, "Restored window 4 (build) of session s (1 pane).");
    // After kill-server a new session of the same name is another session.
    machine.ok(&["save"]);
    machine.ok(&["kill-server"]);
    machine.ok(&["new-session", "-d", "-s", "s"]);
    let told = machine.ok(&["restore"]);
    assert!(told.starts_with("Restored session s as s-"), "{told}");
    assert!(told.ends_with(" (2 windows, 4 panes)."), "{told}");
    machine.ok(&["save"]);
    let before = machine
        .ok(&["snapshots", "--json"])
        .matches("\"kind\"")
        .count();
    let told = machine.ok(&["restore"]);
    assert!(told.starts_with("Nothing restored: "), "{told}");
    machine.ok(&["save"]);
    let after = machine
        .ok(&["snapshots", "--json"])
        .matches("\"kind\"")
        .count();
    assert_eq!(after, before);
}

#[test]
fn the_first_client_is_told_what_a_start_restored() {
    let mut machine = Machine::new("set -g status on\n");
    machine.ok(&["new-session", "-d", "-s", "s"]);
    machine.ok(&["split-window", "-t", "s"]);
    machine.ok(&["save"]);
    machine.reboot();
    let terminal = machine.attach(&["attach-session"]);
    terminal.wait_for_text("Restored 1 session, 2 panes from ");
    // Each client that shows a session is told how a closed pane comes back.
    terminal.keys("C-b");
    terminal.type_text("x");
    terminal.wait_for_text("(y/n)");
    terminal.type_text("y");
    terminal.wait_for_text("Closed pane 1. C-b M-u brings it back.");
    terminal.keys("C-b M-u");
    terminal.wait_for_text("Restored pane 1 of window 0");
    machine.ok(&["kill-server"]);
    terminal.wait_for_text("[server exited]");
    terminal.wait_for_text("undo brings it back.");
}
