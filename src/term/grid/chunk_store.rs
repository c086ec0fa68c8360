//! Storage for sealed history: bytes by absolute position. The server's store is shared memory that
//! outlives the server; [`MemoryStore`] is for everything else.

use crate::base::{Error, Result};
use std::collections::VecDeque;

/// An append-only byte log that can be truncated at both ends.
pub trait ChunkStore: Send {
    /// Appends bytes and returns the position of the first.
    ///
    /// # Errors
    /// If there is no room.
    fn append(&mut self, bytes: &[u8]) -> Result<u64>;

    /// Reads `len` bytes from position `at`.
    ///
    /// # Errors
    /// If they were discarded or cannot be read.
    fn read(&self, at: u64, len: usize) -> Result<Vec<u8>>;

    /// The position after the last byte.
    fn len(&self) -> u64;

    /// Whether nothing was appended since the last [`ChunkStore::clear`].
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Releases the bytes before position `at`.
    fn discard_before(&mut self, at: u64);

    /// Removes the bytes from position `at` on. The next append starts there.
    fn truncate(&mut self, at: u64);

    /// Removes everything. Positions restart at 0.
    fn clear(&mut self);
}

/// A store in the process's own memory.
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
