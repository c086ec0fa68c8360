//! Keys and pastes on their way to the server: each arrives once or not at all, whatever happens to
//! the link. It sends nothing itself.
//!
//! On the way to another machine things are lost, and an upgrade takes the place of a server that had not
//! read everything. So the server counts what it takes. What it did not take by the time of the next
//! connection is sent again, unless that is another server, which cannot tell: then it is dropped.

use crate::wire::{self, ToServer};
use std::collections::VecDeque;

/// How many bytes are kept while there is no server.
const KEPT: usize = 64 << 10;

/// Whether the server takes what is typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ready {
    /// Now.
    Now,
    /// It is being asked what it took so far.
    Soon,
    /// There is no link.
    No,
}

/// What was typed and is not known to have been taken.
#[derive(Debug, Default)]
pub struct Typed {
    /// Messages, framed, oldest first.
    waiting: VecDeque<Vec<u8>>,
    /// So many of them were sent once.
    sent: usize,
    /// How many the server took before them.
    taken: u64,
    /// The server counts.
    counted: bool,
    /// A paste that was made while there was no link, and what was typed after it.
    held: Vec<Vec<u8>>,
    full: bool,
}

impl Typed {
    /// What to send of `message` now. Anything but keys and pastes is sent or forgotten.
    pub fn add(&mut self, message: &ToServer, ready: Ready, far: bool) -> Option<Vec<u8>> {
        let up = ready == Ready::Now;
        let mut framed = Vec::new();
        wire::encode(message, &mut framed);
        if !matches!(message, ToServer::Key(_) | ToServer::Paste(_)) {
            return (ready != Ready::No).then_some(framed);
        }
        if up && !self.counted {
            return Some(framed);
        }
        if !up && !self.has_room(framed.len()) {
            return None;
        }
        let paste = ready == Ready::No && matches!(message, ToServer::Paste(_));
        if far && !up && (paste || !self.held.is_empty()) {
            self.held.push(framed);
            return None;
        }
        let now = up.then(|| framed.clone());
        self.waiting.push_back(framed);
        self.sent += usize::from(up);
        now
    }

    /// After the first that has no room nothing more is kept, so that what is kept is what was typed
    /// first, without gaps.
    fn has_room(&mut self, more: usize) -> bool {
        let unsent = self.waiting.iter().skip(self.sent).chain(&self.held);
        let unsent: usize = unsent.map(Vec::len).sum();
        self.full |= unsent + more > KEPT;
        !self.full
    }

    /// The link is up, and the server does not count: what to send of what was typed meanwhile.
    pub fn up(&mut self) -> Vec<u8> {
        self.counted = false;
        self.drop_first(self.sent);
        let all = self.all();
        self.drop_first(self.waiting.len());
        all
    }

    /// The link is up, and the server says how many it took from us so far, if it knows us: what to
    /// send.
    pub fn counted(&mut self, taken: Option<u64>) -> Vec<u8> {
        self.counted = true;
        match taken {
            Some(taken) => self.taken(taken),
            None => {
                self.drop_first(self.sent);
                self.taken = 0;
            }
        }
        self.sent = self.waiting.len();
        self.all()
    }

    /// The server took so many from us by now.
    pub fn taken(&mut self, taken: u64) {
        let more = taken.saturating_sub(self.taken);
        self.drop_first(usize::try_from(more).unwrap_or(usize::MAX));
        self.taken = taken;
    }

    /// Whether something was sent and not taken yet.
    pub const fn is_owed(&self) -> bool {
        self.counted && self.sent > 0
    }

    /// Whether something is held back until the person decides.
    pub const fn is_held(&self) -> bool {
        !self.held.is_empty()
    }

    /// The person has decided on what is held back, on a link that is up: what to send.
    pub fn release(&mut self, send: bool) -> Vec<u8> {
        let held = std::mem::take(&mut self.held);
        if !send {
            return Vec::new();
        }
        let bytes = held.concat();
        if self.counted {
            self.sent += held.len();
            self.waiting.extend(held);
        }
        bytes
    }

    fn all(&mut self) -> Vec<u8> {
        self.full = false;
        self.waiting.iter().flatten().copied().collect()
    }

    fn drop_first(&mut self, count: usize) {
        let count = count.min(self.waiting.len());
        self.waiting.drain(..count);
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
    fn a_near_server_gets_what_was_typed_while_it_was_away() {
        let mut typed = Typed::default();
        assert!(typed.add(&key('a'), Ready::Now, false).is_some());
        for message in [key('b'), paste("c"), ToServer::Resize(Size::new(1, 1))] {
            assert_eq!(typed.add(&message, Ready::No, false), None);
        }
        typed.add(&paste(&"y".repeat(KEPT)), Ready::No, false);
        typed.add(&key('z'), Ready::No, false);
        assert_eq!(messages(&typed.up()), [key('b'), paste("c")]);
        assert!(typed.up().is_empty());
        assert!(!typed.is_owed());
    }

    #[test]
    fn what_was_not_taken_is_sent_again() {
        let mut typed = Typed::default();
        assert!(typed.counted(None).is_empty());
        for c in ['a', 'b', 'c'] {
            let now = typed.add(&key(c), Ready::Now, true).unwrap();
            assert_eq!(messages(&now), [key(c)]);
        }
        typed.taken(1);
        assert!(typed.is_owed());
        typed.add(&key('d'), Ready::No, true);
        assert_eq!(messages(&typed.counted(Some(2))), [key('c'), key('d')]);
        typed.taken(4);
        assert!(!typed.is_owed());
        assert!(typed.counted(Some(4)).is_empty());
    }

    #[test]
    fn another_server_gets_nothing_that_one_before_may_have_taken() {
        let mut typed = Typed::default();
        typed.counted(None);
        typed.add(&key('a'), Ready::Now, true);
        typed.add(&key('b'), Ready::No, true);
        assert_eq!(messages(&typed.counted(None)), [key('b')]);
        typed.taken(1);
        assert!(!typed.is_owed());
        typed.add(&key('c'), Ready::Now, true);
        typed.add(&key('d'), Ready::No, true);
        assert_eq!(
            messages(&typed.up()),
            [key('d')],
            "nor one that does not count"
        );
    }

    #[test]
    fn a_paste_without_a_link_is_held_back_with_what_follows() {
        let mut typed = Typed::default();
        typed.counted(None);
        typed.add(&key('a'), Ready::Soon, true);
        typed.add(&paste("rm\n"), Ready::No, true);
        typed.add(&key('b'), Ready::No, true);
        assert_eq!(messages(&typed.counted(Some(0))), [key('a')]);
        assert!(typed.is_held());
        let now = typed.release(true);
        assert_eq!(messages(&now), [paste("rm\n"), key('b')]);
        assert_eq!(messages(&typed.counted(Some(2))), [key('b')]);
        typed.add(&paste("x"), Ready::No, true);
        assert!(typed.release(false).is_empty());
        assert!(!typed.is_held());
    }
}
