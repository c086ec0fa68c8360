//! Adopts the panes of the previous server: their screens are recovered, their programs keep
//! running.

use crate::base::signal::SIGWINCH;
use crate::base::{Error, PaneId, Result, Size};
use crate::model::watch::scanner::Scanner;
use crate::model::{Exit, Input, World};
use crate::server::fault_injection;
use crate::server::hub::Hub;
use crate::server::keeper::startup_state::{RunningProgram, StartupState, pty_size};
use crate::server::pane::pane_reader;
use crate::server::pane::program::{Durable, Program, from_keeper};
use crate::server::pane::state::Pane;
use crate::server::pane_access::Panes;
use crate::sys::process;
use crate::term::{Event, Limits, Screen};
use std::io;
use std::os::fd::AsFd;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

/// Failed recoveries of a pane after which its journal is no longer replayed.
const MAX_ATTEMPTS: u32 = 2;

/// The limits of a pane whose session is unknown: all history is kept.
const UNKNOWN_LIMITS: Limits = Limits {
    history_lines: 1_000_000,
    history_bytes: 1 << 30,
};

/// A pane of the previous server.
pub struct AdoptedPane {
    /// The pane, with its program.
    pub pane: Arc<Pane>,
    /// Events that the previous server did not apply.
    events: Vec<Event>,
    /// Part of the screen is lost, so the program is asked to draw again.
    redraw: bool,
    exit: Option<Exit>,
}

/// Adopts all running programs as panes of `world`; with all their history if there is none. A pane
/// that cannot be adopted is logged and left out.
pub fn panes(startup: &mut StartupState, world: Option<&World>) -> Vec<AdoptedPane> {
    let programs = std::mem::take(&mut startup.programs);
    // The journals belong to the present server until a candidate has taken over, so it must not
    // reset one that it cannot read.
    let read_only = startup.handoff.is_some();
    let adopt_one = |program: RunningProgram| {
        let id = program.pane;
        let adopted = adopt(program, world, read_only);
        adopted
            .inspect_err(|error| tracing::error!(pane = %id, %error, "cannot adopt a pane"))
            .ok()
    };
    programs.into_iter().filter_map(adopt_one).collect()
}

/// The panes, in order.
pub fn panes_of(adopted: &[AdoptedPane]) -> Vec<Arc<Pane>> {
    adopted.iter().map(|one| Arc::clone(&one.pane)).collect()
}

/// The panes by id.
pub fn by_id(adopted: &[AdoptedPane]) -> Panes {
    let panes = adopted.iter();
    panes
        .map(|one| (one.pane.id, Arc::clone(&one.pane)))
        .collect()
}

fn adopt(
    running: RunningProgram,
    world: Option<&World>,
    read_only: bool,
) -> io::Result<AdoptedPane> {
    let (program, mut durable) = from_keeper(running.pid, running.fds)?;
    let id: PaneId = running.pane;
    let limits =
        world.and_then(|world| Some(world.history_limits(world.pane_location(id)?.session)));
    let limits = limits.unwrap_or(UNKNOWN_LIMITS);
    let size = pty_size(Some(program.tty.as_fd()));
    let stamps = world.map(|world| position_stamps(world, id));
    let stamps = stamps.unwrap_or_default();
    let recovered = recover_screen(&mut durable, size, limits, &stamps, read_only);
    let recovered = recovered.map_err(|e| io::Error::other(e.message))?;
    let (screen, scanner) = (recovered.screen, recovered.scanner);
    let pane = Arc::new(Pane::adopted(id, screen, scanner, limits, durable));
    if world.is_some_and(|world| !world.control_left.is_empty())
        && let Some(output) = recovered.output
    {
        pane.keep_output(output);
    }
    pane.run(program);
    Ok(AdoptedPane {
        pane,
        events: recovered.events,
        redraw: recovered.redraw,
        exit: running.exit,
    })
}

/// The stamps of the positions from which requests wait for output of a pane, in order.
fn position_stamps(world: &World, id: PaneId) -> Vec<u64> {
    let requests = world.automation.requests.values();
    let positions = requests.flat_map(|request| &request.panes);
    let positions = positions.filter(|(pane, _)| *pane == id);
    let mut stamps: Vec<u64> = positions.map(|(_, from)| from.stamp).collect();
    stamps.sort_unstable();
    stamps
}

/// A screen as it was at the end of the previous server.
struct RecoveredScreen {
    screen: Screen,
    /// It keeps the lines for requests that come back.
    scanner: Scanner,
    /// Events that the previous server did not apply.
    events: Vec<Event>,
    /// Part of it is lost.
    redraw: bool,
    /// The output since the checkpoint, if all of it is on the screen.
    output: Option<Vec<u8>>,
}

/// Makes the screen from its checkpoint and the output since then. What cannot be read is lost: the
/// checkpoint, the output, or both; with `read_only` that is an error instead.
///
/// The output up to `muted` has been replied to by the previous server, so its replies and events
/// are dropped.
fn recover_screen(
    durable: &mut Durable,
    size: Size,
    limits: Limits,
    stamps: &[u64],
    read_only: bool,
) -> Result<RecoveredScreen> {
    let found = durable.journal.recover();
    let from_checkpoint = |durable: &Durable| {
        let restored = catch_unwind(AssertUnwindSafe(|| {
            let saved = found.checkpoint.as_deref()?;
            let store = durable.store();
            let restored = store.and_then(|store| Screen::restore(saved, limits, store));
            restored
                .inspect_err(|error| tracing::error!(%error, "checkpoint is unreadable"))
                .ok()
        }));
        restored.ok().flatten()
    };
    let empty = |durable: &Durable| Screen::with_store(size, limits, durable.emptied_store());
    let base = from_checkpoint(durable);
    let complete = base.is_some() || found.checkpoint.is_none();
    if read_only && !complete {
        return Err(Error::protocol("its checkpoint cannot be read"));
    }
    let mut screen = base.unwrap_or_else(|| empty(durable));
    let logged = |screen: &Screen| match stamps {
        [] => Scanner::default(),
        _ => Scanner::with_log(screen),
    };
    let mut scanner = logged(&screen);
    let mut events = Vec::new();
    // A journal that killed two servers is not replayed a third time.
    let replayed = found.attempts < MAX_ATTEMPTS
        && catch_unwind(AssertUnwindSafe(|| {
            fault_injection::strike(&found.bytes);
            let (muted, rest) = found.bytes.split_at(found.muted);
            let mut replay = |bytes, events: &mut Vec<Event>| {
                replay(&mut screen, &mut scanner, bytes, stamps, events);
            };
            replay(muted, &mut Vec::new());
            replay(rest, &mut events);
        }))
        .is_ok();
    if read_only && !replayed {
        return Err(Error::protocol("its journal cannot be replayed"));
    }
    if !replayed {
        tracing::error!("journal cannot be replayed");
        events.clear();
        screen = from_checkpoint(durable).unwrap_or_else(|| empty(durable));
        scanner = logged(&screen);
    }
    durable.journal.settled();
    Ok(RecoveredScreen {
        screen,
        scanner,
        events,
        redraw: !(replayed && complete),
        output: (replayed && complete).then_some(found.bytes),
    })
}

/// The most bytes of output that are replayed in steps.
const IN_STEPS: usize = 64 << 10;

/// Feeds output of the previous server, in parts that end at `stamps`: output before a position
/// must not count as later.
fn replay(
    screen: &mut Screen,
    scanner: &mut Scanner,
    bytes: &[u8],
    stamps: &[u64],
    events: &mut Vec<Event>,
) {
    let mut rest = bytes;
    for stamp in stamps {
        let length = stamp.saturating_sub(screen.stamp());
        let length = usize::try_from(length).map_or(rest.len(), |n| n.min(rest.len()));
        let (part, later) = rest.split_at(length);
        replay_part(screen, scanner, part, events);
        rest = later;
    }
    replay_part(screen, scanner, rest, events);
}

/// Feeds output of the previous server. The end is fed in steps, so that the stamps of lines are
/// about as exact as they were.
fn replay_part(screen: &mut Screen, scanner: &mut Scanner, bytes: &[u8], events: &mut Vec<Event>) {
    let (first, last) = bytes.split_at(bytes.len().saturating_sub(IN_STEPS));
    screen.feed(first, events);
    screen.feed_in_steps(last, events, |screen| {
        if !scanner.is_empty() {
            // There is no watch yet that could find something.
            drop(scanner.step(screen));
        }
    });
}

/// Resumes the adopted panes: the world learns of their programs, replies are sent, readers start.
pub fn resume(hub: &Arc<Hub>, adopted: Vec<AdoptedPane>) {
    let running = adopted.iter().filter_map(|one| {
        let program = one.pane.program()?;
        Some((one.pane.id, program.pid, None))
    });
    hub.apply(Input::Adopted(running.collect()));
    for AdoptedPane {
        pane,
        mut events,
        redraw,
        exit,
    } in adopted
    {
        pane.send_replies(&mut events);
        pane.checkpoint_now();
        if !events.is_empty() {
            hub.apply(Input::PaneEvents(pane.id, events));
        }
        if let Some(program) = pane.program() {
            program.exit.send_replace(exit);
            if redraw {
                request_redraw(&program);
            }
        }
        pane_reader::start(hub, &pane);
    }
}

fn request_redraw(program: &Program) {
    let front = process::foreground(program.tty.as_fd());
    if let Some(group) = front.or_else(|| i32::try_from(program.pid).ok()) {
        process::signal_group(group, SIGWINCH);
    }
}
