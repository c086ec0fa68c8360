//! The messages to the keeper, in order, over a channel that is replaced when the keeper is.

use crate::keeper::{KeeperChannel, ToKeeper};
use crate::server::async_fd::{self, Pollable};
use crate::server::lock::lock;
use std::collections::VecDeque;
use std::io;
use std::sync::{Arc, Mutex};
use tokio::sync::Notify;

/// The messages to the keeper.
#[derive(Debug)]
pub struct KeeperQueue {
    link: Mutex<Arc<Pollable<KeeperChannel>>>,
    unsent: Mutex<VecDeque<ToKeeper>>,
    wake: Notify,
}

impl KeeperQueue {
    /// A queue over `link`.
    ///
    /// # Errors
    /// If the link cannot be watched.
    pub fn new(link: KeeperChannel) -> io::Result<Self> {
        Ok(Self {
            link: Mutex::new(nonblocking(link)?),
            unsent: Mutex::default(),
            wake: Notify::new(),
        })
    }

    /// The present link.
    pub fn link(&self) -> Arc<Pollable<KeeperChannel>> {
        Arc::clone(&lock(&self.link))
    }

    /// Continues over `link`, to a new keeper. Unsent messages go there.
    ///
    /// # Errors
    /// If the link cannot be watched.
    pub fn replace(&self, link: KeeperChannel) -> io::Result<()> {
        *lock(&self.link) = nonblocking(link)?;
        self.flush();
        Ok(())
    }

    /// Sends `message` after all earlier ones. A message that cannot be sent now is queued, because
    /// the caller may hold the lock of the world.
    pub fn send(&self, message: &ToKeeper) {
        let mut unsent = lock(&self.unsent);
        if unsent.is_empty() && self.try_send(message) {
            return;
        }
        unsent.push_back(message.clone());
        self.wake.notify_one();
    }

    /// Waits for a queued message.
    pub async fn queued(&self) {
        self.wake.notified().await;
    }

    /// Waits until all messages are sent.
    pub async fn flushed(&self) {
        while self.has_unsent() {
            let link = self.link();
            let Ok(mut ready) = link.writable().await else {
                return;
            };
            self.flush();
            if self.has_unsent() {
                ready.clear_ready();
            }
        }
    }

    /// Sends unsent messages as far as the socket takes them.
    pub fn flush(&self) {
        let mut unsent = lock(&self.unsent);
        while let Some(message) = unsent.front() {
            if !self.try_send(message) {
                return;
            }
            unsent.pop_front();
        }
    }

    /// Whether messages are unsent.
    pub fn has_unsent(&self) -> bool {
        !lock(&self.unsent).is_empty()
    }

    /// False if the message has to be sent again, to this keeper or to the next.
    fn try_send(&self, message: &ToKeeper) -> bool {
        let sent = self.link().get_ref().send(message);
        sent.inspect_err(|error| tracing::debug!(%error, "message to the keeper not sent"))
            .is_ok()
    }
}

fn nonblocking(link: KeeperChannel) -> io::Result<Arc<Pollable<KeeperChannel>>> {
    let set = link.set_nonblocking(true);
    set.map_err(|e| io::Error::other(e.message))?;
    Ok(Arc::new(async_fd::pollable(link)?))
}
