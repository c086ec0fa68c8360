//! The server's end of the connection with its keeper. It does not decide what to do with what comes.

use super::message::{FromKeeper, ToKeeper, decode, encode};
use crate::base::Result;
use crate::sys::channel::Channel;
use crate::sys::socket::Lock;
use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};

/// The server's end. Blocks unless told otherwise; can be used from several threads at once.
#[derive(Debug)]
pub struct Link {
    pub(super) channel: Channel,
    /// Held so that nobody else becomes the server when the keeper alone is killed.
    pub(super) _lock: Lock,
}

impl Link {
    /// The next message with its descriptors, or nothing when the keeper is gone.
    ///
    /// # Errors
    /// `WouldBlock` when nothing is there and the link does not block; `InvalidData` for a message
    /// that this version does not know, after which the link can still be used.
    pub fn recv(&self) -> io::Result<Option<(FromKeeper, Vec<OwnedFd>)>> {
        let Some(packet) = self.channel.receive()? else {
            return Ok(None);
        };
        Ok(Some((decode(&packet.bytes)?, packet.fds)))
    }

    /// Says `message` to the keeper.
    ///
    /// # Errors
    /// `BrokenPipe` when the keeper is gone.
    pub fn send(&self, message: &ToKeeper) -> io::Result<()> {
        self.channel.send(&encode(message)?, &[])
    }

    /// Makes [`Link::recv`] and [`Link::send`] fail with `WouldBlock` instead of waiting.
    pub fn set_nonblocking(&self, on: bool) -> Result<()> {
        self.channel.set_nonblocking(on)
    }
}

impl AsFd for Link {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.channel.as_fd()
    }
}
