//! Checksums and compression of what is stored. SQLite notices hardly any flipped bit in a blob.

use crate::base::{Error, Result};

/// Fast, and nearly as small as any.
const LEVEL: i32 = 1;

/// No body is longer than this when unpacked. Bytes.
const LONGEST: usize = 256 << 20;

/// A checksum of 64 bits against accidents, of bytes and of the numbers that belong to them.
pub fn checksum(numbers: &[i64], bytes: &[u8]) -> i64 {
    let mut sum = 0x6a09_e667_f3bc_c908u64 ^ bytes.len() as u64;
    let mut mix = |word: u64| {
        sum = (sum ^ word).wrapping_mul(0x9fb2_1c65_1e98_df25);
        sum ^= sum >> 29;
    };
    numbers.iter().for_each(|n| mix(n.cast_unsigned()));
    let (words, rest) = bytes.as_chunks::<8>();
    words.iter().for_each(|word| mix(u64::from_le_bytes(*word)));
    let mut last = [0; 8];
    last[..rest.len()].copy_from_slice(rest);
    mix(u64::from_le_bytes(last));
    sum.cast_signed()
}

/// `raw`, compressed.
///
/// # Errors
/// If there is no memory for it.
pub fn pack(raw: &[u8]) -> Result<Vec<u8>> {
    zstd::bulk::compress(raw, LEVEL).map_err(|e| Error::system(e.to_string()))
}

/// The reverse of [`pack`] for `len` bytes.
///
/// # Errors
/// If the bytes are damaged.
pub fn unpack(packed: &[u8], len: usize) -> Result<Vec<u8>> {
    let raw = zstd::bulk::decompress(packed, len.min(LONGEST));
    raw.map_err(|e| Error::protocol(e.to_string()))
}
