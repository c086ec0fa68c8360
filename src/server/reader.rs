//! One task per program: its output goes into the journal, onto the screen and to those who watch.

use super::hub::Hub;
use super::pane::{Pane, Program, Taken};
use crate::model::{Exit, Input};
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
    tokio::pin!(tell);
    let (mut open, mut untold) = (true, false);
    let exit = loop {
        tokio::select! {
            biased;
            exit = ending(&mut exit) => break exit,
            () = &mut tell, if untold => {
                untold = false;
                hub.apply(Input::PaneOutput(pane.id));
            }
            ready = program.tty.readable(), if open => {
                let Ok(mut ready) = ready else { open = false; continue };
                let (some, rest) = take_some(&hub, &pane, &program);
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

/// Takes one turn: whether anything came, and what is left.
fn take_some(hub: &Arc<Hub>, pane: &Arc<Pane>, program: &Program) -> (bool, Rest) {
    let mut some = false;
    for _ in 0..TURN {
        let _turn = hub.turn.read().unwrap_or_else(PoisonError::into_inner);
        match take_one(hub, pane, program) {
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
fn take_one(hub: &Arc<Hub>, pane: &Arc<Pane>, program: &Program) -> io::Result<bool> {
    let Taken {
        events,
        ended,
        bytes,
    } = pane.take_in(program)?;
    if ended {
        return Ok(true);
    }
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
    while open && reads < LAST {
        reads += TURN;
        match take_some(hub, pane, program).1 {
            Rest::More => tokio::task::yield_now().await,
            Rest::Later | Rest::End => break,
        }
    }
    hub.apply(Input::Exited(pane.id, exit));
}
