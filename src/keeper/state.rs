//! The state of a keeper process, with its queries.

use super::message::FromKeeper;
use super::pane_handle::{Fds, PaneHandle};
use super::resources::Resources;
use super::server_process::{Candidate, ServerProcess};
use crate::base::Result;
use crate::sys::daemon::{self, title};
use crate::sys::process::Pid;
use crate::sys::signals::{self, Signal, Signals};
use std::path::PathBuf;
use std::time::Instant;

/// The process name of a keeper, chosen so that `killall mux` and `pkill mux` do not match it. Its
/// command line is `mux: keeper (SOCKET)`.
pub(super) const NAME: &str = "keeper";

/// The phase of the keeper, with its next deadline.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Phase {
    /// Normal operation; a server is started at this time if there is none.
    Running { start: Instant },
    /// The server was asked to save its state; at this time the shutdown starts anyway.
    Saving { until: Instant },
    /// Programs got SIGHUP; at this time they get SIGKILL.
    HungUp { until: Instant },
    /// Programs got SIGKILL; at this time the keeper exits anyway.
    Killed { until: Instant },
}

/// The state of a keeper process.
pub(super) struct Keeper {
    pub(super) resources: Resources,
    pub(super) server: Option<ServerProcess>,
    /// The server-to-be during an upgrade.
    pub(super) candidate: Option<Candidate>,
    /// The previous server, until it has exited.
    pub(super) retired: Option<ServerProcess>,
    pub(super) signals: Option<Signals>,
    pub(super) restarts: u32,
    /// The program to exec as soon as the keeper is idle.
    pub(super) pending_reexec: Option<PathBuf>,
    /// The running server announced that another program succeeds it.
    pub(super) upgrading: bool,
    pub(super) phase: Phase,
}

impl Keeper {
    /// A keeper of `resources`, with its running server, if any. Call it in a process of its own
    /// with one thread.
    pub(super) fn new(resources: Resources, server: Option<ServerProcess>) -> Result<Self> {
        use Signal::{SIGCHLD, SIGINT, SIGTERM, SIGUSR1};
        let caught = [SIGCHLD, SIGTERM, SIGINT, SIGUSR1];
        daemon::set_name(NAME);
        if server.is_some() {
            title::set(&format!("mux: keeper ({})", resources.socket.display()));
        }
        daemon::adopt_orphans();
        let signals = Some(Signals::watch(&caught)?);
        resources.lock.sign()?;
        for ignored in [Signal::SIGHUP, Signal::SIGPIPE, Signal::SIGQUIT] {
            signals::ignore(ignored)?;
        }
        // A write beyond the limit of file sizes fails, and must not end the keeper.
        signals::discard(Signal::SIGXFSZ)?;
        let phase = Phase::Running {
            start: Instant::now(),
        };
        Ok(Self {
            resources,
            server,
            candidate: None,
            retired: None,
            signals,
            restarts: 0,
            pending_reexec: None,
            upgrading: false,
            phase,
        })
    }

    pub(super) fn is_server(&self, pid: Pid) -> bool {
        self.server.as_ref().is_some_and(|server| server.pid == pid)
    }

    /// Whether no start, upgrade or shutdown is in progress.
    pub(super) fn is_idle(&self) -> bool {
        let starting = self
            .resources
            .handles
            .values()
            .any(|handle| handle.verdict.is_some());
        let under_way = self.candidate.is_some() || self.retired.is_some() || starting;
        matches!(self.phase, Phase::Running { .. }) && !under_way
    }

    pub(super) fn finished(&self) -> bool {
        let ending = matches!(self.phase, Phase::HungUp { .. } | Phase::Killed { .. });
        let given_up = matches!(self.phase, Phase::Killed { until } if until <= Instant::now());
        let quiet = self.server.is_none() && !self.resources.handles.values().any(PaneHandle::runs);
        ending && (quiet || given_up)
    }

    pub(super) fn deadline(&self) -> Option<Instant> {
        match self.phase {
            Phase::Running { start } => self.server.is_none().then_some(start),
            Phase::Saving { until } | Phase::HungUp { until } | Phase::Killed { until } => {
                Some(until)
            }
        }
    }

    /// Queues a message for the server, and for a candidate that knows all programs.
    pub(super) fn say(&mut self, message: FromKeeper, fds: Fds) {
        if let Some(candidate) = self
            .candidate
            .as_mut()
            .filter(|candidate| candidate.informed)
        {
            candidate.server.tell(message.clone(), fds.clone());
        }
        if let Some(server) = &mut self.server {
            server.tell(message, fds);
        }
    }

    /// The first message to server number `epoch`.
    pub(super) fn hello(&self, epoch: u64) -> (FromKeeper, Fds) {
        let hello = FromKeeper::Hello {
            epoch,
            restarts: self.restarts,
            context: self.resources.context.clone(),
            socket: self.resources.socket.to_string_lossy().into_owned(),
        };
        (hello, self.resources.shared.clone())
    }

    /// One [`FromKeeper::Pane`] per existing program, then [`FromKeeper::Done`].
    pub(super) fn known(&self) -> Vec<(FromKeeper, Fds)> {
        let panes = self.resources.handles.iter();
        // A program whose start is pending is reported later, by Spawned or SpawnFailed.
        let known = panes.filter(|(_, handle)| handle.verdict.is_none());
        let known = known.map(|(pane, handle)| {
            let (pane, pid, exit) = (*pane, handle.pid, handle.exit);
            (FromKeeper::Pane { pane, pid, exit }, handle.fds.clone())
        });
        let done = (FromKeeper::Done, Fds::default());
        known.chain([done]).collect()
    }
}
