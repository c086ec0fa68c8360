//! The last output of a pane of the previous server, for control clients that reconnect: they
//! continue where their stream stopped.

use tokio::time::{Duration, Instant};

/// How long output is kept.
const KEPT_FOR: Duration = Duration::from_secs(60);

/// Bytes that are kept at most.
const MOST: usize = 2 << 20;

/// Output since a position, with that of the present server.
#[derive(Debug)]
pub struct KeptOutput {
    /// The position of the first byte: bytes of output before it.
    start: u64,
    bytes: Vec<u8>,
    until: Instant,
}

/// What a client is to get first.
#[derive(Debug, PartialEq, Eq)]
pub struct Missed<'a> {
    /// Bytes that are not known any more.
    pub lost: u64,
    /// The output after them.
    pub bytes: &'a [u8],
}

impl KeptOutput {
    /// The output `bytes`, which ends at the position `end`.
    pub fn new(bytes: Vec<u8>, end: u64, now: Instant) -> Self {
        Self {
            start: end.saturating_sub(bytes.len() as u64),
            bytes,
            until: now + KEPT_FOR,
        }
    }

    /// Adds further output. False if nothing needs to be kept any more.
    pub fn push(&mut self, bytes: &[u8], now: Instant) -> bool {
        self.bytes.extend_from_slice(bytes);
        let over = self.bytes.len().saturating_sub(MOST);
        self.bytes.drain(..over);
        self.start += over as u64;
        now < self.until
    }

    /// The output after the position `from`.
    pub fn since(&self, from: u64) -> Missed<'_> {
        let after = from.saturating_sub(self.start);
        let after = usize::try_from(after).unwrap_or(usize::MAX);
        Missed {
            lost: self.start.saturating_sub(from),
            bytes: self.bytes.get(after..).unwrap_or_default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn output_continues_at_a_position_or_says_how_much_is_lost() {
        let now = Instant::now();
        let mut kept = KeptOutput::new(b"defg".to_vec(), 107, now);
        assert!(kept.push(b"hi", now));
        for (from, lost, bytes) in [
            (103, 0, &b"defghi"[..]),
            (105, 0, b"fghi"),
            (109, 0, b""),
            (200, 0, b""),
            (100, 3, b"defghi"),
        ] {
            assert_eq!(kept.since(from), Missed { lost, bytes }, "{from}");
        }
        kept.push(&vec![b'x'; MOST], now);
        assert_eq!(kept.since(103).lost, 6);
        assert!(!kept.push(b"", now + KEPT_FOR));
    }
}
