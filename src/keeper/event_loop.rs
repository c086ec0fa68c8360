//! The keeper's event loop: signals, messages and the ends of processes. It does not interpret the
//! output of programs or the payload of messages.

use super::message::{FromKeeper, ProgramExit, ToKeeper, decode};
use super::pane_handle::{Fds, PaneHandle};
use super::state::{Keeper, Phase};
use crate::base::Error;
use crate::base::sorted::Entry;
use crate::sys::poll::{self, Interest};
use crate::sys::process::{self, Change, Pid};
use crate::sys::signals::{Signal, Signals};
use crate::sys::socket;
use crate::sys::spawn::Program;
use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::rc::Rc;
use std::time::{Duration, Instant};

/// A descriptor that the loop polls.
enum Source {
    Signals,
    KeeperChannel,
    Candidate,
    ServerEnd(Pid),
    RetiredEnd,
    Verdict(u32),
    Watch(u32),
}

impl Keeper {
    /// Runs until shutdown; returns the exit status.
    pub fn run(mut self) -> i32 {
        self.reap();
        self.report_missed_exits();
        while !self.finished() {
            self.act_on_time();
            if self.turn().is_err() {
                // poll(2) fails only for lack of memory, which may pass. Retry: if this process
                // exited, all programs would end.
                std::thread::sleep(Duration::from_millis(10));
            }
        }
        self.resources.lock.remove(&self.resources.socket);
        0
    }

    /// Reports programs that ended while there was no keeper. A program that is neither a child nor
    /// watched by a pidfd has ended, and its status is lost.
    fn report_missed_exits(&mut self) {
        let handles = self.resources.handles.iter();
        let gone =
            handles.filter(|(_, handle)| handle.runs() && handle.watch.is_none() && !handle.ours);
        let gone: Vec<u32> = gone.map(|(pane, _)| *pane).collect();
        for pane in gone {
            self.program_ended(pane, ProgramExit::Unknown);
        }
    }

    /// One turn: waits for events and handles them.
    fn turn(&mut self) -> io::Result<()> {
        let timeout = self
            .deadline()
            .map(|at| at.saturating_duration_since(Instant::now()));
        let sources = self.sources();
        let fds: Vec<_> = sources
            .iter()
            .map(|(fd, interest, _)| (*fd, *interest))
            .collect();
        let ready = poll::wait(&fds, timeout)?;
        let happened: Vec<Source> = sources
            .into_iter()
            .zip(ready)
            .filter(|(_, ready)| ready.read || ready.write)
            .map(|((_, _, source), _)| source)
            .collect();
        for source in happened {
            self.handle(&source);
        }
        if let Some(server) = &mut self.server {
            server.flush();
        }
        if let Some(candidate) = &mut self.candidate {
            candidate.server.flush();
        }
        // Last: nothing of this turn may be half done when the program image is replaced.
        self.reexec_if_due();
        Ok(())
    }

    fn sources(&self) -> Vec<(BorrowedFd<'_>, Interest, Source)> {
        let read = |fd, source| (fd, Interest::Read, source);
        let mut sources = Vec::new();
        if let Some(signals) = &self.signals {
            sources.push(read(signals.as_fd(), Source::Signals));
        }
        if let Some(server) = &self.server {
            let interest = if server.queue.is_empty() {
                Interest::Read
            } else {
                Interest::Both
            };
            let link = server.channel.as_ref();
            sources.extend(link.map(|link| (link.as_fd(), interest, Source::KeeperChannel)));
            let end = server.watch.as_ref();
            sources.extend(end.map(|end| read(end.as_fd(), Source::ServerEnd(server.pid))));
        }
        let candidate = self.candidate.as_ref().map(|candidate| &candidate.server);
        if let Some(link) = candidate.and_then(|server| server.channel.as_ref()) {
            let waits = candidate.is_some_and(|server| !server.queue.is_empty());
            let interest = if waits {
                Interest::Both
            } else {
                Interest::Read
            };
            sources.push((link.as_fd(), interest, Source::Candidate));
        }
        let retired = self.retired.as_ref().and_then(|old| old.watch.as_ref());
        sources.extend(retired.map(|end| read(end.as_fd(), Source::RetiredEnd)));
        for (pane, handle) in &self.resources.handles {
            let verdict = handle.verdict.as_ref();
            sources.extend(verdict.map(|v| read(v.as_fd(), Source::Verdict(*pane))));
            let watch = handle.watch.as_ref().filter(|_| handle.runs());
            sources.extend(watch.map(|end| read(end.as_fd(), Source::Watch(*pane))));
        }
        sources
    }

    fn handle(&mut self, source: &Source) {
        match source {
            Source::Signals => self.on_signals(),
            Source::KeeperChannel => self.on_link(),
            Source::Candidate => self.on_candidate(),
            Source::RetiredEnd => self.retired = None,
            Source::ServerEnd(pid) => {
                // A server that committed in its last moment was the server when this turn began,
                // and is not any more.
                if self.is_server(*pid) {
                    self.server_ended(false);
                }
            }
            Source::Verdict(pane) => self.on_verdict(*pane),
            Source::Watch(pane) => self.program_ended(*pane, ProgramExit::Unknown),
        }
    }

    fn on_signals(&mut self) {
        let arrived = self.signals.as_ref().map(Signals::take).unwrap_or_default();
        if arrived.contains(&Signal::SIGCHLD) {
            self.reap();
        }
        if arrived.contains(&Signal::SIGUSR1) && matches!(self.phase, Phase::Running { .. }) {
            self.rebind();
        }
        let end = [Signal::SIGTERM, Signal::SIGINT];
        let asked_to_end = arrived.iter().any(|signal| end.contains(signal));
        if asked_to_end && self.server.is_none() {
            self.shut_down();
        } else if asked_to_end && matches!(self.phase, Phase::Running { .. }) {
            self.terminate();
        }
    }

    fn reap(&mut self) {
        while let Some((pid, change)) = process::reap() {
            self.on_child(pid, change);
        }
    }

    fn on_child(&mut self, pid: Pid, change: Change) {
        let ended = !matches!(change, Change::Stopped(_));
        if self.is_server(pid) {
            if ended {
                self.server_ended(change == Change::Killed(Signal::SIGKILL as i32));
            }
            return;
        }
        if ended && self.retired.as_ref().is_some_and(|old| old.pid == pid) {
            self.retired = None;
            return;
        }
        if ended && self.candidate.as_ref().is_some_and(|c| c.server.pid == pid) {
            return self.abandon(&describe(change));
        }
        let mut handles = self.resources.handles.iter_mut();
        let Some((pane, handle)) = handles.find(|(_, handle)| handle.pid == pid && handle.runs())
        else {
            return;
        };
        let pane = *pane;
        if handle.note(change)
            && let Some(exit) = handle.exit
        {
            self.program_ended(pane, exit);
        }
    }

    fn program_ended(&mut self, pane: u32, exit: ProgramExit) {
        self.on_verdict(pane);
        if let Some(handle) = self.resources.handles.get_mut(&pane) {
            handle.exit = Some(exit);
            handle.watch = None;
            let pid = handle.pid;
            self.say(FromKeeper::Exited { pane, pid, exit }, Fds::default());
        }
    }

    /// Reports the result of a start to the server, if it is still pending.
    fn on_verdict(&mut self, pane: u32) {
        let Some(handle) = self.resources.handles.get_mut(&pane) else {
            return;
        };
        if handle.verdict.is_none() {
            return;
        }
        let (message, fds) = match handle.settle() {
            Ok(()) => {
                let pid = handle.pid;
                (FromKeeper::Spawned { pane, pid }, handle.fds.clone())
            }
            Err(e) => {
                self.resources.handles.remove(&pane);
                let message = e.message;
                (FromKeeper::SpawnFailed { pane, message }, Fds::default())
            }
        };
        self.say(message, fds);
    }

    fn on_link(&mut self) {
        while let Some(channel) = self.server.as_ref().and_then(|s| s.channel.as_ref()) {
            let packet = match channel.receive() {
                Ok(Some(packet)) => packet,
                Err(e) if e.kind() == io::ErrorKind::WouldBlock => return,
                Ok(None) | Err(_) => return self.end_server(),
            };
            // A message of a later version is ignored.
            if let Ok(message) = decode(&packet.bytes) {
                self.on_message(message);
            }
        }
    }

    fn on_message(&mut self, message: ToKeeper) {
        match message {
            ToKeeper::Spawn {
                pane,
                argv,
                argv0,
                env,
                cwd,
                size,
            } => {
                let program = Program {
                    argv,
                    argv0,
                    env,
                    cwd: cwd.into(),
                    size,
                    descriptors: Some(self.resources.descriptors),
                };
                self.spawn(pane, &program);
            }
            ToKeeper::Forget { pane } => {
                if let Some(handle) = self.resources.handles.remove(&pane) {
                    handle.hang_up();
                }
            }
            ToKeeper::Signal { pane, signal } => {
                let handle = self
                    .resources
                    .handles
                    .get(&pane)
                    .filter(|handle| handle.runs());
                if let Some(handle) = handle {
                    process::signal_group(handle.pid, signal);
                }
            }
            ToKeeper::Shutdown => self.shut_down(),
            ToKeeper::Upgrade { program } => {
                self.resources.program = Some(program.into());
                self.upgrading = true;
            }
            ToKeeper::Relisten => self.rebind(),
            ToKeeper::StartCandidate { program } => self.try_program(program.into()),
            ToKeeper::Quiesced { state } => self.hand_over(state),
            ToKeeper::Commit => self.commit(),
            ToKeeper::Abandon => self.abandon("the new server does not answer in time"),
            ToKeeper::Reexec { program } => self.pending_reexec = Some(program.into()),
            // Only candidates send these.
            ToKeeper::Ready | ToKeeper::Digest { .. } | ToKeeper::Refused { .. } => {}
        }
    }

    fn spawn(&mut self, pane: u32, program: &Program) {
        let started = match self.resources.handles.entry(pane) {
            Entry::Vacant(free) => PaneHandle::start(program).map(|handle| {
                free.insert(handle);
            }),
            Entry::Occupied(_) => Err(Error::user(format!("pane %{pane} has a program already"))),
        };
        if let Err(Error { message, .. }) = started {
            self.say(FromKeeper::SpawnFailed { pane, message }, Fds::default());
        }
    }

    /// Listens at the socket path again. On failure there is no socket, as before.
    fn rebind(&mut self) {
        let world = self.resources.shared.get(1).map(OwnedFd::try_clone);
        if let (Ok(listener), Some(Ok(world))) = (socket::listen(&self.resources.socket), world) {
            self.resources.shared = Rc::new(vec![OwnedFd::from(listener), world]);
            self.say(FromKeeper::Listener, self.resources.shared.clone());
        }
    }
}

/// The reason that is reported when a candidate ends.
fn describe(change: Change) -> String {
    match change {
        Change::Exited(status) => format!("the new server exited with status {status}"),
        Change::Killed(signal) => format!("the new server was killed by signal {signal}"),
        Change::Stopped(_) => "the new server was stopped".to_owned(),
    }
}
