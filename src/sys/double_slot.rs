//! Two slots in a memory file that are written in turn: whoever is killed while writing one leaves
//! the other whole. It does not know what the bytes mean.

use super::error::failed;
use super::memfd::{punch, read_at, write_at};
use crate::base::{Error, Result};
use std::os::fd::BorrowedFd;

/// Bytes before a slot's contents: mark, sequence number, length, checksum.
const HEAD: usize = 32;
/// Says that a slot was written at all.
const MARK: u64 = 0x746f_6c73_2d78_756d;

/// Where the two slots lie in the file.
#[derive(Clone, Copy, Debug)]
pub(super) struct Slots {
    /// Offset of slot 0 and of slot 1, in bytes.
    pub at: [u64; 2],
    /// Bytes that one slot may take, its head included.
    pub room: usize,
}

/// What the newest whole slot holds.
pub(super) struct Found {
    /// How many writes there had been, this one included.
    pub sequence: u64,
    /// What was written.
    pub contents: Vec<u8>,
}

impl Slots {
    /// The newest slot that is whole, or nothing if there was never one.
    pub fn newest(&self, file: BorrowedFd<'_>) -> Option<Found> {
        let both = [0, 1].map(|which| self.read(file, which));
        both.into_iter()
            .flatten()
            .max_by_key(|found| found.sequence)
    }

    /// Writes `contents` as write number `sequence`, which counts once the head stands.
    ///
    /// Fails when the contents are too long or the system has no memory; the other slot then stays
    /// the newest.
    pub fn write(&self, file: BorrowedFd<'_>, sequence: u64, contents: &[u8]) -> Result<()> {
        if contents.len() > self.room - HEAD {
            return Err(Error::system("too much to keep in memory"));
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
        let written = write_at(file, body, contents).and_then(|()| write_at(file, at, &head));
        written.map_err(|e| failed("couldn't write to memory", e))?;
        let used = HEAD + contents.len();
        punch(file, at + used as u64, (self.room - used) as u64);
        Ok(())
    }

    /// Gives the slot that the write after `sequence` would take back to the system.
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

/// The slot (and whatever else alternates with it) that belongs to write number `sequence`.
pub(super) fn side(sequence: u64) -> usize {
    usize::from(sequence % 2 == 1)
}

/// A number that changes with every bit of `bytes` and with `seed`; against torn writes, not malice.
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
