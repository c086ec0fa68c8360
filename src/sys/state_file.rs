//! A memory file for one value that is replaced as a whole.

use super::double_slot::Slots;
use super::error::failed;
use super::memfd::{create, read_at, write_at};
use crate::base::Result;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};

/// A value that is replaced as a whole: a reader finds either the old or the new one, whenever the
/// writer was killed.
#[derive(Debug)]
pub struct StateFile {
    file: OwnedFd,
    sequence: u64,
}

impl StateFile {
    const SLOTS: Slots = Slots {
        at: [0, 1 << 30],
        room: 1 << 30,
    };

    /// Where the number of the owner is.
    const OWNER: u64 = 2 << 30;

    /// A file for a snapshot, without one; the descriptor outlives whoever writes.
    pub fn create(name: &str) -> Result<OwnedFd> {
        create(name, Self::OWNER + 8)
    }

    /// Says in a file that [`StateFile::create`] made, at one instant for all who look, whose it is.
    pub fn set_owner(file: BorrowedFd<'_>, owner: u64) -> Result<()> {
        write_at(file, Self::OWNER, &owner.to_le_bytes())
            .map_err(|e| failed("couldn't write to memory", e))
    }

    /// What [`StateFile::set_owner`] said last; 0 if nothing was said.
    pub fn owner(&self) -> u64 {
        let mut bytes = [0; 8];
        // A file from before there were owners ends before.
        let read = read_at(self.file.as_fd(), Self::OWNER, &mut bytes);
        read.map_or(0, |()| u64::from_le_bytes(bytes))
    }

    /// Opens what [`StateFile::create`] made.
    pub fn open(file: OwnedFd) -> Self {
        let found = Self::SLOTS.newest(file.as_fd());
        let sequence = found.map_or(0, |found| found.sequence);
        Self { file, sequence }
    }

    /// Replaces the value; at most 1 GiB. On failure the old value stays.
    pub fn write(&mut self, value: &[u8]) -> Result<()> {
        Self::SLOTS.write(self.file.as_fd(), self.sequence + 1, value)?;
        self.sequence += 1;
        Ok(())
    }

    /// The value, if one was ever written.
    pub fn read(&self) -> Option<Vec<u8>> {
        Self::SLOTS
            .newest(self.file.as_fd())
            .map(|found| found.contents)
    }
}

impl AsFd for StateFile {
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
    fn a_value_is_replaced_and_read_back() {
        let mut value = StateFile::open(StateFile::create("t").unwrap());
        assert_eq!(value.read(), None);
        value.write(&vec![7; 100_000]).unwrap();
        value.write(b"second").unwrap();
        let mut again = StateFile::open(value.file.try_clone().unwrap());
        assert_eq!(again.read().unwrap(), b"second");
        again.write(b"").unwrap();
        assert_eq!(again.read().unwrap(), b"");
        assert!(used(again.as_fd()) <= 3 * 4096);
        assert_eq!(again.owner(), 0);
        StateFile::set_owner(value.as_fd(), 7).unwrap();
        assert_eq!((again.owner(), again.read().unwrap()), (7, vec![]));
    }
}
