//! One task per pane reads the output of the program and passes it on: to the screen, the clients
//! that watch, the save queue and the world.

use crate::model::{Exit, Input};
use crate::server::client::control_stream::{ControlStream, Pushed};
use crate::server::client::frame::HELD;
use crate::server::hub::Hub;
use crate::server::pane::output::ReadResult;
use crate::server::pane::program::Program;
use crate::server::pane::state::Pane;
use crate::server::pane::watched_task;
use crate::term::Screen;
use std::io;
use std::sync::{Arc, PoisonError};
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until};

/// How long output may wait until the world is told ([`Input::PaneOutput`]).
const OUTPUT_DELAY: Duration = Duration::from_millis(100);

/// Reads in a row before the task yields.
const READS_PER_POLL: usize = 4;

/// Reads after the end of the program while other processes keep writing to its PTY.
const MAX_LAST_READS: usize = 4096;

/// Starts the task that reads the output of the pane's program, in place of the one before.
pub fn start(hub: &Arc<Hub>, pane: &Arc<Pane>) {
    if let Some(program) = pane.program() {
        let reader = tokio::spawn(read(Arc::clone(hub), Arc::clone(pane), program));
        pane.set_reader(Some(reader.abort_handle()));
    }
}

/// Reads the output of `program`, then tells the world how it ended.
async fn read(hub: Arc<Hub>, pane: Arc<Pane>, program: Arc<Program>) {
    let mut exit = program.exit.subscribe();
    let notify = sleep_until(Instant::now());
    let late = sleep_until(Instant::now() + HELD);
    tokio::pin!(notify, late);
    let (mut open, mut output_pending) = (true, false);
    // The synchronized update (mode 2026) that is open.
    let mut update = pane.with_screen(Screen::update);
    let exit = loop {
        let full = pane.full_stream();
        tokio::select! {
            biased;
            exit = ending(&mut exit) => break exit,
            () = has_room(full.as_deref()), if full.is_some() => {}
            () = &mut notify, if output_pending => {
                output_pending = false;
                hub.apply(Input::PaneOutput(pane.id));
            }
            () = &mut late, if update.is_some() => {
                update.take().into_iter().for_each(|number| pane.end_update(number));
            }
            ready = program.tty.readable(), if open && full.is_none() => {
                let Ok(mut ready) = ready else { open = false; continue };
                let before = update;
                let (some, rest) = read_some(&hub, &pane, &program, &mut update);
                if update.is_some() && update != before {
                    late.as_mut().reset(Instant::now() + HELD);
                }
                if some && !output_pending {
                    output_pending = true;
                    notify.as_mut().reset(Instant::now() + OUTPUT_DELAY);
                }
                match rest {
                    Rest::More => tokio::task::yield_now().await,
                    Rest::Later => ready.clear_ready(),
                    Rest::End => open = false,
                }
            }
        }
    };
    finish(&hub, &pane, &program, exit, open).await;
}

/// Waits until the stream of a control client has room.
async fn has_room(stream: Option<&ControlStream>) {
    if let Some(stream) = stream {
        stream.has_room().await;
    }
}

/// Waits for the end of the program.
async fn ending(exit: &mut watch::Receiver<Option<Exit>>) -> Exit {
    let ended = exit.wait_for(Option::is_some).await;
    // `program` holds the sender, so it cannot be closed.
    ended.ok().and_then(|exit| *exit).unwrap_or_default()
}

/// What follows a row of reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rest {
    More,
    Later,
    End,
}

/// Reads up to [`READS_PER_POLL`] times. Returns whether there was output, and what follows. Sets
/// `update` to the synchronized update that is open then.
fn read_some(
    hub: &Arc<Hub>,
    pane: &Arc<Pane>,
    program: &Program,
    update: &mut Option<u64>,
) -> (bool, Rest) {
    let mut some = false;
    // Output that is compared takes longer, and other tasks must not wait for it.
    let reads = if pane.is_watched() { 1 } else { READS_PER_POLL };
    for _ in 0..reads {
        // Held until the world has the events: see `Hub::reads`.
        let _read = hub.reads.read().unwrap_or_else(PoisonError::into_inner);
        match read_one(hub, pane, program, update) {
            Ok(false) => some = true,
            Ok(true) => return (some, Rest::End),
            Err(e) if e.kind() == io::ErrorKind::WouldBlock => return (some, Rest::Later),
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => {
                tracing::warn!(pane = %pane.id, %error, "cannot read a PTY");
                return (some, Rest::End);
            }
        }
    }
    (some, Rest::More)
}

/// Reads once; true at the end.
fn read_one(
    hub: &Arc<Hub>,
    pane: &Arc<Pane>,
    program: &Program,
    update: &mut Option<u64>,
) -> io::Result<bool> {
    let ReadResult {
        events,
        ended,
        bytes,
        update: now,
        watched,
        slow,
    } = pane.read_output(program)?;
    if ended {
        return Ok(true);
    }
    *update = now;
    hub.save_queue.wrote(pane, bytes);
    for (client, pushed) in slow {
        hub.apply(match pushed {
            Pushed::Paused => Input::ControlPaused(client, pane.id),
            Pushed::Queued | Pushed::TooFarBehind => Input::ControlTooFarBehind(client),
        });
    }
    pane.wake_watchers();
    if pane.mark_for_checkpoint() {
        hub.checkpoints.add(pane);
    }
    if !events.is_empty() {
        hub.apply(Input::PaneEvents(pane.id, events));
    }
    watched_task::report(hub, pane, watched);
    Ok(false)
}

/// The program has ended: reads its last output before the world is told.
async fn finish(hub: &Arc<Hub>, pane: &Arc<Pane>, program: &Program, exit: Exit, open: bool) {
    let mut reads = 0;
    let mut update = pane.with_screen(Screen::update);
    while open && reads < MAX_LAST_READS {
        reads += READS_PER_POLL;
        match read_some(hub, pane, program, &mut update).1 {
            Rest::More => tokio::task::yield_now().await,
            Rest::Later | Rest::End => break,
        }
    }
    update
        .into_iter()
        .for_each(|number| pane.end_update(number));
    if pane.is_watched() {
        watched_task::compare_alternate(hub, pane);
    }
    hub.apply(Input::Exited(pane.id, exit));
}
