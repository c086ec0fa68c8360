//! The commit of an upgrade: the server is quiesced, hands over, and retires, or goes on as before.
//!
//! The order matters:
//!
//! 1. Connections wait in the backlog, readers finish and are kept out (`Hub::reads`), the world is
//!    locked. From here on nothing changes.
//! 2. Every pane gets a checkpoint, then its locks are taken. The world is written to its snapshot.
//! 3. The handoff goes to the keeper, which passes it to the candidate: counts of sessions, windows
//!    and panes, unread input, the count of input taken from each client.
//! 4. The candidate makes its screens and sends digests of them as evidence. Meanwhile this server
//!    computes its own digests.
//! 5. If they agree, this server sends `Commit`. The keeper writes the candidate's epoch into the
//!    snapshot: that one store is the commit. Before it a failure of anyone leaves this server in
//!    charge, after it the candidate is in charge even if keeper or server die.
//! 6. This server drops its programs and retires, or releases all locks and goes on.

use crate::keeper::{FromKeeper, ToKeeper};
use crate::server::client::connection;
use crate::server::fault_injection;
use crate::server::hub::Hub;
use crate::server::lock::lock;
use crate::server::parallel;
use crate::server::upgrade::handoff::Handoff;
use crate::server::upgrade::pending::Outcome;
use crate::server::upgrade::quiesce::QuiescedPane;
use crate::sys::poll::{self, Interest};
use crate::sys::process::{self, Signal};
use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::sync::{Arc, PoisonError};
use std::time::{Duration, Instant};

/// How long the server may be quiesced.
const MAX_PAUSE: Duration = Duration::from_secs(2);

/// How long after the commit the process of this server ends at the latest.
const RETIREMENT: Duration = Duration::from_secs(2);

/// Messages of the keeper that belong to no upgrade.
type Meanwhile = Vec<(FromKeeper, Vec<OwnedFd>)>;

/// Hands over to the candidate, which is ready. Returns the outcome, and the other messages that
/// the keeper sent, for the caller to handle.
pub fn hand_over(hub: &Arc<Hub>) -> (Outcome, Meanwhile) {
    let (outcome, meanwhile) = quiesce_and_commit(hub);
    if outcome.is_err() {
        accept_again(hub);
    }
    (outcome, meanwhile)
}

/// Runs on the thread of the server, so nothing else happens on it meanwhile.
fn quiesce_and_commit(hub: &Arc<Hub>) -> (Outcome, Meanwhile) {
    let start = Instant::now();
    hub.stop_accepting();
    let readers = hub.reads.write().unwrap_or_else(PoisonError::into_inner);
    let mut state = lock(&hub.state);
    let panes: Vec<_> = state.panes.values().cloned().collect();
    parallel::map(&panes, |pane| {
        // What came since the compression before the pause.
        pane.compress();
        pane.checkpoint_now();
    });
    let checkpoints = start.elapsed();
    let mut quiesced: Vec<QuiescedPane<'_>> = panes.iter().map(|pane| pane.quiesce()).collect();
    if let Err(error) = state.write_handoff_snapshot() {
        return (Err(error.message), Vec::new());
    }
    let mut handoff = Handoff::new(&state.world, &quiesced, hub.input_acks.export());
    hub.keeper.send(&ToKeeper::Quiesced {
        state: handoff.encode(),
    });
    // While the candidate makes its screens.
    handoff.add_digests(&panes);
    let digests = start.elapsed();
    let (mut verdict, meanwhile) = wait_for_verdict(hub, &handoff, start);
    if verdict.is_err() && state.snapshot.owner() == hub.identity.epoch + 1 {
        // The keeper committed, and was killed before it could say so.
        verdict = Ok(());
    }
    if verdict.is_ok() {
        quiesced.iter_mut().for_each(QuiescedPane::release);
        hub.retire();
        end_process_soon();
    } else {
        quiesced.iter_mut().for_each(QuiescedPane::resume);
    }
    drop((quiesced, state, readers));
    tracing::info!(?checkpoints, ?digests, all = ?start.elapsed(), "quiesced for");
    (verdict.map(|()| start.elapsed()), meanwhile)
}

/// Receives the keeper's messages until the candidate has taken over or is given up.
fn wait_for_verdict(
    hub: &Hub,
    handoff: &Handoff,
    start: Instant,
) -> (Result<(), String>, Meanwhile) {
    let link = hub.keeper.link();
    let mut meanwhile = Vec::new();
    let mut difference = None;
    let mut abandoned = false;
    loop {
        match link.get_ref().recv() {
            Ok(Some((FromKeeper::Committed, _))) => return (Ok(()), meanwhile),
            Ok(Some((FromKeeper::Digest { state }, _))) => {
                difference = match Handoff::decode(&state) {
                    Ok(evidence) => handoff.difference(&evidence),
                    Err(error) => Some(error.message),
                };
                match &difference {
                    None => fault_injection::at_commit(|| hub.keeper.send(&ToKeeper::Commit)),
                    Some(_) => hub.keeper.send(&ToKeeper::Abandon),
                }
            }
            Ok(Some((FromKeeper::Abandoned { message }, _))) => {
                return (Err(difference.unwrap_or(message)), meanwhile);
            }
            Ok(Some(other)) => meanwhile.push(other),
            Ok(None) => return (Err("the keeper was killed".to_owned()), meanwhile),
            Err(e) if e.kind() == io::ErrorKind::WouldBlock => {
                // After the timeout the keeper decides: it may have committed already, so only its
                // answer to `Abandon` ends the wait.
                let left = MAX_PAUSE.checked_sub(start.elapsed());
                if left.is_none() && !abandoned {
                    abandoned = true;
                    hub.keeper.send(&ToKeeper::Abandon);
                }
                let fds = [(link.get_ref().as_fd(), Interest::Read)];
                // The next turn of the loop tries again after an error.
                let _ = poll::wait(&fds, Some(left.unwrap_or(MAX_PAUSE)));
            }
            Err(error) => tracing::warn!(%error, "unreadable message from the keeper"),
        }
    }
}

/// Nothing that could still delay the end of this process is worth waiting for: another one serves.
fn end_process_soon() {
    let killer = std::thread::Builder::new().spawn(|| {
        std::thread::sleep(RETIREMENT);
        process::signal(process::own_pid(), Signal::SIGKILL as i32);
    });
    if let Err(error) = killer {
        tracing::warn!(%error, "cannot enforce the end of the retired process");
    }
}

fn accept_again(hub: &Arc<Hub>) {
    let listener = lock(&hub.identity.listener).try_clone();
    let opened = listener.and_then(|listener| connection::open(hub, listener));
    if let Err(error) = opened {
        tracing::error!(%error, "cannot listen at the socket");
    }
}
