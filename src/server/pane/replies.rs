//! Replies to the program in the order of its queries. The reply to a colour query may come from an
//! outer terminal; replies to later queries wait for it, because programs send a query that every
//! terminal answers last, and take its reply as the end.

use crate::server::lock::lock;
use crate::server::pane::state::Pane;
use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

/// How long a reply may take; then the program gets none, as in tmux.
const TIMEOUT: Duration = Duration::from_millis(500);

/// A query that waits for its reply.
#[derive(Debug)]
struct Slot {
    query: u64,
    reply: Option<Vec<u8>>,
    /// The replies to the queries after it.
    then: Vec<u8>,
}

/// The queries that wait for their replies, the oldest first.
#[derive(Debug, Default)]
pub struct Replies(VecDeque<Slot>);

impl Replies {
    /// Whether a reply must wait; then it is kept.
    fn keep(&mut self, bytes: &[u8]) -> bool {
        let last = self.0.back_mut();
        last.map(|slot| slot.then.extend_from_slice(bytes))
            .is_some()
    }

    /// Adds a query.
    fn wait(&mut self, query: u64) {
        self.0.push_back(Slot {
            query,
            reply: None,
            then: Vec::new(),
        });
    }

    /// Takes the reply to a query; it may be empty. Returns the bytes that need not wait any more.
    fn answer(&mut self, query: u64, reply: &[u8]) -> Vec<u8> {
        let open = |slot: &&mut Slot| slot.query == query && slot.reply.is_none();
        if let Some(slot) = self.0.iter_mut().find(open) {
            slot.reply = Some(reply.to_vec());
        }
        let mut ready = Vec::new();
        while let Some(slot) = self.0.pop_front_if(|slot| slot.reply.is_some()) {
            ready.extend(slot.reply.unwrap_or_default());
            ready.extend(slot.then);
        }
        ready
    }
}

impl Pane {
    /// Sends a reply to the program after those to earlier queries.
    pub fn reply(self: &Arc<Self>, bytes: &[u8]) {
        let mut replies = lock(&self.replies);
        if !replies.keep(bytes) {
            self.write(bytes);
        }
    }

    /// Makes later replies wait for the one to `query`, up to [`TIMEOUT`].
    pub fn await_reply(self: &Arc<Self>, query: u64) {
        lock(&self.replies).wait(query);
        let pane = Arc::clone(self);
        tokio::spawn(async move {
            tokio::time::sleep(TIMEOUT).await;
            pane.answer_query(query, &[]);
        });
    }

    /// Sends the reply to `query`, which may be empty, and the replies that waited for it.
    pub fn answer_query(self: &Arc<Self>, query: u64, reply: &[u8]) {
        let mut replies = lock(&self.replies);
        let ready = replies.answer(query, reply);
        if !ready.is_empty() {
            self.write(&ready);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replies_keep_the_order_of_the_queries() {
        let mut replies = Replies::default();
        assert!(!replies.keep(b"at once"));
        replies.wait(1);
        assert!(replies.keep(b"a"));
        replies.wait(2);
        assert!(replies.keep(b"b"));
        assert_eq!(replies.answer(2, b"two"), b"");
        assert_eq!(replies.answer(1, b"one"), b"oneatwob");
        assert!(!replies.keep(b"at once again"));
        replies.wait(3);
        assert_eq!(replies.answer(3, b""), b"");
        assert_eq!(replies.answer(3, b"late"), b"");
    }
}
