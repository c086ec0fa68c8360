//! The keeper's view of a running server: its process and the messages queued for it.

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

/// A running server.
pub(super) struct ServerProcess {
    /// Process id.
    pub pid: Pid,
    /// Our end of its channel, non-blocking; `None` after the server closed its end.
    pub channel: Option<Channel>,
    /// A pidfd that reports its end, if it is not our child.
    pub watch: Option<OwnedFd>,
    /// Messages that the channel has not taken yet.
    pub queue: VecDeque<(FromKeeper, Fds)>,
    /// The time of its start or takeover.
    pub since: Instant,
}

/// The server-to-be of an upgrade.
pub(super) struct Candidate {
    /// The process and its channel.
    pub server: ServerProcess,
    /// Path of its program.
    pub program: PathBuf,
    /// It got all panes, so it must also get every change.
    pub informed: bool,
}

impl ServerProcess {
    /// The server at the other end of `channel`.
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

    /// Sends a message now or queues it.
    pub fn tell(&mut self, message: FromKeeper, fds: Fds) {
        self.queue.push_back((message, fds));
        self.flush();
    }

    /// Sends queued messages as far as the channel takes them. A broken pipe is ignored: the end of
    /// the process is handled separately.
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
