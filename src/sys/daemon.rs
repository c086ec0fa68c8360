#![allow(unsafe_code)]
//! Fork and daemonization. The work of the new process is not known here.

pub mod title;

use super::error::failed;
use super::{fault, process, signals};
use crate::base::{Error, Result};
use nix::fcntl::OFlag;
use nix::libc;
use nix::sys::stat::Mode;
use nix::unistd::{ForkResult, chdir, dup2_stderr, dup2_stdin, dup2_stdout, fork as fork_process};
use std::ffi::CString;
use std::os::fd::RawFd;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Exit status of a forked child that panicked.
const PANICKED: i32 = 101;

/// Forks and runs `child` in the new process; returns its id. The child starts with default signal
/// dispositions, exits with the result of `child` and never returns here.
///
/// Fails if this process has more than one thread: the child would have only one of them and could
/// deadlock on locks that the others held.
pub fn fork(child: impl FnOnce() -> i32) -> Result<process::Pid> {
    if process::threads() > 1 {
        return Err(Error::system("fork failed (more than one thread)"));
    }
    fault::refuse("fork", "fork failed")?;
    // SAFETY: there is one thread, as just checked, so the copy is whole.
    match unsafe { fork_process() }.map_err(|e| failed("fork failed", e))? {
        ForkResult::Parent { child } => Ok(child.as_raw()),
        ForkResult::Child => {
            signals::reset();
            exit(catch_unwind(AssertUnwindSafe(child)).unwrap_or(PANICKED))
        }
    }
}

/// Ends this process at once, without exit handlers of the parent.
fn exit(status: i32) -> ! {
    // SAFETY: _exit takes a number and does not return.
    unsafe { libc::_exit(status) }
}

/// Daemonizes: new session, no terminal, working directory `/`, no descriptors but `keep`. Returns
/// in a grandchild; the calling process exits.
pub fn detach(keep: &[RawFd]) -> Result<()> {
    nix::unistd::setsid().map_err(|e| failed("couldn't create a session", e))?;
    // SAFETY: as in `fork`; the original ends without another step, so only the copy goes on.
    match unsafe { fork_process() }.map_err(|e| failed("fork failed", e))? {
        ForkResult::Parent { .. } => exit(0),
        ForkResult::Child => {}
    }
    chdir("/").map_err(|e| failed("couldn't change to /", e))?;
    close_all_but(keep);
    silence()
}

/// Redirects standard input, output and error to /dev/null.
fn silence() -> Result<()> {
    let null = nix::fcntl::open("/dev/null", OFlag::O_RDWR | OFlag::O_CLOEXEC, Mode::empty());
    null.and_then(|null| {
        dup2_stdin(&null)?;
        dup2_stdout(&null)?;
        dup2_stderr(&null)
    })
    .map_err(|e| failed("couldn't open /dev/null", e))
}

/// Closes every descriptor above standard error except `keep`. Call it only right after fork or
/// exec, when no code of this process uses the open descriptors any more.
pub fn close_all_but(keep: &[RawFd]) {
    let Ok(open) = std::fs::read_dir("/proc/self/fd") else {
        return;
    };
    let numbers: Vec<RawFd> = open
        .flatten()
        .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
        .collect();
    for fd in numbers
        .into_iter()
        .filter(|fd| *fd > 2 && !keep.contains(fd))
    {
        // SAFETY: its owner belongs to the parent's code, which does not run in this process any
        // more. The descriptor of the directory itself is closed already: EBADF is harmless.
        unsafe { libc::close(fd) };
    }
}

/// Sets the process name that `ps` and `pkill` see; at most 15 bytes are used.
pub fn set_name(name: &str) {
    let name = CString::new(name).unwrap_or_default();
    // prctl fails only for an invalid address.
    let _ = nix::sys::prctl::set_name(&name);
}

/// Makes this process the subreaper of its descendants: orphans become its children.
pub fn adopt_orphans() {
    // Without subreapers orphans go to process 1, and only their exit statuses are lost.
    let _ = nix::sys::prctl::set_child_subreaper(true);
}
