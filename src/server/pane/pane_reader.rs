//! One task per pane reads the output of the program and passes it on: to the screen, the clients
//! that watch, the save queue and the world. A flood is read on a thread beside, in turns.

use crate::model::{Exit, Input};
use crate::server::async_fd::{self, Pollable};
use crate::server::client::control_stream::{ControlStream, Pushed};
use crate::server::client::frame::HELD;
use crate::server::hub::Hub;
use crate::server::pane::flood::ReadRate;
use crate::server::pane::output::ReadResult;
use crate::server::pane::program::Program;
use crate::server::pane::state::{Pane, ReaderHandle};
use crate::server::pane::watched_task;
use crate::sys::poll::{self, Interest};
use crate::term::Screen;
use std::io;
use std::os::fd::AsFd;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, PoisonError};
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::{spawn_blocking, yield_now};
use tokio::time::{Instant, sleep, sleep_until};

/// How long output may wait until the world is told ([`Input::PaneOutput`]).
const OUTPUT_DELAY: Duration = Duration::from_millis(100);

/// Reads in a row before the task yields.
const READS_PER_POLL: usize = 4;

/// Reads after the end of the program while other processes keep writing to its PTY.
const MAX_LAST_READS: usize = 4096;

/// A flood that pauses for so long is over.
const FLOOD_PAUSE: Duration = Duration::from_millis(5);

/// How long to wait after a PTY could not be watched.
const RETRY: Duration = Duration::from_millis(100);

/// Reads the output of one program.
struct Reader {
    hub: Arc<Hub>,
    pane: Arc<Pane>,
    program: Arc<Program>,
    stopped: Arc<AtomicBool>,
}

/// Starts the task that reads the output of the pane's program, in place of the one before.
pub fn start(hub: &Arc<Hub>, pane: &Arc<Pane>) {
    if let Some(program) = pane.program() {
        let stopped = Arc::new(AtomicBool::new(false));
        let reader = Arc::new(Reader {
            hub: Arc::clone(hub),
            pane: Arc::clone(pane),
            program,
            stopped: Arc::clone(&stopped),
        });
        let task = tokio::spawn(read(reader)).abort_handle();
        pane.set_reader(Some(ReaderHandle { task, stopped }));
    }
}

/// Reads the output of the program, then tells the world how it ended.
async fn read(reader: Arc<Reader>) {
    let Reader {
        hub, pane, program, ..
    } = &*reader;
    let mut exit = program.exit.subscribe();
    let notify = sleep_until(Instant::now());
    let late = sleep_until(Instant::now() + HELD);
    tokio::pin!(notify, late);
    let (mut open, mut output_pending) = (true, false);
    // The synchronized update (mode 2026) that is open.
    let mut update = pane.with_screen(Screen::update);
    // None while the output is a flood: each piece of it would wake this task.
    let mut tty = Some(watch(program).await);
    let mut rate = ReadRate::new();
    let exit = loop {
        let full = pane.full_stream();
        let turn = tokio::select! {
            biased;
            exit = ending(&mut exit) => break exit,
            () = has_room(full.as_deref()), if full.is_some() => None,
            () = &mut notify, if output_pending => {
                output_pending = false;
                hub.apply(Input::PaneOutput(pane.id));
                None
            }
            () = &mut late, if update.is_some() => {
                update.take().into_iter().for_each(|number| pane.end_update(number));
                None
            }
            turn = reader.turn(tty.as_ref(), update), if open && full.is_none() => Some(turn),
        };
        // A flood is not read inside of the select, which could drop the turn and begin another.
        let turn = match turn {
            Some(None) => reader.flood_turn(update).await,
            Some(Some(turn)) => turn,
            None => continue,
        };
        if turn.update.is_some() && turn.update != update {
            late.as_mut().reset(Instant::now() + HELD);
        }
        update = turn.update;
        if turn.reads > 0 && !output_pending {
            output_pending = true;
            notify.as_mut().reset(Instant::now() + OUTPUT_DELAY);
        }
        open = turn.rest != Rest::End;
        let many = rate.count(turn.reads, Instant::now().into_std());
        let begins_or_lasts = tty.is_some() || turn.rest == Rest::More;
        if many && begins_or_lasts {
            tty = None;
        } else if tty.is_none() {
            tty = Some(watch(program).await);
        } else if turn.rest == Rest::More {
            yield_now().await;
        }
    };
    finish(&reader, exit, open).await;
}

/// Watches the PTY of a program.
async fn watch(program: &Arc<Program>) -> Pollable<Arc<Program>> {
    loop {
        match async_fd::readable(Arc::clone(program)) {
            Ok(tty) => return tty,
            Err(error) => {
                tracing::warn!(%error, "cannot watch a PTY");
                sleep(RETRY).await;
            }
        }
    }
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

/// A row of reads.
#[derive(Clone, Copy, Debug)]
struct Turn {
    /// Reads that brought output.
    reads: usize,
    /// What follows.
    rest: Rest,
    /// The synchronized update that is open then.
    update: Option<u64>,
}

impl Turn {
    const fn begin(update: Option<u64>) -> Self {
        Self {
            reads: 0,
            rest: Rest::Later,
            update,
        }
    }
}

impl Reader {
    /// Waits for output, and reads a row of it. `None` at once without a watched `tty`.
    async fn turn(
        &self,
        tty: Option<&Pollable<Arc<Program>>>,
        update: Option<u64>,
    ) -> Option<Turn> {
        let tty = tty?;
        let mut turn = Turn::begin(update);
        let Ok(mut ready) = tty.readable().await else {
            turn.rest = Rest::End;
            return Some(turn);
        };
        self.read_some(&mut turn);
        if turn.rest == Rest::Later {
            ready.clear_ready();
        }
        Some(turn)
    }

    /// Reads a flood on a thread beside, until it pauses or the turn is over.
    async fn flood_turn(self: &Arc<Self>, update: Option<u64>) -> Turn {
        let _thread = self.hub.floods.acquire().await;
        let reader = Arc::clone(self);
        let read = spawn_blocking(move || reader.read_flood(update)).await;
        read.unwrap_or_else(|error| {
            tracing::error!(pane = %self.pane.id, %error, "cannot read on a thread");
            Turn::begin(update)
        })
    }

    fn read_flood(&self, update: Option<u64>) -> Turn {
        let start = std::time::Instant::now();
        let mut turn = Turn::begin(update);
        loop {
            self.read_some(&mut turn);
            let over = self
                .hub
                .floods
                .turn_is_over(start, std::time::Instant::now());
            if turn.rest == Rest::End || over || self.pane.full_stream().is_some() {
                return turn;
            }
            if turn.rest == Rest::Later {
                let fds = [(self.program.as_fd(), Interest::Read)];
                let ready = poll::wait(&fds, Some(FLOOD_PAUSE)).unwrap_or_default();
                if !ready.iter().any(|ready| ready.read) {
                    return turn;
                }
            }
        }
    }

    /// Reads up to [`READS_PER_POLL`] times.
    fn read_some(&self, turn: &mut Turn) {
        // Output that is compared takes longer, and other tasks must not wait for it.
        let watched = self.pane.is_watched();
        let reads = if watched { 1 } else { READS_PER_POLL };
        for _ in 0..reads {
            // Held until the world has the events: see `Hub::reads`.
            let _read = self
                .hub
                .reads
                .read()
                .unwrap_or_else(PoisonError::into_inner);
            turn.rest = match self.read_one(&mut turn.update) {
                Ok(false) => {
                    turn.reads += 1;
                    continue;
                }
                Ok(true) => Rest::End,
                Err(e) if e.kind() == io::ErrorKind::WouldBlock => Rest::Later,
                Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => {
                    tracing::warn!(pane = %self.pane.id, %error, "cannot read a PTY");
                    Rest::End
                }
            };
            return;
        }
        turn.rest = Rest::More;
    }

    /// Reads once; true at the end. Sets `update` to the synchronized update that is open then.
    fn read_one(&self, update: &mut Option<u64>) -> io::Result<bool> {
        let (hub, pane) = (&self.hub, &self.pane);
        let ReadResult {
            events,
            ended,
            bytes,
            update: now,
            watched,
            slow,
        } = pane.read_output(&self.program, &self.stopped)?;
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
}

/// The program has ended: reads its last output before the world is told.
async fn finish(reader: &Reader, exit: Exit, open: bool) {
    let Reader { hub, pane, .. } = reader;
    let mut turn = Turn::begin(pane.with_screen(Screen::update));
    while open && turn.reads < MAX_LAST_READS {
        reader.read_some(&mut turn);
        match turn.rest {
            Rest::More => yield_now().await,
            Rest::Later | Rest::End => break,
        }
    }
    let update = turn.update;
    update
        .into_iter()
        .for_each(|number| pane.end_update(number));
    if pane.is_watched() {
        watched_task::compare_alternate(hub, pane);
    }
    hub.apply(Input::Exited(pane.id, exit));
}
