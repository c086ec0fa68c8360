//! Framing: four bytes of length, little endian, then the message in postcard.

use crate::base::{Error, Result};
use serde::{Serialize, de::DeserializeOwned};

const HEAD: usize = 4;

/// Appends `message` to `out`, framed.
pub fn encode<M: Serialize>(message: &M, out: &mut Vec<u8>) {
    let start = out.len();
    out.extend_from_slice(&[0; HEAD]);
    let written = postcard::to_extend(message, std::mem::take(out));
    *out = written.expect("messages hold only what postcard can write, and a Vec always grows");
    let len = u32::try_from(out.len() - start - HEAD).expect("messages are far below 4 GiB");
    out[start..start + HEAD].copy_from_slice(&len.to_le_bytes());
}

/// Cuts a stream of bytes into messages.
#[derive(Debug)]
pub struct Framer {
    buffer: Vec<u8>,
    start: usize,
    limit: usize,
}

impl Framer {
    /// A framer for messages of at most `limit` bytes.
    pub const fn new(limit: usize) -> Self {
        Self {
            buffer: Vec::new(),
            start: 0,
            limit,
        }
    }

    /// Takes bytes as they come.
    pub fn push(&mut self, bytes: &[u8]) {
        if self.start > 0 {
            self.buffer.drain(..self.start);
            self.start = 0;
        }
        self.buffer.extend_from_slice(bytes);
    }

    /// The next whole message, if there is one.
    ///
    /// # Errors
    /// If the message is too long, is not one, or is followed by bytes that belong to nothing:
    /// the connection cannot go on.
    pub fn take<M: DeserializeOwned>(&mut self) -> Result<Option<M>> {
        let Some(head) = self.buffer.get(self.start..self.start + HEAD) else {
            return Ok(None);
        };
        let len = u32::from_le_bytes([head[0], head[1], head[2], head[3]]) as usize;
        if len > self.limit {
            return Err(Error::protocol(format!(
                "a message of {len} bytes, and {} are allowed",
                self.limit
            )));
        }
        let from = self.start + HEAD;
        let Some(body) = self.buffer.get(from..from + len) else {
            return Ok(None);
        };
        let message = postcard::take_from_bytes(body);
        let (message, rest) =
            message.map_err(|e| Error::protocol(format!("a message that cannot be read: {e}")))?;
        if !rest.is_empty() {
            return Err(Error::protocol("a message with bytes left over"));
        }
        self.start = from + len;
        if self.start == self.buffer.len() {
            self.buffer.clear();
            self.buffer.shrink_to(1 << 16);
            self.start = 0;
        }
        Ok(Some(message))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{Key, KeyEvent, Size};
    use crate::wire::{MAX_TO_SERVER, ToServer};
    use proptest::prelude::*;

    fn messages() -> Vec<ToServer> {
        vec![
            ToServer::Key(KeyEvent::press(Key::ctrl('b'))),
            ToServer::Paste("a\nb".into()),
            ToServer::Resize(Size::new(80, 24)),
            ToServer::Ack(7),
        ]
    }

    proptest! {
        #[test]
        fn any_chunking_gives_the_same_messages(chunk in 1usize..40) {
            let mut bytes = Vec::new();
            for m in messages() {
                encode(&m, &mut bytes);
            }
            let mut framer = Framer::new(MAX_TO_SERVER);
            let mut got = Vec::new();
            for piece in bytes.chunks(chunk) {
                framer.push(piece);
                while let Some(m) = framer.take::<ToServer>().unwrap() {
                    got.push(m);
                }
            }
            prop_assert_eq!(got, messages());
        }

        #[test]
        fn garbage_is_refused_without_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            let mut framer = Framer::new(300);
            framer.push(&bytes);
            while let Ok(Some(_)) = framer.take::<ToServer>() {}
        }
    }

    #[test]
    fn a_message_over_the_limit_is_refused_at_its_head() {
        let mut framer = Framer::new(10);
        framer.push(&11u32.to_le_bytes());
        assert!(framer.take::<ToServer>().is_err());
    }
}
