#![allow(unsafe_code)]
//! Signals as a readable descriptor (self-pipe).

use super::channel::set_nonblocking;
use super::error::failed;
use crate::base::{Error, Result};
use nix::fcntl::OFlag;
use nix::libc;
use nix::sys::signal::{
    SaFlags, SigAction, SigHandler, SigSet, SigmaskHow, sigaction, sigprocmask,
};
use nix::unistd::pipe2;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd};
use std::sync::atomic::{AtomicI32, Ordering};

pub use nix::sys::signal::Signal;

/// The write end of the pipe; -1 while nothing is watched.
static PIPE: AtomicI32 = AtomicI32::new(-1);

/// The caught signals. There is one watcher at a time; dropping it restores the default
/// dispositions. A forked child calls [`reset`] first.
#[derive(Debug)]
pub struct Signals {
    read: OwnedFd,
    write: OwnedFd,
    watched: Vec<Signal>,
}

impl Signals {
    /// Catches `signals` from now on. The descriptor becomes readable when one arrives.
    pub fn watch(signals: &[Signal]) -> Result<Self> {
        let (read, write) =
            pipe2(OFlag::O_CLOEXEC).map_err(|e| failed("couldn't create a pipe", e))?;
        set_nonblocking(read.as_fd(), true)?;
        set_nonblocking(write.as_fd(), true)?;
        let free = PIPE.compare_exchange(-1, write.as_raw_fd(), Ordering::SeqCst, Ordering::SeqCst);
        if free.is_err() {
            return Err(Error::system("signals are watched already"));
        }
        let watcher = Self {
            read,
            write,
            watched: signals.to_vec(),
        };
        for signal in signals {
            set(*signal, SigHandler::Handler(on_signal))?;
        }
        Ok(watcher)
    }

    /// The signals that arrived since the last call; the kernel may merge equal ones.
    pub fn take(&self) -> Vec<Signal> {
        let mut numbers = [0; 256];
        let mut arrived = Vec::new();
        while let Ok(n @ 1..) = nix::unistd::read(&self.read, &mut numbers) {
            let signals = numbers[..n].iter().map(|n| Signal::try_from(i32::from(*n)));
            arrived.extend(signals.flatten());
        }
        arrived
    }
}

impl AsFd for Signals {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.read.as_fd()
    }
}

impl Drop for Signals {
    fn drop(&mut self) {
        for signal in &self.watched {
            // The signal was caught before, so restoring its disposition cannot fail.
            let _ = set(*signal, SigHandler::SigDfl);
        }
        let own = self.write.as_raw_fd();
        let _ = PIPE.compare_exchange(own, -1, Ordering::SeqCst, Ordering::SeqCst);
    }
}

/// Ignores `signal` from now on, in this process and in programs that it starts.
pub fn ignore(signal: Signal) -> Result<()> {
    set(signal, SigHandler::SigIgn)
}

/// Discards `signal` from now on, in this process. Programs that it starts have the default
/// disposition, which they lack after [`ignore`].
pub fn discard(signal: Signal) -> Result<()> {
    set(signal, SigHandler::Handler(on_discarded))
}

/// Restores the default disposition of every signal and unblocks all: the first step of a forked
/// child.
pub fn reset() {
    PIPE.store(-1, Ordering::SeqCst);
    for signal in Signal::iterator() {
        // Fails for SIGKILL and SIGSTOP, which cannot have been changed.
        let _ = set(signal, SigHandler::SigDfl);
    }
    // Fails only for an invalid argument.
    let _ = sigprocmask(SigmaskHow::SIG_SETMASK, Some(&SigSet::empty()), None);
}

/// Stops this process as Ctrl-Z does, and returns when it is continued.
pub fn suspend() {
    // A signal to this process itself is never refused.
    let _ = nix::sys::signal::raise(Signal::SIGTSTP);
}

fn set(signal: Signal, handler: SigHandler) -> Result<()> {
    let action = SigAction::new(handler, SaFlags::SA_RESTART, SigSet::empty());
    // SAFETY: the handlers ever set are `on_signal`, which does no more than a handler may, and
    // `on_discarded`, which does nothing.
    let set = unsafe { sigaction(signal, &action) };
    set.map_err(|e| failed("couldn't catch a signal", e))?;
    Ok(())
}

extern "C" fn on_signal(number: libc::c_int) {
    let pipe = PIPE.load(Ordering::SeqCst);
    let byte = number.to_le_bytes()[0];
    if pipe >= 0 {
        // SAFETY: errno is kept for the code that was interrupted; write is allowed in a handler,
        // and the byte lives until it returns. A full pipe loses a signal that is in it already.
        unsafe {
            let errno = *libc::__errno_location();
            libc::write(pipe, (&raw const byte).cast(), 1);
            *libc::__errno_location() = errno;
        }
    }
}

extern "C" fn on_discarded(_: libc::c_int) {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sys::poll::{Interest, wait};

    #[test]
    fn a_signal_wakes_the_wait() {
        let signals = Signals::watch(&[Signal::SIGWINCH, Signal::SIGUSR2]).unwrap();
        assert!(Signals::watch(&[Signal::SIGUSR2]).is_err(), "one at a time");
        assert!(signals.take().is_empty());
        nix::sys::signal::raise(Signal::SIGWINCH).unwrap();
        wait(&[(signals.as_fd(), Interest::Read)], None).unwrap();
        assert_eq!(signals.take(), [Signal::SIGWINCH]);
        drop(signals);
        nix::sys::signal::raise(Signal::SIGWINCH).unwrap();
        let again = Signals::watch(&[Signal::SIGWINCH]).unwrap();
        assert!(again.take().is_empty());
    }
}
