//! A memfd for one value that is replaced atomically, with the number of its owner.

use super::double_slot::Slots;
use super::error::failed;
use super::memfd::{create, read_at, write_at};
use crate::base::Result;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};

/// A value that is replaced atomically: whenever the writer is killed, a reader finds either the
/// old or the new value. Beside it is a second value of the same kind, the attachment, for large
/// data that changes seldom.
#[derive(Debug)]
pub struct StateFile {
    file: OwnedFd,
    sequence: u64,
    attachment_sequence: u64,
}

impl StateFile {
    const SLOTS: Slots = Slots {
        at: [0, 1 << 30],
        room: 1 << 30,
    };

    /// Offset of the owner's number.
    const OWNER: u64 = 2 << 30;

    /// The attachment is behind the owner's number. The file of an earlier version ends before it,
    /// and grows with the first write.
    const ATTACHMENT: Slots = Slots {
        at: [(2 << 30) + 4096, (3 << 30) + 4096],
        room: 1 << 30,
    };

    /// The counters are behind the attachment, 16 bytes each: name and number.
    const COUNTERS: u64 = (4 << 30) + (1 << 20);

    /// How many counters there are.
    pub const MAX_COUNTERS: usize = 256;

    /// Creates a file without a value; the descriptor outlives the writer.
    pub fn create(name: &str) -> Result<OwnedFd> {
        create(name, Self::OWNER + 8)
    }

    /// Stores the number of the owner with one write of 8 bytes, so that all readers switch at one
    /// instant.
    pub fn set_owner(file: BorrowedFd<'_>, owner: u64) -> Result<()> {
        write_at(file, Self::OWNER, &owner.to_le_bytes())
            .map_err(|e| failed("couldn't write to a memory file", e))
    }

    /// The stored owner; 0 if none was stored.
    pub fn owner(&self) -> u64 {
        let mut bytes = [0; 8];
        // A file of an earlier version ends before this offset.
        let read = read_at(self.file.as_fd(), Self::OWNER, &mut bytes);
        read.map_or(0, |()| u64::from_le_bytes(bytes))
    }

    /// Opens a file made by [`StateFile::create`].
    pub fn open(file: OwnedFd) -> Self {
        let found = Self::SLOTS.newest(file.as_fd());
        let sequence = found.map_or(0, |found| found.sequence);
        let attached = Self::ATTACHMENT.newest(file.as_fd());
        let attachment_sequence = attached.map_or(0, |found| found.sequence);
        Self {
            file,
            sequence,
            attachment_sequence,
        }
    }

    /// Replaces the value; at most 1 GiB. On failure the old value remains.
    pub fn write(&mut self, value: &[u8]) -> Result<()> {
        Self::SLOTS.write(self.file.as_fd(), self.sequence + 1, value)?;
        self.sequence += 1;
        Ok(())
    }

    /// Replaces the attachment; at most 1 GiB. On failure the old one remains.
    pub fn write_attachment(&mut self, value: &[u8]) -> Result<()> {
        let sequence = self.attachment_sequence + 1;
        Self::ATTACHMENT.write(self.file.as_fd(), sequence, value)?;
        self.attachment_sequence = sequence;
        // Large data: the older copy is not kept.
        Self::ATTACHMENT.free_other(self.file.as_fd(), sequence);
        Ok(())
    }

    /// The attachment; empty if none was ever written.
    pub fn read_attachment(&self) -> Vec<u8> {
        let found = Self::ATTACHMENT.newest(self.file.as_fd());
        found.map(|found| found.contents).unwrap_or_default()
    }

    /// Sets the counter at `place`, below [`StateFile::MAX_COUNTERS`], with one small write.
    pub fn write_counter(&self, place: usize, name: u64, number: u64) -> Result<()> {
        let place = place.min(Self::MAX_COUNTERS - 1) as u64;
        let bytes = [name.to_le_bytes(), number.to_le_bytes()].concat();
        write_at(self.file.as_fd(), Self::COUNTERS + 16 * place, &bytes)
            .map_err(|e| failed("couldn't write to a memory file", e))
    }

    /// Replaces all counters: name and number, each at its index.
    pub fn write_counters(&self, counters: &[(u64, u64)]) -> Result<()> {
        let mut bytes = vec![0; 16 * Self::MAX_COUNTERS];
        for (slot, (name, number)) in bytes.chunks_exact_mut(16).zip(counters) {
            slot[..8].copy_from_slice(&name.to_le_bytes());
            slot[8..].copy_from_slice(&number.to_le_bytes());
        }
        write_at(self.file.as_fd(), Self::COUNTERS, &bytes)
            .map_err(|e| failed("couldn't write to a memory file", e))
    }

    /// The counters that were written, each name once with its highest number.
    pub fn read_counters(&self) -> Vec<(u64, u64)> {
        let mut bytes = vec![0; 16 * Self::MAX_COUNTERS];
        // The file ends before this offset until a counter is written.
        if read_at(self.file.as_fd(), Self::COUNTERS, &mut bytes).is_err() {
            return Vec::new();
        }
        let number = |bytes: &[u8]| {
            let mut all = [0; 8];
            all.copy_from_slice(bytes);
            u64::from_le_bytes(all)
        };
        let mut counters: Vec<(u64, u64)> = Vec::new();
        for slot in bytes.chunks_exact(16) {
            let (name, number) = (number(&slot[..8]), number(&slot[8..]));
            match counters.iter_mut().find(|(known, _)| *known == name) {
                Some((_, highest)) => *highest = number.max(*highest),
                None if name != 0 => counters.push((name, number)),
                None => {}
            }
        }
        counters
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

    #[test]
    fn counters_are_kept_beside_the_value() {
        let mut value = StateFile::open(StateFile::create("t").unwrap());
        assert_eq!(value.read_counters(), []);
        value.write_counters(&[]).unwrap();
        value.write_counter(0, 7, 1).unwrap();
        value.write_counter(255, 8, 3).unwrap();
        value.write_counter(0, 7, 2).unwrap();
        value.write_counter(1, 8, 2).unwrap();
        value.write(&vec![7; 100_000]).unwrap();
        let again = StateFile::open(value.file.try_clone().unwrap());
        assert_eq!(again.read_counters(), [(7, 2), (8, 3)]);
        assert_eq!(again.read().unwrap().len(), 100_000);
        again.write_counters(&[(9, 1)]).unwrap();
        assert_eq!(value.read_counters(), [(9, 1)]);
    }

    #[test]
    fn an_attachment_is_replaced_on_its_own() {
        let mut value = StateFile::open(StateFile::create("t").unwrap());
        assert!(value.read_attachment().is_empty());
        value.write(b"value").unwrap();
        value.write_attachment(&vec![7; 100_000]).unwrap();
        value.write_attachment(b"second").unwrap();
        StateFile::set_owner(value.as_fd(), 7).unwrap();
        let mut again = StateFile::open(value.file.try_clone().unwrap());
        assert_eq!(again.read_attachment(), b"second");
        assert_eq!(
            (again.owner(), again.read().unwrap()),
            (7, b"value".to_vec())
        );
        assert!(used(again.as_fd()) <= 5 * 4096);
        again.write_attachment(b"").unwrap();
        assert!(again.read_attachment().is_empty());
    }
}
