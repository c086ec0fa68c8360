//! The output queue of the terminal, with marks where frames end, and the acknowledgements of these
//! frames. The terminal may be slow or stuck.

use crate::wire::SMALL_FRAME;
use std::collections::VecDeque;
use std::io::{ErrorKind, Result, Write};

/// If more bytes than this are queued, the server is not read.
const FULL: usize = 1 << 20;

/// Bytes that the terminal has not taken yet.
#[derive(Debug, Default)]
pub struct Output {
    bytes: Vec<u8>,
    written: usize,
    /// The ends of frames as offsets into `bytes`, with their numbers.
    marks: VecDeque<(usize, u64)>,
}

impl Output {
    /// The buffer to append to.
    pub const fn bytes(&mut self) -> &mut Vec<u8> {
        &mut self.bytes
    }

    /// Marks the end of the queue as the end of frame `number`.
    pub fn mark(&mut self, number: u64) {
        self.marks.push_back((self.bytes.len(), number));
    }

    /// Whether the terminal has taken everything.
    pub const fn is_empty(&self) -> bool {
        self.written == self.bytes.len()
    }

    /// Whether so much is queued that the server should wait.
    pub const fn is_full(&self) -> bool {
        self.bytes.len() - self.written > FULL
    }

    /// Drops the queue. Its frames count as shown, so that the server does not wait for their
    /// acknowledgement; the caller repaints.
    pub const fn skip(&mut self) {
        self.written = self.bytes.len();
    }

    /// Forgets the marks: the server that waited for these frames is gone.
    pub fn forget_marks(&mut self) {
        self.marks.clear();
    }

    /// Writes until `terminal`, which does not block, is full.
    ///
    /// # Errors
    /// If the terminal is gone.
    pub fn flush(&mut self, terminal: &mut impl Write) -> Result<()> {
        while !self.is_empty() {
            match terminal.write(&self.bytes[self.written..]) {
                Ok(0) => return Err(ErrorKind::WriteZero.into()),
                Ok(n) => self.written += n,
                Err(e) if e.kind() == ErrorKind::Interrupted => {}
                Err(e) if e.kind() == ErrorKind::WouldBlock => return Ok(()),
                Err(e) => return Err(e),
            }
        }
        Ok(())
    }

    /// The number of the last frame that the terminal has taken since the last call, if any.
    pub fn take_done(&mut self) -> Option<u64> {
        let mut done = None;
        while let Some((_, number)) = self.marks.pop_front_if(|(end, _)| *end <= self.written) {
            done = Some(number);
        }
        if self.is_empty() {
            self.bytes.clear();
            self.bytes.shrink_to(FULL);
            self.written = 0;
        }
        done
    }
}

/// How long the acknowledgement of a small frame waits for a message that it can go with, in
/// milliseconds.
const ACK_DELAY: u64 = 500;

/// Frames that the server waits for at the latest: with more than one unacknowledged, the next
/// acknowledgement is sent at once.
const UNACKNOWLEDGED: usize = 1;

/// Decides when frames are acknowledged. Acknowledgements of small frames go with the next message
/// to the server: alone they cost client and server a wake-up for each key.
#[derive(Debug, Default)]
pub struct FrameAcks {
    /// The frames that are not acknowledged, and whether the server waits for that.
    pending: VecDeque<(u64, bool)>,
    /// The frame whose acknowledgement waits, and until when.
    held: Option<(u64, u64)>,
}

impl FrameAcks {
    /// The frame `number` has arrived in a message of `len` bytes. `lazy`: the server agrees to
    /// later acknowledgements.
    pub fn received(&mut self, number: u64, len: usize, lazy: bool) {
        self.pending.push_back((number, !lazy || len > SMALL_FRAME));
    }

    /// The terminal has taken the frames up to `number` at the time `now`. Returns the frame to
    /// acknowledge at once.
    pub fn done(&mut self, number: u64, now: u64) -> Option<u64> {
        let waited = self.pending.len() > UNACKNOWLEDGED;
        let mut done = self.pending.iter().filter(|(n, _)| *n <= number);
        if waited || done.any(|(_, at_once)| *at_once) {
            self.held = None;
            return Some(self.acknowledge(number));
        }
        let until = self.held.map_or(now + ACK_DELAY, |(_, until)| until);
        self.held = Some((number, until));
        None
    }

    /// Takes the frame whose acknowledgement waits, if there is a message that it can go with, or
    /// it has waited long enough at the time `now`.
    pub fn take_held(&mut self, with_message: bool, now: u64) -> Option<u64> {
        let (number, _) = self
            .held
            .take_if(|(_, until)| with_message || *until <= now)?;
        Some(self.acknowledge(number))
    }

    /// When [`FrameAcks::take_held`] has a result without a message.
    pub fn deadline(&self) -> Option<u64> {
        self.held.map(|(_, until)| until)
    }

    /// Forgets all frames: the server that sent them is gone.
    pub fn forget(&mut self) {
        *self = Self::default();
    }

    fn acknowledge(&mut self, number: u64) -> u64 {
        self.pending.retain(|(n, _)| *n > number);
        number
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_acknowledgement_of_a_small_frame_goes_with_the_next_message() {
        let mut acks = FrameAcks::default();
        acks.received(1, SMALL_FRAME, true);
        assert_eq!(acks.done(1, 0), None);
        assert_eq!(acks.take_held(false, ACK_DELAY - 1), None);
        assert_eq!(acks.take_held(true, 1), Some(1));
        assert_eq!(acks.deadline(), None);
        acks.received(2, SMALL_FRAME, true);
        assert_eq!(acks.done(2, 7), None);
        assert_eq!(acks.deadline(), Some(7 + ACK_DELAY));
        assert_eq!(acks.take_held(false, 7 + ACK_DELAY), Some(2));
    }

    #[test]
    fn a_server_that_waits_gets_its_acknowledgement_at_once() {
        let mut acks = FrameAcks::default();
        acks.received(1, SMALL_FRAME + 1, true);
        assert_eq!(acks.done(1, 0), Some(1), "a large frame");
        acks.received(2, 1, true);
        acks.received(3, 1, true);
        assert_eq!(acks.done(2, 0), Some(2), "a second small frame");
        assert_eq!(acks.done(3, 0), None);
        acks.received(4, 1, false);
        assert_eq!(acks.done(4, 0), Some(4), "an older server");
        assert_eq!(acks.deadline(), None);
        acks.received(5, 1, true);
        acks.done(5, 0);
        acks.forget();
        assert_eq!(acks.take_held(true, 0), None);
    }

    /// Takes a number of bytes, then would block.
    struct Slow(Vec<u8>, usize);

    impl Write for Slow {
        fn write(&mut self, bytes: &[u8]) -> Result<usize> {
            let n = bytes.len().min(std::mem::take(&mut self.1));
            self.0.extend_from_slice(&bytes[..n]);
            if n == 0 {
                return Err(ErrorKind::WouldBlock.into());
            }
            Ok(n)
        }

        fn flush(&mut self) -> Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_frame_is_done_when_its_last_byte_is_taken() {
        let mut output = Output::default();
        output.bytes().extend_from_slice(b"abc");
        output.mark(1);
        output.mark(2);
        output.bytes().extend_from_slice(b"def");
        output.mark(3);
        let mut slow = Slow(Vec::new(), 2);
        let mut done = Vec::new();
        for _ in 0..3 {
            output.flush(&mut slow).unwrap();
            done.push((slow.0.len(), output.take_done()));
            slow.1 = 2;
        }
        assert_eq!(done, [(2, None), (4, Some(2)), (6, Some(3))]);
        assert!(output.is_empty());
        assert_eq!(slow.0, b"abcdef");
    }

    #[test]
    fn a_frame_of_no_bytes_is_done_at_once() {
        let mut output = Output::default();
        output.mark(9);
        assert_eq!(output.take_done(), Some(9));
        assert_eq!(output.take_done(), None);
    }

    #[test]
    fn a_stuck_terminal_makes_the_server_wait() {
        let mut output = Output::default();
        output.bytes().resize(FULL + 10, b'x');
        assert!(output.is_full());
        let mut slow = Slow(Vec::new(), 10);
        output.flush(&mut slow).unwrap();
        assert!(!output.is_full());
        assert!(!output.is_empty());
    }
}
