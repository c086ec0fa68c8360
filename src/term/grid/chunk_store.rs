//! Where sealed history is kept: bytes by absolute position. The server's store is memory that
//! outlives it; the one here is plain memory.

use crate::base::{Error, Result};
use std::collections::VecDeque;

/// Bytes that are appended, read by position, and given back from the front.
pub trait ChunkStore: Send {
    /// Appends bytes and returns the position at which they begin.
    ///
    /// # Errors
    /// When the bytes cannot be kept.
    fn append(&mut self, bytes: &[u8]) -> Result<u64>;

    /// Reads `len` bytes from position `at`.
    ///
    /// # Errors
    /// When they are not there any more or cannot be read.
    fn read(&self, at: u64, len: usize) -> Result<Vec<u8>>;

    /// The position after the last byte.
    fn len(&self) -> u64;

    /// Whether nothing was ever appended.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Everything before position `at` is not needed any more.
    fn discard_before(&mut self, at: u64);

    /// Everything from position `at` on is forgotten; the next append begins there.
    fn truncate(&mut self, at: u64);

    /// Everything is forgotten; positions start at 0 again.
    fn clear(&mut self);
}

/// A store in plain memory.
#[derive(Debug, Default)]
pub struct MemoryStore {
    pieces: VecDeque<(u64, Box<[u8]>)>,
    end: u64,
}

impl ChunkStore for MemoryStore {
    fn append(&mut self, bytes: &[u8]) -> Result<u64> {
        let at = self.end;
        self.pieces.push_back((at, bytes.into()));
        self.end += bytes.len() as u64;
        Ok(at)
    }

    fn read(&self, at: u64, len: usize) -> Result<Vec<u8>> {
        let n = self.pieces.partition_point(|(start, _)| *start <= at);
        let piece = n.checked_sub(1).and_then(|n| self.pieces.get(n));
        let bytes = piece.and_then(|(start, bytes)| {
            let from = (at - start) as usize;
            bytes.get(from..from.checked_add(len)?)
        });
        let missing = || Error::system("history is not there any more");
        bytes.map(<[u8]>::to_vec).ok_or_else(missing)
    }

    fn len(&self) -> u64 {
        self.end
    }

    fn discard_before(&mut self, at: u64) {
        let before = |(start, bytes): &(u64, Box<[u8]>)| start + bytes.len() as u64 <= at;
        while self.pieces.front().is_some_and(before) {
            self.pieces.pop_front();
        }
    }

    fn truncate(&mut self, at: u64) {
        while self.pieces.back().is_some_and(|(start, _)| *start >= at) {
            self.pieces.pop_back();
        }
        if let Some((start, bytes)) = self.pieces.back_mut()
            && *start + bytes.len() as u64 > at
        {
            *bytes = bytes[..(at - *start) as usize].into();
        }
        self.end = self.end.min(at);
    }

    fn clear(&mut self) {
        self.pieces.clear();
        self.end = 0;
    }
}
