//! An append-only memory file; records are found by their position.

use super::error::failed;
use super::memfd::{create, length, offset, punch, read_at, write_at};
use crate::base::{Error, Result};
use nix::unistd::ftruncate;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};

/// An append-only file; a record is found by its position.
#[derive(Debug)]
pub struct RecordFile {
    file: OwnedFd,
    len: u64,
}

impl RecordFile {
    /// Creates an empty file; the descriptor outlives the writer.
    pub fn create(name: &str) -> Result<OwnedFd> {
        create(name, 0)
    }

    /// Opens a file made by [`RecordFile::create`], with its content.
    pub fn open(file: OwnedFd) -> Result<Self> {
        let len = length(file.as_fd())?;
        Ok(Self { file, len })
    }

    /// Appends `bytes` and returns their position.
    pub fn append(&mut self, bytes: &[u8]) -> Result<u64> {
        let at = self.len;
        write_at(self.file.as_fd(), at, bytes).map_err(|e| failed("couldn't write history", e))?;
        self.len += bytes.len() as u64;
        Ok(at)
    }

    /// The `len` bytes from position `at`; discarded bytes read as zeros.
    pub fn read(&self, at: u64, len: usize) -> Result<Vec<u8>> {
        if at.saturating_add(len as u64) > self.len {
            return Err(Error::system("couldn't read history (beyond its end)"));
        }
        let mut bytes = vec![0; len];
        read_at(self.file.as_fd(), at, &mut bytes)
            .map_err(|e| failed("couldn't read history", e))?;
        Ok(bytes)
    }

    /// The position after the last byte.
    pub fn len(&self) -> u64 {
        self.len
    }

    /// Whether the file is empty.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Frees the memory before position `at`; positions do not change.
    pub fn discard_before(&mut self, at: u64) {
        punch(self.file.as_fd(), 0, at.min(self.len));
    }

    /// Drops everything from position `at` on; new records reuse these positions.
    pub fn truncate(&mut self, at: u64) {
        let shorter = offset(at.min(self.len)).ok();
        if shorter.is_some_and(|at| ftruncate(&self.file, at).is_ok()) {
            self.len = at.min(self.len);
        }
    }

    /// Drops everything; positions start at 0 again.
    pub fn clear(&mut self) {
        self.truncate(0);
    }
}

impl AsFd for RecordFile {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.file.as_fd()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn used(file: BorrowedFd<'_>) -> i64 {
        nix::sys::stat::fstat(file).unwrap().st_blocks * 512
    }

    #[test]
    fn records_are_found_by_position_also_after_opening_again() {
        let mut file = RecordFile::open(RecordFile::create("t").unwrap()).unwrap();
        assert!(file.is_empty());
        assert_eq!(file.append(b"one").unwrap(), 0);
        assert_eq!(file.append(b"three").unwrap(), 3);
        let again = RecordFile::open(file.file.try_clone().unwrap()).unwrap();
        assert_eq!(again.len(), 8);
        assert_eq!(again.read(3, 5).unwrap(), b"three");
        assert!(again.read(3, 6).is_err());
    }

    #[test]
    fn discarding_frees_memory_and_keeps_positions() {
        let mut file = RecordFile::open(RecordFile::create("t").unwrap()).unwrap();
        file.append(&vec![1; 1 << 20]).unwrap();
        let at = file.append(b"kept").unwrap();
        file.discard_before(at);
        assert!(used(file.as_fd()) <= 8192, "{}", used(file.as_fd()));
        assert_eq!(file.read(at, 4).unwrap(), b"kept");
        file.truncate(at + 2);
        assert_eq!(file.append(b"!").unwrap(), at + 2);
        file.clear();
        assert_eq!((file.len(), used(file.as_fd())), (0, 0));
    }
}
