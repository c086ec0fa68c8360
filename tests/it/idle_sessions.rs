//! Idle sessions end and can be restored; the log records it.

use crate::harness::{Mux, SIZE, until};

#[test]
fn sessions_that_were_pruned_come_back() {
    let mux = Mux::new();
    mux.ok(&["new-session", "-d", "-s", "busy", "-n", "w"]);
    mux.ok(&["new-session", "-d", "-s", "idle", "-n", "w"]);
    mux.ok(&["split-window", "-t", "idle"]);
    mux.ok(&["send-keys", "-t", "busy", "cat", "Enter"]);
    let dry = ["sessions", "prune", "--idle", "1s", "--dry-run"];
    let told = mux.wait_for(&dry, |told| {
        told.contains("busy: kept (runs cat)") && told.contains("idle: would be ended")
    });
    assert_eq!(told.lines().count(), 2, "{told}");
    mux.ok(&["save"]);
    let ended = mux.ok(&["sessions", "prune", "--idle", "1s"]);
    assert!(ended.starts_with("ended idle (idle for "), "{ended}");
    assert_eq!(mux.ok(&["list-sessions", "-F", "#S"]), "busy");
    let snapshots = mux.wait_for(&["snapshots"], |all| all.contains("before session idle"));
    assert!(
        snapshots.contains(" 2         3      (before session idle"),
        "{snapshots}"
    );
    assert_eq!(
        mux.ok(&["restore"]),
        "Restored session idle (1 window, 2 panes)."
    );
    let panes = ["list-panes", "-s", "-t", "idle", "-F", "#{pane_index}"];
    assert_eq!(mux.ok(&panes), "0\n1");
}

#[test]
fn a_generation_is_kept_before_upgrades_and_restores() {
    let mux = Mux::new();
    mux.ok(&["new-session", "-d", "-s", "s"]);
    mux.ok(&["save"]);
    mux.ok(&["upgrade"]);
    mux.wait_for(&["snapshots"], |all| all.contains("(before an upgrade)"));
    mux.ok(&["new-session", "-d", "-s", "t"]);
    mux.ok(&["save"]);
    mux.ok(&["kill-session", "-t", "t"]);
    mux.ok(&["save"]);
    mux.ok(&["restore"]);
    mux.ok(&["save"]);
    let marks = || mux.ok(&["snapshots"]).matches("(before a restore)").count();
    assert_eq!(marks(), 1);
    // A restore that changes nothing keeps none.
    for _ in 0..3 {
        let told = mux.ok(&["restore"]);
        assert!(told.starts_with("Nothing restored: "), "{told}");
        mux.ok(&["save"]);
    }
    assert_eq!(marks(), 1);
}

#[test]
fn the_option_ends_unused_sessions() {
    let mux = Mux::new();
    mux.ok(&["new-session", "-d", "-s", "busy", "cat"]);
    mux.ok(&["new-session", "-d", "-s", "idle"]);
    mux.ok(&["set-option", "-g", "session-idle-timeout", "1s"]);
    let list = ["list-sessions", "-F", "#S"];
    assert!(until(|| mux.run(&list).stdout == "busy\n"));
    let log = mux.ok(&["show-messages"]);
    assert!(log.contains("session idle closed"), "{log}");
}

#[test]
fn clients_that_come_and_go_are_in_the_log() {
    let mux = Mux::new();
    let log = mux.dir().join("state/mux/server.log");
    let says = |wanted: &str| {
        let read = || std::fs::read_to_string(&log).unwrap_or_default();
        assert!(until(|| read().contains(wanted)), "{wanted}: {}", read());
    };
    let one = mux.start(&["new-session", "-s", "s"], SIZE);
    one.wait_for_text("$");
    says("client attached");
    one.keys("C-b d");
    says("client detached");
    let mut two = mux.attach("s");
    two.wait_for_text("$");
    two.kill9();
    says("connection lost");
    use std::os::unix::fs::PermissionsExt;
    let mode = std::fs::metadata(&log).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn a_verbose_server_logs_inputs_and_effects_without_their_content() {
    let mux = Mux::new();
    let log = mux.dir().join("state/mux/server.log");
    let read = || std::fs::read_to_string(&log).unwrap_or_default();
    let one = mux.start(&["-v", "new-session", "-s", "s", "exec cat"], SIZE);
    one.send(b"S3cr3t\n");
    one.wait_for_text("S3cr3t");
    for wanted in [
        "input=\"key\"",
        "effect=\"pane write\"",
        "reason=\"pane output\"",
    ] {
        assert!(until(|| read().contains(wanted)), "{wanted}: {}", read());
    }
    assert!(!read().contains("S3cr3t"), "{}", read());
}
