//! Floods: the output of a program that writes without pause is read on a thread of its own, so
//! that keys, echoes and other panes do not wait for it.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::available_parallelism;
use std::time::{Duration, Instant};
use tokio::sync::{Semaphore, SemaphorePermit};

/// The time over which reads are counted.
const WINDOW: Duration = Duration::from_millis(10);

/// Reads within [`WINDOW`] that make output a flood: either much output, or so little per read that
/// each one costs more than its bytes.
const MANY_READS: usize = 32;

/// Flood threads at least and at most.
const THREADS: (usize, usize) = (2, 4);

/// How long a thread reads one pane before the task of the pane looks at its other events.
const TURN: Duration = Duration::from_millis(50);

/// The same while another flood waits for a thread.
const SHARED_TURN: Duration = Duration::from_millis(4);

/// How often a program is read.
#[derive(Debug)]
pub struct ReadRate {
    since: Instant,
    reads: usize,
}

impl ReadRate {
    /// The rate of a program that was not read yet.
    pub fn new() -> Self {
        Self {
            since: Instant::now(),
            reads: 0,
        }
    }

    /// Counts `reads` at the time `now`. True if the output is a flood.
    pub fn count(&mut self, reads: usize, now: Instant) -> bool {
        if now.duration_since(self.since) > WINDOW {
            self.since = now;
            self.reads = 0;
        }
        self.reads += reads;
        self.reads >= MANY_READS
    }
}

/// The right to read a flood on a thread. A few threads take turns with all floods, so that their
/// number does not decide about the processor time of the rest of the server.
#[derive(Debug)]
pub struct FloodThreads {
    free: Semaphore,
    waiting: AtomicUsize,
}

impl Default for FloodThreads {
    fn default() -> Self {
        let (least, most) = THREADS;
        let threads = available_parallelism().map_or(least, |n| n.get().clamp(least, most));
        Self {
            free: Semaphore::new(threads),
            waiting: AtomicUsize::new(0),
        }
    }
}

impl FloodThreads {
    /// Waits for a free thread. `None` is never returned while the server runs.
    pub async fn acquire(&self) -> Option<SemaphorePermit<'_>> {
        if let Ok(permit) = self.free.try_acquire() {
            return Some(permit);
        }
        let _waits = Waiting::new(&self.waiting);
        self.free.acquire().await.ok()
    }

    /// Whether a turn that began at `start` is over at `now`.
    pub fn turn_is_over(&self, start: Instant, now: Instant) -> bool {
        let shared = self.waiting.load(Ordering::Relaxed) > 0;
        now.duration_since(start) >= if shared { SHARED_TURN } else { TURN }
    }
}

/// Counts one that waits, for as long as it lives.
struct Waiting<'a>(&'a AtomicUsize);

impl<'a> Waiting<'a> {
    fn new(count: &'a AtomicUsize) -> Self {
        count.fetch_add(1, Ordering::Relaxed);
        Self(count)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flood_is_many_reads_in_a_short_time() {
        let start = Instant::now();
        let mut rate = ReadRate::new();
        for turn in 1..1000 {
            let now = start + WINDOW.mul_f64(0.2) * turn;
            assert!(!rate.count(4, now), "a steady program at turn {turn}");
        }
        let now = start + WINDOW * 1000;
        let turns = (1..100).find(|_| rate.count(4, now));
        assert_eq!(turns, Some(MANY_READS as u32 / 4));
    }

    #[test]
    fn a_turn_is_shorter_while_another_flood_waits() {
        let threads = FloodThreads::default();
        let start = Instant::now();
        let soon = start + SHARED_TURN;
        assert!(!threads.turn_is_over(start, soon));
        let waits = Waiting::new(&threads.waiting);
        assert!(threads.turn_is_over(start, soon));
        drop(waits);
        assert!(!threads.turn_is_over(start, soon));
        assert!(threads.turn_is_over(start, start + TURN));
    }
}
