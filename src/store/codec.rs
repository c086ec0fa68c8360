//! Checksums and compression of stored bytes. SQLite itself detects hardly any flipped bit in a
//! blob.

use crate::base::{Error, Result};
use std::cell::RefCell;
use zstd::bulk::{Compressor, Decompressor};

// Measured on scrollback: level 1 is nearly as small as any higher level; level -3 takes half the
// time of level 1 and a quarter more bytes. A row that is replaced within seconds is not worth
// more.
/// Compression effort: a level of zstd.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effort {
    /// The effort for final rows: fast, and nearly as small as any level.
    Small = 1,
    /// The effort for rows that are replaced within seconds: half the time, 25 % larger.
    Quick = -3,
}

/// The maximum length of a decompressed body, in bytes.
const LONGEST: usize = 256 << 20;

/// A 64-bit checksum of bytes and the numbers that belong to them; it detects damage, not
/// tampering.
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

thread_local! {
    // Creating a context for each chunk takes longer than compressing the chunk.
    static PACKER: RefCell<Option<Compressor<'static>>> = const { RefCell::new(None) };
    static UNPACKER: RefCell<Option<Decompressor<'static>>> = const { RefCell::new(None) };
}

/// Frees the compression contexts of this thread.
pub fn forget() {
    PACKER.take();
    UNPACKER.take();
}

/// Compresses `raw`.
///
/// # Errors
/// zstd is out of memory.
pub fn pack(raw: &[u8], effort: Effort) -> Result<Vec<u8>> {
    let level = effort as i32;
    let packed = PACKER.with_borrow_mut(|packer| match packer {
        Some(packer) => {
            packer.set_compression_level(level)?;
            packer.compress(raw)
        }
        none => none.insert(Compressor::new(level)?).compress(raw),
    });
    packed.map_err(|e| Error::system(e.to_string()))
}

/// Decompresses `len` bytes that [`pack`] compressed.
///
/// # Errors
/// The bytes are damaged.
pub fn unpack(packed: &[u8], len: usize) -> Result<Vec<u8>> {
    let len = len.min(LONGEST);
    let raw = UNPACKER.with_borrow_mut(|unpacker| match unpacker {
        Some(unpacker) => unpacker.decompress(packed, len),
        none => none.insert(Decompressor::new()?).decompress(packed, len),
    });
    raw.map_err(|e| Error::protocol(e.to_string()))
}
