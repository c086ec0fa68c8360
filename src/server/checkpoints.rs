//! Checkpoints by age: a pane that was written to gets one within two seconds. Asleep while nothing
//! is written.

use super::gate::lock;
use super::pane::Pane;
use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, Weak};
use std::time::Duration;
use tokio::sync::Notify;
use tokio::time::{Instant, sleep_until};

/// How old output may become without a checkpoint.
const AGE: Duration = Duration::from_secs(2);

/// The panes that wait for a checkpoint, the oldest first.
#[derive(Default)]
pub struct Checkpoints {
    due: Mutex<VecDeque<(Instant, Weak<Pane>)>>,
    wake: Notify,
}

impl Checkpoints {
    /// `pane` gets a checkpoint in time.
    pub fn add(&self, pane: &Arc<Pane>) {
        let mut due = lock(&self.due);
        due.push_back((Instant::now() + AGE, Arc::downgrade(pane)));
        if due.len() == 1 {
            self.wake.notify_one();
        }
    }

    /// Takes checkpoints as they become due, for ever.
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
                pane.aging.store(false, Ordering::Release);
                if catch_unwind(AssertUnwindSafe(|| pane.settle())).is_err() {
                    tracing::error!(pane = %pane.id, "a checkpoint went wrong");
                }
                tokio::task::yield_now().await;
            }
        }
    }
}
