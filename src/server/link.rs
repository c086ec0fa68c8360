//! The way to the keeper, and what comes from there while the server lives.

use super::gate::lock;
use super::hub::Hub;
use super::pane::{Kept, Pane, Program};
use super::ready::{self, Ready};
use super::{reader, successor, upgrade};
use crate::base::PaneId;
use crate::keeper::{self, FromKeeper, KeeperChannel, ToKeeper};
use crate::model::{self, Input};
use crate::sys::journal::Journal;
use crate::sys::pty;
use std::collections::VecDeque;
use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::net::UnixListener;
use std::sync::{Arc, Mutex};
use tokio::sync::Notify;

/// The way to the keeper.
#[derive(Debug)]
pub struct Keeper {
    link: Mutex<Arc<Ready<KeeperChannel>>>,
    waiting: Mutex<VecDeque<ToKeeper>>,
    wake: Notify,
}

impl Keeper {
    /// The way over `link`.
    ///
    /// # Errors
    /// If the link cannot be waited for.
    pub fn new(link: KeeperChannel) -> io::Result<Self> {
        Ok(Self {
            link: Mutex::new(calm(link)?),
            waiting: Mutex::default(),
            wake: Notify::new(),
        })
    }

    /// The link.
    pub fn link(&self) -> Arc<Ready<KeeperChannel>> {
        Arc::clone(&lock(&self.link))
    }

    /// From now on the way goes over `link`.
    ///
    /// # Errors
    /// If the link cannot be waited for.
    pub fn replace(&self, link: KeeperChannel) -> io::Result<()> {
        *lock(&self.link) = calm(link)?;
        self.flush();
        Ok(())
    }

    /// Says `message`, after all that was said before.
    pub fn send(&self, message: &ToKeeper) {
        let mut waiting = lock(&self.waiting);
        if waiting.is_empty() && self.say(message) {
            return;
        }
        waiting.push_back(message.clone());
        self.wake.notify_one();
    }

    /// Waits until the keeper has taken all that was said.
    pub async fn has_taken_all(&self) {
        while self.has_waiting() {
            let link = self.link();
            let Ok(mut ready) = link.writable().await else {
                return;
            };
            self.flush();
            if self.has_waiting() {
                ready.clear_ready();
            }
        }
    }

    /// Sends what waits, as far as the keeper takes it.
    fn flush(&self) {
        let mut waiting = lock(&self.waiting);
        while let Some(message) = waiting.front() {
            if !self.say(message) {
                return;
            }
            waiting.pop_front();
        }
    }

    /// Says `message`; false if it has to be said again later, to this keeper or the next.
    fn say(&self, message: &ToKeeper) -> bool {
        let said = self.link().get_ref().send(message);
        said.inspect_err(|error| tracing::debug!(%error, "the keeper was not told"))
            .is_ok()
    }

    fn has_waiting(&self) -> bool {
        !lock(&self.waiting).is_empty()
    }
}

fn calm(link: KeeperChannel) -> io::Result<Arc<Ready<KeeperChannel>>> {
    let calm = link.set_nonblocking(true);
    calm.map_err(|e| io::Error::other(e.message))?;
    Ok(Arc::new(ready::watch(link)?))
}

/// Listens to the keeper for ever, and to the next one when it is killed.
pub async fn listen(hub: Arc<Hub>) {
    loop {
        listen_to(&hub, &hub.keeper.link()).await;
        if hub.is_retired() {
            return;
        }
        upgrade::abandoned(&hub, "the keeper was killed".to_owned());
        tracing::warn!("the keeper was killed");
        successor::start(&hub).await;
    }
}

/// Listens to one keeper until it is gone.
async fn listen_to(hub: &Arc<Hub>, link: &Ready<KeeperChannel>) {
    let keeper = &hub.keeper;
    loop {
        tokio::select! {
            ready = link.readable() => {
                let Ok(mut ready) = ready else { return };
                match link.get_ref().recv() {
                    Ok(Some((message, fds))) => hear(hub, message, fds),
                    Ok(None) => return,
                    Err(e) if e.kind() == io::ErrorKind::WouldBlock => ready.clear_ready(),
                    Err(error) => tracing::warn!(%error, "the keeper was not understood"),
                }
            }
            ready = link.writable(), if keeper.has_waiting() => {
                let Ok(mut ready) = ready else { return };
                keeper.flush();
                if keeper.has_waiting() {
                    ready.clear_ready();
                }
            }
            () = keeper.wake.notified() => {}
        }
    }
}

/// Acts on what the keeper says.
pub fn hear(hub: &Arc<Hub>, message: FromKeeper, fds: Vec<OwnedFd>) {
    match message {
        FromKeeper::Spawned { pane, pid } => match spawned(hub, PaneId(pane), pid, fds) {
            Ok(()) => {}
            Err(error) => {
                tracing::error!(pane, %error, "a program could not be reached");
                hub.keeper.send(&ToKeeper::Forget { pane });
                hub.apply(Input::SpawnFailed(PaneId(pane), error.to_string()));
            }
        },
        FromKeeper::SpawnFailed { pane, message } => {
            hub.apply(Input::SpawnFailed(PaneId(pane), message));
        }
        FromKeeper::Exited { pane, pid, exit } => exited(hub, PaneId(pane), pid, exit),
        FromKeeper::Listener => {
            let listener = fds.into_iter().next().map(UnixListener::from);
            let opened = listener.map(|listener| hub.open(listener));
            if !matches!(opened, Some(Ok(()))) {
                tracing::error!(?opened, "the new socket cannot be listened to");
            }
        }
        FromKeeper::CandidateReady => upgrade::stand_still(hub),
        FromKeeper::Abandoned { message } => upgrade::abandoned(hub, message),
        FromKeeper::Terminate => hub.terminate(),
        FromKeeper::Hello { .. }
        | FromKeeper::Pane { .. }
        | FromKeeper::Done
        | FromKeeper::TakeOver { .. }
        | FromKeeper::Proof { .. }
        | FromKeeper::Committed => {
            tracing::warn!("the keeper said what it says at the start only");
        }
    }
}

fn spawned(hub: &Arc<Hub>, id: PaneId, pid: i32, fds: Vec<OwnedFd>) -> io::Result<()> {
    let Some(pane) = hub.pane(id) else {
        // It was closed meanwhile, and the keeper has been told.
        return Ok(());
    };
    let (program, kept) = reach(pid, fds)?;
    let name = pty::name(program.tty.get_ref().as_fd()).unwrap_or_default();
    let pid = program.pid;
    pane.start(program, kept);
    hub.apply(Input::Spawned(id, pid, name));
    watch(hub, &pane);
    Ok(())
}

/// A program and what is kept for it, from what the keeper sends.
///
/// # Errors
/// If these are not what they should be.
pub fn reach(pid: i32, fds: Vec<OwnedFd>) -> io::Result<(Program, Kept)> {
    let fds: Result<[OwnedFd; 3], _> = fds.try_into();
    let [tty, journal, history] = fds.map_err(|_| io::Error::from(io::ErrorKind::InvalidData))?;
    let pid = u32::try_from(pid).map_err(io::Error::other)?;
    let journal = Journal::open(journal).map_err(|e| io::Error::other(e.message))?;
    Ok((Program::new(tty, pid)?, Kept { journal, history }))
}

/// Starts to read what the pane's program writes.
pub fn watch(hub: &Arc<Hub>, pane: &Arc<Pane>) {
    if let Some(program) = pane.program() {
        let reader = tokio::spawn(reader::read(Arc::clone(hub), Arc::clone(pane), program));
        pane.set_reader(Some(reader.abort_handle()));
    }
}

fn exited(hub: &Arc<Hub>, id: PaneId, pid: i32, exit: keeper::ProgramExit) {
    let program = hub.pane(id).and_then(|pane| pane.program());
    if let Some(program) = program.filter(|program| i64::from(program.pid) == i64::from(pid)) {
        program.exit.send_replace(Some(ending(exit)));
    }
}

/// How a program ended, in the world's words.
pub fn ending(exit: keeper::ProgramExit) -> model::Exit {
    let small = |n: i32| u8::try_from(n).ok();
    let (status, signal) = match exit {
        keeper::ProgramExit::Status(status) => (small(status), None),
        keeper::ProgramExit::Signal(signal) => (None, small(signal)),
        keeper::ProgramExit::Unknown => (None, None),
    };
    model::Exit { status, signal }
}
