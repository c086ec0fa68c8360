//! The upgrade that is under way, and its outcome.

use crate::server::lock::lock;
use std::sync::Mutex;
use std::time::Duration;
use tokio::sync::oneshot;

/// How an upgrade ended: for how long the server was quiesced, or why the upgrade failed.
pub type Outcome = Result<Duration, String>;

/// The task that waits for the outcome; none if no upgrade is under way.
#[derive(Debug, Default)]
pub struct PendingUpgrade(Mutex<Option<oneshot::Sender<Outcome>>>);

impl PendingUpgrade {
    /// Starts an upgrade. `None` if another one is under way.
    pub fn begin(&self) -> Option<oneshot::Receiver<Outcome>> {
        let (tell, told) = oneshot::channel();
        let mut pending = lock(&self.0);
        if pending.is_some() {
            return None;
        }
        *pending = Some(tell);
        Some(told)
    }

    /// Gives up the upgrade that is under way: nobody waits for its outcome any more.
    pub fn clear(&self) {
        lock(&self.0).take();
    }

    /// Tells the outcome to the task that waits, if there is one.
    pub fn finish(&self, outcome: Outcome) {
        if let Some(pending) = lock(&self.0).take() {
            // The task may have timed out.
            let _ = pending.send(outcome);
        }
    }
}
