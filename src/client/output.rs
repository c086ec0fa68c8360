//! The output queue of the terminal, with marks where frames end. The terminal may be slow or
//! stuck.

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

#[cfg(test)]
mod tests {
    use super::*;

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
