//! The sealed history of a screen in memory that the keeper holds, so that it outlives this
//! process.

use crate::base::Result;
use crate::sys::record_file::RecordFile;
use crate::term::ChunkStore;

/// A record file as the store of a screen.
#[derive(Debug)]
pub struct HistoryStore(pub RecordFile);

impl ChunkStore for HistoryStore {
    fn append(&mut self, bytes: &[u8]) -> Result<u64> {
        self.0.append(bytes)
    }

    fn read(&self, at: u64, len: usize) -> Result<Vec<u8>> {
        self.0.read(at, len)
    }

    fn len(&self) -> u64 {
        self.0.len()
    }

    fn discard_before(&mut self, at: u64) {
        self.0.discard_before(at);
    }

    fn truncate(&mut self, at: u64) {
        self.0.truncate(at);
    }

    fn clear(&mut self) {
        self.0.clear();
    }
}
