//! The output of a pane's program: from the PTY into the journal, then onto the screen.

use crate::base::ClientId;
use crate::model::watch::scanner::Step;
use crate::server::client::control_stream::Pushed;
use crate::server::fault_injection;
use crate::server::lock::lock;
use crate::server::pane::program::{Durable, Program};
use crate::server::pane::state::Pane;
use crate::term::{Event, Screen};
use std::io;
use std::os::fd::AsFd;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Bytes per read.
const READ: usize = 64 << 10;

/// Bytes in the journal above which a checkpoint is taken, so that a recovery replays no more.
const MAX_JOURNAL: usize = 512 << 10;

/// The text in a pane whose screen was reset after a panic.
const RESET_NOTICE: &[u8] = b"\x1b[7m[mux: this pane was reset; its program still runs]\x1b[m\r\n";

/// The result of one read.
#[derive(Debug, Default)]
pub struct ReadResult {
    /// Events for the world.
    pub events: Vec<Event>,
    /// The end of the output.
    pub ended: bool,
    /// Bytes read.
    pub bytes: usize,
    /// The synchronized update (mode 2026) that is open now.
    pub update: Option<u64>,
    /// What waits look for was found in the output.
    pub watched: Step,
    /// Control clients for which the pane is paused now, or that are too far behind.
    pub slow: Vec<(ClientId, Pushed)>,
}

impl Pane {
    /// Reads once from `program` into the journal, feeds the screen from there, and sends the
    /// replies.
    ///
    /// The bytes are in the journal before the screen has them, so a crash in the parser loses
    /// none. The journal is told once the replies are sent: a recovery sends only those that were
    /// not.
    ///
    /// # Errors
    /// `WouldBlock` if there is nothing to read now, or the reader is `stopped`.
    pub fn read_output(
        self: &Arc<Self>,
        program: &Program,
        stopped: &AtomicBool,
    ) -> io::Result<ReadResult> {
        let mut guard = lock(&self.durable);
        // Looked at under the lock: the journal may be that of the next program already.
        let stopped = stopped.load(Ordering::Acquire);
        let Some(durable) = guard.as_mut().filter(|_| !stopped) else {
            return Err(io::ErrorKind::WouldBlock.into());
        };
        if durable.journal.used() > MAX_JOURNAL {
            self.checkpoint(durable);
        }
        let tty = program.tty.as_fd();
        let bytes = durable.journal.read_from(tty, READ)?;
        let mut result = ReadResult {
            events: Vec::new(),
            ended: bytes == 0,
            bytes,
            update: None,
            watched: Step::default(),
            slow: Vec::new(),
        };
        let mut end = 0;
        if bytes > 0 {
            let mut screen = self.screen.lock_yielding();
            let output = durable.journal.last_read();
            self.note_output();
            result.watched = self.feed(&mut screen, durable, output, &mut result.events);
            result.update = screen.update();
            end = screen.stamp();
        }
        if bytes > 0
            && let Some(pipe) = &*lock(&self.pipe)
        {
            pipe.send(durable.journal.last_read());
        }
        if bytes > 0 {
            result.slow = self.send_to_control_clients(durable.journal.last_read(), end);
        }
        self.send_replies(&mut result.events);
        durable.journal.replied();
        Ok(result)
    }

    fn feed(
        &self,
        screen: &mut Screen,
        durable: &Durable,
        bytes: &[u8],
        events: &mut Vec<Event>,
    ) -> Step {
        let mouse = screen.modes().mouse;
        let fed = catch_unwind(AssertUnwindSafe(|| {
            fault_injection::strike(bytes);
            self.feed_watched(screen, bytes, events)
        }));
        if let Ok(step) = fed {
            let mouse_changed = screen.modes().mouse != mouse;
            events.retain(|event| concerns_the_world(event, mouse_changed));
            return step;
        }
        tracing::error!(pane = %self.id, "panic in the screen model; screen reset");
        events.clear();
        self.replace_screen(screen, durable);
        screen.feed(RESET_NOTICE, events);
        Step::default()
    }

    /// Sends the replies among `events` to the program, in the order of its queries, and leaves the
    /// other events.
    pub fn send_replies(self: &Arc<Self>, events: &mut Vec<Event>) {
        events.retain(|event| match event {
            Event::Reply(bytes) => {
                self.reply(bytes);
                false
            }
            Event::ColorQuery(query) => {
                self.await_reply(query.number);
                true
            }
            _ => true,
        });
    }
}

/// Whether the world needs `event`. Programs change modes with every update, and of these only the
/// mouse mode matters outside the pane.
fn concerns_the_world(event: &Event, mouse_changed: bool) -> bool {
    match event {
        Event::Modes => mouse_changed,
        _ => true,
    }
}
