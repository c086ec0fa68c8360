//! What is to be saved, and when: the queue between everyone and the one thread that writes. Whoever
//! puts something here is back at once; what waits is bounded, because panes are looked at when it is
//! their turn and not copied before.

use super::gate::lock;
use super::pane::Pane;
use crate::base::{PaneId, Result};
use crate::model::state::store_request::StoreRequest;
use crate::store::scrollback::PaneScrollback;
use std::collections::{BTreeMap, VecDeque};
use std::sync::atomic::Ordering;
use std::sync::{Arc, Condvar, Mutex, PoisonError, Weak};
use std::time::{Duration, Instant};
use tokio::sync::oneshot;

/// How old a change of layout becomes before it is saved.
const LAYOUT: Duration = Duration::from_millis(500);

/// How old output becomes before it is saved.
const OUTPUT: Duration = Duration::from_secs(5);

/// How far apart ticks with much output are.
const HURRY: Duration = Duration::from_secs(1);

/// How many bytes of one pane make a tick hurry.
const MUCH: usize = 256 << 10;

/// How long anyone waits for the last tick.
const FAREWELL: Duration = Duration::from_secs(3);

/// Questions that wait at most.
const QUESTIONS: usize = 64;

/// The lines that a pane starts below.
#[derive(Clone, Debug, Default)]
pub struct Memory {
    /// The lines.
    pub past: PaneScrollback,
    /// The directory that was its program's, if it is not there any more.
    pub gone: Option<String>,
}

/// Why there will be no more ticks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// The system takes everything down; it should come back.
    Torn,
    /// Someone ended everything.
    Wanted,
}

/// What is to be done by the thread that writes.
#[derive(Default)]
pub(super) struct Work {
    /// When the layout is to be saved.
    pub layout: Option<Instant>,
    /// When output is to be saved.
    pub output: Option<Instant>,
    /// Panes with output that is not saved.
    pub dirty: Vec<Weak<Pane>>,
    /// Panes that were closed, with their last screens.
    pub closed: Vec<(PaneId, Option<Arc<Pane>>)>,
    /// Queues that wait for an answer.
    pub questions: VecDeque<(u64, StoreRequest)>,
    /// Who wants the files kept as they are; true: that of the lines, too.
    pub copies: Vec<(bool, oneshot::Sender<Result<()>>)>,
    /// Panes whose programs were ended by a signal, and when.
    pub fallen: Vec<(PaneId, Instant)>,
    /// When a person did something last.
    pub acted: Option<Instant>,
    /// There will be no more.
    pub end: Option<End>,
    ticked: Option<Instant>,
    over: bool,
}

/// The way to the store.
#[derive(Default)]
pub struct Saver {
    work: Mutex<Work>,
    wake: Condvar,
    finished: Condvar,
    memories: Mutex<BTreeMap<(i64, PaneId), Memory>>,
}

impl Saver {
    /// The world may have changed; these panes' programs were ended by a signal.
    pub fn changed(&self, fallen: &[PaneId]) {
        let now = Instant::now();
        let mut work = lock(&self.work);
        work.fallen.extend(fallen.iter().map(|pane| (*pane, now)));
        if work.layout.is_none() {
            work.layout = Some(now + LAYOUT);
            self.wake.notify_one();
        }
    }

    /// A person did something.
    pub fn acted(&self) {
        lock(&self.work).acted = Some(Instant::now());
    }

    /// `bytes` more were written to the pane's screen.
    pub fn wrote(&self, pane: &Arc<Pane>, bytes: usize) {
        let before = pane.unsaved.fetch_add(bytes.max(1), Ordering::AcqRel);
        let much = before < MUCH && before + bytes >= MUCH;
        if before != 0 && !much {
            return;
        }
        let now = Instant::now();
        let mut work = lock(&self.work);
        if before == 0 {
            work.dirty.push(Arc::downgrade(pane));
        }
        let due = if much {
            work.ticked.map_or(now, |at| (at + HURRY).max(now))
        } else {
            now + OUTPUT
        };
        if work.output.is_none_or(|at| due < at) {
            work.output = Some(due);
        }
        // Its program may be another one now, or somewhere else.
        work.layout.get_or_insert(now + LAYOUT);
        self.wake.notify_one();
    }

    /// A pane was closed.
    pub fn closed(&self, id: PaneId, pane: Option<Arc<Pane>>) {
        let mut work = lock(&self.work);
        work.closed.push((id, pane));
        work.layout.get_or_insert_with(|| Instant::now() + LAYOUT);
        self.wake.notify_one();
    }

    /// Everything is saved now.
    pub fn hurry(&self) {
        let now = Instant::now();
        let mut work = lock(&self.work);
        work.layout = Some(now);
        work.output = Some(now);
        self.wake.notify_one();
    }

    /// The queue `run` wants an answer. False if too many wait already.
    pub fn ask(&self, run: u64, question: StoreRequest) -> bool {
        let mut work = lock(&self.work);
        if work.questions.len() >= QUESTIONS || work.over {
            return false;
        }
        work.questions.push_back((run, question));
        self.wake.notify_one();
        true
    }

    /// The files are to be kept as they are now under another name, that of the lines only if `all`.
    /// Nothing comes of it where nothing is saved.
    pub fn keep_files(&self, all: bool) -> oneshot::Receiver<Result<()>> {
        let (tell, told) = oneshot::channel();
        let mut work = lock(&self.work);
        if !work.over {
            work.copies.push((all, tell));
            self.wake.notify_one();
        }
        told
    }

    /// There will be no more after this; the first reason holds.
    pub fn end(&self, end: End) {
        lock(&self.work).end.get_or_insert(end);
        self.wake.notify_one();
    }

    /// Waits for the last tick, but not for ever.
    pub fn wait(&self) {
        let work = lock(&self.work);
        let over = self
            .finished
            .wait_timeout_while(work, FAREWELL, |work| !work.over);
        if over.is_ok_and(|(_, waited)| waited.timed_out()) {
            tracing::error!("the last changes may not be saved");
        }
    }

    /// Waits for something to do, and takes it.
    pub(super) fn next(&self) -> Work {
        let mut work = lock(&self.work);
        loop {
            let now = Instant::now();
            let due = [work.layout, work.output].into_iter().flatten().min();
            let asked = !work.questions.is_empty() || !work.copies.is_empty();
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

    /// Panes whose programs were ended by a signal since the work was taken, and when.
    pub(super) fn fallen(&self) -> Vec<(PaneId, Instant)> {
        std::mem::take(&mut lock(&self.work).fallen)
    }

    /// Output that could not be saved is to be saved later.
    pub(super) fn again(&self, panes: impl IntoIterator<Item = Weak<Pane>>, after: Duration) {
        let mut work = lock(&self.work);
        work.dirty.extend(panes);
        work.output.get_or_insert(Instant::now() + after);
    }

    /// The layout is to be looked at again.
    pub(super) fn later(&self, after: Duration) {
        lock(&self.work)
            .layout
            .get_or_insert(Instant::now() + after);
    }

    /// No one writes any more.
    pub(super) fn over(&self) {
        let mut work = lock(&self.work);
        work.over = true;
        work.copies.clear();
        drop(work);
        self.finished.notify_all();
    }

    /// What panes were is needed soon.
    pub fn keep(&self, memories: impl IntoIterator<Item = ((i64, PaneId), Memory)>) {
        lock(&self.memories).extend(memories);
    }

    /// What a pane was; once.
    pub fn recall(&self, past: (i64, PaneId)) -> Option<Memory> {
        lock(&self.memories).remove(&past)
    }
}

impl Work {
    fn take(&mut self, now: Instant) -> Self {
        let asked = !self.questions.is_empty() || !self.copies.is_empty();
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
            questions: std::mem::take(&mut self.questions),
            copies: std::mem::take(&mut self.copies),
            acted: self.acted,
            end: self.end,
            ..Self::default()
        };
        if layout {
            self.layout = None;
            work.fallen = std::mem::take(&mut self.fallen);
        }
        if output {
            self.output = None;
            self.ticked = Some(now);
            work.dirty = std::mem::take(&mut self.dirty);
        } else {
            work.dirty.clone_from(&self.dirty);
        }
        work
    }
}
