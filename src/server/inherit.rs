//! What a server finds when it starts: nothing, or the world and the panes of one that died.

use super::fault;
use super::handed::Handed;
use super::link::{reach, watch};
use super::pane::{Kept, Pane, emptied};
use super::start::Start;
use super::{eyes::Panes, hub::Hub, link};
use crate::base::signal::SIGWINCH;
use crate::base::{Error, PaneId, Result, Size};
use crate::keeper::{FromKeeper, KeeperChannel, ToKeeper};
use crate::model::ops::pane_lifecycle;
use crate::model::{Exit, Input, World};
use crate::sys::state_file::StateFile;
use crate::sys::{process, pty};
use crate::term::{Event, Limits, Screen};
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::os::unix::net::UnixListener;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

/// Recoveries of one pane that may fail before its journal is left alone.
const ATTEMPTS: u32 = 2;

/// How much history a pane keeps that no one knows the limits of.
const GENEROUS: Limits = Limits {
    history_lines: 1_000_000,
    history_bytes: 1 << 30,
};

/// What the keeper hands over at the start.
pub struct Estate {
    /// What the first server was told to do.
    pub start: Start,
    /// Where clients connect.
    pub socket: String,
    /// There they come in.
    pub listener: UnixListener,
    /// Where the world is kept.
    pub snapshot: StateFile,
    /// How many servers in a row have died young.
    pub restarts: u32,
    /// How many servers there have been.
    pub epoch: u64,
    /// What a server that stands still has handed over, if this one is a candidate.
    pub handed: Option<Handed>,
    /// What clients call themselves, and how many of their keys and pastes it took.
    pub taken: Vec<(u64, u64)>,
    /// What the keeper said meanwhile.
    pub meanwhile: Vec<(FromKeeper, Vec<OwnedFd>)>,
    heirs: Vec<Heir>,
}

/// A program from before.
struct Heir {
    pane: PaneId,
    pid: i32,
    exit: Option<Exit>,
    fds: Vec<OwnedFd>,
}

/// Listens to the keeper until it has handed over everything.
///
/// # Errors
/// If it is gone or does not say what it should.
pub fn estate(link: &KeeperChannel) -> Result<Estate> {
    let mut estate = hello(link)?;
    loop {
        match next(link)? {
            (FromKeeper::Done, _) => return Ok(estate),
            (message, fds) => estate.hear(message, fds),
        }
    }
}

/// As [`estate`], for a candidate: it waits until the server stands still and hands over.
///
/// # Errors
/// As there.
pub fn estate_of_candidate(link: &KeeperChannel) -> Result<Estate> {
    let mut estate = hello(link)?;
    say(link, &ToKeeper::Ready)?;
    loop {
        match next(link)? {
            (FromKeeper::TakeOver { state }, _) => {
                estate.handed = Some(Handed::decode(&state)?);
                return Ok(estate);
            }
            (FromKeeper::Done, _) => {}
            (message, fds) => estate.hear(message, fds),
        }
    }
}

fn next(link: &KeeperChannel) -> Result<(FromKeeper, Vec<OwnedFd>)> {
    let message = link.recv().map_err(|e| Error::system(e.to_string()))?;
    message.ok_or_else(|| Error::system("the keeper is gone"))
}

fn say(link: &KeeperChannel, message: &ToKeeper) -> Result<()> {
    link.send(message).map_err(|e| Error::system(e.to_string()))
}

fn hello(link: &KeeperChannel) -> Result<Estate> {
    let (hello, fds) = next(link)?;
    let FromKeeper::Hello {
        epoch,
        restarts,
        context,
        socket,
    } = hello
    else {
        return Err(Error::protocol("the keeper did not say hello"));
    };
    let fds: std::result::Result<[OwnedFd; 2], _> = fds.try_into();
    let [listener, world] =
        fds.map_err(|_| Error::protocol("the keeper's hello lacks something"))?;
    Ok(Estate {
        start: Start::decode(&context),
        socket,
        listener: UnixListener::from(listener),
        snapshot: StateFile::open(world),
        restarts,
        epoch,
        handed: None,
        taken: Vec::new(),
        meanwhile: Vec::new(),
        heirs: Vec::new(),
    })
}

/// A pane that goes on.
pub struct Adopted {
    /// The pane, with its program in place.
    pub pane: Arc<Pane>,
    events: Vec<Event>,
    redraw: bool,
    exit: Option<Exit>,
}

impl Estate {
    fn hear(&mut self, message: FromKeeper, fds: Vec<OwnedFd>) {
        match message {
            FromKeeper::Pane { pane, pid, exit } => self.heirs.push(Heir {
                pane: PaneId(pane),
                pid,
                exit: exit.map(link::ending),
                fds,
            }),
            other => self.meanwhile.push((other, fds)),
        }
    }

    /// The panes that programs from before are in, and the sizes of their terminals.
    pub fn sizes(&self) -> Vec<(PaneId, Size)> {
        let heirs = self.heirs.iter();
        heirs
            .map(|heir| (heir.pane, size_of(heir.fds.first().map(AsFd::as_fd))))
            .collect()
    }

    /// Says what it has, and becomes the server if that is all. Returns the input that programs have not read.
    ///
    /// # Errors
    /// If the keeper is gone.
    pub fn take_over(
        &mut self,
        link: &KeeperChannel,
        world: &World,
        adopted: &[Adopted],
    ) -> Result<Vec<(PaneId, Vec<u8>)>> {
        let Some(mut handed) = self.handed.take() else {
            return Ok(Vec::new());
        };
        self.taken = handed.take_balance();
        if fault::wanted("candidate-hangs-late") {
            std::thread::sleep(std::time::Duration::from_secs(3600));
        }
        if fault::wanted("candidate-dies-late") {
            std::process::abort();
        }
        let witness = Handed::witness(
            world,
            if fault::wanted("candidate-lies") {
                &[]
            } else {
                adopted
            },
        );
        let state = witness.encode();
        say(link, &ToKeeper::Proved { state })?;
        if fault::wanted("candidate-kills-keeper") {
            fault::kill_parent_soon();
        }
        loop {
            match next(link) {
                Ok((FromKeeper::Committed, _)) => break,
                Ok(other) => self.meanwhile.push(other),
                // It was killed before it could say so.
                Err(_) if self.snapshot.owner() == self.epoch => break,
                Err(error) => return Err(error),
            }
        }
        Ok(handed.input().collect())
    }

    /// The panes of `world`, with their screens as they were; with all their history if nobody knows
    /// that world.
    pub fn panes(&mut self, world: Option<&World>) -> Vec<Adopted> {
        let heirs = std::mem::take(&mut self.heirs);
        // Before it has taken over a candidate must not change anything that it cannot read.
        let careful = self.handed.is_some();
        let adopt = |heir: Heir| {
            let id = heir.pane;
            let adopted = heir.adopt(world, careful);
            adopted
                .inspect_err(
                    |error| tracing::error!(pane = %id, %error, "a pane could not be adopted"),
                )
                .ok()
        };
        heirs.into_iter().filter_map(adopt).collect()
    }
}

impl Heir {
    fn adopt(self, world: Option<&World>, careful: bool) -> std::io::Result<Adopted> {
        let (program, mut kept) = reach(self.pid, self.fds)?;
        let limits = world.and_then(|world| {
            Some(pane_lifecycle::limits(
                world,
                world.place_of(self.pane)?.session,
            ))
        });
        let limits = limits.unwrap_or(GENEROUS);
        let size = size_of(Some(program.tty.get_ref().as_fd()));
        let revived = revive(&mut kept, size, limits, careful);
        let revived = revived.map_err(|e| std::io::Error::other(e.message))?;
        let pane = Arc::new(Pane::adopted(self.pane, revived.screen, limits, kept));
        pane.run(program);
        Ok(Adopted {
            pane,
            events: revived.events,
            redraw: revived.redraw,
            exit: self.exit,
        })
    }
}

fn size_of(tty: Option<BorrowedFd<'_>>) -> Size {
    let size = tty.and_then(|tty| pty::size(tty).ok());
    size.map_or(Size::new(80, 24), |(size, _)| size.clamped())
}

/// A screen as it was when the last server died.
struct Revived {
    screen: Screen,
    /// What its program said that nobody has heard yet.
    events: Vec<Event>,
    /// Something is missing; its program should draw again.
    redraw: bool,
}

/// Makes the screen from its checkpoint and what was read since. What cannot be read is begun anew, if
/// not to be `careful`.
fn revive(kept: &mut Kept, size: Size, limits: Limits, careful: bool) -> Result<Revived> {
    let found = kept.journal.recover();
    let base = |kept: &Kept| {
        let saved = found.checkpoint.as_deref()?;
        let restored = kept
            .store()
            .and_then(|store| Screen::restore(saved, limits, store));
        restored
            .inspect_err(|error| tracing::error!(%error, "a checkpoint cannot be read"))
            .ok()
    };
    let safe_base = |kept: &Kept| {
        let restored = catch_unwind(AssertUnwindSafe(|| base(kept)));
        restored.ok().flatten()
    };
    let first = safe_base(kept);
    let known = first.is_some() || found.checkpoint.is_none();
    if careful && !known {
        return Err(Error::protocol("its checkpoint cannot be read"));
    }
    let mut screen = first.unwrap_or_else(|| Screen::with_store(size, limits, emptied(kept)));
    let mut events = Vec::new();
    let replayed = found.attempts < ATTEMPTS
        && catch_unwind(AssertUnwindSafe(|| {
            fault::strike(&found.bytes);
            let (old, new) = found.bytes.split_at(found.muted);
            screen.feed(old, &mut Vec::new());
            screen.feed(new, &mut events);
        }))
        .is_ok();
    if careful && !replayed {
        return Err(Error::protocol("its journal cannot be replayed"));
    }
    if !replayed {
        tracing::error!("a journal could not be replayed");
        events.clear();
        screen = safe_base(kept).unwrap_or_else(|| Screen::with_store(size, limits, emptied(kept)));
    }
    kept.journal.settled();
    Ok(Revived {
        screen,
        events,
        redraw: !(replayed && known),
    })
}

/// The panes of `adopted` by their ids.
pub fn by_id(adopted: &[Adopted]) -> Panes {
    let panes = adopted.iter();
    panes.map(|a| (a.pane.id, Arc::clone(&a.pane))).collect()
}

/// Lets what was adopted go on.
pub fn go_on(hub: &Arc<Hub>, adopted: Vec<Adopted>) {
    let running = adopted.iter().filter_map(|a| {
        let program = a.pane.program()?;
        Some((a.pane.id, program.pid, None))
    });
    hub.apply(Input::Adopted(running.collect()));
    for Adopted {
        pane,
        mut events,
        redraw,
        exit,
    } in adopted
    {
        pane.answer(&mut events);
        pane.renewed();
        if !events.is_empty() {
            hub.apply(Input::PaneEvents(pane.id, events));
        }
        if let Some(program) = pane.program() {
            program.exit.send_replace(exit);
            if redraw {
                draw_again(&program);
            }
        }
        watch(hub, &pane);
    }
}

fn draw_again(program: &super::pane::Program) {
    let front = process::foreground(program.tty.get_ref().as_fd());
    if let Some(group) = front.or_else(|| i32::try_from(program.pid).ok()) {
        process::signal_group(group, SIGWINCH);
    }
}
