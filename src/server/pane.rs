//! A pane as the server holds it: its screen, its journal, its program, input on its way, and who
//! watches. It does not know what the pane means to anyone.
//!
//! Locks are taken in this order: world, journal, screen. Input and watchers are taken last and let
//! go before anything else is taken.

use super::client::Client;
use super::fault;
use super::gate::{Gate, lock};
use super::history::History;
use super::pipe::Pipe;
use super::ready::{self, Ready};
use super::store::Memory;
use super::store_recall;
use crate::base::{PaneId, Result, Size};
use crate::model::Exit;
use crate::sys::journal::{CHECKPOINT_MAX, Journal};
use crate::sys::record_file::RecordFile;
use crate::sys::{process, pty};
use crate::term::{Archive, ChunkStore, Event, Limits, MemoryStore, Screen};
use std::fs::File;
use std::io::{self, Write};
use std::os::fd::{AsFd, OwnedFd};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use tokio::sync::watch;
use tokio::task::AbortHandle;

/// Bytes that one look at the program's output takes at most.
const READ: usize = 64 << 10;

/// Bytes in the journal from which it is renewed.
const LONG: usize = 512 << 10;

/// Bytes of input that wait for a program that does not read.
const INPUT: usize = 4 << 20;

/// What stands in a pane whose output the screen model could not bear.
const NOTICE: &[u8] = b"\x1b[7m[mux: this pane was reset; its program still runs]\x1b[m\r\n";

/// A running program as the server reaches it.
#[derive(Debug)]
pub struct Program {
    /// The master side of its terminal.
    pub tty: Ready<File>,
    /// Its process id.
    pub pid: u32,
    /// How it ended, once it did.
    pub exit: watch::Sender<Option<Exit>>,
}

impl Program {
    /// The program `pid` behind the terminal `tty`.
    ///
    /// # Errors
    /// If the terminal cannot be waited for.
    pub fn new(tty: OwnedFd, pid: u32) -> io::Result<Self> {
        Ok(Self {
            tty: ready::watch(File::from(tty))?,
            pid,
            exit: watch::Sender::new(None),
        })
    }
}

/// What outlives this process.
#[derive(Debug)]
pub struct Kept {
    /// What the program wrote since the last checkpoint.
    pub journal: Journal,
    /// The file of the sealed history.
    pub history: OwnedFd,
}

impl Kept {
    /// The sealed history as a store for a screen.
    ///
    /// # Errors
    /// If there is no descriptor left.
    pub fn store(&self) -> Result<Box<dyn ChunkStore>> {
        let file = self.history.try_clone();
        let file = file.map_err(|e| crate::base::Error::system(e.to_string()))?;
        Ok(Box::new(History(RecordFile::open(file)?)))
    }
}

/// What came of one look at the program's output.
#[derive(Debug, Default)]
pub struct Taken {
    /// What it said beyond its screen.
    pub events: Vec<Event>,
    /// There will be no more.
    pub ended: bool,
    /// How many bytes there were.
    pub bytes: usize,
    /// The synchronized update that it is in the middle of.
    pub update: Option<u64>,
}

/// A pane.
pub struct Pane {
    /// Its id.
    pub id: PaneId,
    pub(super) screen: Gate<Screen>,
    /// How many screens there were before this one. It changes under the screen's lock.
    era: AtomicU32,
    limits: Mutex<Limits>,
    pub(super) kept: Mutex<Option<Kept>>,
    pub(super) program: Mutex<Option<Arc<Program>>>,
    reader: Mutex<Option<AbortHandle>>,
    pub(super) input: Mutex<Vec<u8>>,
    watchers: Mutex<Vec<Arc<Client>>>,
    /// Waits for its checkpoint.
    pub aging: AtomicBool,
    /// Bytes that are not saved.
    pub unsaved: AtomicUsize,
    /// Its screen began anew since it was last saved.
    pub fresh: AtomicBool,
    memory: Mutex<Option<Memory>>,
    pipe: Mutex<Option<Pipe>>,
}

impl Pane {
    /// A pane whose program has been asked for.
    pub fn new(id: PaneId, size: Size, limits: Limits) -> Self {
        Self::with(id, Screen::new(size, limits), limits, None)
    }

    /// A pane that was there before this server.
    pub fn adopted(id: PaneId, screen: Screen, limits: Limits, kept: Kept) -> Self {
        Self::with(id, screen, limits, Some(kept))
    }

    fn with(id: PaneId, screen: Screen, limits: Limits, kept: Option<Kept>) -> Self {
        Self {
            id,
            screen: Gate::new(screen),
            era: AtomicU32::new(0),
            limits: Mutex::new(limits),
            kept: Mutex::new(kept),
            program: Mutex::default(),
            reader: Mutex::default(),
            input: Mutex::default(),
            watchers: Mutex::default(),
            aging: AtomicBool::new(false),
            unsaved: AtomicUsize::new(0),
            fresh: AtomicBool::new(false),
            memory: Mutex::default(),
            pipe: Mutex::default(),
        }
    }

    /// Shows the screen to `look`.
    pub fn look<T>(&self, look: impl FnOnce(&Screen) -> T) -> T {
        look(&self.screen.look())
    }

    /// Shows the screen to `look`, and how many there were before it.
    pub fn look_with_era<T>(&self, look: impl FnOnce(u32, &Screen) -> T) -> T {
        let screen = self.screen.look();
        look(self.era.load(Ordering::Acquire), &screen)
    }

    /// The program, if one was started.
    pub fn program(&self) -> Option<Arc<Program>> {
        lock(&self.program).clone()
    }

    /// The program has been started: screen, journal and history begin anew.
    pub fn start(self: &Arc<Self>, program: Program, kept: Kept) {
        {
            let mut old = lock(&self.kept);
            let mut screen = self.screen.look();
            let size = screen.size();
            self.replace(&mut screen, &kept);
            let kept = old.insert(kept);
            if let Some(memory) = lock(&self.memory).take() {
                store_recall::onto(&mut screen, memory);
                self.fresh.store(false, Ordering::Release);
                renew(self.id, kept, &mut screen);
            }
            drop(screen);
            set_size(&program, size);
        }
        self.run(program);
        self.tell_watchers();
    }

    /// What its program writes goes into this pipe too, in place of the one before.
    pub fn set_pipe(&self, pipe: Option<Pipe>) {
        *lock(&self.pipe) = pipe;
    }

    /// Its next program starts below these lines.
    pub fn recall(&self, memory: Memory) {
        *lock(&self.memory) = Some(memory);
    }

    /// Lines from number `from` on, about `budget` bytes at most, what shows, and the title.
    pub fn archive(&self, from: u64, budget: usize) -> (Archive, String) {
        let mut screen = self.screen.look();
        (screen.archive(from, budget), screen.title().to_owned())
    }

    /// The group that has its terminal.
    pub fn foreground(&self) -> Option<process::Pid> {
        process::foreground(self.program()?.tty.get_ref().as_fd())
    }

    /// Everything read so far is answered and stands in a checkpoint.
    pub fn renewed(&self) {
        if let Some(kept) = lock(&self.kept).as_mut() {
            kept.journal.replied();
            self.renew(kept);
        }
    }

    /// Puts the program in place, and sends it what waited for it.
    pub fn run(self: &Arc<Self>, program: Program) {
        *lock(&self.program) = Some(Arc::new(program));
        self.write(&[]);
    }

    /// Terminal, journal and history, for a new keeper; nothing if no program was started.
    ///
    /// # Errors
    /// If there is no descriptor left.
    pub fn descriptors(&self) -> io::Result<Option<[OwnedFd; 3]>> {
        let kept = lock(&self.kept);
        let (Some(kept), Some(program)) = (kept.as_ref(), self.program()) else {
            return Ok(None);
        };
        let tty = program.tty.get_ref().as_fd().try_clone_to_owned()?;
        let journal = kept.journal.as_fd().try_clone_to_owned()?;
        Ok(Some([tty, journal, kept.history.try_clone()?]))
    }

    /// Remembers who reads the program's output, in place of who did before.
    pub fn set_reader(&self, reader: Option<AbortHandle>) {
        if let Some(old) = std::mem::replace(&mut *lock(&self.reader), reader) {
            old.abort();
        }
    }

    /// Reads once from `program` into the journal and from there onto the screen; answers what was
    /// asked.
    ///
    /// # Errors
    /// `WouldBlock` when there is nothing to read now.
    pub fn take_in(self: &Arc<Self>, program: &Program) -> io::Result<Taken> {
        let mut guard = lock(&self.kept);
        let Some(kept) = guard.as_mut() else {
            return Err(io::ErrorKind::WouldBlock.into());
        };
        if kept.journal.used() > LONG {
            self.renew(kept);
        }
        let n = kept
            .journal
            .read_from(program.tty.get_ref().as_fd(), READ)?;
        let mut taken = Taken {
            events: Vec::new(),
            ended: n == 0,
            bytes: n,
            update: None,
        };
        if n > 0 {
            let mut screen = self.screen.feed();
            self.feed(
                &mut screen,
                kept,
                kept.journal.last_read(),
                &mut taken.events,
            );
            taken.update = screen.update();
        }
        if n > 0
            && let Some(pipe) = &*lock(&self.pipe)
        {
            pipe.hear(kept.journal.last_read());
        }
        self.answer(&mut taken.events);
        kept.journal.replied();
        Ok(taken)
    }

    fn feed(&self, screen: &mut Screen, kept: &Kept, bytes: &[u8], events: &mut Vec<Event>) {
        let mouse = screen.modes().mouse;
        let fed = catch_unwind(AssertUnwindSafe(|| {
            fault::strike(bytes);
            screen.feed(bytes, events);
        }));
        if fed.is_ok() {
            let mouse_changed = screen.modes().mouse != mouse;
            events.retain(|event| concerns_the_world(event, mouse_changed));
            return;
        }
        tracing::error!(pane = %self.id, "the screen could not bear its output and was reset");
        events.clear();
        self.replace(screen, kept);
        screen.feed(NOTICE, events);
    }

    /// An empty screen takes the place of `screen`; it counts its generations anew.
    fn replace(&self, screen: &mut Screen, kept: &Kept) {
        *screen = screen.successor(*lock(&self.limits), emptied(kept));
        self.era.fetch_add(1, Ordering::AcqRel);
        self.fresh.store(true, Ordering::Release);
    }

    /// Sends the replies among `events` to the program, and leaves the rest.
    pub fn answer(self: &Arc<Self>, events: &mut Vec<Event>) {
        events.retain(|event| match event {
            Event::Reply(bytes) => {
                self.write(bytes);
                false
            }
            _ => true,
        });
    }

    /// Changes the screen other than by output, and takes a checkpoint of what came of it.
    pub fn change(&self, change: impl FnOnce(&mut Screen)) {
        let mut kept = lock(&self.kept);
        let mut screen = self.screen.look();
        change(&mut screen);
        if let Some(kept) = kept.as_mut() {
            renew(self.id, kept, &mut screen);
        }
    }

    /// Changes something of the screen that does not show in it and is told again after a crash.
    pub fn adjust(&self, change: impl FnOnce(&mut Screen)) {
        change(&mut self.screen.look());
    }

    /// The outer terminal's colours: what programs that ask are answered, and what those that
    /// wanted to know are told (mode 2031).
    pub fn set_colors(self: &Arc<Self>, text: Option<(u8, u8, u8)>, back: Option<(u8, u8, u8)>) {
        let report = {
            let mut screen = self.screen.look();
            let before = screen.color_scheme_report();
            screen.set_colors(text, back);
            let wanted = screen.modes().color_scheme;
            let report = screen.color_scheme_report();
            report.filter(|report| wanted && before.as_ref() != Some(report))
        };
        if let Some(report) = report {
            self.write(&report);
        }
    }

    /// Ends a synchronized update that its program has not ended in time.
    pub fn end_update(&self, number: u64) {
        self.adjust(|screen| screen.end_update(number));
        self.tell_watchers();
    }

    /// Gives screen and program another size.
    pub fn resize(self: &Arc<Self>, size: Size) {
        let mut report = None;
        self.change(|screen| {
            screen.resize(size);
            report = screen.size_report();
        });
        if let Some(program) = self.program() {
            set_size(&program, size);
        }
        if let Some(report) = report {
            self.write(&report);
        }
        self.tell_watchers();
    }

    /// Shows bytes that its program did not write.
    pub fn show(&self, bytes: &[u8]) {
        self.redo(|screen| screen.feed(bytes, &mut Vec::new()));
    }

    /// As [`Pane::change`], and whoever watches sees it.
    pub fn redo(&self, change: impl FnOnce(&mut Screen)) {
        self.change(change);
        self.tell_watchers();
    }

    /// How much history is kept from now on.
    pub fn set_limits(&self, limits: Limits) {
        *lock(&self.limits) = limits;
        self.change(|screen| screen.set_limits(limits));
    }

    /// Compresses what has gone into history.
    pub fn compress(&self) {
        self.screen.look().compress_pending();
    }

    /// Takes a checkpoint if anything was read since the last one, and puts the screen's memory in
    /// order.
    pub fn settle(&self) {
        let mut kept = lock(&self.kept);
        if let Some(kept) = kept.as_mut() {
            self.screen.look().compress_pending();
            if kept.journal.used() > 0 {
                self.renew(kept);
            }
            kept.journal.give_back();
        }
    }

    fn renew(&self, kept: &mut Kept) {
        let mut screen = self.screen.look();
        renew(self.id, kept, &mut screen);
    }

    /// Types `bytes`. False if the program does not read and too much waits for it already: none of
    /// them is kept.
    pub fn write(self: &Arc<Self>, bytes: &[u8]) -> bool {
        let program = self.program();
        let mut input = lock(&self.input);
        if input.len() + bytes.len() > INPUT {
            return false;
        }
        let waited = !input.is_empty();
        input.extend_from_slice(bytes);
        if let Some(program) = program
            && (!waited || bytes.is_empty())
        {
            send(&program, &mut input);
            if !input.is_empty() {
                tokio::spawn(send_rest(Arc::clone(self), program));
            }
        }
        true
    }

    /// `client` is told of changes from now on.
    pub fn watch(&self, client: &Arc<Client>) {
        let mut watchers = lock(&self.watchers);
        if !watchers.iter().any(|w| w.id == client.id) {
            watchers.push(Arc::clone(client));
        }
    }

    /// `client` is not told of changes any more.
    pub fn unwatch(&self, client: &Client) {
        lock(&self.watchers).retain(|w| w.id != client.id);
    }

    /// Tells whoever watches that the screen has changed.
    pub fn tell_watchers(&self) {
        for client in &*lock(&self.watchers) {
            client.pane_changed(self.id);
        }
    }

    /// Whether this is the first change since the last checkpoint.
    pub fn begins_to_age(&self) -> bool {
        !self.aging.swap(true, Ordering::AcqRel)
    }
}

/// Whether anyone but the screen has to do with `event`. Programs switch modes with every update,
/// and of these only what the mouse should tell shows outside the pane.
fn concerns_the_world(event: &Event, mouse_changed: bool) -> bool {
    match event {
        Event::Modes => mouse_changed,
        Event::Palette => false,
        _ => true,
    }
}

/// The history of the pane, emptied.
pub fn emptied(kept: &Kept) -> Box<dyn ChunkStore> {
    match kept.store() {
        Ok(mut store) => {
            store.clear();
            store
        }
        Err(_) => Box::new(MemoryStore::default()),
    }
}

/// Takes a checkpoint of `screen`, which has everything that was read.
pub fn renew(pane: PaneId, kept: &mut Kept, screen: &mut Screen) {
    let mut checkpoint = Vec::with_capacity(16 << 10);
    screen.checkpoint(&mut checkpoint);
    debug_assert!(
        checkpoint.len() <= CHECKPOINT_MAX,
        "screens are smaller than slots"
    );
    if let Err(error) = kept.journal.renew(&checkpoint) {
        tracing::error!(%pane, %error, "no checkpoint could be taken");
    }
}

fn set_size(program: &Program, size: Size) {
    if let Err(error) = pty::set_size(program.tty.get_ref().as_fd(), size) {
        tracing::warn!(%error, "a terminal did not take its size");
    }
}

/// Writes as much of `input` as the program takes now.
fn send(program: &Program, input: &mut Vec<u8>) {
    let mut sent = 0;
    while sent < input.len() {
        match (&**program.tty.get_ref()).write(&input[sent..]) {
            Ok(n) => sent += n,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) if e.kind() == io::ErrorKind::WouldBlock => break,
            // Nobody will ever read it.
            Err(_) => sent = input.len(),
        }
    }
    input.drain(..sent);
    if input.is_empty() {
        input.shrink_to(READ);
    }
}

async fn send_rest(pane: Arc<Pane>, program: Arc<Program>) {
    while let Ok(mut ready) = program.tty.writable().await {
        let mut input = lock(&pane.input);
        send(&program, &mut input);
        if input.is_empty() {
            return;
        }
        ready.clear_ready();
    }
}
