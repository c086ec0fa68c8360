//! Data parallelism for short bursts of work.

use std::thread;

/// Threads at most.
const MAX_THREADS: usize = 8;

/// Maps `items` with `act` on all processors, in order. The results of a thread that panicked are
/// missing.
pub fn map<T: Sync, R: Send>(items: &[T], act: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let threads = thread::available_parallelism().map_or(1, |n| n.get().min(MAX_THREADS));
    let part = items.len().div_ceil(threads).max(1);
    let act = &act;
    thread::scope(|scope| {
        let parts = items.chunks(part);
        let parts = parts.map(|part| scope.spawn(move || part.iter().map(act).collect::<Vec<R>>()));
        let parts: Vec<_> = parts.collect();
        let done = parts.into_iter().map(|part| part.join());
        done.flat_map(Result::unwrap_or_default).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_is_done_in_order() {
        for many in [0, 1, 7, 100] {
            let items: Vec<usize> = (0..many).collect();
            let done = map(&items, |item| item * 2);
            assert_eq!(done, items.iter().map(|item| item * 2).collect::<Vec<_>>());
        }
    }
}
