#![allow(unsafe_code)]
//! A pane's journal: what its program has written since the last checkpoint of its screen, in memory
//! that outlives the server. It does not know what the bytes or the checkpoints mean.
//!
//! `read(2)` lands in the mapped area, then the length is published, then the caller parses. The area
//! behind the published length is kept zero, so what a killed server had read but not published is
//! found again: everything up to the last byte that is not NUL.
//!
//! Checkpoint `n` lives in slot `n % 2`, and what was read after it in area `n % 2`.

use super::double_slot::{Slots, side};
use super::memfd::{Map, create, data_from, length, punch, read_at, seal_length};
use crate::base::{Error, Result};
use std::io;
use std::num::NonZeroUsize;
use std::ops::Range;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};

/// Bytes that a journal can take before it has to be renewed.
pub const AREA: usize = 1 << 20;

/// Bytes that are looked at together when a journal is opened.
const PIECE: usize = 32 << 10;

const HEAD: usize = 4096;
const MAPPED: NonZeroUsize = NonZeroUsize::new(HEAD + 2 * AREA).expect("not zero");
const SLOTS: Slots = Slots {
    at: [64 << 20, 128 << 20],
    room: 64 << 20,
};
const FILE: u64 = 192 << 20;
const MARK: u64 = 0x6c6e_726a_2d78_756d;

/// The longest checkpoint that [`Journal::renew`] takes, in bytes.
pub const CHECKPOINT_MAX: usize = SLOTS.room - 64;

/// The first page of the file; all zero in a new one.
#[repr(C)]
struct Head {
    mark: AtomicU64,
    attempts: AtomicU32,
    spare: AtomicU32,
    areas: [AreaHead; 2],
}

#[repr(C)]
struct AreaHead {
    published: AtomicU64,
    replied: AtomicU64,
}

/// What a journal held when it was opened.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recovered {
    /// The last checkpoint, if there was ever one.
    pub checkpoint: Option<Vec<u8>>,
    /// What was read since the checkpoint.
    pub bytes: Vec<u8>,
    /// How many of `bytes`, from the first, have had their replies already.
    pub muted: usize,
    /// How many recoveries before this one never reached [`Journal::settled`]: the bytes may be what
    /// ended them.
    pub attempts: u32,
}

/// A journal that this process writes; there is one writer at a time.
#[derive(Debug)]
pub struct Journal {
    file: OwnedFd,
    map: Map,
    sequence: u64,
    used: usize,
    last: Range<usize>,
}

impl Journal {
    /// A file for a journal, empty; the descriptor outlives whoever writes.
    pub fn create() -> Result<OwnedFd> {
        let file = create("mux-journal", FILE)?;
        seal_length(file.as_fd())?;
        Ok(file)
    }

    /// Opens what [`Journal::create`] made, ready to go on where the last writer stopped. What the
    /// last writer read is there for [`Journal::recover`].
    pub fn open(file: OwnedFd) -> Result<Self> {
        if length(file.as_fd())? != FILE {
            return Err(Error::protocol("not a journal"));
        }
        let map = Map::new(file.as_fd(), MAPPED)?;
        let newest = SLOTS.newest(file.as_fd());
        let mut journal = Self {
            file,
            map,
            sequence: newest.map_or(0, |found| found.sequence),
            used: 0,
            last: 0..0,
        };
        let mark = &journal.head().mark;
        let old = mark.swap(MARK, Ordering::AcqRel);
        if old != 0 && old != MARK {
            return Err(Error::protocol("not a journal"));
        }
        journal.used = journal.landed()?;
        journal.publish();
        Ok(journal)
    }

    /// What the journal holds. Counts as an attempt until [`Journal::settled`] is called.
    pub fn recover(&mut self) -> Recovered {
        let checkpoint = SLOTS.newest(self.file.as_fd());
        let replied = self.area().replied.load(Ordering::Acquire);
        Recovered {
            checkpoint: checkpoint.map(|found| found.contents),
            bytes: self.map.bytes(self.start(), self.used).to_vec(),
            muted: usize::try_from(replied).map_or(self.used, |n| n.min(self.used)),
            attempts: self.head().attempts.fetch_add(1, Ordering::AcqRel),
        }
    }

    /// Says that what was recovered has been parsed and did no harm.
    pub fn settled(&mut self) {
        self.head().attempts.store(0, Ordering::Release);
    }

    /// Reads at most `max` bytes from `pty` into the journal and publishes them; they are then in
    /// [`Journal::last_read`]. Returns 0 when the program's side is closed.
    ///
    /// # Errors
    /// `WouldBlock` when there is nothing to read now, `StorageFull` when the journal has no room
    /// until [`Journal::renew`], and whatever else `read(2)` says.
    pub fn read_from(&mut self, pty: BorrowedFd<'_>, max: usize) -> io::Result<usize> {
        let max = max.min(self.room());
        if max == 0 {
            return Err(io::ErrorKind::StorageFull.into());
        }
        let at = self.start() + self.used;
        let n = match nix::unistd::read(pty, self.map.bytes_mut(at, max)) {
            Ok(n) => n,
            // The last program closed its side of the PTY.
            Err(nix::errno::Errno::EIO) => 0,
            Err(e) => return Err(e.into()),
        };
        self.last = at..at + n;
        self.used += n;
        self.publish();
        Ok(n)
    }

    /// What the last successful [`Journal::read_from`] brought; empty after [`Journal::renew`].
    pub fn last_read(&self) -> &[u8] {
        self.map.bytes(self.last.start, self.last.len())
    }

    /// Bytes that can be read before the journal has to be renewed.
    pub fn room(&self) -> usize {
        AREA - self.used
    }

    /// Bytes read since the last checkpoint.
    pub fn used(&self) -> usize {
        self.used
    }

    /// Says that the replies to everything read so far are sent, or are about to be: whoever recovers
    /// must not send them again.
    pub fn replied(&mut self) {
        self.area()
            .replied
            .store(self.used as u64, Ordering::Release);
    }

    /// Starts anew from `checkpoint`, which stands for everything read so far. On failure the journal
    /// stays as it was. At most [`CHECKPOINT_MAX`] bytes.
    pub fn renew(&mut self, checkpoint: &[u8]) -> Result<()> {
        let next = self.sequence + 1;
        self.clear_area(side(next));
        SLOTS.write(self.file.as_fd(), next, checkpoint)?;
        self.sequence = next;
        self.used = 0;
        self.last = 0..0;
        Ok(())
    }

    /// Gives memory that is not needed now back to the system; for a pane that has become quiet.
    pub fn give_back(&mut self) {
        let other = self.sequence + 1;
        self.clear_area(side(other));
        if self.sequence > 0 {
            SLOTS.free_other(self.file.as_fd(), self.sequence);
        }
    }

    fn clear_area(&mut self, which: usize) {
        let area = &self.head().areas[which];
        area.published.store(0, Ordering::Release);
        area.replied.store(0, Ordering::Release);
        punch(self.file.as_fd(), (HEAD + which * AREA) as u64, AREA as u64);
    }

    /// Bytes that landed in the area: the published ones, and behind them all up to the last that is
    /// not zero. Read through the file, because looking at the map would take memory.
    fn landed(&self) -> Result<usize> {
        let published = self.area().published.load(Ordering::Acquire);
        let published = usize::try_from(published).unwrap_or(AREA).min(AREA);
        let (start, mut end, mut at) = (self.start(), published, published);
        let mut piece = vec![0; PIECE];
        while let Some(from) = data_from(self.file.as_fd(), (start + at) as u64) {
            at = usize::try_from(from).unwrap_or(usize::MAX) - start;
            if at >= AREA {
                break;
            }
            let piece = &mut piece[..PIECE.min(AREA - at)];
            read_at(self.file.as_fd(), from, piece)
                .map_err(|e| super::error::failed("couldn't read a journal", e))?;
            if let Some(last) = piece.iter().rposition(|byte| *byte != 0) {
                end = at + last + 1;
            }
            at += piece.len();
        }
        Ok(end)
    }

    fn publish(&mut self) {
        let used = self.used as u64;
        self.area().published.store(used, Ordering::Release);
    }

    fn start(&self) -> usize {
        HEAD + side(self.sequence) * AREA
    }

    fn area(&self) -> &AreaHead {
        &self.head().areas[side(self.sequence)]
    }

    fn head(&self) -> &Head {
        // SAFETY: the first page of the mapping is a `Head`: it is aligned to a page, longer than the
        // structure, made of atomics only (any bits are valid), and never borrowed as bytes.
        unsafe { self.map.at(0).cast::<Head>().as_ref() }
    }
}

impl AsFd for Journal {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.file.as_fd()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use nix::sys::stat::fstat;
    use std::io::Write;

    fn journal() -> Journal {
        Journal::open(Journal::create().unwrap()).unwrap()
    }

    fn again(journal: &Journal) -> Journal {
        Journal::open(journal.file.try_clone().unwrap()).unwrap()
    }

    fn feed(journal: &mut Journal, bytes: &[u8]) {
        let (read, mut write) = io::pipe().unwrap();
        write.write_all(bytes).unwrap();
        assert_eq!(
            journal.read_from(read.as_fd(), bytes.len()).unwrap(),
            bytes.len()
        );
        assert_eq!(journal.last_read(), bytes);
    }

    #[test]
    fn what_was_read_is_recovered() {
        let mut first = journal();
        assert_eq!(first.recover(), Recovered::default());
        first.settled();
        feed(&mut first, b"hello ");
        first.replied();
        feed(&mut first, b"world");
        let mut second = again(&first);
        let recovered = second.recover();
        assert_eq!(recovered.checkpoint, None);
        assert_eq!(recovered.bytes, b"hello world");
        assert_eq!((recovered.muted, recovered.attempts), (6, 0));
        assert_eq!(again(&second).recover().attempts, 1);
        second.settled();
        feed(&mut second, b"!");
        assert_eq!(again(&second).recover().bytes, b"hello world!");
    }

    #[test]
    fn bytes_that_landed_without_being_published_count() {
        let mut first = journal();
        feed(&mut first, b"seen");
        let at = first.start() + first.used;
        first
            .map
            .bytes_mut(at, 9)
            .copy_from_slice(b"a\0\0b\xffc\0\0\0");
        let mut second = again(&first);
        assert_eq!(second.recover().bytes, b"seena\0\0b\xffc");
        assert_eq!(second.used(), 10);
        feed(&mut second, b".");
        assert_eq!(again(&second).recover().bytes, b"seena\0\0b\xffc.");
    }

    #[test]
    fn renewing_replaces_the_bytes_by_the_checkpoint() {
        let mut first = journal();
        for round in 0..5u8 {
            feed(&mut first, &[b'0' + round; 5000]);
            first.replied();
            first.renew(&[round; 3000]).unwrap();
            assert_eq!((first.used(), first.room()), (0, AREA));
            let recovered = again(&first).recover();
            assert_eq!(recovered.checkpoint, Some(vec![round; 3000]));
            assert_eq!((recovered.bytes.len(), recovered.muted), (0, 0));
        }
        feed(&mut first, b"tail");
        assert_eq!(again(&first).recover().bytes, b"tail");
    }

    #[test]
    fn a_kill_before_the_new_checkpoint_stands_leaves_the_old_state() {
        let mut first = journal();
        feed(&mut first, b"before");
        first.renew(b"one").unwrap();
        feed(&mut first, b"after one");
        first.clear_area(side(first.sequence + 1));
        let recovered = again(&first).recover();
        assert_eq!(recovered.checkpoint.as_deref(), Some(&b"one"[..]));
        assert_eq!(recovered.bytes, b"after one");
        assert!(first.renew(&vec![1; CHECKPOINT_MAX + 100]).is_err());
        assert_eq!(
            again(&first).recover(),
            Recovered {
                attempts: 1,
                ..recovered
            }
        );
    }

    #[test]
    fn a_full_journal_asks_to_be_renewed() {
        let mut journal = journal();
        while journal.room() > 0 {
            let some = vec![b'x'; journal.room().min(60_000)];
            feed(&mut journal, &some);
        }
        let (read, mut write) = io::pipe().unwrap();
        write.write_all(b"more").unwrap();
        let error = journal.read_from(read.as_fd(), 100).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::StorageFull);
        journal.renew(b"").unwrap();
        assert_eq!(journal.read_from(read.as_fd(), 100).unwrap(), 4);
    }

    #[test]
    fn a_quiet_journal_takes_little_memory() {
        let used = |journal: &Journal| fstat(journal.as_fd()).unwrap().st_blocks * 512;
        let mut journal = journal();
        assert!(used(&again(&journal)) <= 4096, "opening takes one page");
        for _ in 0..8 {
            feed(&mut journal, &vec![b'x'; 60_000]);
        }
        journal.renew(&vec![1; 100_000]).unwrap();
        feed(&mut journal, b"y");
        journal.renew(&[2; 100]).unwrap();
        journal.give_back();
        feed(&mut journal, b"z");
        assert!(used(&journal) <= 3 * 4096, "{}", used(&journal));
        let recovered = again(&journal).recover();
        assert_eq!(recovered.checkpoint, Some(vec![2; 100]));
        assert_eq!(recovered.bytes, b"z");
    }

    #[test]
    fn something_else_is_not_taken_for_a_journal() {
        assert!(Journal::open(create("x", 100).unwrap()).is_err());
        let file = create("x", FILE).unwrap();
        super::super::memfd::write_at(file.as_fd(), 0, b"something").unwrap();
        assert!(Journal::open(file).is_err());
    }
}
