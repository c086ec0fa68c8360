//! poll(2) for loops without an async runtime.

use nix::errno::Errno;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use std::io;
use std::os::fd::BorrowedFd;
use std::time::Duration;

/// Events to wait for on a descriptor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Interest {
    /// Readable, or at its end.
    Read,
    /// Writable.
    Write,
    /// Readable or writable.
    Both,
}

/// The readiness of a descriptor.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ready {
    /// A read does not block: data or the end.
    pub read: bool,
    /// A write does not block.
    pub write: bool,
    /// The peer is gone; remaining data can still be read.
    pub hangup: bool,
}

/// Waits until one of `fds` is ready or `timeout` has passed (`None`: no limit) and returns the
/// readiness of each. A signal ends the wait early with nothing ready.
pub fn wait(
    fds: &[(BorrowedFd<'_>, Interest)],
    timeout: Option<Duration>,
) -> io::Result<Vec<Ready>> {
    let mut polled: Vec<PollFd<'_>> = fds
        .iter()
        .map(|(fd, interest)| PollFd::new(*fd, flags(*interest)))
        .collect();
    match poll(&mut polled, timeout.map_or(PollTimeout::NONE, limit)) {
        Ok(_) => Ok(polled.iter().map(ready).collect()),
        Err(Errno::EINTR) => Ok(vec![Ready::default(); fds.len()]),
        Err(e) => Err(e.into()),
    }
}

fn flags(interest: Interest) -> PollFlags {
    match interest {
        Interest::Read => PollFlags::POLLIN,
        Interest::Write => PollFlags::POLLOUT,
        Interest::Both => PollFlags::POLLIN | PollFlags::POLLOUT,
    }
}

/// `timeout` in milliseconds, rounded up so that no caller spins before its deadline.
fn limit(timeout: Duration) -> PollTimeout {
    let millis = timeout.as_nanos().div_ceil(1_000_000);
    i32::try_from(millis).map_or(PollTimeout::MAX, |ms| {
        PollTimeout::try_from(ms).unwrap_or(PollTimeout::MAX)
    })
}

fn ready(fd: &PollFd<'_>) -> Ready {
    let got = fd.revents().unwrap_or(PollFlags::empty());
    let ended = PollFlags::POLLHUP | PollFlags::POLLERR | PollFlags::POLLNVAL;
    Ready {
        read: got.intersects(PollFlags::POLLIN | ended),
        write: got.intersects(PollFlags::POLLOUT),
        hangup: got.intersects(ended),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Read, Write};
    use std::os::fd::AsFd;

    #[test]
    fn readiness_is_told_for_each() {
        let (mut read, mut write) = io::pipe().unwrap();
        let both = [
            (read.as_fd(), Interest::Read),
            (write.as_fd(), Interest::Write),
        ];
        let ready = wait(&both, Some(Duration::ZERO)).unwrap();
        assert_eq!((ready[0].read, ready[1].write), (false, true));
        write.write_all(b"x").unwrap();
        assert!(wait(&[(read.as_fd(), Interest::Read)], None).unwrap()[0].read);
        // Without data only the end is waited for. A process that another test starts at this
        // moment may hold the pipe a little longer.
        read.read_exact(&mut [0]).unwrap();
        drop(write);
        assert!(wait(&[(read.as_fd(), Interest::Read)], None).unwrap()[0].hangup);
    }
}
