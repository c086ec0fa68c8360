//! Framing: the length in four bytes (little endian), then the message in postcard format.

use super::hello::{self, HELLO_BYTES};
use crate::base::{Error, Result};
use serde::{Serialize, de::DeserializeOwned};

const HEAD: usize = 4;

/// Appends `message` to `out`, framed.
pub fn encode<M: Serialize>(message: &M, out: &mut Vec<u8>) {
    let start = out.len();
    out.extend_from_slice(&[0; HEAD]);
    let written = postcard::to_extend(message, std::mem::take(out));
    *out =
        written.expect("messages hold only types that postcard can write, and a Vec always grows");
    let len = u32::try_from(out.len() - start - HEAD).expect("messages are far below 4 GiB");
    out[start..start + HEAD].copy_from_slice(&len.to_le_bytes());
}

/// Decodes a message without its frame.
///
/// # Errors
/// If the bytes are no message, or more bytes follow it.
pub fn decode<M: DeserializeOwned>(body: &[u8]) -> Result<M> {
    let message = postcard::take_from_bytes(body);
    let (message, rest) =
        message.map_err(|e| Error::protocol(format!("protocol error: invalid message: {e}")))?;
    if !rest.is_empty() {
        return Err(Error::protocol(
            "protocol error: extra bytes after a message",
        ));
    }
    Ok(message)
}

/// The length of the hello or message at the start of `bytes`, its length prefix included; `None`
/// if there are too few bytes. The two cannot be confused: read as a length, the first bytes of a
/// hello are over every limit.
pub fn piece_len(bytes: &[u8]) -> Option<usize> {
    let head = <[u8; HEAD]>::try_from(bytes.get(..HEAD)?).ok()?;
    Some(if hello::is_hello(&head) {
        HELLO_BYTES
    } else {
        HEAD + u32::from_le_bytes(head) as usize
    })
}

/// Splits a stream of bytes into hellos and messages without decoding them.
#[derive(Debug, Default)]
pub struct Pieces {
    buffer: Vec<u8>,
    start: usize,
}

impl Pieces {
    /// Appends received bytes.
    pub fn push(&mut self, bytes: &[u8]) {
        self.buffer.drain(..self.start);
        self.start = 0;
        self.buffer.extend_from_slice(bytes);
    }

    /// The next whole hello or message, with its length prefix.
    ///
    /// # Errors
    /// If its length prefix is over `limit` bytes.
    pub fn take(&mut self, limit: usize) -> Result<Option<&[u8]>> {
        let waiting = &self.buffer[self.start..];
        let Some(len) = piece_len(waiting) else {
            return Ok(None);
        };
        if len > limit {
            return Err(too_long(len, limit));
        }
        if waiting.len() < len {
            return Ok(None);
        }
        let piece = self.start..self.start + len;
        self.start = piece.end;
        Ok(Some(&self.buffer[piece]))
    }
}

fn too_long(len: usize, limit: usize) -> Error {
    Error::protocol(format!(
        "protocol error: a message of {len} bytes exceeds the limit of {limit}"
    ))
}

/// Decodes a stream of bytes into messages.
#[derive(Debug)]
pub struct Framer {
    buffer: Vec<u8>,
    start: usize,
    limit: usize,
    taken: usize,
}

impl Framer {
    /// A framer for messages of at most `limit` bytes.
    pub const fn new(limit: usize) -> Self {
        Self {
            buffer: Vec::new(),
            start: 0,
            limit,
            taken: 0,
        }
    }

    /// The bytes of the last message that was taken, with its length prefix.
    pub const fn taken_len(&self) -> usize {
        self.taken
    }

    /// Appends received bytes.
    pub fn push(&mut self, bytes: &[u8]) {
        if self.start > 0 {
            self.buffer.drain(..self.start);
            self.start = 0;
        }
        self.buffer.extend_from_slice(bytes);
    }

    /// The hello in place of the next message, if there is one.
    pub fn take_hello(&mut self) -> Option<[u8; HELLO_BYTES]> {
        let waiting = self.buffer.get(self.start..)?;
        let bytes = <[u8; HELLO_BYTES]>::try_from(waiting.get(..HELLO_BYTES)?).ok()?;
        let found = hello::is_hello(&bytes);
        if found {
            self.start += HELLO_BYTES;
        }
        found.then_some(bytes)
    }

    /// The next whole message, if there is one.
    ///
    /// # Errors If the message is too long or invalid. The connection must be closed then, since
    /// the start of the next message is unknown.
    pub fn take<M: DeserializeOwned>(&mut self) -> Result<Option<M>> {
        let Some(head) = self.buffer.get(self.start..self.start + HEAD) else {
            return Ok(None);
        };
        if hello::is_hello(head) {
            return Ok(None);
        }
        let len = u32::from_le_bytes([head[0], head[1], head[2], head[3]]) as usize;
        if len > self.limit {
            return Err(too_long(len, self.limit));
        }
        let from = self.start + HEAD;
        let Some(body) = self.buffer.get(from..from + len) else {
            return Ok(None);
        };
        let message = decode(body)?;
        self.start = from + len;
        self.taken = HEAD + len;
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
        fn garbage_does_not_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            let mut framer = Framer::new(300);
            framer.push(&bytes);
            while let Ok(Some(_)) = framer.take::<ToServer>() {}
        }
    }

    #[test]
    fn hellos_between_messages_are_found() {
        let hello = crate::wire::Hello { low: 1, high: 2 }.encode();
        let mut bytes = hello.to_vec();
        encode(&ToServer::Bye, &mut bytes);
        let message = bytes[HELLO_BYTES..].to_vec();
        bytes.extend_from_slice(&hello);
        let mut pieces = Pieces::default();
        let mut framer = Framer::new(100);
        let mut got = Vec::new();
        let mut found = Vec::new();
        for byte in &bytes {
            pieces.push(&[*byte]);
            while let Some(piece) = pieces.take(100).unwrap() {
                got.push(piece.to_vec());
            }
            framer.push(&[*byte]);
            if framer.take_hello().is_some() {
                found.push("hello");
            }
            if framer.take::<ToServer>().unwrap().is_some() {
                found.push("message");
            }
        }
        assert_eq!(got, [hello.to_vec(), message, hello.to_vec()]);
        assert_eq!(found, ["hello", "message", "hello"]);
        pieces.push(&[9, 1, 0, 0]);
        assert!(pieces.take(100).is_err());
    }

    #[test]
    fn a_message_over_the_limit_is_refused_by_its_length_prefix() {
        let mut framer = Framer::new(10);
        framer.push(&11u32.to_le_bytes());
        assert!(framer.take::<ToServer>().is_err());
    }
}
