//! Replaces the keeper's own program with execve(2): the process, its children and its descriptors
//! stay. If exec fails, the old keeper goes on. If the new program is not a keeper, the server
//! loses its channel and starts another keeper.

use super::channel::{MUX, Serve};
use super::message::{ProgramExit, decode, encode};
use super::pane_handle::{Fds, PaneHandle};
use super::resources::Resources;
use super::server_process::ServerProcess;
use super::state::Keeper;
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

/// The first argument of a keeper after the exec; the number of a descriptor for
/// [`main_after_reexec`] follows. The value is part of the protocol between versions.
pub const REEXEC_FLAG: &str = "--keeper-again";

/// The keeper's state, with descriptors as numbers. Fields must not be reordered: the new program
/// may be of another version.
#[derive(Serialize, Deserialize)]
struct State {
    socket: String,
    context: Vec<u8>,
    epoch: u64,
    descriptors: u64,
    restarts: u32,
    program: Option<String>,
    server: Pid,
    /// The server is our child.
    ours: bool,
    link: RawFd,
    lock: RawFd,
    shared: Vec<RawFd>,
    handles: Vec<Held>,
}

/// A pane in [`State`].
#[derive(Serialize, Deserialize)]
struct Held {
    pane: u32,
    pid: Pid,
    exit: Option<ProgramExit>,
    ours: bool,
    fds: Vec<RawFd>,
}

impl Keeper {
    /// Runs the pending exec, unless the keeper is busy.
    pub(super) fn reexec_if_due(&mut self) {
        if self.pending_reexec.is_none() || !self.is_idle() {
            return;
        }
        // Queued messages and their descriptors are not part of `State`: wait until they are sent.
        let told = |server: &ServerProcess| server.queue.is_empty() && server.channel.is_some();
        if !self.server.as_ref().is_some_and(told) {
            return;
        }
        if let Some(program) = self.pending_reexec.take() {
            // On failure the keeper goes on; the server that asked keeps its keeper either way.
            let _ = self.reexec(&program);
        }
    }

    /// Returns only on failure.
    fn reexec(&self, program: &Path) -> Result<()> {
        let (Some(server), state) = (&self.server, self.state()?) else {
            return Ok(());
        };
        let (ours, theirs) = Channel::pair()?;
        // The state waits in the socket pair; exec closes `ours`, and the message stays readable.
        let sent = encode(&state).and_then(|bytes| ours.send(&bytes, &[]));
        sent.map_err(|e| Error::system(e.to_string()))?;
        let link = server.channel.iter().map(AsFd::as_fd);
        let mut keep: Vec<BorrowedFd<'_>> = vec![theirs.as_fd(), self.resources.lock.as_fd()];
        keep.extend(link);
        keep.extend(self.resources.shared.iter().map(AsFd::as_fd));
        let handles = self.resources.handles.values();
        keep.extend(handles.flat_map(|handle| handle.fds.iter().map(AsFd::as_fd)));
        let args = [
            MUX.to_owned(),
            REEXEC_FLAG.to_owned(),
            theirs.as_fd().as_raw_fd().to_string(),
        ];
        Err(become_program(program, &args, &keep))
    }

    fn state(&self) -> Result<State> {
        let gone = || Error::system("there is no server");
        let server = self.server.as_ref().ok_or_else(gone)?;
        let link = server.channel.as_ref().ok_or_else(gone)?;
        let numbers = |fds: &Fds| fds.iter().map(AsRawFd::as_raw_fd).collect();
        let handles = self.resources.handles.iter().map(|(pane, handle)| Held {
            pane: *pane,
            pid: handle.pid,
            exit: handle.exit,
            ours: handle.ours,
            fds: numbers(&handle.fds),
        });
        let program = self.resources.program.as_ref();
        Ok(State {
            socket: self.resources.socket.to_string_lossy().into_owned(),
            context: self.resources.context.clone(),
            epoch: self.resources.epoch,
            descriptors: self.resources.descriptors,
            restarts: self.restarts,
            program: program.map(|program| program.to_string_lossy().into_owned()),
            server: server.pid,
            ours: server.watch.is_none(),
            link: link.as_fd().as_raw_fd(),
            lock: self.resources.lock.as_raw_fd(),
            shared: numbers(&self.resources.shared),
            handles: handles.collect(),
        })
    }
}

/// The main function of a keeper after the exec with [`REEXEC_FLAG`]: it resumes. Returns the exit
/// status. Call it while there is one thread.
pub fn main_after_reexec(fd: RawFd, serve: Serve) -> i32 {
    resume(fd, serve).map_or(1, Keeper::run)
}

fn resume(fd: RawFd, serve: Serve) -> Result<Keeper> {
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
    let mut handles = Vec::new();
    for held in state.handles {
        let fds: Vec<OwnedFd> = all(&held.fds)?;
        keep.extend(fds.iter().map(AsRawFd::as_raw_fd));
        handles.push((held, fds));
    }
    // `inherited` duplicated every descriptor with close-on-exec; the originals would leak into
    // programs.
    daemon::close_all_but(&keep);
    let handles = handles.into_iter().map(|(held, fds)| {
        let watch = (!held.ours).then(|| process::watch(held.pid).ok());
        let handle = PaneHandle {
            pid: held.pid,
            fds: Rc::new(fds),
            exit: held.exit,
            verdict: None,
            ours: held.ours,
            watch: watch.flatten(),
        };
        (held.pane, handle)
    });
    let resources = Resources {
        socket: PathBuf::from(state.socket),
        lock: lock.into(),
        context: state.context,
        serve,
        handles: handles.collect(),
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
    let server = ServerProcess::new(state.server, link.into(), watch)?;
    let mut keeper = Keeper::new(resources, Some(server))?;
    keeper.restarts = state.restarts;
    Ok(keeper)
}
