//! Keys, pastes and commands of one tab on their way to the server: each arrives once, across lost
//! sockets, gateways and servers. It sends nothing itself.
//!
//! The page numbers them from 1 and keeps each until the server has taken it. The server counts
//! what it takes by the token of the tab, so a new gateway learns from it what the old one had
//! delivered, and so does a server that follows a crash. To a server that does not know the tab
//! nothing is sent again: it may have been executed.

use super::messages::Counted;
use crate::wire::{self, ToServer};
use std::collections::VecDeque;

/// Input that waits for the server, in bytes. The page is not read while there is more.
const MOST: usize = 1 << 20;

/// The input of one tab.
#[derive(Debug, Default)]
pub struct TabInput {
    /// Not known to be taken by the server, the oldest first.
    queue: VecDeque<(u64, Vec<u8>)>,
    bytes: usize,
    /// The server has taken all up to this number.
    taken: u64,
    /// The page has sent all up to this number.
    accepted: u64,
    /// The highest number that was sent to any server.
    sent: u64,
}

/// A number that does not follow the last one: the page has lost input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gap;

impl TabInput {
    /// The input of a tab that has sent all up to `sent`, perhaps through another gateway.
    pub fn new(sent: u64) -> Self {
        Self {
            sent,
            ..Self::default()
        }
    }

    /// The server has taken all up to this number.
    pub const fn taken(&self) -> u64 {
        self.taken
    }

    /// The number from which a server that does not know the tab counts on.
    pub const fn sent(&self) -> u64 {
        self.sent
    }

    /// Whether the page must wait.
    pub const fn is_full(&self) -> bool {
        self.bytes > MOST
    }

    /// Accepts input of the page. `linked`: the server counts it, so it can be sent now. Returns
    /// the bytes for the server; `None` if it is queued or known already.
    ///
    /// # Errors
    /// A number is missing.
    pub fn accept(&mut self, n: u64, input: Counted, linked: bool) -> Result<Option<Vec<u8>>, Gap> {
        if n <= self.accepted {
            return Ok(None);
        }
        if n != self.accepted + 1 {
            return Err(Gap);
        }
        self.accepted = n;
        let message = match input {
            Counted::Key(key) => ToServer::Key(key),
            Counted::Paste(text) => ToServer::Paste(text),
            Counted::Command(line) => ToServer::Command(line),
        };
        let mut framed = Vec::new();
        wire::encode(&message, &mut framed);
        self.bytes += framed.len();
        self.queue.push_back((n, framed.clone()));
        if !linked {
            return Ok(None);
        }
        self.sent = self.sent.max(n);
        Ok(Some(framed))
    }

    /// A server has said how many it took from this tab; `None`: it does not know the tab and
    /// counts on from [`TabInput::sent`]. Returns the bytes to send.
    pub fn on_counted(&mut self, taken: Option<u64>) -> Vec<u8> {
        self.on_taken(taken.unwrap_or(self.sent));
        self.accepted = self.accepted.max(self.taken);
        let last = self.queue.back().map_or(0, |(n, _)| *n);
        self.sent = self.sent.max(last);
        self.queue.iter().flat_map(|(_, b)| b).copied().collect()
    }

    /// The server has taken all up to `taken`.
    pub fn on_taken(&mut self, taken: u64) {
        self.taken = self.taken.max(taken);
        while let Some((n, bytes)) = self.queue.front()
            && *n <= self.taken
        {
            self.bytes -= bytes.len();
            self.queue.pop_front();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{Key, KeyEvent};
    use crate::wire::{Framer, MAX_TO_SERVER};

    fn key(c: char) -> Counted {
        Counted::Key(KeyEvent::press(Key::char(c)))
    }

    fn chars(bytes: &[u8]) -> String {
        let mut framer = Framer::new(MAX_TO_SERVER);
        framer.push(bytes);
        let mut text = String::new();
        while let Some(ToServer::Key(event)) = framer.take().unwrap() {
            if let crate::base::KeyCode::Char(c) = event.key.code {
                text.push(c);
            }
        }
        text
    }

    /// A tab that has sent a, b, c, of which the server has taken `taken`.
    fn abc(taken: u64) -> TabInput {
        let mut input = TabInput::new(0);
        assert_eq!(input.on_counted(None), b"");
        for (n, c) in (1..).zip("abc".chars()) {
            let now = input.accept(n, key(c), true).unwrap().unwrap();
            assert_eq!(chars(&now), c.to_string());
        }
        input.on_taken(taken);
        input
    }

    #[test]
    fn a_socket_that_was_lost_doubles_nothing() {
        let mut input = abc(1);
        // The page has heard of one, and sends the others again.
        assert_eq!(input.accept(2, key('b'), true), Ok(None));
        assert_eq!(input.accept(3, key('c'), true), Ok(None));
        assert!(input.accept(4, key('d'), true).unwrap().is_some());
        assert_eq!(input.accept(6, key('f'), true), Err(Gap));
        input.on_taken(4);
        assert_eq!((input.taken(), input.queue.len(), input.bytes), (4, 0, 0));
    }

    #[test]
    fn a_server_that_counts_gets_the_rest() {
        let mut input = abc(1);
        assert_eq!(input.accept(4, key('d'), false), Ok(None));
        assert_eq!(chars(&input.on_counted(Some(2))), "cd");
    }

    #[test]
    fn a_server_after_a_crash_gets_only_what_was_never_sent() {
        let mut input = abc(1);
        assert_eq!(input.accept(4, key('d'), false), Ok(None));
        assert_eq!(input.sent(), 3);
        assert_eq!(chars(&input.on_counted(None)), "d");
        assert_eq!(input.taken(), 3, "the page may forget them");
        assert_eq!(
            chars(&input.on_counted(Some(3))),
            "d",
            "the next one counts on"
        );
    }

    #[test]
    fn a_new_gateway_learns_from_the_server() {
        // The page has sent 3 through a gateway that was killed.
        let mut input = TabInput::new(3);
        assert_eq!(input.on_counted(Some(2)), b"");
        assert_eq!(input.taken(), 2);
        assert!(input.accept(3, key('c'), true).unwrap().is_some());
        // Gateway and server were killed: the three may have been executed.
        let mut input = TabInput::new(3);
        assert_eq!(input.on_counted(None), b"");
        assert_eq!(input.taken(), 3);
        assert_eq!(input.accept(3, key('c'), true), Ok(None));
        assert!(input.accept(4, key('d'), true).unwrap().is_some());
    }

    #[test]
    fn the_queue_has_a_limit() {
        let mut input = TabInput::new(0);
        let mut n = 0;
        while !input.is_full() {
            n += 1;
            let text = Counted::Paste("x".repeat(20 << 10));
            assert_eq!(input.accept(n, text, false), Ok(None));
        }
        assert_eq!(n, 52, "a little over 1 MiB");
        input.on_taken(10);
        assert!(!input.is_full());
    }
}
