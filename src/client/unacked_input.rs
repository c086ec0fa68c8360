//! The queue of keys and pastes that the server has not acknowledged: exactly-once delivery across
//! lost connections and server upgrades. It sends nothing itself.
//!
//! Data on the way to another host is lost with the connection, and an upgrade replaces a server
//! that may not have read everything. So the server counts the keys and pastes that it takes from
//! each client (`Count`, `Counted`, `Taken`), and an upgrade hands the counts over. After a
//! reconnection the client sends again what lies behind the count. A server that does not know the
//! client (after a crash) cannot tell what its predecessor took: then nothing that was ever sent is
//! sent again, since a key that is executed twice does more harm than one that is lost.

use crate::base::KeyEventKind;
use crate::wire::{self, ToServer};
use std::collections::VecDeque;

/// How many bytes are kept while there is no connection.
const MAX_UNSENT: usize = 64 << 10;

/// Whether input can be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkReady {
    /// The server takes input.
    Now,
    /// A connection is open; the server's count was requested and has not arrived.
    AwaitingCount,
    /// There is no connection.
    No,
}

/// A framed message.
#[derive(Clone, Debug)]
struct Input {
    bytes: Vec<u8>,
    /// It is the press of a key.
    press: bool,
}

/// Keys and pastes that are not known to have been taken by the server.
#[derive(Debug, Default)]
pub struct UnackedInput {
    /// The messages, oldest first.
    queue: VecDeque<Input>,
    /// How many of them were sent.
    sent: usize,
    /// How many the server took before the first of the queue.
    taken: u64,
    /// The server counts (version 2 and later).
    counted: bool,
    /// A paste that was made while disconnected, and the input after it.
    held: Vec<Input>,
    /// How many lines that are not blank the held paste has.
    held_lines: usize,
    /// Input was dropped because there was no room.
    full: bool,
}

impl UnackedInput {
    /// Adds a message. Returns the bytes to send now; `None`: nothing, because the message is
    /// queued, held back or dropped. `remote`: the server is on another host.
    pub fn add(&mut self, message: &ToServer, ready: LinkReady, remote: bool) -> Option<Vec<u8>> {
        let up = ready == LinkReady::Now;
        let mut framed = Vec::new();
        wire::encode(message, &mut framed);
        let press = matches!(message, ToServer::Key(key) if key.kind != KeyEventKind::Release);
        // Mouse and focus events describe a moment: replayed later they would hit whatever is on
        // the screen by then. They are sent now or never, and are not counted.
        if !matches!(message, ToServer::Key(_) | ToServer::Paste(_)) {
            return (ready != LinkReady::No).then_some(framed);
        }
        // A server of version 1 acknowledges nothing, so there is nothing to wait for.
        if up && !self.counted {
            return Some(framed);
        }
        // While disconnected the oldest input is kept and the newest dropped, so that the input
        // that arrives has no gaps.
        if !up && !self.has_room(framed.len()) {
            return None;
        }
        // A paste into a connection that is down may be a long command line for a program that has
        // ended by the time the host is back, so the user decides about it. Later keys wait behind
        // it: order must not change. A local server is away for a moment only, and pastes just
        // wait.
        let paste = ready == LinkReady::No && matches!(message, ToServer::Paste(_));
        if remote && !up && (paste || !self.held.is_empty()) {
            if let ToServer::Paste(text) = message {
                let lines = text.split(['\r', '\n']).filter(|line| !line.is_empty());
                self.held_lines += lines.count();
            }
            self.held.push(Input {
                bytes: framed,
                press,
            });
            return None;
        }
        // The message stays in the queue until the server has counted it, whether it is sent now or
        // after the reconnection.
        let now = up.then(|| framed.clone());
        self.queue.push_back(Input {
            bytes: framed,
            press,
        });
        self.sent += usize::from(up);
        now
    }

    /// Whether `more` bytes may be kept. Once something was dropped, all later input is dropped
    /// too, until the next connection.
    fn has_room(&mut self, more: usize) -> bool {
        let unsent = self.queue.iter().skip(self.sent).chain(&self.held);
        let unsent: usize = unsent.map(|input| input.bytes.len()).sum();
        self.full |= unsent + more > MAX_UNSENT;
        !self.full
    }

    /// Connected to a server of version 1, which does not count: returns the bytes to send. Input
    /// that was sent before may have arrived, so only input that never was is sent.
    pub fn on_connected_uncounted(&mut self) -> Vec<u8> {
        self.counted = false;
        self.drop_first(self.sent);
        let all = self.queued_bytes();
        self.drop_first(self.queue.len());
        all
    }

    /// Connected to a server that says how many messages it took from this client; `None`: it does
    /// not know the client. Returns the bytes to send.
    pub fn on_counted(&mut self, taken: Option<u64>) -> Vec<u8> {
        self.counted = true;
        match taken {
            Some(taken) => self.on_taken(taken),
            None => {
                self.drop_first(self.sent);
                self.taken = 0;
            }
        }
        self.sent = self.queue.len();
        self.queued_bytes()
    }

    /// The server has taken `taken` messages from this client so far.
    pub fn on_taken(&mut self, taken: u64) {
        let more = taken.saturating_sub(self.taken);
        self.drop_first(usize::try_from(more).unwrap_or(usize::MAX));
        self.taken = taken;
    }

    /// Whether an acknowledgement is outstanding.
    pub const fn awaits_ack(&self) -> bool {
        self.counted && self.sent > 0
    }

    /// Whether a paste waits for the user's decision.
    pub const fn has_held_paste(&self) -> bool {
        !self.held.is_empty()
    }

    /// How many lines that are not blank the held paste has.
    pub const fn held_lines(&self) -> usize {
        self.held_lines
    }

    /// How many keys were pressed and not sent yet.
    pub fn keys_waiting(&self) -> usize {
        let unsent = self.queue.iter().skip(self.sent).chain(&self.held);
        unsent.filter(|input| input.press).count()
    }

    /// The user has decided about the held paste while connected: returns the bytes to send.
    pub fn release_held(&mut self, send: bool) -> Vec<u8> {
        let held = std::mem::take(&mut self.held);
        self.held_lines = 0;
        if !send {
            return Vec::new();
        }
        let bytes = held
            .iter()
            .flat_map(|input| &input.bytes)
            .copied()
            .collect();
        if self.counted {
            self.sent += held.len();
            self.queue.extend(held);
        }
        bytes
    }

    fn queued_bytes(&mut self) -> Vec<u8> {
        self.full = false;
        let all = self.queue.iter().flat_map(|input| &input.bytes);
        all.copied().collect()
    }

    fn drop_first(&mut self, count: usize) {
        let count = count.min(self.queue.len());
        self.queue.drain(..count);
        self.sent = self.sent.saturating_sub(count);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{Key, KeyEvent, Size};
    use crate::wire::{Framer, MAX_TO_SERVER};

    fn key(c: char) -> ToServer {
        ToServer::Key(KeyEvent::press(Key::char(c)))
    }

    fn paste(text: &str) -> ToServer {
        ToServer::Paste(text.to_owned())
    }

    fn messages(bytes: &[u8]) -> Vec<ToServer> {
        let mut framer = Framer::new(MAX_TO_SERVER);
        framer.push(bytes);
        std::iter::from_fn(|| framer.take().unwrap()).collect()
    }

    #[test]
    fn input_for_a_local_server_waits_while_it_is_away() {
        let mut input = UnackedInput::default();
        assert!(input.add(&key('a'), LinkReady::Now, false).is_some());
        for message in [key('b'), paste("c"), ToServer::Resize(Size::new(1, 1))] {
            assert_eq!(input.add(&message, LinkReady::No, false), None);
        }
        input.add(&paste(&"y".repeat(MAX_UNSENT)), LinkReady::No, false);
        input.add(&key('z'), LinkReady::No, false);
        assert_eq!(
            messages(&input.on_connected_uncounted()),
            [key('b'), paste("c")]
        );
        assert!(input.on_connected_uncounted().is_empty());
        assert!(!input.awaits_ack());
    }

    #[test]
    fn unacknowledged_input_is_sent_again() {
        let mut input = UnackedInput::default();
        assert!(input.on_counted(None).is_empty());
        for c in ['a', 'b', 'c'] {
            let now = input.add(&key(c), LinkReady::Now, true).unwrap();
            assert_eq!(messages(&now), [key(c)]);
        }
        input.on_taken(1);
        assert!(input.awaits_ack());
        input.add(&key('d'), LinkReady::No, true);
        assert_eq!(messages(&input.on_counted(Some(2))), [key('c'), key('d')]);
        input.on_taken(4);
        assert!(!input.awaits_ack());
        assert!(input.on_counted(Some(4)).is_empty());
    }

    #[test]
    fn a_server_that_does_not_know_the_client_gets_only_unsent_input() {
        let mut input = UnackedInput::default();
        input.on_counted(None);
        input.add(&key('a'), LinkReady::Now, true);
        input.add(&key('b'), LinkReady::No, true);
        assert_eq!(messages(&input.on_counted(None)), [key('b')]);
        input.on_taken(1);
        assert!(!input.awaits_ack());
        input.add(&key('c'), LinkReady::Now, true);
        input.add(&key('d'), LinkReady::No, true);
        assert_eq!(
            messages(&input.on_connected_uncounted()),
            [key('d')],
            "nor does one that does not count"
        );
    }

    #[test]
    fn a_paste_without_a_link_has_held_paste_back_with_what_follows() {
        let mut input = UnackedInput::default();
        input.on_counted(None);
        input.add(&key('a'), LinkReady::AwaitingCount, true);
        input.add(&paste("rm\n"), LinkReady::No, true);
        input.add(&key('b'), LinkReady::No, true);
        assert_eq!(messages(&input.on_counted(Some(0))), [key('a')]);
        assert!(input.has_held_paste());
        assert_eq!(input.held_lines(), 1);
        let now = input.release_held(true);
        assert_eq!(messages(&now), [paste("rm\n"), key('b')]);
        assert_eq!(messages(&input.on_counted(Some(2))), [key('b')]);
        input.add(&paste("x"), LinkReady::No, true);
        assert!(input.release_held(false).is_empty());
        assert!(!input.has_held_paste());
    }
}
