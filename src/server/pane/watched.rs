//! What waits look for in the output of a pane: each step of output is compared while the screen is
//! locked, so nothing is missed and nothing is polled.

use crate::model::state::automation::watch::{WatchHit, WatchSpec};
use crate::model::watch::scanner::Step;
use crate::server::lock::lock;
use crate::server::pane::state::Pane;
use crate::sys::clock;
use crate::term::{Event, Screen};
use std::sync::atomic::Ordering;

impl Pane {
    /// Looks for something in the output from now on. Returns what was found since its position.
    pub fn watch_output(&self, spec: WatchSpec) -> Step {
        let screen = self.screen.lock();
        let mut scanner = lock(&self.scanner);
        self.watched.store(true, Ordering::Release);
        scanner.add(spec, &screen)
    }

    /// Ends a watch.
    pub fn unwatch_output(&self, id: u64) {
        let mut scanner = lock(&self.scanner);
        scanner.remove(id);
        self.watched.store(!scanner.is_empty(), Ordering::Release);
    }

    /// Whether something is looked for in the output.
    pub fn is_watched(&self) -> bool {
        self.watched.load(Ordering::Acquire)
    }

    /// Whether lines that changed since the death of the previous server were too many to be kept
    /// for its watches.
    pub fn has_forgotten_lines(&self) -> bool {
        lock(&self.scanner).has_forgotten_lines()
    }

    /// All watches of the previous server are back.
    pub fn drop_line_log(&self) {
        let mut scanner = lock(&self.scanner);
        scanner.drop_log();
        self.watched.store(!scanner.is_empty(), Ordering::Release);
    }

    /// Feeds output to the screen, and compares it if something is looked for.
    pub(super) fn feed_watched(
        &self,
        screen: &mut Screen,
        bytes: &[u8],
        events: &mut Vec<Event>,
    ) -> Step {
        let mut found = Step::default();
        if !self.is_watched() {
            screen.feed(bytes, events);
            return found;
        }
        let mut scanner = lock(&self.scanner);
        screen.feed_in_steps(bytes, events, |screen| {
            let step = scanner.step(screen);
            found.hits.extend(step.hits);
            found.alternate = step.alternate;
        });
        found
    }

    /// Compares the alternate screen, which rests.
    pub fn compare_alternate(&self) -> Vec<WatchHit> {
        let screen = self.screen.lock();
        lock(&self.scanner).compare_alternate(&screen)
    }

    /// Marks that a task waits until the alternate screen rests. False if one waits already.
    pub fn begin_rest(&self) -> bool {
        !self.awaits_rest.swap(true, Ordering::AcqRel)
    }

    /// The task waits no more.
    pub fn end_rest(&self) {
        self.awaits_rest.store(false, Ordering::Release);
    }

    /// There is output.
    pub(super) fn note_output(&self) {
        self.last_output.store(clock::now().mono, Ordering::Release);
    }

    /// The milliseconds since the last output.
    pub fn output_age(&self) -> u64 {
        let last = self.last_output.load(Ordering::Acquire);
        clock::now().mono.saturating_sub(last)
    }
}
