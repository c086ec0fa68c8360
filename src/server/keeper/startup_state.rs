//! What the keeper hands over to a server that starts.

use crate::base::{Error, PaneId, Result, Size};
use crate::keeper::{FromKeeper, KeeperChannel, ToKeeper};
use crate::model::{Exit, World};
use crate::server::fault_injection;
use crate::server::keeper::exit_status;
use crate::server::keeper::start_args::StartArgs;
use crate::server::pane::state::Pane;
use crate::server::upgrade::handoff::Handoff;
use crate::sys::pty;
use crate::sys::state_file::StateFile;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::os::unix::net::UnixListener;
use std::sync::Arc;

/// Token and count of every client whose input the previous server counted.
pub type InputCounts = Vec<(u64, u64)>;

/// What the keeper hands over.
pub struct StartupState {
    /// The arguments of the first server.
    pub start: StartArgs,
    /// The path of the socket.
    pub socket: String,
    /// The listening socket.
    pub listener: UnixListener,
    /// The copy of the world in the keeper's memory.
    pub snapshot: StateFile,
    /// Servers that died young, in a row.
    pub restarts: u32,
    /// The number of this server in its chain.
    pub epoch: u64,
    /// The handoff of the previous server, if this one is a candidate.
    pub handoff: Option<Handoff>,
    /// From the handoff.
    pub input_counts: InputCounts,
    /// Messages of the keeper that are to be handled once the server runs.
    pub meanwhile: Vec<(FromKeeper, Vec<OwnedFd>)>,
    /// The programs of the previous server.
    pub programs: Vec<RunningProgram>,
}

/// A program of the previous server.
pub struct RunningProgram {
    /// Its pane.
    pub pane: PaneId,
    /// Its process id.
    pub pid: i32,
    /// How it ended, if it has.
    pub exit: Option<Exit>,
    /// PTY, journal, history.
    pub fds: Vec<OwnedFd>,
}

impl RunningProgram {
    /// The size of the PTY.
    pub fn size(&self) -> Size {
        pty_size(self.fds.first().map(AsFd::as_fd))
    }
}

/// The size of a PTY, or 80 by 24 if it is unknown.
pub fn pty_size(tty: Option<BorrowedFd<'_>>) -> Size {
    let size = tty.and_then(|tty| pty::size(tty).ok());
    size.map_or(Size::new(80, 24), |(size, _)| size.clamped())
}

/// Receives everything that the keeper hands over.
///
/// # Errors
/// If the keeper is gone or sends something else.
pub fn receive(link: &KeeperChannel) -> Result<StartupState> {
    let mut startup = receive_hello(link)?;
    loop {
        match next(link)? {
            (FromKeeper::Done, _) => return Ok(startup),
            (message, fds) => startup.record(message, fds),
        }
    }
}

/// As [`receive`], for a candidate: it reports ready, then waits until the server is quiesced and
/// hands over.
///
/// # Errors
/// As there.
pub fn receive_as_candidate(link: &KeeperChannel) -> Result<StartupState> {
    let mut startup = receive_hello(link)?;
    send(link, &ToKeeper::Ready)?;
    loop {
        match next(link)? {
            (FromKeeper::TakeOver { state }, _) => {
                startup.handoff = Some(Handoff::decode(&state)?);
                return Ok(startup);
            }
            (FromKeeper::Done, _) => {}
            (message, fds) => startup.record(message, fds),
        }
    }
}

fn next(link: &KeeperChannel) -> Result<(FromKeeper, Vec<OwnedFd>)> {
    let message = link.recv().map_err(|e| Error::system(e.to_string()))?;
    message.ok_or_else(|| Error::system("the keeper is gone"))
}

fn send(link: &KeeperChannel, message: &ToKeeper) -> Result<()> {
    link.send(message).map_err(|e| Error::system(e.to_string()))
}

fn receive_hello(link: &KeeperChannel) -> Result<StartupState> {
    let (hello, fds) = next(link)?;
    let FromKeeper::Hello {
        epoch,
        restarts,
        context,
        socket,
    } = hello
    else {
        return Err(Error::protocol("the keeper did not send its hello first"));
    };
    let fds: std::result::Result<[OwnedFd; 2], _> = fds.try_into();
    let [listener, world] =
        fds.map_err(|_| Error::protocol("the keeper's hello has not two descriptors"))?;
    Ok(StartupState {
        start: StartArgs::decode(&context),
        socket,
        listener: UnixListener::from(listener),
        snapshot: StateFile::open(world),
        restarts,
        epoch,
        handoff: None,
        input_counts: Vec::new(),
        meanwhile: Vec::new(),
        programs: Vec::new(),
    })
}

impl StartupState {
    fn record(&mut self, message: FromKeeper, fds: Vec<OwnedFd>) {
        match message {
            FromKeeper::Pane { pane, pid, exit } => self.programs.push(RunningProgram {
                pane: PaneId(pane),
                pid,
                exit: exit.map(exit_status::from_keeper),
                fds,
            }),
            other => self.meanwhile.push((other, fds)),
        }
    }

    /// The panes of running programs, and the sizes of their PTYs.
    pub fn sizes(&self) -> Vec<(PaneId, Size)> {
        let programs = self.programs.iter();
        programs
            .map(|program| (program.pane, program.size()))
            .collect()
    }

    /// The commit of an upgrade, from the candidate's side: sends the evidence of what it has, and
    /// waits until the keeper makes it the server. Returns the input that programs have not read. A
    /// server that is no candidate returns at once.
    ///
    /// # Errors
    /// If the evidence is refused or the keeper is gone.
    pub fn take_over(
        &mut self,
        link: &KeeperChannel,
        world: &World,
        panes: &[Arc<Pane>],
    ) -> Result<Vec<(PaneId, Vec<u8>)>> {
        let Some(mut handoff) = self.handoff.take() else {
            return Ok(Vec::new());
        };
        self.input_counts = handoff.take_input_counts();
        fault_injection::strike_candidate_late();
        let lies = fault_injection::wanted("candidate-lies");
        let evidence = Handoff::evidence(world, if lies { &[] } else { panes });
        let state = evidence.encode();
        send(link, &ToKeeper::Digest { state })?;
        if fault_injection::wanted("candidate-kills-keeper") {
            fault_injection::kill_parent_soon();
        }
        loop {
            match next(link) {
                Ok((FromKeeper::Committed, _)) => break,
                Ok(other) => self.meanwhile.push(other),
                // The owner field in shared memory is the commit. A keeper that is killed after
                // writing it cannot send the message.
                Err(_) if self.snapshot.owner() == self.epoch => break,
                Err(error) => return Err(error),
            }
        }
        Ok(handoff.unread_input().collect())
    }
}
