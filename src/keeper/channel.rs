//! The server's end of the connection with its keeper. It moves messages and does not interpret
//! them.

use super::message::{FromKeeper, ToKeeper, decode, encode};
use crate::base::{Error, Result};
use crate::sys::channel::{Channel, inherited};
use crate::sys::socket::Lock;
use crate::sys::spawn::become_program;
use std::io;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd};
use std::path::Path;

/// `argv[0]` of servers.
pub(super) const MUX: &str = "mux";

/// The server's end of the channel. It blocks by default and may be used by several threads at
/// once.
#[derive(Debug)]
pub struct KeeperChannel {
    pub(super) channel: Channel,
    /// Held so that no second server starts when only the keeper is killed.
    pub(super) lock: Lock,
    /// Limit of open descriptors for programs, lower than the server's own.
    pub(super) descriptors: u64,
}

/// The main function of a server; returns its exit status. It starts with one thread and must not
/// assume any descriptor but its channel.
pub type Serve = fn(KeeperChannel) -> i32;

/// The first argument of a server process. The numbers of the channel, the lock and the descriptor
/// limit follow, for [`KeeperChannel::from_args`].
pub const SERVER_FLAG: &str = "--server-from-fds";

/// As [`SERVER_FLAG`], for the candidate of an upgrade.
pub const CANDIDATE_FLAG: &str = "--candidate-from-fds";

impl KeeperChannel {
    /// Opens the channel that a process run with [`SERVER_FLAG`] inherited; `args` are the
    /// arguments after the flag.
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

    /// Replaces this process by `program` with `flag` (execve(2)). Returns only on failure, with
    /// the reason.
    pub(super) fn exec_as(&self, program: &Path, flag: &str) -> Error {
        let numbers =
            [self.channel.as_fd(), self.lock.as_fd()].map(|fd| fd.as_raw_fd().to_string());
        let words = [MUX, flag].map(str::to_owned).into_iter();
        let limit = self.descriptors.to_string();
        let args: Vec<String> = words.chain(numbers).chain([limit]).collect();
        become_program(program, &args, &[self.channel.as_fd(), self.lock.as_fd()])
    }

    /// Receives a message with its descriptors; `None` when the keeper is gone.
    ///
    /// # Errors
    /// `WouldBlock` if nothing is queued and the channel does not block; `InvalidData` for a
    /// message that this version does not know, after which the channel remains usable.
    pub fn recv(&self) -> io::Result<Option<(FromKeeper, Vec<OwnedFd>)>> {
        let Some(packet) = self.channel.receive()? else {
            return Ok(None);
        };
        Ok(Some((decode(&packet.bytes)?, packet.fds)))
    }

    /// Sends `message` to the keeper.
    ///
    /// # Errors
    /// `BrokenPipe` when the keeper is gone.
    pub fn send(&self, message: &ToKeeper) -> io::Result<()> {
        self.channel.send(&encode(message)?, &[])
    }

    /// Makes [`KeeperChannel::recv`] and [`KeeperChannel::send`] fail with `WouldBlock` instead of
    /// blocking.
    pub fn set_nonblocking(&self, on: bool) -> Result<()> {
        self.channel.set_nonblocking(on)
    }
}

impl AsFd for KeeperChannel {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.channel.as_fd()
    }
}
