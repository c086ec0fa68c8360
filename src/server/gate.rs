//! A lock with a preference: whoever looks goes before the one who feeds. A reader in a flood takes
//! its lock thousands of times a second, and without this a look would wait for its turn by luck.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// How often a feeder steps back before it insists.
const PATIENCE: usize = 50;

/// A value that many look at and one feeds.
#[derive(Debug)]
pub struct Gate<T> {
    value: Mutex<T>,
    waiting: AtomicUsize,
}

impl<T> Gate<T> {
    /// A gate before `value`.
    pub const fn new(value: T) -> Self {
        Self {
            value: Mutex::new(value),
            waiting: AtomicUsize::new(0),
        }
    }

    /// The value, for a short look or a change that does not come thousands of times a second.
    pub fn look(&self) -> MutexGuard<'_, T> {
        self.waiting.fetch_add(1, Ordering::AcqRel);
        let guard = lock(&self.value);
        self.waiting.fetch_sub(1, Ordering::AcqRel);
        guard
    }

    /// The value, after those who want to look.
    pub fn feed(&self) -> MutexGuard<'_, T> {
        for _ in 0..PATIENCE {
            if self.waiting.load(Ordering::Acquire) == 0 {
                break;
            }
            std::thread::yield_now();
        }
        lock(&self.value)
    }
}

/// Locks `mutex`. Panics are contained where they happen, so what a panicking thread left is used.
pub fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;
    use std::sync::atomic::AtomicBool;

    #[test]
    fn a_look_gets_in_while_someone_feeds_without_pause() {
        let gate = Arc::new(Gate::new(0u64));
        let stop = Arc::new(AtomicBool::new(false));
        let feeder = std::thread::spawn({
            let (gate, stop) = (Arc::clone(&gate), Arc::clone(&stop));
            move || {
                while !stop.load(Ordering::Relaxed) {
                    *gate.feed() += 1;
                }
            }
        });
        let mut seen = 0;
        while seen < 100 {
            let now = *gate.look();
            seen = seen.max(now);
        }
        stop.store(true, Ordering::Relaxed);
        feeder.join().unwrap();
    }
}
