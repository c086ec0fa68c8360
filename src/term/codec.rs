//! Serialization for checkpoints and history: variable-length integers and byte strings. Reading
//! never panics.

pub(super) use crate::base::varint::put;
use crate::base::{Error, Result, varint};

/// Appends the length of `bytes` and `bytes`.
pub(super) fn put_bytes(out: &mut Vec<u8>, bytes: &[u8]) {
    put(out, bytes.len() as u64);
    out.extend_from_slice(bytes);
}

/// Reads from the front of a byte slice.
pub(super) struct Reader<'a>(pub &'a [u8]);

/// The error for invalid bytes.
pub(super) fn damaged() -> Error {
    Error::protocol("damaged screen data")
}

impl<'a> Reader<'a> {
    /// Reads a number.
    pub fn number(&mut self) -> Result<u64> {
        varint::take(&mut self.0).ok_or_else(damaged)
    }

    /// Reads a number that must fit into `T`.
    pub fn small<T: TryFrom<u64>>(&mut self) -> Result<T> {
        T::try_from(self.number()?).map_err(|_| damaged())
    }

    /// Reads the number of elements that follow. Each takes at least one byte, so a larger number
    /// is an error; this bounds allocations.
    pub fn count(&mut self) -> Result<usize> {
        let n: usize = self.small()?;
        if n > self.0.len() {
            return Err(damaged());
        }
        Ok(n)
    }

    /// Reads a boolean.
    pub fn flag(&mut self) -> Result<bool> {
        Ok(self.number()? != 0)
    }

    /// Reads `n` bytes.
    pub fn take(&mut self, n: usize) -> Result<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(n).ok_or_else(damaged)?;
        self.0 = rest;
        Ok(taken)
    }

    /// Reads bytes with their length.
    pub fn bytes(&mut self) -> Result<&'a [u8]> {
        let n = self.count()?;
        self.take(n)
    }

    /// Reads UTF-8 text with its length.
    pub fn text(&mut self) -> Result<String> {
        let bytes = self.bytes()?;
        String::from_utf8(bytes.to_vec()).map_err(|_| damaged())
    }
}

/// A 64-bit checksum. It detects damage, not manipulation.
pub(super) fn checksum(bytes: &[u8]) -> u64 {
    let mut sum = 0x9e37_79b9_7f4a_7c15 ^ bytes.len() as u64;
    let mut mix = |word: u64| {
        sum = (sum ^ word).wrapping_mul(0xff51_afd7_ed55_8ccd);
        sum ^= sum >> 32;
    };
    let (chunks, rest) = bytes.as_chunks::<8>();
    chunks.iter().for_each(|c| mix(u64::from_le_bytes(*c)));
    let mut last = [0; 8];
    last[..rest.len()].copy_from_slice(rest);
    mix(u64::from_le_bytes(last));
    sum
}
