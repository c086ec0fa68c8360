//! The keeper's loop. It knows nothing of what programs write or what servers do.

use super::candidate::Candidate;
use super::estate::Estate;
use super::hold::{Fds, Hold};
use super::link::{Link, MUX, SERVER_FLAG};
use super::message::{Exit, FromKeeper, ToKeeper, decode};
use super::server::Server;
use crate::base::{Error, Result};
use crate::sys::channel::Channel;
use crate::sys::daemon;
use crate::sys::poll::{self, Interest};
use crate::sys::process::{self, Change, Pid};
use crate::sys::signals::{self, Signal, Signals};
use crate::sys::socket;
use crate::sys::spawn::Program;
use std::collections::btree_map::Entry;
use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::path::PathBuf;
use std::rc::Rc;
use std::time::{Duration, Instant};

/// What a keeper is called among the processes: nothing that `killall mux` or `pkill mux` would find.
pub(super) const NAME: &str = "keeper";
/// How long to wait before a server is started again after one, two, … deaths in a row.
const BACK_OFF: [Duration; 4] = [
    Duration::ZERO,
    Duration::from_millis(100),
    Duration::from_millis(500),
    Duration::from_millis(2000),
];
/// A server that lived this long did not die at its start.
const SETTLED: Duration = Duration::from_secs(30);
/// As [`SETTLED`], for a server that somebody killed: that says little about the server.
const SETTLED_IF_KILLED: Duration = Duration::from_secs(1);
/// Deaths in a row after which a keeper that holds no program gives up.
const HOPELESS: u32 = 5;
/// Deaths in a row after which a program that servers were upgraded to is not run any more.
const BAD_PROGRAM: u32 = 2;
/// How long programs have to end after SIGHUP.
const GRACE: Duration = Duration::from_secs(2);
/// How long a server has to say goodbye when the keeper was asked to end.
const FAREWELL: Duration = Duration::from_secs(3);

/// What is to be done once its time has come.
#[derive(Clone, Copy, PartialEq)]
enum Phase {
    /// Keeping; a server is started at this time if there is none.
    Keep { start: Instant },
    /// The server was asked to say goodbye; at this time it ends without.
    Farewell { until: Instant },
    /// Programs were asked to end; at this time they are killed.
    Grace { until: Instant },
    /// Programs were killed; at this time nobody is waited for any more.
    Last { until: Instant },
}

/// The keeper.
pub(super) struct Keeper {
    pub(super) estate: Estate,
    pub(super) server: Option<Server>,
    /// Who may take the place of the server.
    pub(super) candidate: Option<Candidate>,
    /// The server before this one, until it has ended.
    pub(super) retired: Option<Server>,
    pub(super) signals: Option<Signals>,
    pub(super) restarts: u32,
    /// What this keeper should become, and is not because programs are being started.
    pub(super) renewal: Option<PathBuf>,
    /// The server that runs has said that another program comes after it.
    upgrading: bool,
    phase: Phase,
}

/// What became ready in the loop.
enum Source {
    Signals,
    Link,
    Candidate,
    ServerEnd(Pid),
    RetiredEnd,
    Verdict(u32),
    Watch(u32),
}

impl Keeper {
    /// The keeper of `estate`, with the server that serves it now, if there is one. To be made in a
    /// process of its own with one thread.
    pub fn new(estate: Estate, server: Option<Server>) -> Result<Self> {
        use Signal::{SIGCHLD, SIGINT, SIGTERM, SIGUSR1};
        let caught = [SIGCHLD, SIGTERM, SIGINT, SIGUSR1];
        daemon::set_name(NAME);
        daemon::adopt_orphans();
        let signals = Some(Signals::watch(&caught)?);
        estate.lock.sign()?;
        for ignored in [Signal::SIGHUP, Signal::SIGPIPE, Signal::SIGQUIT] {
            signals::ignore(ignored)?;
        }
        let phase = Phase::Keep {
            start: Instant::now(),
        };
        Ok(Self {
            estate,
            server,
            candidate: None,
            retired: None,
            signals,
            restarts: 0,
            renewal: None,
            upgrading: false,
            phase,
        })
    }

    /// Keeps until it is told to shut down; returns the exit status.
    pub fn run(mut self) -> i32 {
        self.reap();
        self.note_unseen_ends();
        while !self.finished() {
            self.act_on_time();
            if self.turn().is_err() {
                // Only a lack of memory gets here; it may pass.
                std::thread::sleep(Duration::from_millis(10));
            }
        }
        self.estate.lock.remove(&self.estate.socket);
        0
    }

    /// Tells of programs that ended while there was no keeper: nothing of theirs can be watched.
    fn note_unseen_ends(&mut self) {
        let holds = self.estate.holds.iter();
        let gone = holds.filter(|(_, hold)| hold.runs() && hold.watch.is_none() && !hold.ours);
        let gone: Vec<u32> = gone.map(|(pane, _)| *pane).collect();
        for pane in gone {
            self.program_ended(pane, Exit::Unknown);
        }
    }

    /// Waits for something to happen and deals with it.
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
        self.renew_if_due();
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
            sources.extend(link.map(|link| (link.as_fd(), interest, Source::Link)));
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
        for (pane, hold) in &self.estate.holds {
            let verdict = hold.verdict.as_ref();
            sources.extend(verdict.map(|v| read(v.as_fd(), Source::Verdict(*pane))));
            let watch = hold.watch.as_ref().filter(|_| hold.runs());
            sources.extend(watch.map(|end| read(end.as_fd(), Source::Watch(*pane))));
        }
        sources
    }

    fn handle(&mut self, source: &Source) {
        match source {
            Source::Signals => self.on_signals(),
            Source::Link => self.on_link(),
            Source::Candidate => self.on_candidate(),
            Source::RetiredEnd => self.retired = None,
            Source::ServerEnd(pid) => self.watched_server_ended(*pid),
            Source::Verdict(pane) => self.on_verdict(*pane),
            Source::Watch(pane) => self.program_ended(*pane, Exit::Unknown),
        }
    }

    fn on_signals(&mut self) {
        let arrived = self.signals.as_ref().map(Signals::take).unwrap_or_default();
        if arrived.contains(&Signal::SIGCHLD) {
            self.reap();
        }
        if arrived.contains(&Signal::SIGUSR1) && matches!(self.phase, Phase::Keep { .. }) {
            self.rebind();
        }
        let end = [Signal::SIGTERM, Signal::SIGINT];
        let asked_to_end = arrived.iter().any(|signal| end.contains(signal));
        if asked_to_end && self.server.is_none() {
            self.shut_down();
        } else if asked_to_end && matches!(self.phase, Phase::Keep { .. }) {
            self.say(FromKeeper::Terminate, Fds::default());
            let until = Instant::now() + FAREWELL;
            self.phase = Phase::Farewell { until };
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
                let killed = change == Change::Killed(Signal::SIGKILL as i32);
                self.server_ended(if killed { SETTLED_IF_KILLED } else { SETTLED });
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
        let mut holds = self.estate.holds.iter_mut();
        let Some((pane, hold)) = holds.find(|(_, hold)| hold.pid == pid && hold.runs()) else {
            return;
        };
        let pane = *pane;
        if hold.note(change)
            && let Some(exit) = hold.exit
        {
            self.program_ended(pane, exit);
        }
    }

    fn program_ended(&mut self, pane: u32, exit: Exit) {
        self.on_verdict(pane);
        if let Some(hold) = self.estate.holds.get_mut(&pane) {
            hold.exit = Some(exit);
            hold.watch = None;
            let pid = hold.pid;
            self.say(FromKeeper::Exited { pane, pid, exit }, Fds::default());
        }
    }

    /// Tells the server whether a program could be started, if that was still open.
    fn on_verdict(&mut self, pane: u32) {
        let Some(hold) = self.estate.holds.get_mut(&pane) else {
            return;
        };
        if hold.verdict.is_none() {
            return;
        }
        let (message, fds) = match hold.settle() {
            Ok(()) => {
                let pid = hold.pid;
                (FromKeeper::Spawned { pane, pid }, hold.fds.clone())
            }
            Err(e) => {
                self.estate.holds.remove(&pane);
                let message = e.message;
                (FromKeeper::SpawnFailed { pane, message }, Fds::default())
            }
        };
        self.say(message, fds);
    }

    /// Sends a message to the server, now or when it takes it; and to a candidate that knows what was
    /// before it.
    pub fn say(&mut self, message: FromKeeper, fds: Fds) {
        if let Some(candidate) = self.candidate.as_mut().filter(|candidate| candidate.knows) {
            candidate.server.tell(message.clone(), fds.clone());
        }
        if let Some(server) = &mut self.server {
            server.tell(message, fds);
        }
    }

    fn on_link(&mut self) {
        while let Some(channel) = self.server.as_ref().and_then(|s| s.channel.as_ref()) {
            let packet = match channel.receive() {
                Ok(Some(packet)) => packet,
                Err(e) if e.kind() == io::ErrorKind::WouldBlock => return,
                Ok(None) | Err(_) => return self.end_server(),
            };
            // What a later version says is left aside.
            if let Ok(message) = decode(&packet.bytes) {
                self.on_message(message);
            }
        }
    }

    /// Ends a server that has closed its link; its end then comes as of any other.
    fn end_server(&mut self) {
        let Some(server) = &mut self.server else {
            return;
        };
        server.channel = None;
        server.queue.clear();
        if matches!(self.phase, Phase::Keep { .. } | Phase::Farewell { .. }) {
            process::signal(server.pid, Signal::SIGKILL as i32);
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
                    descriptors: Some(self.estate.descriptors),
                };
                self.spawn(pane, &program);
            }
            ToKeeper::Forget { pane } => {
                if let Some(hold) = self.estate.holds.remove(&pane) {
                    hold.hang_up();
                }
            }
            ToKeeper::Signal { pane, signal } => {
                let hold = self.estate.holds.get(&pane).filter(|hold| hold.runs());
                if let Some(hold) = hold {
                    process::signal_group(hold.pid, signal);
                }
            }
            ToKeeper::Shutdown => self.shut_down(),
            ToKeeper::Upgrade { program } => {
                self.estate.program = Some(program.into());
                self.upgrading = true;
            }
            ToKeeper::Rebind => self.rebind(),
            ToKeeper::Try { program } => self.try_program(program.into()),
            ToKeeper::Frozen { state } => self.let_take_over(state),
            ToKeeper::Commit => self.commit(),
            ToKeeper::Abandon => self.abandon("it does not answer in time"),
            ToKeeper::Renew { program } => self.renewal = Some(program.into()),
            // These are a candidate's.
            ToKeeper::Ready | ToKeeper::Proved { .. } | ToKeeper::Refused { .. } => {}
        }
    }

    fn spawn(&mut self, pane: u32, program: &Program) {
        let started = match self.estate.holds.entry(pane) {
            Entry::Vacant(free) => Hold::start(program).map(|hold| {
                free.insert(hold);
            }),
            Entry::Occupied(_) => Err(Error::user(format!("pane %{pane} has a program"))),
        };
        if let Err(Error { message, .. }) = started {
            self.say(FromKeeper::SpawnFailed { pane, message }, Fds::default());
        }
    }

    /// Makes the socket again. If that fails there is none, as before.
    fn rebind(&mut self) {
        let world = self.estate.shared.get(1).map(OwnedFd::try_clone);
        if let (Ok(listener), Some(Ok(world))) = (socket::listen(&self.estate.socket), world) {
            self.estate.shared = Rc::new(vec![OwnedFd::from(listener), world]);
            self.say(FromKeeper::Listener, self.estate.shared.clone());
        }
    }

    /// A server that is no child has ended. If it committed in its last moment, it was the server
    /// when this turn began and is not any more.
    fn watched_server_ended(&mut self, pid: Pid) {
        if self.is_server(pid) {
            self.server_ended(SETTLED);
        }
    }

    fn is_server(&self, pid: Pid) -> bool {
        self.server.as_ref().is_some_and(|server| server.pid == pid)
    }

    /// Plans for the next server; one that lived at least as long as `settled` did not die young.
    fn server_ended(&mut self, settled: Duration) {
        let Some(server) = self.server.take() else {
            return;
        };
        self.abandon("the server ended");
        match self.phase {
            Phase::Keep { .. } => {}
            Phase::Farewell { .. } => return self.shut_down(),
            Phase::Grace { .. } | Phase::Last { .. } => return,
        }
        self.restarts = if self.upgrading {
            0
        } else if server.since.elapsed() < settled {
            self.restarts + 1
        } else {
            1
        };
        self.upgrading = false;
        if self.restarts >= BAD_PROGRAM {
            self.estate.program = None;
        }
        if self.restarts >= HOPELESS && self.estate.holds.is_empty() {
            return self.shut_down();
        }
        let step = usize::try_from(self.restarts.saturating_sub(1)).unwrap_or(usize::MAX);
        let start = Instant::now() + BACK_OFF[step.min(BACK_OFF.len() - 1)];
        self.phase = Phase::Keep { start };
    }

    fn shut_down(&mut self) {
        if !matches!(self.phase, Phase::Keep { .. } | Phase::Farewell { .. }) {
            return;
        }
        self.abandon("everything ends");
        // Whoever removed it before has done our work.
        let _ = std::fs::remove_file(&self.estate.socket);
        self.estate.shared = Fds::default();
        self.estate.holds.values().for_each(Hold::hang_up);
        let until = Instant::now() + GRACE;
        self.phase = Phase::Grace { until };
    }

    /// Whether nothing is under way.
    pub(super) fn is_calm(&self) -> bool {
        let starting = self
            .estate
            .holds
            .values()
            .any(|hold| hold.verdict.is_some());
        let under_way = self.candidate.is_some() || self.retired.is_some() || starting;
        matches!(self.phase, Phase::Keep { .. }) && !under_way
    }

    fn finished(&self) -> bool {
        let ending = matches!(self.phase, Phase::Grace { .. } | Phase::Last { .. });
        let given_up = matches!(self.phase, Phase::Last { until } if until <= Instant::now());
        let quiet = self.server.is_none() && !self.estate.holds.values().any(Hold::runs);
        ending && (quiet || given_up)
    }

    fn deadline(&self) -> Option<Instant> {
        match self.phase {
            Phase::Keep { start } => self.server.is_none().then_some(start),
            Phase::Farewell { until } | Phase::Grace { until } | Phase::Last { until } => {
                Some(until)
            }
        }
    }

    fn act_on_time(&mut self) {
        if self.deadline().is_none_or(|at| at > Instant::now()) {
            return;
        }
        match self.phase {
            Phase::Keep { .. } => self.start_server(),
            Phase::Farewell { .. } => self.shut_down(),
            Phase::Grace { .. } => {
                let holds = self.estate.holds.values();
                holds.for_each(|hold| hold.signal_all(Signal::SIGKILL));
                if let Some(server) = &self.server {
                    process::signal(server.pid, Signal::SIGKILL as i32);
                }
                let until = Instant::now() + GRACE;
                self.phase = Phase::Last { until };
            }
            Phase::Last { .. } => {}
        }
    }

    fn start_server(&mut self) {
        match self.fork_server() {
            Ok(server) => {
                self.server = Some(server);
                self.estate.epoch += 1;
                self.greet();
            }
            Err(_) => {
                let start = Instant::now() + BACK_OFF[BACK_OFF.len() - 1];
                self.phase = Phase::Keep { start };
            }
        }
    }

    fn fork_server(&mut self) -> Result<Server> {
        let serve = self.estate.serve;
        let program = self.estate.program.clone();
        self.fork_with_link(|link| {
            if let Some(program) = program {
                // On failure the server that came with this keeper does it.
                let _ = link.hand_to(&program, SERVER_FLAG);
            }
            serve(link)
        })
    }

    /// A process that runs `act` with a link of its own and nothing else of the keeper's.
    pub(super) fn fork_with_link(&mut self, act: impl FnOnce(Link) -> i32) -> Result<Server> {
        let (ours, theirs) = Channel::pair()?;
        let link = Link {
            channel: theirs,
            lock: self.estate.lock.share()?,
            descriptors: self.estate.descriptors,
        };
        let mut ours = Some(ours);
        let pid = daemon::fork(|| {
            ours = None;
            self.signals = None;
            self.server = None;
            self.candidate = None;
            self.retired = None;
            self.estate.holds.clear();
            self.estate.shared = Fds::default();
            daemon::set_name(MUX);
            signals::ignore(Signal::SIGPIPE).map_or(1, |()| act(link))
        })?;
        let ours = ours.ok_or_else(|| Error::system("fork failed"))?;
        Server::new(pid, ours, None)
    }

    fn greet(&mut self) {
        let (hello, shared) = self.hello(self.estate.epoch);
        let mut messages = vec![(hello, shared)];
        messages.extend(self.known());
        for (message, fds) in messages {
            self.say(message, fds);
        }
    }

    /// The first message for the server number `epoch`.
    pub(super) fn hello(&self, epoch: u64) -> (FromKeeper, Fds) {
        let hello = FromKeeper::Hello {
            epoch,
            restarts: self.restarts,
            context: self.estate.context.clone(),
            socket: self.estate.socket.to_string_lossy().into_owned(),
        };
        (hello, self.estate.shared.clone())
    }

    /// All programs from before, and that this was all.
    pub(super) fn known(&self) -> Vec<(FromKeeper, Fds)> {
        let panes = self.estate.holds.iter();
        // Those whose start is still open come as spawned, or as failed, later.
        let known = panes.filter(|(_, hold)| hold.verdict.is_none());
        let known = known.map(|(pane, hold)| {
            let (pane, pid, exit) = (*pane, hold.pid, hold.exit);
            (FromKeeper::Pane { pane, pid, exit }, hold.fds.clone())
        });
        let done = (FromKeeper::Done, Fds::default());
        known.chain([done]).collect()
    }
}

/// How a candidate ended, for people.
fn describe(change: Change) -> String {
    match change {
        Change::Exited(status) => format!("it exited with status {status}"),
        Change::Killed(signal) => format!("it was ended by signal {signal}"),
        Change::Stopped(_) => "it was stopped".to_owned(),
    }
}
