//! The queue of the thread that saves: what is to be saved, and when. Producers never block, and
//! the queue is bounded: it holds panes, not copies of their output, which the thread reads when it
//! writes.

use crate::base::sorted::SortedMap;
use crate::base::{PaneId, Result};
use crate::model::state::effect::SavedLines;
use crate::model::state::store_request::StoreRequest;
use crate::server::lock::lock;
use crate::server::pane::state::Pane;
use crate::server::saving::saved_scrollback::{SavedScrollback, ScrollbackKey};
use std::collections::VecDeque;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Condvar, Mutex, PoisonError, Weak};
use std::time::{Duration, Instant};
use tokio::sync::oneshot;

/// Delay between a change of the layout and its save.
const LAYOUT_DELAY: Duration = Duration::from_millis(500);

/// Delay between output and its save.
const OUTPUT_DELAY: Duration = Duration::from_secs(5);

/// Time between two saves of a pane with much output, at least.
const MUCH_INTERVAL: Duration = Duration::from_secs(1);

/// Unsaved bytes of one pane above which it is saved without [`OUTPUT_DELAY`].
const MUCH_OUTPUT: usize = 256 << 10;

/// How long [`SaveQueue::wait`] waits for the last save.
const LAST_SAVE_TIMEOUT: Duration = Duration::from_secs(3);

/// Unanswered requests at most.
const MAX_REQUESTS: usize = 64;

/// Why the server ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndReason {
    /// The system shuts down: sessions are restored at the next start.
    SystemShutdown,
    /// The user ended the server: nothing is restored.
    UserRequest,
}

/// The work of the thread.
#[derive(Default)]
pub struct Work {
    /// When the layout is due.
    pub layout: Option<Instant>,
    /// When output is due.
    pub output: Option<Instant>,
    /// Panes with unsaved output.
    pub dirty: Vec<Weak<Pane>>,
    /// Closed panes, with their last screens.
    pub closed: Vec<(PaneId, Option<Arc<Pane>>)>,
    /// Requests, with the command queues that wait for the answers.
    pub requests: VecDeque<(u64, StoreRequest)>,
    /// Requests to copy the databases; true: scrollback too.
    pub copies: Vec<(bool, oneshot::Sender<Result<()>>)>,
    /// Panes whose programs were killed by a signal, and when.
    pub killed: Vec<(PaneId, Instant)>,
    /// The last input of a user.
    pub activity: Option<Instant>,
    /// This is the last work.
    pub end: Option<EndReason>,
    /// When output was last saved.
    saved: Option<Instant>,
    /// Nothing is saved any more.
    closed_for_good: bool,
}

/// The queue.
#[derive(Default)]
pub struct SaveQueue {
    work: Mutex<Work>,
    wake: Condvar,
    finished: Condvar,
    /// Scrollback that restored panes will start below. This is the only place that holds it
    /// between the store and the pane.
    scrollback: Mutex<SortedMap<ScrollbackKey, SavedScrollback>>,
}

impl SaveQueue {
    /// The world has changed; the programs of these panes were killed by a signal.
    pub fn world_changed(&self, killed: &[PaneId]) {
        let now = Instant::now();
        let mut work = lock(&self.work);
        work.killed.extend(killed.iter().map(|pane| (*pane, now)));
        if work.layout.is_none() {
            work.layout = Some(now + LAYOUT_DELAY);
            self.wake.notify_one();
        }
    }

    /// A user has sent input.
    pub fn record_activity(&self) {
        lock(&self.work).activity = Some(Instant::now());
    }

    /// The pane has `bytes` more of output.
    pub fn wrote(&self, pane: &Arc<Pane>, bytes: usize) {
        let before = pane.unsaved.fetch_add(bytes.max(1), Ordering::AcqRel);
        let much = before < MUCH_OUTPUT && before + bytes >= MUCH_OUTPUT;
        if before != 0 && !much {
            return;
        }
        let now = Instant::now();
        let mut work = lock(&self.work);
        if before == 0 {
            work.dirty.push(Arc::downgrade(pane));
        }
        let due = if much {
            work.saved.map_or(now, |at| (at + MUCH_INTERVAL).max(now))
        } else {
            now + OUTPUT_DELAY
        };
        if work.output.is_none_or(|at| due < at) {
            work.output = Some(due);
        }
        // The foreground program or its directory may have changed.
        work.layout.get_or_insert(now + LAYOUT_DELAY);
        self.wake.notify_one();
    }

    /// A pane was closed.
    pub fn closed(&self, id: PaneId, pane: Option<Arc<Pane>>) {
        let mut work = lock(&self.work);
        work.closed.push((id, pane));
        work.layout
            .get_or_insert_with(|| Instant::now() + LAYOUT_DELAY);
        self.wake.notify_one();
    }

    /// Saves everything without delay.
    pub fn save_now(&self) {
        let now = Instant::now();
        let mut work = lock(&self.work);
        work.layout = Some(now);
        work.output = Some(now);
        self.wake.notify_one();
    }

    /// Queues a request of the command queue `run`. False if too many wait, or nothing is saved.
    pub fn request(&self, run: u64, request: StoreRequest) -> bool {
        let mut work = lock(&self.work);
        if work.requests.len() >= MAX_REQUESTS || work.closed_for_good {
            return false;
        }
        work.requests.push_back((run, request));
        self.wake.notify_one();
        true
    }

    /// Asks for copies of the databases; of scrollback only if `all`. The sender is dropped if
    /// nothing is saved.
    pub fn copy_files(&self, all: bool) -> oneshot::Receiver<Result<()>> {
        let (tell, told) = oneshot::channel();
        let mut work = lock(&self.work);
        if !work.closed_for_good {
            work.copies.push((all, tell));
            self.wake.notify_one();
        }
        told
    }

    /// Asks for the last save. The first reason holds.
    pub fn end(&self, end: EndReason) {
        lock(&self.work).end.get_or_insert(end);
        self.wake.notify_one();
    }

    /// Waits for the last save, up to [`LAST_SAVE_TIMEOUT`].
    pub fn wait(&self) {
        let work = lock(&self.work);
        let finished = self
            .finished
            .wait_timeout_while(work, LAST_SAVE_TIMEOUT, |work| !work.closed_for_good);
        if finished.is_ok_and(|(_, waited)| waited.timed_out()) {
            tracing::error!("timeout of the last save: changes may be lost");
        }
    }

    /// Waits for work that is due, and takes it.
    pub(super) fn next(&self) -> Work {
        let mut work = lock(&self.work);
        loop {
            let now = Instant::now();
            let due = [work.layout, work.output].into_iter().flatten().min();
            let asked = !work.requests.is_empty() || !work.copies.is_empty();
            if asked || work.end.is_some() || due.is_some_and(|at| at <= now) {
                return work.take(now);
            }
            work = match due {
                None => self.wake.wait(work).unwrap_or_else(PoisonError::into_inner),
                Some(at) => {
                    let waited = self.wake.wait_timeout(work, at - now);
                    waited.unwrap_or_else(PoisonError::into_inner).0
                }
            };
        }
    }

    /// Panes whose programs were killed by a signal since the work was taken, and when.
    pub(super) fn take_killed(&self) -> Vec<(PaneId, Instant)> {
        std::mem::take(&mut lock(&self.work).killed)
    }

    /// Saves the output of these panes again after a failure.
    pub(super) fn save_output_after(
        &self,
        panes: impl IntoIterator<Item = Weak<Pane>>,
        after: Duration,
    ) {
        let mut work = lock(&self.work);
        work.dirty.extend(panes);
        work.output.get_or_insert(Instant::now() + after);
    }

    /// Saves the layout again after a failure or a postponed decision.
    pub(super) fn save_layout_after(&self, after: Duration) {
        lock(&self.work)
            .layout
            .get_or_insert(Instant::now() + after);
    }

    /// Nothing is saved from now on.
    pub(super) fn close(&self) {
        let mut work = lock(&self.work);
        work.closed_for_good = true;
        work.copies.clear();
        drop(work);
        self.finished.notify_all();
    }

    /// Adds scrollback for panes that are restored soon.
    pub fn add_scrollback(&self, all: impl IntoIterator<Item = (ScrollbackKey, SavedScrollback)>) {
        lock(&self.scrollback).extend(all);
    }

    /// Takes the scrollback of a pane.
    pub fn take_scrollback(&self, lines: SavedLines) -> Option<SavedScrollback> {
        let saved = lock(&self.scrollback).remove(&(lines.lineage, lines.pane))?;
        Some(SavedScrollback {
            command_waits: lines.command_waits,
            ..saved
        })
    }
}

impl Work {
    fn take(&mut self, now: Instant) -> Self {
        let asked = !self.requests.is_empty() || !self.copies.is_empty();
        let all = self.end.is_some() || asked;
        let due = |at: Option<Instant>| all || at.is_some_and(|at| at <= now);
        let (layout, output) = (
            due(self.layout),
            due(self.output) || !self.closed.is_empty(),
        );
        let mut work = Self {
            layout: layout.then_some(now),
            output: output.then_some(now),
            closed: std::mem::take(&mut self.closed),
            requests: std::mem::take(&mut self.requests),
            copies: std::mem::take(&mut self.copies),
            activity: self.activity,
            end: self.end,
            ..Self::default()
        };
        if layout {
            self.layout = None;
            work.killed = std::mem::take(&mut self.killed);
        }
        if output {
            self.output = None;
            self.saved = Some(now);
            work.dirty = std::mem::take(&mut self.dirty);
        } else {
            work.dirty.clone_from(&self.dirty);
        }
        work
    }
}
