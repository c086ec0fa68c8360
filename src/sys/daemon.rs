#![allow(unsafe_code)]
//! Forking, and what makes a process live on by itself. It does not know what the process then does.

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

/// The exit status of a forked child that panicked.
const PANICKED: i32 = 101;

/// Runs `child` in a copy of this process and returns the copy's id. The copy starts with all signals
/// as by default, exits with what `child` returns and never comes back here.
///
/// Fails when this process has more than one thread: the copy would have only one of them, and could
/// wait for ever for what the others held.
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

/// Ends this process at once: nothing that an ancestor would have done at its own end is done here.
fn exit(status: i32) -> ! {
    // SAFETY: _exit takes a number and does not return.
    unsafe { libc::_exit(status) }
}

/// Makes this process independent of whoever started it: a session of its own, no terminal, nothing
/// open but the descriptors `keep`, in the root directory. Returns in a grandchild; the process that
/// called ends.
pub fn detach(keep: &[RawFd]) -> Result<()> {
    nix::unistd::setsid().map_err(|e| failed("couldn't start a session", e))?;
    // SAFETY: as in `fork`; the original ends without another step, so only the copy goes on.
    match unsafe { fork_process() }.map_err(|e| failed("fork failed", e))? {
        ForkResult::Parent { .. } => exit(0),
        ForkResult::Child => {}
    }
    chdir("/").map_err(|e| failed("couldn't leave the directory", e))?;
    close_all_but(keep);
    silence()
}

/// Connects standard input, output and error to nothing.
fn silence() -> Result<()> {
    let null = nix::fcntl::open("/dev/null", OFlag::O_RDWR | OFlag::O_CLOEXEC, Mode::empty());
    null.and_then(|null| {
        dup2_stdin(&null)?;
        dup2_stdout(&null)?;
        dup2_stderr(&null)
    })
    .map_err(|e| failed("couldn't open /dev/null", e))
}

/// Closes every descriptor above standard error but `keep`. Only for a process that was just forked or
/// made from another program, whose descriptors were opened by code that will never run again in it.
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
        // SAFETY: whatever owned it belongs to the process this one was forked from; here nothing of
        // it is used or dropped again. The directory's own descriptor is closed by now, which the
        // system answers with an error that means nothing.
        unsafe { libc::close(fd) };
    }
}

/// Gives this process a name, as `ps` and `pkill` know it; at most 15 bytes.
pub fn set_name(name: &str) {
    let name = CString::new(name).unwrap_or_default();
    // Only a wrong address could be refused.
    let _ = nix::sys::prctl::set_name(&name);
}

/// Makes processes whose parent ends become children of this one, if this one is their ancestor.
pub fn adopt_orphans() {
    // Old systems without it give orphans to process 1: only their exit statuses are lost.
    let _ = nix::sys::prctl::set_child_subreaper(true);
}
