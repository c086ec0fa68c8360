//! A pane: its screen, its durable memory, its program, its unread input, and the clients that
//! watch it. It does not know its place in the world.
//!
//! Locks are taken in this order: world, durable memory, screen, scanner, replies. Input and
//! watchers are taken last and released before any other lock is taken.

use crate::base::{ClientId, PaneId, Size};
use crate::model::state::effect::SavedLines;
use crate::model::watch::scanner::Scanner;
use crate::server::async_fd;
use crate::server::client::control_stream::{ControlStream, Pushed};
use crate::server::client::state::Client;
use crate::server::lock::lock;
use crate::server::pane::kept_output::KeptOutput;
use crate::server::pane::pipe::Pipe;
use crate::server::pane::priority_lock::PriorityMutex;
use crate::server::pane::program::{Durable, Program};
use crate::server::pane::recording::Recording;
use crate::server::pane::replay_scrollback;
use crate::server::pane::replies::Replies;
use crate::server::saving::saved_scrollback::SavedScrollback;
use crate::sys::clock;
use crate::sys::journal::CHECKPOINT_MAX;
use crate::sys::process;
use crate::term::Archive;
use crate::term::{Limits, Screen};
use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use tokio::task::AbortHandle;
use tokio::time::Instant;

/// Bytes of unread input at most.
const MAX_INPUT: usize = 4 << 20;

/// Capacity that the empty input buffer keeps.
const INPUT_CAPACITY: usize = 64 << 10;

/// The reader of the output of one program.
#[derive(Debug)]
pub struct ReaderHandle {
    /// Its task.
    pub task: AbortHandle,
    /// It must not read any more, on whatever thread it is.
    pub stopped: Arc<AtomicBool>,
}

/// A pane.
pub struct Pane {
    /// Its id.
    pub id: PaneId,
    pub(super) screen: PriorityMutex<Screen>,
    /// How many screens this pane had before the present one. It changes under the screen's lock.
    pub(super) era: AtomicU32,
    pub(super) limits: Mutex<Limits>,
    pub(in crate::server) durable: Mutex<Option<Durable>>,
    pub(in crate::server) program: Mutex<Option<Arc<Program>>>,
    reader: Mutex<Option<ReaderHandle>>,
    pub(in crate::server) input: Mutex<Vec<u8>>,
    /// The progress of the text in `input` that is recorded. Taken with `input`.
    pub(super) recording: Mutex<Recording>,
    watchers: Mutex<Vec<Arc<Client>>>,
    /// It waits for a checkpoint.
    pub awaits_checkpoint: AtomicBool,
    /// Bytes of output that are not saved.
    pub unsaved: AtomicUsize,
    /// The screen was replaced since it was last saved.
    pub replaced: AtomicBool,
    /// The saved lines below which the next program starts.
    scrollback: Mutex<Option<SavedLines>>,
    pub(super) pipe: Mutex<Option<Pipe>>,
    /// The control clients that get the output.
    control_clients: Mutex<Vec<Arc<Client>>>,
    /// What they may have missed while the server was replaced. Changed under the durable memory.
    kept_output: Mutex<Option<KeptOutput>>,
    pub(super) replies: Mutex<Replies>,
    /// What waits look for in the output. Taken after the screen.
    pub(super) scanner: Mutex<Scanner>,
    /// There is something to look for.
    pub(super) watched: AtomicBool,
    /// A task waits until the alternate screen rests.
    pub(super) awaits_rest: AtomicBool,
    /// The time of the last output, in milliseconds of the monotonic clock; at first that of the
    /// creation of the pane.
    pub(super) last_output: AtomicU64,
}

impl Pane {
    /// A pane whose program the keeper was asked to start.
    pub fn new(id: PaneId, size: Size, limits: Limits) -> Self {
        Self::with(id, Screen::new(size, limits), limits, None)
    }

    /// A pane of the previous server.
    pub fn adopted(
        id: PaneId,
        screen: Screen,
        scanner: Scanner,
        limits: Limits,
        durable: Durable,
    ) -> Self {
        Self {
            watched: AtomicBool::new(!scanner.is_empty()),
            scanner: Mutex::new(scanner),
            ..Self::with(id, screen, limits, Some(durable))
        }
    }

    fn with(id: PaneId, screen: Screen, limits: Limits, durable: Option<Durable>) -> Self {
        Self {
            id,
            screen: PriorityMutex::new(screen),
            era: AtomicU32::new(0),
            limits: Mutex::new(limits),
            durable: Mutex::new(durable),
            program: Mutex::default(),
            reader: Mutex::default(),
            input: Mutex::default(),
            recording: Mutex::default(),
            watchers: Mutex::default(),
            awaits_checkpoint: AtomicBool::new(false),
            unsaved: AtomicUsize::new(0),
            replaced: AtomicBool::new(false),
            scrollback: Mutex::default(),
            pipe: Mutex::default(),
            control_clients: Mutex::default(),
            kept_output: Mutex::default(),
            replies: Mutex::default(),
            scanner: Mutex::default(),
            watched: AtomicBool::new(false),
            awaits_rest: AtomicBool::new(false),
            last_output: AtomicU64::new(clock::now().mono),
        }
    }

    /// Reads the screen. No checkpoint, no redraw.
    pub fn with_screen<T>(&self, read: impl FnOnce(&Screen) -> T) -> T {
        read(&self.screen.lock())
    }

    /// Reads the screen and its era, which changes when the screen is replaced.
    pub fn with_screen_and_era<T>(&self, read: impl FnOnce(u32, &Screen) -> T) -> T {
        let screen = self.screen.lock();
        read(self.era.load(Ordering::Acquire), &screen)
    }

    /// The program, once one was started.
    pub fn program(&self) -> Option<Arc<Program>> {
        lock(&self.program).clone()
    }

    /// The program was started: screen, journal and history begin anew, below `scrollback`.
    pub fn start(
        self: &Arc<Self>,
        program: Program,
        durable: Durable,
        scrollback: Option<SavedScrollback>,
    ) {
        {
            let mut old = lock(&self.durable);
            let mut screen = self.screen.lock();
            let size = screen.size();
            self.replace_screen(&mut screen, &durable);
            let durable = old.insert(durable);
            if let Some(scrollback) = scrollback {
                replay_scrollback::onto(&mut screen, scrollback);
                // The lines keep their numbers: saving continues after them instead of starting
                // over.
                self.replaced.store(false, Ordering::Release);
            }
            // The journal holds output only. Without a checkpoint, a server that follows a crash
            // would start from a blank screen of the first era, and positions of this one would
            // lie in its future.
            write_checkpoint(self.id, durable, &mut screen);
            drop(screen);
            program.set_size(size);
        }
        self.run(program);
        self.wake_watchers();
    }

    /// Puts an empty screen in the place of `screen`. Its generations start again, hence the new
    /// era.
    pub(super) fn replace_screen(&self, screen: &mut Screen, durable: &Durable) {
        *screen = screen.successor(*lock(&self.limits), durable.emptied_store());
        self.era.fetch_add(1, Ordering::AcqRel);
        self.replaced.store(true, Ordering::Release);
    }

    /// Sets the program, and sends it the input that was typed before it ran.
    pub fn run(self: &Arc<Self>, program: Program) {
        *lock(&self.program) = Some(Arc::new(program));
        self.write(&[]);
    }

    /// The saved lines below which the next program starts; `None` keeps them as they are.
    pub fn set_scrollback(&self, lines: Option<SavedLines>) {
        if lines.is_some() {
            *lock(&self.scrollback) = lines;
        }
    }

    /// Takes the name of the lines below which the next program starts.
    pub fn take_scrollback(&self) -> Option<SavedLines> {
        lock(&self.scrollback).take()
    }

    /// Copies further output into `pipe`, which replaces the previous pipe.
    pub fn set_pipe(&self, pipe: Option<Pipe>) {
        *lock(&self.pipe) = pipe;
    }

    /// The lines from number `from` on, up to about `budget` bytes, the visible rows, and the
    /// title.
    pub fn archive(&self, from: u64, budget: usize) -> (Archive, String) {
        let mut screen = self.screen.lock();
        (screen.archive(from, budget), screen.title().to_owned())
    }

    /// The foreground process group of the terminal.
    pub fn foreground(&self) -> Option<process::Pid> {
        process::foreground(self.program()?.tty.as_fd())
    }

    /// PTY, journal and history, for a new keeper; `None` if no program was started.
    ///
    /// # Errors
    /// If no descriptor is left.
    pub fn descriptors(&self) -> io::Result<Option<[OwnedFd; 3]>> {
        let durable = lock(&self.durable);
        let (Some(durable), Some(program)) = (durable.as_ref(), self.program()) else {
            return Ok(None);
        };
        let tty = program.tty.as_fd().try_clone_to_owned()?;
        let journal = durable.journal.as_fd().try_clone_to_owned()?;
        Ok(Some([tty, journal, durable.history.try_clone()?]))
    }

    /// Sets the reader of the output; the previous one reads no more.
    pub fn set_reader(&self, reader: Option<ReaderHandle>) {
        if let Some(old) = std::mem::replace(&mut *lock(&self.reader), reader) {
            old.stopped.store(true, Ordering::Release);
            old.task.abort();
        }
    }

    /// Sends input to the program. False if the program does not read and too much is unread
    /// already; then none of `bytes` is kept.
    pub fn write(self: &Arc<Self>, bytes: &[u8]) -> bool {
        let program = self.program();
        let mut input = lock(&self.input);
        if input.len() + bytes.len() > MAX_INPUT {
            return false;
        }
        let waited = !input.is_empty();
        if !bytes.is_empty() {
            lock(&self.recording).begin(input.len(), bytes.len());
        }
        input.extend_from_slice(bytes);
        // If input was waiting, a task sends it already, unless the program has just started (no
        // bytes).
        if let Some(program) = program
            && (!waited || bytes.is_empty())
        {
            self.send(&program, &mut input);
            if !input.is_empty() {
                tokio::spawn(send_rest(Arc::clone(self), program));
            }
        }
        true
    }

    /// Wakes `client` on changes from now on.
    pub fn watch(&self, client: &Arc<Client>) {
        let mut watchers = lock(&self.watchers);
        if !watchers.iter().any(|w| w.id == client.id) {
            watchers.push(Arc::clone(client));
        }
    }

    /// Stops waking `client`.
    pub fn unwatch(&self, client: &Client) {
        lock(&self.watchers).retain(|w| w.id != client.id);
    }

    /// Wakes all clients that watch: the screen has changed.
    pub fn wake_watchers(&self) {
        for client in &*lock(&self.watchers) {
            client.pane_changed(self.id);
        }
    }

    /// Keeps the last output of the previous server, and what follows, for control clients.
    pub fn keep_output(&self, bytes: Vec<u8>) {
        let end = self.screen.lock().stamp();
        *lock(&self.kept_output) = Some(KeptOutput::new(bytes, end, Instant::now()));
    }

    /// Sends the output to a control client from now on, or from the position `from` that it has
    /// from the previous server.
    pub fn add_control_client(&self, client: &Arc<Client>, from: Option<u64>) {
        // Nothing is read meanwhile.
        let _durable = lock(&self.durable);
        let end = self.screen.lock().stamp();
        let mut clients = lock(&self.control_clients);
        if clients.iter().any(|c| c.id == client.id) {
            return;
        }
        clients.push(Arc::clone(client));
        drop(clients);
        let Some(stream) = client.control_stream() else {
            return;
        };
        let kept = lock(&self.kept_output);
        let missed = from.zip(kept.as_ref()).map(|(from, kept)| kept.since(from));
        if let Some(missed) = missed {
            if missed.lost > 0 {
                let (lost, id) = (missed.lost, self.id);
                let text = format!("%message {lost} bytes of the output of {id} are missing\n");
                stream.push_text(text.into_bytes());
            }
            // A client that is too far behind is ended with the next output.
            let _ = stream.push_output(self.id, (missed.bytes, end), true, Instant::now());
        }
        stream.push_position(self.id, end);
    }

    /// Stops sending the output to a control client.
    pub fn remove_control_client(&self, client: ClientId) {
        lock(&self.control_clients).retain(|c| c.id != client);
    }

    /// Queues output, which ends at the position `end`, for the control clients. Returns those that
    /// it pauses or that are too far behind.
    pub(super) fn send_to_control_clients(
        &self,
        bytes: &[u8],
        end: u64,
    ) -> Vec<(ClientId, Pushed)> {
        let mut kept = lock(&self.kept_output);
        kept.take_if(|kept| !kept.push(bytes, Instant::now()));
        drop(kept);
        let clients = lock(&self.control_clients).clone();
        if clients.is_empty() {
            return vec![];
        }
        let can_wait = lock(&self.watchers).is_empty();
        let mut events = Vec::new();
        for client in clients {
            let Some(stream) = client.control_stream() else {
                continue;
            };
            match stream.push_output(self.id, (bytes, end), can_wait, Instant::now()) {
                Pushed::Queued => {}
                pushed => events.push((client.id, pushed)),
            }
            client.wake.notify_one();
        }
        events
    }

    /// Whether a control client has not got all of its stream.
    fn has_unsent_output(&self) -> bool {
        let clients = lock(&self.control_clients);
        let mut streams = clients.iter().filter_map(|c| c.control_stream());
        streams.any(|stream| !stream.is_empty())
    }

    /// A control client for whose room the reader waits: its stream is full, and no terminal shows
    /// the pane.
    pub fn full_stream(&self) -> Option<Arc<ControlStream>> {
        let clients = lock(&self.control_clients);
        let mut streams = clients.iter().filter_map(|c| c.control_stream());
        let full = streams.find(|stream| stream.is_full())?;
        lock(&self.watchers).is_empty().then_some(full)
    }

    /// Marks the pane as waiting for a checkpoint. False if it waited already.
    pub fn mark_for_checkpoint(&self) -> bool {
        !self.awaits_checkpoint.swap(true, Ordering::AcqRel)
    }

    /// Takes a checkpoint if there was output since the last one, and returns spare memory.
    pub fn checkpoint_if_needed(&self) {
        let mut durable = lock(&self.durable);
        if let Some(durable) = durable.as_mut() {
            self.screen.lock().compress_pending();
            // The next server sends what control clients do not have yet from the journal.
            if durable.journal.used() > 0 && !self.has_unsent_output() {
                self.checkpoint(durable);
            }
            durable.journal.give_back();
        }
    }

    /// Takes a checkpoint now, and marks all output so far as replied to: the next server replays
    /// it without sending replies.
    pub fn checkpoint_now(&self) {
        if let Some(durable) = lock(&self.durable).as_mut() {
            durable.journal.replied();
            self.checkpoint(durable);
        }
    }

    pub(super) fn checkpoint(&self, durable: &mut Durable) {
        let mut screen = self.screen.lock();
        write_checkpoint(self.id, durable, &mut screen);
    }

    /// Sends input that the PTY takes without blocking.
    fn send(&self, program: &Program, input: &mut Vec<u8>) {
        let before = input.len();
        program.write_some(input);
        lock(&self.recording).advance(before - input.len());
        if input.is_empty() {
            input.shrink_to(INPUT_CAPACITY);
        }
    }

    /// Compresses the lines that went into history.
    pub fn compress(&self) {
        self.screen.lock().compress_pending();
    }
}

/// Writes a checkpoint of `screen`, which has all output of the journal, and empties the journal.
pub(super) fn write_checkpoint(pane: PaneId, durable: &mut Durable, screen: &mut Screen) {
    let mut checkpoint = Vec::with_capacity(16 << 10);
    screen.checkpoint(&mut checkpoint);
    debug_assert!(
        checkpoint.len() <= CHECKPOINT_MAX,
        "screens are smaller than slots"
    );
    if let Err(error) = durable.journal.renew(&checkpoint) {
        tracing::error!(%pane, %error, "cannot write a checkpoint");
    }
}

async fn send_rest(pane: Arc<Pane>, program: Arc<Program>) {
    loop {
        async_fd::writable(program.tty.as_fd()).await;
        let mut input = lock(&pane.input);
        pane.send(&program, &mut input);
        if input.is_empty() {
            return;
        }
    }
}
