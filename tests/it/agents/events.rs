//! `mux events`, also when the server dies.

use crate::harness::{Mux, SIZE, finish, until};
use nix::sys::signal::Signal;
use serde_json::Value;
use std::io::{BufRead as _, BufReader};
use std::process::{Child, Stdio};
use std::sync::{Arc, Mutex};

/// A running `mux events`.
struct Events {
    child: Child,
    seen: Arc<Mutex<Vec<Value>>>,
}

impl Events {
    fn start(mux: &Mux, args: &[&str]) -> Self {
        let mut command = mux.command(&[&["events", "--json"], args].concat());
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let seen: Arc<Mutex<Vec<Value>>> = Arc::default();
        let into = Arc::clone(&seen);
        std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                let value = serde_json::from_str(&line).unwrap();
                into.lock().unwrap().push(value);
            }
        });
        Self { child, seen }
    }

    fn all(&self) -> Vec<Value> {
        self.seen.lock().unwrap().clone()
    }

    /// Waits for an event of a kind for which `wanted` holds.
    fn wait(&self, kind: &str, wanted: impl Fn(&Value) -> bool) -> Value {
        let find = || {
            let all = self.all();
            all.into_iter()
                .find(|event| event["event"] == kind && wanted(event))
        };
        assert!(until(|| find().is_some()), "no {kind} in {:#?}", self.all());
        find().unwrap()
    }
}

impl Drop for Events {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

#[test]
fn every_change_is_a_line_and_a_killed_server_is_told_with_a_new_snapshot() {
    let mux = Mux::new();
    mux.detached("s", "cat");
    let events = Events::start(&mux, &[]);
    let first = events.wait("snapshot", |_| true);
    assert_eq!(first["panes"][0]["pane_id"], "%0");
    mux.ok(&["rename-session", "-t", "s", "t"]);
    events.wait("session-renamed", |event| event["name"] == "t");
    mux.ok(&["report", "blocked", "-t", "%0", "--message", "may I?"]);
    events.wait("pane-state", |event| event["message"] == "may I?");
    let server = mux.process("server", None);
    server.signal(Signal::SIGKILL);
    let again = events.wait("resync", |_| true);
    assert_eq!(again["panes"][0]["pane_state"], "blocked", "states survive");
    mux.ok(&["new-window", "-d", "-n", "after", "cat"]);
    events.wait("window-added", |event| event["name"] == "after");
    let numbers: Vec<u64> = events
        .all()
        .iter()
        .filter_map(|e| e["seq"].as_u64())
        .collect();
    assert!(
        numbers.windows(2).all(|pair| pair[0] < pair[1]),
        "{numbers:?}"
    );
    // The end of the server is the end of the events.
    mux.ok(&["kill-server"]);
    let mut events = events;
    let mut status = None;
    assert!(until(|| {
        status = events.child.try_wait().unwrap();
        status.is_some()
    }));
    assert_eq!(status.unwrap().code(), Some(1));
}

#[test]
fn events_of_one_pane_end_with_the_pane() {
    let mux = Mux::new();
    mux.detached("s", "cat");
    mux.ok(&["split-window", "-d", "-t", "s", "sh -c 'read x; exit 7'"]);
    let mut events = Events::start(&mux, &["-t", "%1", "--kinds", "pane-exited,pane-closed"]);
    events.wait("snapshot", |snapshot| {
        snapshot["panes"]
            .as_array()
            .is_some_and(|panes| panes.len() == 1)
    });
    mux.ok(&["send-keys", "-t", "%1", "Enter"]);
    let exited = events.wait("pane-exited", |_| true);
    assert_eq!(
        (&exited["pane"], &exited["status"]),
        (&"%1".into(), &7.into())
    );
    events.wait("pane-closed", |event| event["pane"] == "%1");
    let mut status = None;
    assert!(until(|| {
        status = events.child.try_wait().unwrap();
        status.is_some()
    }));
    assert!(!status.unwrap().success());
    assert_eq!(events.all().len(), 3);
}

#[test]
fn marks_of_a_shell_are_events() {
    let mux = Mux::new();
    let terminal = mux.start(&["new-session", "-s", "s", "sh"], SIZE);
    terminal.wait_for_text("$");
    let events = Events::start(&mux, &["--kinds", "pane-command,pane-prompt,pane-quiet"]);
    events.wait("snapshot", |_| true);
    terminal.type_line(r"printf '\033]133;C\033\\'; printf '\033]133;D;3\033\\\033]133;A\033\\'");
    events.wait("pane-command", |event| event["status"] == 3);
    events.wait("pane-prompt", |event| event["pane"] == "%0");
    events.wait("pane-quiet", |event| event["pane"] == "%0");
}

#[test]
fn events_end_with_their_reader() {
    let mux = Mux::new();
    mux.detached("s", "cat");
    let program = env!("CARGO_BIN_EXE_mux");
    let script = format!("{program} events --json | head -n 1");
    let output = finish(mux.program("/bin/sh", &["-c", &script]), "");
    assert!(output.stdout.contains("snapshot"), "{output:?}");
}
