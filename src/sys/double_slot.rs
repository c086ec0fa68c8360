//! Two slots in a memfd that are written alternately: if the writer is killed while it writes one,
//! the other is intact. The content is opaque.

use super::error::failed;
use super::memfd::{punch, read_at, write_at};
use crate::base::{Error, Result};
use std::os::fd::BorrowedFd;

/// Length of a slot's header: magic number, sequence number, length, checksum; 8 bytes each.
const HEAD: usize = 32;
/// Magic number of a written slot.
const MARK: u64 = 0x746f_6c73_2d78_756d;

/// Positions of the two slots in the file.
#[derive(Clone, Copy, Debug)]
pub(super) struct Slots {
    /// Offsets of slot 0 and slot 1, in bytes.
    pub at: [u64; 2],
    /// Size of a slot in bytes, header included.
    pub room: usize,
}

/// The content of the newest intact slot.
pub(super) struct Found {
    /// Number of the write.
    pub sequence: u64,
    /// The written bytes.
    pub contents: Vec<u8>,
}

impl Slots {
    /// The newest intact slot; `None` if nothing was ever written.
    pub fn newest(&self, file: BorrowedFd<'_>) -> Option<Found> {
        let both = [0, 1].map(|which| self.read(file, which));
        both.into_iter()
            .flatten()
            .max_by_key(|found| found.sequence)
    }

    /// Writes `contents` as write number `sequence`, into the slot that does not hold the previous
    /// write.
    ///
    /// Fails if the contents are too long or memory is exhausted; the other slot then remains the
    /// newest.
    pub fn write(&self, file: BorrowedFd<'_>, sequence: u64, contents: &[u8]) -> Result<()> {
        if contents.len() > self.room - HEAD {
            return Err(Error::system("value too large for a memory slot"));
        }
        let at = self.at[side(sequence)];
        let body = at + HEAD as u64;
        let words = [
            MARK,
            sequence,
            contents.len() as u64,
            checksum(sequence, contents),
        ];
        let head: Vec<u8> = words.iter().flat_map(|word| word.to_le_bytes()).collect();
        // Contents first, header last: until the header with its checksum is complete, the slot is
        // not intact and readers take the other one.
        let written = write_at(file, body, contents).and_then(|()| write_at(file, at, &head));
        written.map_err(|e| failed("couldn't write to a memory file", e))?;
        let used = HEAD + contents.len();
        punch(file, at + used as u64, (self.room - used) as u64);
        Ok(())
    }

    /// Frees the memory of the slot that the write after `sequence` would use.
    pub fn free_other(&self, file: BorrowedFd<'_>, sequence: u64) {
        punch(file, self.at[side(sequence + 1)], self.room as u64);
    }

    fn read(&self, file: BorrowedFd<'_>, which: usize) -> Option<Found> {
        let mut head = [0; HEAD];
        read_at(file, self.at[which], &mut head).ok()?;
        let word = |n: usize| {
            let bytes = head[n * 8..n * 8 + 8].iter().rev();
            bytes.fold(0, |word, byte| word << 8 | u64::from(*byte))
        };
        let (sequence, len) = (word(1), usize::try_from(word(2)).ok()?);
        if word(0) != MARK || side(sequence) != which || len > self.room - HEAD {
            return None;
        }
        let mut contents = vec![0; len];
        read_at(file, self.at[which] + HEAD as u64, &mut contents).ok()?;
        (checksum(sequence, &contents) == word(3)).then_some(Found { sequence, contents })
    }
}

/// The slot (and anything else that alternates with it) of write number `sequence`.
pub(super) fn side(sequence: u64) -> usize {
    usize::from(sequence % 2 == 1)
}

/// A checksum of `bytes` and `seed` that detects torn writes; it does not resist tampering.
fn checksum(seed: u64, bytes: &[u8]) -> u64 {
    const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;
    let mix = |sum: u64, word: u64| (sum ^ word).wrapping_mul(FACTOR).rotate_left(29);
    let mut words = bytes.chunks_exact(8);
    let sum = words.by_ref().fold(mix(seed, !0), |sum, word| {
        mix(
            sum,
            word.iter().fold(0, |w, byte| w << 8 | u64::from(*byte)),
        )
    });
    let tail = words.remainder().iter();
    let sum = tail.fold(sum, |sum, byte| mix(sum, u64::from(*byte) | 0x100));
    mix(mix(sum, bytes.len() as u64), FACTOR)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sys::memfd::create;
    use std::os::fd::AsFd;

    const SLOTS: Slots = Slots {
        at: [0, 1 << 20],
        room: 1 << 20,
    };

    #[test]
    fn the_newest_whole_slot_is_read() {
        let file = create("slots", 2 << 20).unwrap();
        assert!(SLOTS.newest(file.as_fd()).is_none());
        for sequence in 1..5 {
            SLOTS
                .write(file.as_fd(), sequence, &[sequence as u8; 1000])
                .unwrap();
            let found = SLOTS.newest(file.as_fd()).unwrap();
            assert_eq!(
                (found.sequence, found.contents),
                (sequence, vec![sequence as u8; 1000])
            );
        }
    }

    #[test]
    fn a_damaged_slot_gives_way_to_the_older_one() {
        for damage in [0, 8, 16, 24, HEAD as u64, HEAD as u64 + 4, HEAD as u64 + 10] {
            let file = create("slots", 2 << 20).unwrap();
            SLOTS.write(file.as_fd(), 1, b"older").unwrap();
            SLOTS.write(file.as_fd(), 2, b"newer bytes").unwrap();
            write_at(file.as_fd(), damage, &[0xff]).unwrap();
            let found = SLOTS.newest(file.as_fd()).unwrap();
            assert_eq!(found.contents, b"older", "damage at {damage}");
        }
    }

    #[test]
    fn too_much_is_refused() {
        let file = create("slots", 2 << 20).unwrap();
        assert!(SLOTS.write(file.as_fd(), 1, &vec![1; 1 << 20]).is_err());
        assert!(SLOTS.newest(file.as_fd()).is_none());
    }

    #[test]
    fn the_checksum_sees_every_bit() {
        let bytes: Vec<u8> = (0..21).collect();
        for bit in 0..bytes.len() * 8 {
            let mut other = bytes.clone();
            other[bit / 8] ^= 1 << (bit % 8);
            assert_ne!(checksum(7, &bytes), checksum(7, &other), "bit {bit}");
        }
        assert_ne!(checksum(7, b""), checksum(7, b"\0"));
    }
}
