//! Checksums and compression of what is stored. SQLite notices hardly any flipped bit in a blob.

use crate::base::{Error, Result};
use std::cell::RefCell;
use zstd::bulk::{Compressor, Decompressor};

/// How much work is put into making bytes small: a level of zstd.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effort {
    /// For what stays: fast, and nearly as small as any.
    Small = 1,
    /// For what is replaced in a few seconds: half the work, a quarter more bytes.
    Quick = -3,
}

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

thread_local! {
    // Making one anew for each piece takes longer than the piece.
    static PACKER: RefCell<Option<Compressor<'static>>> = const { RefCell::new(None) };
    static UNPACKER: RefCell<Option<Decompressor<'static>>> = const { RefCell::new(None) };
}

/// Gives back the memory that this thread keeps to be quick.
pub fn forget() {
    PACKER.take();
    UNPACKER.take();
}

/// `raw`, compressed.
///
/// # Errors
/// If there is no memory for it.
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

/// The reverse of [`pack`] for `len` bytes.
///
/// # Errors
/// If the bytes are damaged.
pub fn unpack(packed: &[u8], len: usize) -> Result<Vec<u8>> {
    let len = len.min(LONGEST);
    let raw = UNPACKER.with_borrow_mut(|unpacker| match unpacker {
        Some(unpacker) => unpacker.decompress(packed, len),
        none => none.insert(Decompressor::new()?).decompress(packed, len),
    });
    raw.map_err(|e| Error::protocol(e.to_string()))
}
