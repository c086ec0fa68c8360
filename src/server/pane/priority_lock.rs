//! A mutex that lets short readers overtake the PTY reader.
//!
//! A pane with fast output takes the lock of its screen thousands of times a second. Without
//! priority, the frame of a client would get the lock only by chance.

use crate::server::lock::lock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard};

/// How often [`PriorityMutex::lock_yielding`] yields before it queues like everyone else.
const MAX_YIELDS: usize = 50;

/// A mutex with two classes of users.
#[derive(Debug)]
pub struct PriorityMutex<T> {
    value: Mutex<T>,
    waiting: AtomicUsize,
}

impl<T> PriorityMutex<T> {
    /// A mutex around `value`.
    pub const fn new(value: T) -> Self {
        Self {
            value: Mutex::new(value),
            waiting: AtomicUsize::new(0),
        }
    }

    /// Locks with priority: for short reads and rare changes.
    pub fn lock(&self) -> MutexGuard<'_, T> {
        self.waiting.fetch_add(1, Ordering::AcqRel);
        let guard = lock(&self.value);
        self.waiting.fetch_sub(1, Ordering::AcqRel);
        guard
    }

    /// Locks after everyone who waits in [`PriorityMutex::lock`].
    pub fn lock_yielding(&self) -> MutexGuard<'_, T> {
        for _ in 0..MAX_YIELDS {
            if self.waiting.load(Ordering::Acquire) == 0 {
                break;
            }
            std::thread::yield_now();
        }
        lock(&self.value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;
    use std::sync::atomic::AtomicBool;

    #[test]
    fn a_reader_gets_the_lock_while_another_thread_takes_it_without_pause() {
        let mutex = Arc::new(PriorityMutex::new(0u64));
        let stop = Arc::new(AtomicBool::new(false));
        let feeder = std::thread::spawn({
            let (mutex, stop) = (Arc::clone(&mutex), Arc::clone(&stop));
            move || {
                while !stop.load(Ordering::Relaxed) {
                    *mutex.lock_yielding() += 1;
                }
            }
        });
        let mut seen = 0;
        while seen < 100 {
            let now = *mutex.lock();
            seen = seen.max(now);
        }
        stop.store(true, Ordering::Relaxed);
        feeder.join().unwrap();
    }
}
