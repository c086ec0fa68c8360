//! The hello: the first bytes on a connection, in both directions. Its format is frozen, so that
//! any two versions of mux can negotiate the version of the messages.

use crate::base::{Error, Result};
use std::ops::RangeInclusive;

/// The message versions that this program supports.
pub const VERSIONS: RangeInclusive<u16> = 1..=6;

/// The length of a hello, in bytes.
pub const HELLO_BYTES: usize = 16;

const MAGIC: [u8; 8] = *b"\x7fmux\r\n\x1a\n";

/// Whether the bytes at the start of a hello or message begin a hello. Four bytes suffice: as the
/// length of a message they would be far over every limit.
pub fn is_hello(bytes: &[u8]) -> bool {
    bytes.starts_with(&MAGIC[..4])
}

/// The versions that the sender supports. Encoding: magic (8 bytes), lowest and highest version (2
/// bytes each, little endian), 4 bytes of zero that a reader ignores.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hello {
    /// The lowest version.
    pub low: u16,
    /// The highest version.
    pub high: u16,
}

impl Hello {
    /// The hello of this program.
    pub const fn ours() -> Self {
        Self {
            low: *VERSIONS.start(),
            high: *VERSIONS.end(),
        }
    }

    /// Encodes the hello.
    pub fn encode(self) -> [u8; HELLO_BYTES] {
        let mut bytes = [0; HELLO_BYTES];
        bytes[..8].copy_from_slice(&MAGIC);
        bytes[8..10].copy_from_slice(&self.low.to_le_bytes());
        bytes[10..12].copy_from_slice(&self.high.to_le_bytes());
        bytes
    }

    /// Decodes a hello.
    ///
    /// # Errors
    /// If the magic is wrong or the range is empty.
    pub fn decode(bytes: &[u8; HELLO_BYTES]) -> Result<Self> {
        let (low, high) = (
            u16::from_le_bytes([bytes[8], bytes[9]]),
            u16::from_le_bytes([bytes[10], bytes[11]]),
        );
        if bytes[..8] != MAGIC || low > high {
            return Err(Error::protocol("protocol error: the other side is not mux"));
        }
        Ok(Self { low, high })
    }
}

/// An end of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// The client.
    Client,
    /// The server.
    Server,
}

/// The highest version that both this program, which is the end `own`, and the sender of `theirs`
/// support.
///
/// # Errors
/// If there is none. The message is for the user of the client: it says which end is older and how
/// to proceed.
pub fn agree(own: End, theirs: Hello) -> Result<u16> {
    let ours = Hello::ours();
    let version = ours.high.min(theirs.high);
    if version >= ours.low && version >= theirs.low {
        return Ok(version);
    }
    let server_is_older = (own == End::Client) == (theirs.high < ours.low);
    Err(Error::protocol(if server_is_older {
        "the running mux server is older than this client: \
         run \"mux upgrade\" or use the mux that started it"
    } else {
        "this mux is older than the running server: \
         use the mux that started it, or install the newer one"
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hello_is_frozen() {
        let bytes = Hello { low: 1, high: 4 }.encode();
        assert_eq!(&bytes, b"\x7fmux\r\n\x1a\n\x01\x00\x04\x00\x00\x00\x00\x00");
        assert_eq!(Hello::decode(&bytes), Ok(Hello { low: 1, high: 4 }));
        assert!(Hello::decode(b"GET / HTTP/1.1\r\n").is_err());
    }

    #[test]
    fn the_highest_common_version_is_chosen() {
        for own in [End::Client, End::Server] {
            assert_eq!(agree(own, Hello { low: 1, high: 9 }), Ok(6));
            assert_eq!(agree(own, Hello { low: 1, high: 1 }), Ok(1));
        }
    }

    #[test]
    fn both_ends_name_the_older_one() {
        let newer = Hello { low: 7, high: 9 };
        let older = Hello { low: 0, high: 0 };
        for (own, theirs, message) in [
            (
                End::Client,
                newer,
                "this mux is older than the running server",
            ),
            (End::Client, older, "the running mux server is older"),
            (End::Server, newer, "the running mux server is older"),
            (
                End::Server,
                older,
                "this mux is older than the running server",
            ),
        ] {
            let error = agree(own, theirs).unwrap_err().message;
            assert!(error.starts_with(message), "{own:?} {theirs:?}: {error}");
        }
    }
}
