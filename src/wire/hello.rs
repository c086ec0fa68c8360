//! The first bytes on a connection, both ways. Their form is frozen for ever, so that any two
//! versions of mux can tell each other which messages they know.

use crate::base::{Error, Result};
use std::ops::RangeInclusive;

/// The versions of the messages that this program speaks.
pub const VERSIONS: RangeInclusive<u16> = 1..=2;

/// How long a hello is.
pub const HELLO_BYTES: usize = 16;

const MAGIC: [u8; 8] = *b"\x7fmux\r\n\x1a\n";

/// Whether bytes at a place where a hello or a message may stand are a hello's first ones. Four are
/// enough: as a message's length they would be far over every limit.
pub fn is_hello(bytes: &[u8]) -> bool {
    bytes.starts_with(&MAGIC[..4])
}

/// Which versions the sender speaks: magic (8 bytes), lowest and highest version (2 bytes each,
/// little endian), 4 bytes of zero that a reader ignores.
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

    /// The bytes to send.
    pub fn encode(self) -> [u8; HELLO_BYTES] {
        let mut bytes = [0; HELLO_BYTES];
        bytes[..8].copy_from_slice(&MAGIC);
        bytes[8..10].copy_from_slice(&self.low.to_le_bytes());
        bytes[10..12].copy_from_slice(&self.high.to_le_bytes());
        bytes
    }

    /// Reads a hello.
    ///
    /// # Errors
    /// If these are not the first bytes of a mux.
    pub fn decode(bytes: &[u8; HELLO_BYTES]) -> Result<Self> {
        let (low, high) = (
            u16::from_le_bytes([bytes[8], bytes[9]]),
            u16::from_le_bytes([bytes[10], bytes[11]]),
        );
        if bytes[..8] != MAGIC || low > high {
            return Err(Error::protocol("this is not a mux talking"));
        }
        Ok(Self { low, high })
    }
}

/// The version to speak with the sender of `theirs`: the highest that both know.
///
/// # Errors
/// If there is none: says which side is older and what to do.
pub fn agree(theirs: Hello) -> Result<u16> {
    let ours = Hello::ours();
    let version = ours.high.min(theirs.high);
    if version >= ours.low && version >= theirs.low {
        return Ok(version);
    }
    Err(Error::protocol(if theirs.high < ours.low {
        "the running mux server is older than this client: run \"mux upgrade\" or use the mux that started it"
    } else {
        "this mux is older than the running server: use the mux that started it, or install the newer one"
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hello_is_frozen() {
        let bytes = Hello { low: 1, high: 3 }.encode();
        assert_eq!(&bytes, b"\x7fmux\r\n\x1a\n\x01\x00\x03\x00\x00\x00\x00\x00");
        assert_eq!(Hello::decode(&bytes), Ok(Hello { low: 1, high: 3 }));
        assert!(Hello::decode(b"GET / HTTP/1.1\r\n").is_err());
    }

    #[test]
    fn the_highest_common_version_is_spoken() {
        assert_eq!(agree(Hello { low: 1, high: 9 }), Ok(2));
        assert_eq!(agree(Hello { low: 1, high: 1 }), Ok(1));
        assert!(agree(Hello { low: 3, high: 9 }).is_err());
        assert!(agree(Hello { low: 0, high: 0 }).is_err());
    }
}
