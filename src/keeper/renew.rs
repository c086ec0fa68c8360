//! A keeper that becomes another program in its place: same process, same children, same descriptors.
//! If that fails it goes on as it was; if the new program is no keeper, the server finds its keeper gone
//! and starts another.

use super::Serve;
use super::estate::Estate;
use super::hold::{Fds, Hold};
use super::link::MUX;
use super::message::{Exit, decode, encode};
use super::run::Keeper;
use super::server::Server;
use crate::base::{Error, Result};
use crate::sys::channel::{Channel, inherited};
use crate::sys::process::{self, Pid};
use crate::sys::spawn::become_program;
use crate::sys::{daemon, signals};
use serde::{Deserialize, Serialize};
use std::io;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd, RawFd};
use std::path::{Path, PathBuf};
use std::rc::Rc;

/// The first argument of a keeper's program that goes on as the same process; the number of the
/// descriptor for [`main_again`] follows.
pub const AGAIN_FLAG: &str = "--keeper-again";

/// What a keeper is made of; descriptors by their numbers.
#[derive(Serialize, Deserialize)]
struct State {
    socket: String,
    context: Vec<u8>,
    epoch: u64,
    descriptors: u64,
    restarts: u32,
    program: Option<String>,
    server: Pid,
    /// The server is a child.
    ours: bool,
    link: RawFd,
    lock: RawFd,
    shared: Vec<RawFd>,
    holds: Vec<Held>,
}

/// A program.
#[derive(Serialize, Deserialize)]
struct Held {
    pane: u32,
    pid: Pid,
    exit: Option<Exit>,
    ours: bool,
    fds: Vec<RawFd>,
}

impl Keeper {
    /// Becomes the program that was asked for, unless something is under way.
    pub(super) fn renew_if_due(&mut self) {
        if self.renewal.is_none() || !self.is_calm() {
            return;
        }
        let told = |server: &Server| server.queue.is_empty() && server.channel.is_some();
        if !self.server.as_ref().is_some_and(told) {
            return;
        }
        if let Some(program) = self.renewal.take() {
            // On failure all stays as it is; the server that asked has a keeper in any case.
            let _ = self.become_keeper(&program);
        }
    }

    /// Returns only if it could not be.
    fn become_keeper(&self, program: &Path) -> Result<()> {
        let (Some(server), state) = (&self.server, self.state()?) else {
            return Ok(());
        };
        let (ours, theirs) = Channel::pair()?;
        let sent = encode(&state).and_then(|bytes| ours.send(&bytes, &[]));
        sent.map_err(|e| Error::system(e.to_string()))?;
        let link = server.channel.iter().map(AsFd::as_fd);
        let mut keep: Vec<BorrowedFd<'_>> = vec![theirs.as_fd(), self.estate.lock.as_fd()];
        keep.extend(link);
        keep.extend(self.estate.shared.iter().map(AsFd::as_fd));
        let holds = self.estate.holds.values();
        keep.extend(holds.flat_map(|hold| hold.fds.iter().map(AsFd::as_fd)));
        let args = [
            MUX.to_owned(),
            AGAIN_FLAG.to_owned(),
            theirs.as_fd().as_raw_fd().to_string(),
        ];
        Err(become_program(program, &args, &keep))
    }

    fn state(&self) -> Result<State> {
        let gone = || Error::system("there is no server");
        let server = self.server.as_ref().ok_or_else(gone)?;
        let link = server.channel.as_ref().ok_or_else(gone)?;
        let numbers = |fds: &Fds| fds.iter().map(AsRawFd::as_raw_fd).collect();
        let holds = self.estate.holds.iter().map(|(pane, hold)| Held {
            pane: *pane,
            pid: hold.pid,
            exit: hold.exit,
            ours: hold.ours,
            fds: numbers(&hold.fds),
        });
        let program = self.estate.program.as_ref();
        Ok(State {
            socket: self.estate.socket.to_string_lossy().into_owned(),
            context: self.estate.context.clone(),
            epoch: self.estate.epoch,
            descriptors: self.estate.descriptors,
            restarts: self.restarts,
            program: program.map(|program| program.to_string_lossy().into_owned()),
            server: server.pid,
            ours: server.watch.is_none(),
            link: link.as_fd().as_raw_fd(),
            lock: self.estate.lock.as_raw_fd(),
            shared: numbers(&self.estate.shared),
            holds: holds.collect(),
        })
    }
}

/// What a process does that was a keeper before it became this program with [`AGAIN_FLAG`]: it goes on
/// as one. Returns the exit status. To be called while there is one thread.
pub fn main_again(fd: RawFd, serve: Serve) -> i32 {
    go_on(fd, serve).map_or(1, Keeper::run)
}

fn go_on(fd: RawFd, serve: Serve) -> Result<Keeper> {
    signals::reset();
    let broken = |e: io::Error| Error::system(e.to_string());
    let packet = Channel::from(inherited(fd)?).receive().map_err(broken)?;
    let packet = packet.ok_or_else(|| Error::system("there is no state"))?;
    let state: State = decode(&packet.bytes).map_err(broken)?;
    let all = |numbers: &[RawFd]| -> Result<Vec<OwnedFd>> {
        numbers.iter().map(|fd| inherited(*fd)).collect()
    };
    let (link, lock) = (inherited(state.link)?, inherited(state.lock)?);
    let shared: Vec<OwnedFd> = all(&state.shared)?;
    let mut keep = vec![link.as_raw_fd(), lock.as_raw_fd()];
    keep.extend(shared.iter().map(AsRawFd::as_raw_fd));
    let mut holds = Vec::new();
    for held in state.holds {
        let fds: Vec<OwnedFd> = all(&held.fds)?;
        keep.extend(fds.iter().map(AsRawFd::as_raw_fd));
        holds.push((held, fds));
    }
    daemon::close_all_but(&keep);
    let holds = holds.into_iter().map(|(held, fds)| {
        let watch = (!held.ours).then(|| process::watch(held.pid).ok());
        let hold = Hold {
            pid: held.pid,
            fds: Rc::new(fds),
            exit: held.exit,
            verdict: None,
            ours: held.ours,
            watch: watch.flatten(),
        };
        (held.pane, hold)
    });
    let estate = Estate {
        socket: PathBuf::from(state.socket),
        lock: lock.into(),
        context: state.context,
        serve,
        holds: holds.collect(),
        shared: Rc::new(shared),
        epoch: state.epoch,
        descriptors: state.descriptors,
        program: state.program.map(PathBuf::from),
    };
    let watch = if state.ours {
        None
    } else {
        Some(process::watch(state.server)?)
    };
    let server = Server::new(state.server, link.into(), watch)?;
    let mut keeper = Keeper::new(estate, Some(server))?;
    keeper.restarts = state.restarts;
    Ok(keeper)
}
