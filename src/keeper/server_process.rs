//! The keeper's picture of the server that runs: its process and what it still has to be told.

use super::message::{FromKeeper, encode};
use super::pane_handle::Fds;
use crate::base::Result;
use crate::sys::channel::Channel;
use crate::sys::process::Pid;
use std::collections::VecDeque;
use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::path::PathBuf;
use std::time::Instant;

/// A server that runs.
pub(super) struct ServerProcess {
    /// Its process.
    pub pid: Pid,
    /// Our end of its link, while it has the other; does not block.
    pub channel: Option<Channel>,
    /// Tells its end if it is no child of ours.
    pub watch: Option<OwnedFd>,
    /// What it has not taken yet.
    pub queue: VecDeque<(FromKeeper, Fds)>,
    /// When it was started or taken over.
    pub since: Instant,
}

/// A server to be.
pub(super) struct Candidate {
    /// Its process.
    pub server: ServerProcess,
    /// Its program.
    pub program: PathBuf,
    /// It was told of all programs, and hears what becomes of them.
    pub informed: bool,
}

impl ServerProcess {
    /// The server behind `channel`.
    pub fn new(pid: Pid, channel: Channel, watch: Option<OwnedFd>) -> Result<Self> {
        channel.set_nonblocking(true)?;
        Ok(Self {
            pid,
            channel: Some(channel),
            watch,
            queue: VecDeque::new(),
            since: Instant::now(),
        })
    }

    /// Sends a message, now or when it is taken.
    pub fn tell(&mut self, message: FromKeeper, fds: Fds) {
        self.queue.push_back((message, fds));
        self.flush();
    }

    /// Sends what waits to be sent, as far as the server takes it. A server that is gone is noticed by
    /// its end, not here.
    pub fn flush(&mut self) {
        while let (Some(channel), Some((message, fds))) = (&self.channel, self.queue.front()) {
            let fds: Vec<BorrowedFd<'_>> = fds.iter().map(AsFd::as_fd).collect();
            let sent = encode(message).and_then(|bytes| channel.send(&bytes, &fds));
            if sent.is_err_and(|e| e.kind() != io::ErrorKind::BrokenPipe) {
                return;
            }
            self.queue.pop_front();
        }
    }
}
