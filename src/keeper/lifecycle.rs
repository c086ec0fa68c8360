//! The life of servers: start, restart with backoff, and the shutdown of everything.

use super::channel::{KeeperChannel, MUX, SERVER_FLAG};
use super::message::FromKeeper;
use super::pane_handle::{Fds, PaneHandle};
use super::server_process::ServerProcess;
use super::state::{Keeper, Phase};
use crate::base::{Error, Result};
use crate::sys::channel::Channel;
use crate::sys::command_links;
use crate::sys::daemon::{self, title};
use crate::sys::process;
use crate::sys::signals::{self, Signal};
use std::time::{Duration, Instant};

/// Delay before the restart of a server after one, two, … early deaths in a row.
const BACKOFF: [Duration; 4] = [
    Duration::ZERO,
    Duration::from_millis(100),
    Duration::from_millis(500),
    Duration::from_millis(2000),
];
/// A server that ran for this long did not die early.
const MIN_UPTIME: Duration = Duration::from_secs(30);
/// As [`MIN_UPTIME`], for a server that got SIGKILL, which is no sign of a fault in the server.
const MIN_UPTIME_IF_KILLED: Duration = Duration::from_secs(1);
/// Early deaths in a row after which a keeper without programs gives up.
const MAX_DEATHS: u32 = 5;
/// Early deaths in a row after which an upgrade is undone: the keeper's own program runs again.
const MAX_DEATHS_OF_UPGRADE: u32 = 2;
/// Time for programs to end after SIGHUP, and again after SIGKILL.
const EXIT_TIMEOUT: Duration = Duration::from_secs(2);
/// Time for the server to save its state after [`FromKeeper::Terminate`].
const SAVE_TIMEOUT: Duration = Duration::from_secs(3);

impl Keeper {
    pub(super) fn start_server(&mut self) {
        match self.fork_server() {
            Ok(server) => {
                self.server = Some(server);
                // After the fork: the first server keeps the command line.
                title::set(&format!(
                    "mux: keeper ({})",
                    self.resources.socket.display()
                ));
                self.resources.epoch += 1;
                self.greet();
            }
            Err(_) => {
                let start = Instant::now() + BACKOFF[BACKOFF.len() - 1];
                self.phase = Phase::Running { start };
            }
        }
    }

    pub(super) fn fork_server(&mut self) -> Result<ServerProcess> {
        let serve = self.resources.serve;
        let program = self.resources.program.clone();
        self.fork_with_channel(|link| {
            if let Some(program) = program {
                // On failure the keeper's own program serves.
                let _ = link.exec_as(&program, SERVER_FLAG);
            }
            serve(link)
        })
    }

    /// Forks a process that runs `act` with a channel of its own and none of the keeper's other
    /// descriptors.
    pub(super) fn fork_with_channel(
        &mut self,
        act: impl FnOnce(KeeperChannel) -> i32,
    ) -> Result<ServerProcess> {
        let (ours, theirs) = Channel::pair()?;
        let link = KeeperChannel {
            channel: theirs,
            lock: self.resources.lock.share()?,
            descriptors: self.resources.descriptors,
        };
        let mut ours = Some(ours);
        let pid = daemon::fork(|| {
            ours = None;
            self.signals = None;
            self.server = None;
            self.candidate = None;
            self.retired = None;
            self.resources.handles.clear();
            self.resources.shared = Fds::default();
            daemon::set_name(MUX);
            signals::ignore(Signal::SIGPIPE).map_or(1, |()| act(link))
        })?;
        let ours = ours.ok_or_else(|| Error::system("fork failed"))?;
        ServerProcess::new(pid, ours, None)
    }

    pub(super) fn greet(&mut self) {
        let (hello, shared) = self.hello(self.resources.epoch);
        let mut messages = vec![(hello, shared)];
        messages.extend(self.known());
        for (message, fds) in messages {
            self.say(message, fds);
        }
    }

    /// Kills a server that closed its channel. Its exit is then reaped like any other.
    pub(super) fn end_server(&mut self) {
        let Some(server) = &mut self.server else {
            return;
        };
        server.channel = None;
        server.queue.clear();
        if matches!(self.phase, Phase::Running { .. } | Phase::Saving { .. }) {
            process::signal(server.pid, Signal::SIGKILL as i32);
        }
    }

    /// Schedules the next server with backoff. `killed`: the server got SIGKILL.
    pub(super) fn server_ended(&mut self, killed: bool) {
        let Some(server) = self.server.take() else {
            return;
        };
        self.abandon("the server ended");
        match self.phase {
            Phase::Running { .. } => {}
            Phase::Saving { .. } => return self.shut_down(),
            Phase::HungUp { .. } | Phase::Killed { .. } => return,
        }
        let min_uptime = if killed {
            MIN_UPTIME_IF_KILLED
        } else {
            MIN_UPTIME
        };
        self.restarts = if self.upgrading {
            0
        } else if server.since.elapsed() < min_uptime {
            self.restarts + 1
        } else {
            1
        };
        self.upgrading = false;
        if self.restarts >= MAX_DEATHS_OF_UPGRADE {
            self.resources.program = None;
        }
        if self.restarts >= MAX_DEATHS && self.resources.handles.is_empty() {
            return self.shut_down();
        }
        let step = usize::try_from(self.restarts.saturating_sub(1)).unwrap_or(usize::MAX);
        let start = Instant::now() + BACKOFF[step.min(BACKOFF.len() - 1)];
        self.phase = Phase::Running { start };
    }

    /// Asks the server to save its state and to end; [`SAVE_TIMEOUT`] later everything ends.
    pub(super) fn terminate(&mut self) {
        self.say(FromKeeper::Terminate, Fds::default());
        let until = Instant::now() + SAVE_TIMEOUT;
        self.phase = Phase::Saving { until };
    }

    /// Ends everything: removes the socket, then sends SIGHUP to all programs.
    pub(super) fn shut_down(&mut self) {
        if !matches!(self.phase, Phase::Running { .. } | Phase::Saving { .. }) {
            return;
        }
        self.abandon("the server is shutting down");
        // It may be gone already.
        let _ = std::fs::remove_file(&self.resources.socket);
        command_links::remove(&self.resources.socket);
        self.resources.shared = Fds::default();
        self.resources
            .handles
            .values()
            .for_each(PaneHandle::hang_up);
        let until = Instant::now() + EXIT_TIMEOUT;
        self.phase = Phase::HungUp { until };
    }

    pub(super) fn act_on_time(&mut self) {
        if self.deadline().is_none_or(|at| at > Instant::now()) {
            return;
        }
        match self.phase {
            Phase::Running { .. } => self.start_server(),
            Phase::Saving { .. } => self.shut_down(),
            Phase::HungUp { .. } => {
                let handles = self.resources.handles.values();
                handles.for_each(|handle| handle.signal_all(Signal::SIGKILL));
                if let Some(server) = &self.server {
                    process::signal(server.pid, Signal::SIGKILL as i32);
                }
                let until = Instant::now() + EXIT_TIMEOUT;
                self.phase = Phase::Killed { until };
            }
            Phase::Killed { .. } => {}
        }
    }
}
