//! One task per program: its output goes into the journal, onto the screen and to those who watch.

use super::frame::HELD;
use super::hub::Hub;
use super::pane::{Pane, Program, Taken};
use crate::model::{Exit, Input};
use crate::term::Screen;
use std::io;
use std::sync::{Arc, PoisonError};
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until};

/// How long after its first output the world hears of it.
const TELL: Duration = Duration::from_millis(100);

/// Reads after which others get their turn.
const TURN: usize = 4;

/// Reads that are made for a program that ended while others go on writing to its terminal.
const LAST: usize = 4096;

/// Reads all that `program` writes, then tells the world how it ended.
pub async fn read(hub: Arc<Hub>, pane: Arc<Pane>, program: Arc<Program>) {
    let mut exit = program.exit.subscribe();
    let tell = sleep_until(Instant::now());
    let late = sleep_until(Instant::now() + HELD);
    tokio::pin!(tell, late);
    let (mut open, mut untold) = (true, false);
    // The synchronized update that the program is in the middle of.
    let mut update = pane.look(Screen::update);
    let exit = loop {
        tokio::select! {
            biased;
            exit = ending(&mut exit) => break exit,
            () = &mut tell, if untold => {
                untold = false;
                hub.apply(Input::PaneOutput(pane.id));
            }
            () = &mut late, if update.is_some() => {
                update.take().into_iter().for_each(|number| pane.end_update(number));
            }
            ready = program.tty.readable(), if open => {
                let Ok(mut ready) = ready else { open = false; continue };
                let before = update;
                let (some, rest) = take_some(&hub, &pane, &program, &mut update);
                if update.is_some() && update != before {
                    late.as_mut().reset(Instant::now() + HELD);
                }
                if some && !untold {
                    untold = true;
                    tell.as_mut().reset(Instant::now() + TELL);
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

/// Waits for the program's end.
async fn ending(exit: &mut watch::Receiver<Option<Exit>>) -> Exit {
    let ended = exit.wait_for(Option::is_some).await;
    // The program holds the other side, so that it cannot be gone.
    ended.ok().and_then(|exit| *exit).unwrap_or_default()
}

/// What is left after a turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rest {
    More,
    Later,
    End,
}

/// Takes one turn: whether anything came, and what is left. `update` is the synchronized update in
/// which the program is then.
fn take_some(
    hub: &Arc<Hub>,
    pane: &Arc<Pane>,
    program: &Program,
    update: &mut Option<u64>,
) -> (bool, Rest) {
    let mut some = false;
    for _ in 0..TURN {
        let _turn = hub.turn.read().unwrap_or_else(PoisonError::into_inner);
        match take_one(hub, pane, program, update) {
            Ok(false) => some = true,
            Ok(true) => return (some, Rest::End),
            Err(e) if e.kind() == io::ErrorKind::WouldBlock => return (some, Rest::Later),
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => {
                tracing::warn!(pane = %pane.id, %error, "a terminal cannot be read");
                return (some, Rest::End);
            }
        }
    }
    (some, Rest::More)
}

/// Reads once; true at the end.
fn take_one(
    hub: &Arc<Hub>,
    pane: &Arc<Pane>,
    program: &Program,
    update: &mut Option<u64>,
) -> io::Result<bool> {
    let Taken {
        events,
        ended,
        bytes,
        update: now,
    } = pane.take_in(program)?;
    if ended {
        return Ok(true);
    }
    *update = now;
    hub.saver.wrote(pane, bytes);
    pane.tell_watchers();
    if pane.begins_to_age() {
        hub.checkpoints.add(pane);
    }
    if !events.is_empty() {
        hub.apply(Input::PaneEvents(pane.id, events));
    }
    Ok(false)
}

/// The program ended: what it wrote last is read before anyone hears of it.
async fn finish(hub: &Arc<Hub>, pane: &Arc<Pane>, program: &Program, exit: Exit, open: bool) {
    let mut reads = 0;
    let mut update = pane.look(Screen::update);
    while open && reads < LAST {
        reads += TURN;
        match take_some(hub, pane, program, &mut update).1 {
            Rest::More => tokio::task::yield_now().await,
            Rest::Later | Rest::End => break,
        }
    }
    update
        .into_iter()
        .for_each(|number| pane.end_update(number));
    hub.apply(Input::Exited(pane.id, exit));
}
