//! A new keeper for a server whose keeper was killed. The server holds all descriptors too, so no
//! program notices. Only exit statuses are lost: the programs are not children of the new keeper.

use super::channel::{KeeperChannel, Serve};
use super::message::{FromKeeper, ProgramExit, decode, encode};
use super::pane_handle::{Fds, PaneHandle};
use super::resources::Resources;
use super::server_process::ServerProcess;
use super::state::Keeper;
use crate::base::sorted::SortedMap;
use crate::base::{Error, Result};
use crate::sys::channel::{Channel, Packet, inherited};
use crate::sys::process::{self, Pid};
use crate::sys::socket::Lock;
use crate::sys::{daemon, signals};
use serde::{Deserialize, Serialize};
use std::io;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd};
use std::path::Path;
use std::process::{Command, Stdio};
use std::rc::Rc;

/// The first argument of a keeper process started by a server; the number of a descriptor for
/// [`main_from_fd`] follows.
pub const KEEPER_FLAG: &str = "--keeper-from-fd";

/// The resources that a server hands to a new keeper.
#[derive(Debug)]
pub struct Handover<'a> {
    /// As in [`FromKeeper::Hello`].
    pub epoch: u64,
    /// As in [`FromKeeper::Hello`].
    pub context: &'a [u8],
    /// Path of the socket.
    pub socket: &'a str,
    /// The listening socket.
    pub listener: BorrowedFd<'a>,
    /// The state file of the world.
    pub world: BorrowedFd<'a>,
    /// All panes that have or had a program.
    pub panes: Vec<HandoverPane<'a>>,
}

/// A pane in [`Handover`].
#[derive(Debug)]
pub struct HandoverPane<'a> {
    /// The number of the pane.
    pub pane: u32,
    /// Process id.
    pub pid: Pid,
    /// The exit, if the program has ended.
    pub exit: Option<ProgramExit>,
    /// PTY, journal and history.
    pub fds: [BorrowedFd<'a>; 3],
}

/// A message to the new keeper.
#[derive(Serialize, Deserialize)]
enum Item {
    /// Descriptors: the listening socket, the state file of the world and the lock.
    Resources {
        epoch: u64,
        context: Vec<u8>,
        socket: String,
        server: Pid,
        descriptors: u64,
    },
    /// Descriptors: PTY, journal and history.
    Pane {
        pane: u32,
        pid: Pid,
        exit: Option<ProgramExit>,
    },
    End,
}

/// Starts a new keeper for the server whose `link` is broken, and returns the channel to it.
/// Programs that ended in between are reported by [`FromKeeper::Exited`] on the new channel. May be
/// called while there are many threads.
///
/// The old `link` keeps the lock until the new keeper has its own copy, so no second keeper can
/// start in between.
///
/// # Errors
/// The new keeper could not be started. The old channel still holds the lock, so a retry is safe.
pub fn replace(link: &KeeperChannel, handover: &Handover<'_>) -> Result<KeeperChannel> {
    let (ours, theirs) = Channel::pair()?;
    let lock = link.lock.share()?;
    let started = Command::new("/proc/self/exe")
        .args([KEEPER_FLAG, "0"])
        .stdin(OwnedFd::from(theirs))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        // The child detaches and exits at once; its grandchild is the keeper.
        .status();
    started.map_err(lost)?;
    hand_over(&ours, &lock, link.descriptors, handover).map_err(lost)?;
    let link = KeeperChannel {
        channel: ours,
        lock,
        descriptors: link.descriptors,
    };
    // `Done` means that the keeper has everything. Until then the old channel stays in use.
    match link.recv().map_err(lost)? {
        Some((FromKeeper::Done, _)) => Ok(link),
        _ => Err(lost(io::ErrorKind::UnexpectedEof)),
    }
}

fn hand_over(
    to: &Channel,
    lock: &Lock,
    descriptors: u64,
    handover: &Handover<'_>,
) -> io::Result<()> {
    let resources = Item::Resources {
        epoch: handover.epoch,
        context: handover.context.to_vec(),
        socket: handover.socket.to_owned(),
        server: process::own_pid(),
        descriptors,
    };
    let shared = [handover.listener, handover.world, lock.as_fd()];
    to.send(&encode(&resources)?, &shared)?;
    for HandoverPane {
        pane,
        pid,
        exit,
        fds,
    } in &handover.panes
    {
        let (pane, pid, exit) = (*pane, *pid, *exit);
        to.send(&encode(&Item::Pane { pane, pid, exit })?, fds)?;
    }
    to.send(&encode(&Item::End)?, &[])
}

/// The main function of a process started with [`KEEPER_FLAG`]: the keeper of the server at the
/// other end of descriptor `fd`. Returns the exit status. Call it while there is one thread.
pub fn main_from_fd(fd: i32, serve: Serve) -> i32 {
    let keeper = take_over(fd, serve);
    keeper.map_or(1, Keeper::run)
}

fn take_over(fd: i32, serve: Serve) -> Result<Keeper> {
    signals::reset();
    let channel = Channel::from(inherited(fd)?);
    daemon::detach(&[channel.as_fd().as_raw_fd()])?;
    let (resources, server) = receive(&channel, serve)?;
    // The server is not our child, so a pidfd reports its end instead of SIGCHLD.
    let watch = Some(process::watch(server)?);
    let mut keeper = Keeper::new(resources, Some(ServerProcess::new(server, channel, watch)?))?;
    keeper.say(FromKeeper::Done, Fds::default());
    Ok(keeper)
}

/// Receives the resources and the server's process id.
fn receive(from: &Channel, serve: Serve) -> Result<(Resources, Pid)> {
    let Packet { bytes, fds } = next(from)?;
    let Item::Resources {
        epoch,
        context,
        socket,
        server,
        descriptors,
    } = decode(&bytes).map_err(lost)?
    else {
        return Err(lost(io::ErrorKind::InvalidData));
    };
    let [listener, world, lock] = three(fds)?;
    process::raise_descriptor_limit();
    let resources = Resources {
        socket: Path::new(&socket).to_owned(),
        lock: lock.into(),
        context,
        serve,
        shared: Rc::new(vec![listener, world]),
        handles: receive_holds(from)?,
        epoch,
        descriptors,
        program: None,
    };
    Ok((resources, server))
}

fn receive_holds(from: &Channel) -> Result<SortedMap<u32, PaneHandle>> {
    let mut handles = SortedMap::new();
    loop {
        let Packet { bytes, fds } = next(from)?;
        let Item::Pane { pane, pid, exit } = decode(&bytes).map_err(lost)? else {
            return Ok(handles);
        };
        let watch = process::watch(pid).ok();
        let handle = PaneHandle {
            pid,
            fds: Rc::new(three(fds)?.into()),
            exit,
            verdict: None,
            ours: false,
            watch: watch.filter(|_| process::leads_session(pid)),
        };
        handles.insert(pane, handle);
    }
}

fn next(from: &Channel) -> Result<Packet> {
    from.receive()
        .map_err(lost)?
        .ok_or_else(|| lost(io::ErrorKind::UnexpectedEof))
}

fn three(fds: Vec<OwnedFd>) -> Result<[OwnedFd; 3]> {
    fds.try_into().map_err(|_| lost(io::ErrorKind::InvalidData))
}

fn lost(why: impl Into<io::Error>) -> Error {
    let why = why.into();
    Error::system(format!("couldn't start a new keeper ({why})"))
}
