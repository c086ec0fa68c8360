#![allow(unsafe_code)]
//! Signals as something to wait for beside descriptors. It does not decide what they mean.

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

/// Where the handler writes; -1 while nobody watches.
static PIPE: AtomicI32 = AtomicI32::new(-1);

/// Signals that this process has asked for. There is one watcher at a time; when it is dropped the
/// signals do again what they do by default. A forked child calls [`reset`] first.
#[derive(Debug)]
pub struct Signals {
    read: OwnedFd,
    write: OwnedFd,
    watched: Vec<Signal>,
}

impl Signals {
    /// Catches `signals` from now on. The descriptor is readable when one has arrived.
    pub fn watch(signals: &[Signal]) -> Result<Self> {
        let (read, write) = pipe2(OFlag::O_CLOEXEC).map_err(|e| failed("couldn't pipe", e))?;
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

    /// The signals that have arrived, each once for as often as the system tells.
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
            // It was caught before, so the system takes it.
            let _ = set(*signal, SigHandler::SigDfl);
        }
        let own = self.write.as_raw_fd();
        let _ = PIPE.compare_exchange(own, -1, Ordering::SeqCst, Ordering::SeqCst);
    }
}

/// Lets `signal` pass without effect from now on, here and in programs started from here.
pub fn ignore(signal: Signal) -> Result<()> {
    set(signal, SigHandler::SigIgn)
}

/// Makes every signal do what it does by default and blocks none: the first act of a forked child.
pub fn reset() {
    PIPE.store(-1, Ordering::SeqCst);
    for signal in Signal::iterator() {
        // SIGKILL and SIGSTOP refuse, and cannot have been changed.
        let _ = set(signal, SigHandler::SigDfl);
    }
    // Cannot fail: the argument is known to be right.
    let _ = sigprocmask(SigmaskHow::SIG_SETMASK, Some(&SigSet::empty()), None);
}

/// Stops this process as Ctrl-Z would, and returns when it is continued.
pub fn suspend() {
    // Sending a signal to oneself cannot be refused.
    let _ = nix::sys::signal::raise(Signal::SIGTSTP);
}

fn set(signal: Signal, handler: SigHandler) -> Result<()> {
    let action = SigAction::new(handler, SaFlags::SA_RESTART, SigSet::empty());
    // SAFETY: the only handler ever set is `on_signal`, which does no more than a handler may.
    let set = unsafe { sigaction(signal, &action) };
    set.map_err(|e| failed("couldn't catch a signal", e))?;
    Ok(())
}

extern "C" fn on_signal(number: libc::c_int) {
    let pipe = PIPE.load(Ordering::SeqCst);
    let byte = number.to_le_bytes()[0];
    if pipe >= 0 {
        // SAFETY: errno is kept for the code that was interrupted; write is allowed in a handler, and
        // the byte lives until it returns. A full pipe loses a signal that is in it already.
        unsafe {
            let errno = *libc::__errno_location();
            libc::write(pipe, (&raw const byte).cast(), 1);
            *libc::__errno_location() = errno;
        }
    }
}

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
