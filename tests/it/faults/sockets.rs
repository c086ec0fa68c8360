//! The socket is removed, replaced or stale, or many servers start at once.

use super::place::socket;
use super::row::{Row, times};
use crate::harness::{Mux, SIZE, until};
use nix::sys::signal::Signal;
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::time::Instant;

fn remove(path: &Path) {
    std::fs::remove_file(path).unwrap();
}

/// A change of the socket file.
type Change = fn(&Path);

/// Changes made to the socket file while the server listens on it.
const CHANGES: [(&str, Change); 5] = [
    ("deleted", remove),
    ("a dangling link", |path| {
        remove(path);
        symlink("nowhere", path).unwrap();
    }),
    ("a link to itself", |path| {
        remove(path);
        symlink(path, path).unwrap();
    }),
    ("another's dead socket", |path| {
        remove(path);
        drop(UnixListener::bind(path).unwrap());
    }),
    ("a file", |path| {
        remove(path);
        std::fs::write(path, "no socket").unwrap();
    }),
];

#[test]
fn a_removed_socket_is_recreated() {
    for (what, change) in CHANGES {
        let mut row = Row::default();
        let mux = Mux::new();
        let terminal = mux.start(&["new-session", "-s", "work"], SIZE);
        terminal.wait_for_text("$");
        let server = mux.process("server", None);
        let path = socket(&mux);
        for round in 0..times(2, 20) {
            change(&path);
            let start = Instant::now();
            let name = format!("s{round}");
            mux.ok(&["new-session", "-d", "-s", &name]);
            row.recovered(start.elapsed());
            let list = mux.ok(&["list-sessions", "-F", "#S"]);
            assert!(
                list.contains("work") && list.contains(&name),
                "{what}: {list}"
            );
        }
        assert_eq!(mux.process("server", None).pid, server.pid, "{what}");
        terminal.type_line("echo $((60*70))");
        terminal.wait_for_text("4200");
        row.report(&format!("the socket is {what}"));
    }
}

#[test]
fn a_stale_socket_is_replaced() {
    let mut row = Row::default();
    for _ in 0..times(3, 50) {
        let mux = Mux::new();
        mux.ok(&["new-session", "-d", "sleep 1000"]);
        let (keeper, server) = (mux.process("keeper", None), mux.process("server", None));
        // A running server would start a new keeper at once.
        server.signal(Signal::SIGSTOP);
        keeper.kill();
        server.kill();
        assert!(
            until(|| mux.processes().is_empty()),
            "{:#?}",
            mux.processes()
        );
        assert!(socket(&mux).exists());
        let start = Instant::now();
        mux.ok(&["new-session", "-d", "-s", "again", "sleep 1000"]);
        row.recovered(start.elapsed());
        assert!(mux.ok(&["list-sessions", "-F", "#S"]).contains("again"));
    }
    row.report("a stale socket");
}

#[test]
fn twenty_starters_end_with_one_server() {
    let mut row = Row::default();
    for round in 0..times(2, 100) {
        let mux = Mux::new();
        let names: Vec<String> = (0..20).map(|n| format!("s{n:02}")).collect();
        if round % 2 == 1 {
            // In every other round the clients find the stale socket of a dead server.
            mux.ok(&["new-session", "-d", "-s", "old", "sleep 1000"]);
            let server = mux.process("server", None);
            server.signal(Signal::SIGSTOP);
            mux.process("keeper", None).kill();
            server.kill();
            assert!(until(|| mux.processes().is_empty()));
            drop(std::fs::remove_dir_all(mux.dir().join("state/mux")));
        }
        let start = Instant::now();
        std::thread::scope(|scope| {
            for name in &names {
                scope.spawn(|| mux.ok(&["new-session", "-d", "-s", name, "sleep 1000"]));
            }
        });
        row.recovered(start.elapsed());
        assert_eq!(mux.ok(&["list-sessions", "-F", "#S"]), names.join("\n"));
        let ours = || mux.processes().iter().filter(|p| p.is_mux()).count();
        assert!(until(|| ours() == 2), "{:#?}", mux.processes());
    }
    row.report("twenty clients start a server at once");
}
