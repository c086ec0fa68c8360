//! The server's end of the connection with its keeper. It does not decide what to do with what comes.

use super::message::{FromKeeper, ToKeeper, decode, encode};
use crate::base::{Error, Result};
use crate::sys::channel::{Channel, inherited};
use crate::sys::socket::Lock;
use crate::sys::spawn::become_program;
use std::io;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd};
use std::path::Path;

/// What a server calls itself.
pub(super) const MUX: &str = "mux";

/// The server's end. Blocks unless told otherwise; can be used from several threads at once.
#[derive(Debug)]
pub struct KeeperChannel {
    pub(super) channel: Channel,
    /// Held so that nobody else becomes the server when the keeper alone is killed.
    pub(super) lock: Lock,
    /// How many descriptors programs may open, which is less than the server may.
    pub(super) descriptors: u64,
}

/// What a server does from its start to its end; returns its exit status. It must not assume any
/// descriptor but its link, and starts with one thread.
pub type Serve = fn(KeeperChannel) -> i32;

/// The first argument of a program that is run as the server; the link, the lock and the limit of
/// descriptors follow as numbers, for [`KeeperChannel::from_args`].
pub const SERVER_FLAG: &str = "--server-from-fds";

/// As [`SERVER_FLAG`], for a program that is a candidate for the place of the server that runs.
pub const CANDIDATE_FLAG: &str = "--candidate-from-fds";

impl KeeperChannel {
    /// The link that was left open for this process by whoever ran it with [`SERVER_FLAG`]; `args` is
    /// what follows the flag.
    ///
    /// # Errors
    /// The arguments do not name open descriptors.
    pub fn from_args(args: &[String]) -> Result<Self> {
        let bad = || Error::user("usage: mux --server-from-fds link lock limit");
        let numbers = args.iter().map(|word| word.parse::<u64>().ok());
        let numbers: Option<Vec<u64>> = numbers.collect();
        let [link, lock, descriptors] = numbers.ok_or_else(bad)?.try_into().map_err(|_| bad())?;
        let own = |number: u64| i32::try_from(number).map_err(|_| bad()).and_then(inherited);
        Ok(Self {
            channel: own(link)?.into(),
            lock: own(lock)?.into(),
            descriptors,
        })
    }

    /// Lets `program` be what `flag` says instead of this process. Returns only why that could not be.
    pub(super) fn exec_as(&self, program: &Path, flag: &str) -> Error {
        let numbers =
            [self.channel.as_fd(), self.lock.as_fd()].map(|fd| fd.as_raw_fd().to_string());
        let words = [MUX, flag].map(str::to_owned).into_iter();
        let limit = self.descriptors.to_string();
        let args: Vec<String> = words.chain(numbers).chain([limit]).collect();
        become_program(program, &args, &[self.channel.as_fd(), self.lock.as_fd()])
    }

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

    /// Makes [`KeeperChannel::recv`] and [`KeeperChannel::send`] fail with `WouldBlock` instead of waiting.
    pub fn set_nonblocking(&self, on: bool) -> Result<()> {
        self.channel.set_nonblocking(on)
    }
}

impl AsFd for KeeperChannel {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.channel.as_fd()
    }
}
