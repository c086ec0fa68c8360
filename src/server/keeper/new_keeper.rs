//! Starts a new keeper after the old one was killed, and hands it everything that this server
//! holds.

use crate::base::PaneId;
use crate::keeper::{self, Handover, HandoverPane, KeeperChannel};
use crate::model::Input;
use crate::server::hub::{Hub, ServerIdentity};
use crate::server::keeper::exit_status;
use crate::server::lock::lock;
use crate::server::pane::state::Pane;
use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::sleep;

/// How long to wait before the next attempt.
const RETRY: Duration = Duration::from_secs(1);

/// A program on its way to the new keeper.
struct HeldProgram {
    pane: PaneId,
    pid: i32,
    exit: Option<keeper::ProgramExit>,
    fds: [OwnedFd; 3],
}

/// Starts a keeper, and tries again until one runs.
pub async fn start(hub: &Arc<Hub>) {
    loop {
        let starter = Arc::clone(hub);
        let started = tokio::task::spawn_blocking(move || replace(&starter)).await;
        let started = started.map_err(io::Error::other).and_then(|link| link);
        match started.and_then(|link| hub.keeper.replace(link)) {
            Ok(()) => return fail_pending_spawns(hub),
            Err(error) => tracing::error!(%error, "cannot start a new keeper"),
        }
        sleep(RETRY).await;
    }
}

fn replace(hub: &Hub) -> io::Result<KeeperChannel> {
    let (world, held) = {
        let state = lock(&hub.state);
        let held: io::Result<Vec<Option<HeldProgram>>> =
            state.panes.values().map(|pane| hold(pane)).collect();
        (state.snapshot.as_fd().try_clone_to_owned()?, held?)
    };
    let ServerIdentity {
        epoch,
        context,
        socket,
        listener,
    } = &hub.identity;
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

fn hold(pane: &Pane) -> io::Result<Option<HeldProgram>> {
    let (Some(fds), Some(program)) = (pane.descriptors()?, pane.program()) else {
        return Ok(None);
    };
    let exit = *program.exit.borrow();
    let exit = exit.map(exit_status::to_keeper);
    Ok(Some(HeldProgram {
        pane: pane.id,
        pid: i32::try_from(program.pid).map_err(io::Error::other)?,
        exit,
        fds,
    }))
}

/// Reports the programs that the old keeper was asked to start and has not reported.
fn fail_pending_spawns(hub: &Arc<Hub>) {
    let panes = lock(&hub.state).panes.clone();
    for pane in panes.values().filter(|pane| pane.program().is_none()) {
        let message = "the keeper was killed".to_owned();
        hub.apply(Input::SpawnFailed(pane.id, message));
    }
}
