#![allow(unsafe_code)]
//! Processes: properties, signals and exits.

use super::error::failed;
use crate::base::Result;
use nix::errno::Errno;
use nix::libc;
use nix::sys::wait::{WaitPidFlag, WaitStatus, waitpid};
use nix::unistd::tcgetpgrp;
use std::fs;
use std::io::{self, Read};
use std::os::fd::{AsRawFd, BorrowedFd, FromRawFd, OwnedFd};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

pub use nix::sys::signal::Signal;

/// A process id, or the id of a process group (that of its leader).
pub type Pid = i32;

/// Maximum bytes of a command line that are read.
const COMMAND_LINE_MAX: u64 = 64 << 10;

/// A state change of a child.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// It exited with this status.
    Exited(i32),
    /// It was killed by this signal.
    Killed(i32),
    /// It was stopped by this signal.
    Stopped(i32),
}

/// The id of this process.
pub fn own_pid() -> Pid {
    nix::unistd::getpid().as_raw()
}

/// Reaps the next child that exited or stopped, without waiting.
pub fn reap() -> Option<(Pid, Change)> {
    loop {
        return match waitpid(None, Some(WaitPidFlag::WNOHANG | WaitPidFlag::WUNTRACED)) {
            Ok(WaitStatus::Exited(pid, status)) => Some((pid.as_raw(), Change::Exited(status))),
            Ok(WaitStatus::Signaled(pid, signal, _)) => {
                Some((pid.as_raw(), Change::Killed(signal as i32)))
            }
            Ok(WaitStatus::Stopped(pid, signal)) => {
                Some((pid.as_raw(), Change::Stopped(signal as i32)))
            }
            Ok(WaitStatus::StillAlive) | Err(Errno::ECHILD) => None,
            _ => continue,
        };
    }
}

/// Waits for child `pid` to exit and reaps it.
pub fn wait_for(pid: Pid) {
    let pid = nix::unistd::Pid::from_raw(pid);
    while waitpid(pid, None) == Err(Errno::EINTR) {}
}

/// Sends signal number `signal` to a process; returns whether the process exists.
pub fn signal(pid: Pid, number: i32) -> bool {
    // SAFETY: kill touches no memory. Numbers that are no signal are refused by the system.
    pid > 0 && unsafe { libc::kill(pid, number) } == 0
}

/// Sends signal number `signal` to a process group; returns whether the group exists.
pub fn signal_group(group: Pid, number: i32) -> bool {
    // SAFETY: as in `signal`. A group of 0 or 1 would mean ourselves or everyone, and is refused.
    group > 1 && unsafe { libc::killpg(group, number) } == 0
}

/// Whether a process exists and is no zombie.
pub fn alive(pid: Pid) -> bool {
    stat(pid).is_some_and(|fields| !matches!(fields.first(), Some(state) if "ZX".contains(state)))
}

/// Whether a process sleeps and no child of it is in its process group, as a shell that waits for
/// input and not for a command of its startup files.
pub fn waits_alone(pid: Pid) -> bool {
    let sleeps = stat(pid).is_some_and(|fields| fields.first().is_some_and(|state| state == "S"));
    let children = fs::read_to_string(format!("/proc/{pid}/task/{pid}/children"));
    let children = children.unwrap_or_default();
    let mut children = children
        .split_whitespace()
        .filter_map(|pid| pid.parse().ok());
    sleeps
        && !children.any(|child: Pid| {
            let group = stat(child).and_then(|fields| fields.get(2)?.parse().ok());
            group == Some(pid)
        })
}

/// Whether a process is a session leader, as every program of a pane is.
pub fn leads_session(pid: Pid) -> bool {
    let own = nix::unistd::Pid::from_raw(pid);
    pid > 0 && nix::unistd::getsid(Some(own)) == Ok(own)
}

/// Start time of a process in clock ticks since boot. With the process id it identifies a process
/// until the next boot.
pub fn start_time(pid: Pid) -> Option<u64> {
    stat(pid)?.get(19)?.parse().ok()
}

/// The parent of a process.
pub fn parent(pid: Pid) -> Option<Pid> {
    stat(pid)?.get(1)?.parse().ok()
}

/// This process and all above it.
pub fn ancestors() -> Vec<Pid> {
    let up = |pid: &Pid| parent(*pid).filter(|pid| *pid > 0);
    std::iter::successors(Some(own_pid()), up).collect()
}

/// A pidfd: readable when the process exits, even if it is not our child.
pub fn watch(pid: Pid) -> Result<OwnedFd> {
    // SAFETY: pidfd_open takes a number and flags and touches no memory.
    let fd = unsafe { libc::syscall(libc::SYS_pidfd_open, pid, 0) };
    let fd = Errno::result(fd).map_err(|e| failed("couldn't watch a process", e))?;
    let fd = i32::try_from(fd).map_err(|_| failed("couldn't watch a process", Errno::EBADF))?;
    // SAFETY: the system has just made this descriptor for us, closed on exec; no one else owns it.
    Ok(unsafe { OwnedFd::from_raw_fd(fd) })
}

/// The foreground process group of a terminal, queried from the master side of the PTY.
pub fn foreground(pty: BorrowedFd<'_>) -> Option<Pid> {
    let group = tcgetpgrp(pty).ok()?.as_raw();
    (group > 0).then_some(group)
}

/// The command name of a process, without directories and without the dash of a login shell.
pub fn command(pid: Pid) -> Option<String> {
    let from_args = args(pid).into_iter().next().map(|first| {
        let word = first.split(' ').next().unwrap_or_default();
        let name = word.rsplit('/').next().unwrap_or_default();
        name.trim_start_matches('-').to_owned()
    });
    let from_args = from_args.filter(|name| !name.is_empty());
    from_args.or_else(|| name(pid))
}

/// The name that a process has set for itself, or that of its program.
pub fn name(pid: Pid) -> Option<String> {
    let name = fs::read_to_string(format!("/proc/{pid}/comm")).ok()?;
    Some(name.trim_end().to_owned())
}

/// The command line of a process; empty if it has exited or belongs to another user.
pub fn args(pid: Pid) -> Vec<String> {
    let mut line = Vec::new();
    let file = fs::File::open(format!("/proc/{pid}/cmdline"));
    let read = file.and_then(|file| file.take(COMMAND_LINE_MAX).read_to_end(&mut line));
    if read.is_err() || line.is_empty() {
        return Vec::new();
    }
    let line = line.strip_suffix(b"\0").unwrap_or(&line);
    let words = line.split(|byte| *byte == 0);
    words
        .map(|word| String::from_utf8_lossy(word).into_owned())
        .collect()
}

/// The working directory of a process; its former path if it was removed.
pub fn cwd(pid: Pid) -> Option<PathBuf> {
    let path = fs::read_link(format!("/proc/{pid}/cwd")).ok()?;
    Some(as_named(path))
}

/// The path of this process's program; the file at that path may have been replaced.
///
/// # Errors
///
/// The link in /proc cannot be read.
pub fn own_program() -> io::Result<PathBuf> {
    std::env::current_exe().map(as_named)
}

/// The path without the suffix ` (deleted)` that the kernel appends.
fn as_named(path: PathBuf) -> PathBuf {
    let removed = path
        .to_str()
        .and_then(|path| path.strip_suffix(" (deleted)"));
    match removed {
        Some(was) if !path.exists() => PathBuf::from(was),
        _ => path,
    }
}

/// The kernel's boot id; processes of another boot do not exist any more.
pub fn boot_id() -> Option<String> {
    let id = fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
    Some(id.trim_end().to_owned())
}

/// Bytes that this process has caused to be written to disk.
pub fn written() -> Option<u64> {
    own_number("/proc/self/io", "write_bytes:")
}

/// Resident memory of this process, in bytes.
pub fn resident() -> Option<u64> {
    Some(own_number("/proc/self/status", "VmRSS:")? * 1024)
}

/// The number after `name` in a file of /proc/self.
fn own_number(file: &str, name: &str) -> Option<u64> {
    let text = fs::read_to_string(file).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix(name))?;
    line.split_whitespace().next()?.parse().ok()
}

/// The number of threads of this process; 1 if it is unknown.
pub(super) fn threads() -> usize {
    stat(own_pid())
        .and_then(|fields| fields.get(17)?.parse().ok())
        .unwrap_or(1)
}

/// A numeric field of `/proc/self/stat`, by its number in proc(5), from 4 on.
pub(super) fn own_stat(fields: &[String], number: usize) -> Option<u64> {
    fields.get(number.checked_sub(3)?)?.parse().ok()
}

/// The fields of `/proc/PID/stat` from the state on.
pub(super) fn stat(pid: Pid) -> Option<Vec<String>> {
    let text = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let (_, after_name) = text.rsplit_once(')')?;
    Some(after_name.split_whitespace().map(str::to_owned).collect())
}

/// Raises this process's limit of open descriptors to the hard limit. Returns the former limit, for
/// children that expect the default.
pub fn raise_descriptor_limit() -> u64 {
    use nix::sys::resource::{Resource, getrlimit, setrlimit};
    let Ok((soft, hard)) = getrlimit(Resource::RLIMIT_NOFILE) else {
        return 1024;
    };
    // Fails only if another process lowered the hard limit in between; the old limit then stays.
    let _ = setrlimit(Resource::RLIMIT_NOFILE, hard, hard);
    soft
}

/// The largest size of a file that this process may write, in bytes (`ulimit -f`); `None` without
/// a limit.
pub fn file_size_limit() -> Option<u64> {
    use nix::sys::resource::{RLIM_INFINITY, Resource, getrlimit};
    let (soft, _) = getrlimit(Resource::RLIMIT_FSIZE).ok()?;
    (soft != RLIM_INFINITY).then_some(soft)
}

/// The hint for an error that the limit of file sizes may have caused; empty without a limit.
pub fn file_size_hint() -> String {
    let hint = |limit| {
        let limit = limit / 1024;
        format!("; files are limited to {limit} kB: ulimit -f unlimited lifts the limit")
    };
    file_size_limit().map_or_else(String::new, hint)
}

/// Whether this process can open `count` more descriptors.
pub fn can_open(many: usize) -> bool {
    let open = |_| std::fs::File::open("/dev/null").ok();
    (0..many).map_while(open).collect::<Vec<_>>().len() == many
}

/// Whether two descriptors refer to the same file.
pub fn same_file(a: BorrowedFd<'_>, b: BorrowedFd<'_>) -> bool {
    let id = |fd: BorrowedFd<'_>| {
        nix::sys::stat::fstat(fd)
            .ok()
            .map(|facts| (facts.st_dev, facts.st_ino))
    };
    a.as_raw_fd() == b.as_raw_fd() || (id(a).is_some() && id(a) == id(b))
}

/// Whether the path still refers to the open file.
pub fn is_file_at(file: &fs::File, path: &Path) -> bool {
    let id = |facts: fs::Metadata| (facts.dev(), facts.ino());
    let there = fs::metadata(path).map(id);
    there.is_ok_and(|there| file.metadata().map(id).is_ok_and(|held| held == there))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::process::Command;
    use std::time::{Duration, Instant};

    fn until(what: &str, mut is: impl FnMut() -> bool) {
        let end = Instant::now() + Duration::from_secs(60);
        while !is() {
            assert!(Instant::now() < end, "never happened: {what}");
            std::thread::sleep(Duration::from_millis(2));
        }
    }

    #[test]
    fn facts_of_a_process() {
        let directory = std::env::temp_dir().join(format!("mux-facts-{}", own_pid()));
        fs::create_dir_all(&directory).unwrap();
        let directory = directory.canonicalize().unwrap();
        let mut child = Command::new("/bin/sleep")
            .arg("100")
            .current_dir(&directory)
            .spawn()
            .unwrap();
        let pid = Pid::try_from(child.id()).unwrap();
        until("exec", || args(pid) == ["/bin/sleep", "100"]);
        assert_eq!(command(pid).as_deref(), Some("sleep"));
        assert_eq!(cwd(pid), Some(directory.clone()));
        fs::remove_dir(&directory).unwrap();
        assert_eq!(cwd(pid), Some(directory));
        assert!(alive(pid) && start_time(pid).is_some());
        let watched = watch(pid).unwrap();
        assert!(signal(pid, Signal::SIGKILL as i32));
        let fds = [(
            std::os::fd::AsFd::as_fd(&watched),
            super::super::poll::Interest::Read,
        )];
        until("the end", || {
            super::super::poll::wait(&fds, Some(Duration::from_secs(1))).unwrap()[0].read
        });
        assert!(!alive(pid), "a zombie counts as ended");
        child.wait().unwrap();
        assert!(!alive(pid) && args(pid).is_empty() && watch(pid).is_err());
    }

    #[test]
    fn no_signal_goes_to_everyone() {
        for group in [-1, 0, 1] {
            assert!(!signal_group(group, 0));
        }
        assert!(!signal(0, 0) && !signal(-1, 0));
    }
}
