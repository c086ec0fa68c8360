//! Messages from the keeper while the server runs.

use crate::base::PaneId;
use crate::keeper::{FromKeeper, KeeperChannel, ProgramExit, ToKeeper};
use crate::model::Input;
use crate::server::async_fd::Pollable;
use crate::server::client::connection;
use crate::server::hub::Hub;
use crate::server::keeper::{exit_status, new_keeper};
use crate::server::pane::{pane_reader, program};
use crate::server::upgrade::commit;
use crate::sys::pty;
use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::sync::Arc;

/// Receives messages without end. If the keeper is killed, starts a new one and goes on with that.
pub async fn listen(hub: Arc<Hub>) {
    loop {
        listen_to(&hub, &hub.keeper.link()).await;
        if hub.is_retired() {
            return;
        }
        hub.upgrade.finish(Err("the keeper was killed".to_owned()));
        tracing::warn!("the keeper was killed");
        new_keeper::start(&hub).await;
    }
}

/// Receives messages over one link until it is closed, and sends what is queued.
async fn listen_to(hub: &Arc<Hub>, link: &Pollable<KeeperChannel>) {
    let keeper = &hub.keeper;
    loop {
        tokio::select! {
            ready = link.readable() => {
                let Ok(mut ready) = ready else { return };
                match link.get_ref().recv() {
                    Ok(Some((message, fds))) => handle(hub, message, fds),
                    Ok(None) => return,
                    Err(e) if e.kind() == io::ErrorKind::WouldBlock => ready.clear_ready(),
                    Err(error) => tracing::warn!(%error, "unreadable message from the keeper"),
                }
            }
            ready = link.writable(), if keeper.has_unsent() => {
                let Ok(mut ready) = ready else { return };
                keeper.flush();
                if keeper.has_unsent() {
                    ready.clear_ready();
                }
            }
            () = keeper.queued() => {}
        }
    }
}

/// Acts on one message.
pub fn handle(hub: &Arc<Hub>, message: FromKeeper, fds: Vec<OwnedFd>) {
    match message {
        FromKeeper::Spawned { pane, pid } => match spawned(hub, PaneId(pane), pid, fds) {
            Ok(()) => {}
            Err(error) => {
                tracing::error!(pane, %error, "cannot reach a started program");
                hub.keeper.send(&ToKeeper::Forget { pane });
                hub.apply(Input::SpawnFailed(PaneId(pane), error.to_string()));
            }
        },
        FromKeeper::SpawnFailed { pane, message } => {
            hub.apply(Input::SpawnFailed(PaneId(pane), message));
        }
        FromKeeper::Exited { pane, pid, exit } => exited(hub, PaneId(pane), pid, exit),
        FromKeeper::Listener => {
            let opened = fds.into_iter().next().map(|fd| connection::open(hub, fd));
            if !matches!(opened, Some(Ok(()))) {
                tracing::error!(?opened, "cannot listen at the new socket");
            }
        }
        FromKeeper::CandidateReady => hand_over(hub),
        FromKeeper::Abandoned { message } => hub.upgrade.finish(Err(message)),
        FromKeeper::Terminate => hub.terminate(),
        FromKeeper::Hello { .. }
        | FromKeeper::Pane { .. }
        | FromKeeper::Done
        | FromKeeper::TakeOver { .. }
        | FromKeeper::Digest { .. }
        | FromKeeper::Committed => {
            tracing::warn!("unexpected message from the keeper");
        }
    }
}

/// The candidate of an upgrade is ready. Messages that arrive during the handoff are handled after
/// it, and before anyone learns of the outcome.
fn hand_over(hub: &Arc<Hub>) {
    let (outcome, meanwhile) = commit::hand_over(hub);
    for (message, fds) in meanwhile {
        handle(hub, message, fds);
    }
    hub.upgrade.finish(outcome);
}

fn spawned(hub: &Arc<Hub>, id: PaneId, pid: i32, fds: Vec<OwnedFd>) -> io::Result<()> {
    let Some(pane) = hub.pane(id) else {
        // The pane was closed meanwhile, and the keeper was told to forget it.
        return Ok(());
    };
    let (program, durable) = program::from_keeper(pid, fds)?;
    let name = pty::name(program.tty.as_fd()).unwrap_or_default();
    let pid = program.pid;
    let scrollback = pane.take_scrollback();
    let scrollback = scrollback.and_then(|lines| hub.save_queue.take_scrollback(lines));
    pane.start(program, durable, scrollback);
    hub.apply(Input::Spawned(id, pid, name));
    pane_reader::start(hub, &pane);
    Ok(())
}

fn exited(hub: &Arc<Hub>, id: PaneId, pid: i32, exit: ProgramExit) {
    let program = hub.pane(id).and_then(|pane| pane.program());
    // The message may be about the previous program of the pane.
    if let Some(program) = program.filter(|program| i64::from(program.pid) == i64::from(pid)) {
        let exit = exit_status::from_keeper(exit);
        program.exit.send_replace(Some(exit));
    }
}
