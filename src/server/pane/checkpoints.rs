//! Checkpoints by age: a pane with output gets one within two seconds. The task sleeps while there
//! is no output.

use crate::server::lock::lock;
use crate::server::pane::state::Pane;
use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, Weak};
use std::time::Duration;
use tokio::sync::Notify;
use tokio::time::{Instant, sleep_until};

/// How long output may be without a checkpoint.
const MAX_AGE: Duration = Duration::from_secs(2);

/// Unsaved bytes above which lines may wait for compression, which takes too long for the thread of
/// the server.
const MUCH_OUTPUT: usize = 64 << 10;

/// The panes that wait for a checkpoint, the oldest first.
#[derive(Default)]
pub struct Checkpoints {
    due: Mutex<VecDeque<(Instant, Weak<Pane>)>>,
    wake: Notify,
}

impl Checkpoints {
    /// Schedules a checkpoint of `pane`.
    pub fn add(&self, pane: &Arc<Pane>) {
        let mut due = lock(&self.due);
        due.push_back((Instant::now() + MAX_AGE, Arc::downgrade(pane)));
        if due.len() == 1 {
            self.wake.notify_one();
        }
    }

    /// Takes checkpoints as they become due, without end.
    pub async fn run(&self) {
        loop {
            let first = lock(&self.due).front().map(|(at, _)| *at);
            let Some(at) = first else {
                self.wake.notified().await;
                continue;
            };
            sleep_until(at).await;
            let pane = lock(&self.due)
                .pop_front()
                .and_then(|(_, pane)| pane.upgrade());
            if let Some(pane) = pane {
                pane.awaits_checkpoint.store(false, Ordering::Release);
                if pane.unsaved.load(Ordering::Acquire) < MUCH_OUTPUT {
                    take(&pane);
                    tokio::task::yield_now().await;
                } else {
                    // It fails only if no thread can be started: the journal takes one when it is
                    // full.
                    let _ = tokio::task::spawn_blocking(move || take(&pane)).await;
                }
            }
        }
    }
}

fn take(pane: &Pane) {
    if catch_unwind(AssertUnwindSafe(|| pane.checkpoint_if_needed())).is_err() {
        tracing::error!(pane = %pane.id, "panic while taking a checkpoint");
    }
}
