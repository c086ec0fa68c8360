//! Fast look-ups of processes and files: tests that kill at random moments cannot search long.

use crate::harness::{Mux, Process, until};
use std::fs;
use std::path::PathBuf;

/// The parent of a process and its name.
fn parent(pid: i32) -> Option<(i32, String)> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let (before, after) = stat.rsplit_once(") ")?;
    let mut words = after.split(' ');
    let state = words.next()?;
    let parent = words.next()?.parse().ok()?;
    let name = before.split_once('(')?.1.to_owned();
    (!state.starts_with(['Z', 'X'])).then_some((parent, name))
}

/// Waits for a server of `keeper` other than `but`; returns its pid.
pub fn server_of(keeper: i32, but: Option<i32>) -> i32 {
    let mut found = None;
    let there = until(|| {
        let entries = fs::read_dir("/proc").unwrap().flatten();
        let mut pids = entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
        found = pids.find(|pid| {
            let known = parent(*pid);
            known.is_some_and(|(of, name)| of == keeper && name.starts_with("mux: server"))
                && Some(*pid) != but
        });
        found.is_some()
    });
    assert!(there, "no server of {keeper}");
    found.unwrap()
}

/// Sends SIGKILL.
pub fn kill(pid: i32) {
    let pid = nix::unistd::Pid::from_raw(pid);
    let _gone = nix::sys::signal::kill(pid, nix::sys::signal::Signal::SIGKILL);
}

/// The resident memory of a process, in bytes.
pub fn resident(pid: i32) -> usize {
    let statm = fs::read_to_string(format!("/proc/{pid}/statm")).unwrap_or_default();
    let pages = statm.split(' ').nth(1);
    pages.and_then(|n| n.parse::<usize>().ok()).unwrap_or(0) * 4096
}

/// The path of the server's socket.
pub fn socket(mux: &Mux) -> PathBuf {
    let mut sockets = mux.sockets();
    until(|| {
        sockets = mux.sockets();
        sockets.len() == 1
    });
    assert_eq!(sockets.len(), 1, "{sockets:?}");
    sockets.remove(0)
}

/// The text of the server's log.
pub fn log(mux: &Mux) -> String {
    fs::read_to_string(mux.dir().join("state/mux/server.log")).unwrap_or_default()
}

/// Fails if the server is another process than `server` or has logged a panic.
pub fn is_unharmed(mux: &Mux, server: &Process) {
    assert_eq!(mux.process("server", None).pid, server.pid, "{}", log(mux));
    let log = log(mux);
    assert!(!log.contains("panic"), "{log}");
}
