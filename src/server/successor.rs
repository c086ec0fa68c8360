//! A new keeper in place of one that was killed: it gets all that this server holds.

use super::gate::lock;
use super::hub::{Hub, Place};
use crate::base::PaneId;
use crate::keeper::{self, Handover, HandoverPane, KeeperChannel};
use crate::model::Input;
use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::sleep;

/// How long to wait before trying again.
const AGAIN: Duration = Duration::from_secs(1);

/// A pane on its way to the new keeper.
struct Held {
    pane: PaneId,
    pid: i32,
    exit: Option<keeper::ProgramExit>,
    fds: [OwnedFd; 3],
}

/// Starts a keeper, and tries until there is one.
pub async fn start(hub: &Arc<Hub>) {
    loop {
        let starter = Arc::clone(hub);
        let started = tokio::task::spawn_blocking(move || replace(&starter)).await;
        let started = started.map_err(io::Error::other).and_then(|link| link);
        match started.and_then(|link| hub.keeper.replace(link)) {
            Ok(()) => return give_up_unborn(hub),
            Err(error) => tracing::error!(%error, "there is no new keeper"),
        }
        sleep(AGAIN).await;
    }
}

fn replace(hub: &Hub) -> io::Result<KeeperChannel> {
    let (world, held) = {
        let core = lock(&hub.core);
        let held: io::Result<Vec<Option<Held>>> =
            core.panes.values().map(|pane| hold(pane)).collect();
        (core.snapshot.as_fd().try_clone_to_owned()?, held?)
    };
    let Place {
        epoch,
        context,
        socket,
        listener,
    } = &hub.place;
    let listener = lock(listener).try_clone()?;
    let panes = held.iter().flatten().map(|held| HandoverPane {
        pane: held.pane.0,
        pid: held.pid,
        exit: held.exit,
        fds: [0, 1, 2].map(|n| held.fds[n].as_fd()),
    });
    let handover = Handover {
        epoch: *epoch,
        context,
        socket,
        listener: listener.as_fd(),
        world: world.as_fd(),
        panes: panes.collect(),
    };
    let link = hub.keeper.link();
    keeper::replace(link.get_ref(), &handover).map_err(|e| io::Error::other(e.message))
}

fn hold(pane: &super::pane::Pane) -> io::Result<Option<Held>> {
    let (Some(fds), Some(program)) = (pane.descriptors()?, pane.program()) else {
        return Ok(None);
    };
    let exit = *program.exit.borrow();
    let exit = exit.map(|exit| match (exit.status, exit.signal) {
        (Some(status), _) => keeper::ProgramExit::Status(i32::from(status)),
        (None, Some(signal)) => keeper::ProgramExit::Signal(i32::from(signal)),
        (None, None) => keeper::ProgramExit::Unknown,
    });
    Ok(Some(Held {
        pane: pane.id,
        pid: i32::try_from(program.pid).map_err(io::Error::other)?,
        exit,
        fds,
    }))
}

/// Programs that the old keeper was asked for and that nobody has heard of.
fn give_up_unborn(hub: &Arc<Hub>) {
    let panes = lock(&hub.core).panes.clone();
    for pane in panes.values().filter(|pane| pane.program().is_none()) {
        let message = "the keeper was killed".to_owned();
        hub.apply(Input::SpawnFailed(pane.id, message));
    }
}
