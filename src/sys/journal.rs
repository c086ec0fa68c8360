#![allow(unsafe_code)]
//! A pane's journal: the output of its program since the last checkpoint of its screen, in memory
//! that outlives the server. The bytes and the checkpoints are opaque here.
//!
//! Order of a read: read(2) fills the mapped area, then the length is published, then the caller
//! parses. The area behind the published length is kept zero, so bytes that a killed server had
//! read but not published are found again: everything up to the last byte that is not NUL.
//!
//! Checkpoint `n` is in slot `n % 2`, and the output after it in area `n % 2`. A new checkpoint is
//! written before the journal switches areas, so a crash between the two steps finds the old
//! checkpoint with all of its output.
//!
//! Behind the head is the progress of the last recorded input ([`InputProgress`]).

use super::double_slot::{Slots, side};
use super::memfd::{Map, create, data_from, length, punch, read_at, seal_length, write_at};
use crate::base::{Error, Result};
use std::io;
use std::num::NonZeroUsize;
use std::ops::Range;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};

/// Capacity of a journal in bytes; it has to be renewed before.
pub const AREA: usize = 1 << 20;

/// Chunk size in bytes when a journal is scanned on opening.
const PIECE: usize = 32 << 10;

const HEAD: usize = 4096;

/// The offset of the progress of input, behind [`Head`].
const PROGRESS: u64 = 128;

/// How many texts have their progress kept, the last ones.
const TEXTS: usize = 32;

/// The bytes of the progress of a text: four numbers in little endian, the last of which counts the
/// texts of this journal.
const TEXT: usize = 32;

const MAPPED: NonZeroUsize = NonZeroUsize::new(HEAD + 2 * AREA).expect("not zero");
const SLOTS: Slots = Slots {
    at: [64 << 20, 128 << 20],
    room: 64 << 20,
};
const FILE: u64 = 192 << 20;
const MARK: u64 = 0x6c6e_726a_2d78_756d;

/// Maximum length of a checkpoint for [`Journal::renew`], in bytes.
pub const CHECKPOINT_MAX: usize = SLOTS.room - 64;

/// The first page of the file; all zero in a new file.
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

/// The content of a journal when it was opened.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recovered {
    /// The last checkpoint, if any.
    pub checkpoint: Option<Vec<u8>>,
    /// Output since the checkpoint.
    pub bytes: Vec<u8>,
    /// The number of bytes at the start of `bytes` whose replies were sent.
    pub muted: usize,
    /// Recoveries before this one that never reached [`Journal::settled`]: parsing these bytes may
    /// have killed the server.
    pub attempts: u32,
}

/// How much of a text the PTY has taken. It is stored before the text is written and after each
/// part of it, so a server that follows a crash knows what is left.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct InputProgress {
    /// Identifies the text; 0 for none.
    pub number: u64,
    /// Its length in bytes.
    pub length: u64,
    /// The bytes that the PTY has taken.
    pub written: u64,
}

/// Stores the progress of one text. It needs no access to the journal.
#[derive(Debug)]
pub struct InputRecord {
    file: OwnedFd,
    /// Counts the texts of the journal, from 1.
    count: u64,
}

impl InputRecord {
    /// Replaces the progress. One call of the system does it, so a crash leaves the old or the new
    /// one.
    pub fn store(&self, progress: InputProgress) -> Result<()> {
        let InputProgress {
            number,
            length,
            written,
        } = progress;
        let mut bytes = [0; TEXT];
        let values = [number, length, written, self.count];
        for (part, value) in bytes.chunks_exact_mut(8).zip(values) {
            part.copy_from_slice(&value.to_le_bytes());
        }
        let at = PROGRESS + self.count % TEXTS as u64 * TEXT as u64;
        write_at(self.file.as_fd(), at, &bytes)
            .map_err(|e| super::error::failed("couldn't write a journal", e))
    }
}

/// A journal open for writing; there is one writer at a time.
#[derive(Debug)]
pub struct Journal {
    file: OwnedFd,
    map: Map,
    sequence: u64,
    used: usize,
    last: Range<usize>,
}

impl Journal {
    /// Creates the file of an empty journal; the descriptor outlives the writer.
    pub fn create() -> Result<OwnedFd> {
        let file = create("mux-journal", FILE)?;
        seal_length(file.as_fd())?;
        Ok(file)
    }

    /// Opens a file made by [`Journal::create`] where the last writer stopped. Its output is
    /// available from [`Journal::recover`].
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

    /// The recovered content. Counts as an attempt until [`Journal::settled`] is called.
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

    /// Records that the recovered bytes were parsed without a crash.
    pub fn settled(&mut self) {
        self.head().attempts.store(0, Ordering::Release);
    }

    /// A place for the progress of a text, in place of the oldest.
    ///
    /// # Errors
    /// If no descriptor is left.
    pub fn input_record(&self) -> io::Result<InputRecord> {
        let last = self.texts().map(|(count, _)| count).max();
        Ok(InputRecord {
            file: self.file.try_clone()?,
            count: last.unwrap_or(0) + 1,
        })
    }

    /// The progress of the text with this number.
    pub fn input_progress(&self, number: u64) -> Option<InputProgress> {
        let known = self.texts().filter(|(_, text)| text.number == number);
        known.max_by_key(|(count, _)| *count).map(|(_, text)| text)
    }

    /// The texts that the PTY has not taken as a whole, and where their progress is stored.
    pub fn unfinished_inputs(&self) -> Vec<(InputRecord, InputProgress)> {
        let texts = self.texts().filter(|(_, text)| text.written < text.length);
        let records = texts.filter_map(|(count, text)| {
            let file = self.file.try_clone().ok()?;
            Some((InputRecord { file, count }, text))
        });
        records.collect()
    }

    /// The texts whose progress is known, with their counts.
    fn texts(&self) -> impl Iterator<Item = (u64, InputProgress)> {
        let mut bytes = vec![0; TEXTS * TEXT];
        if read_at(self.file.as_fd(), PROGRESS, &mut bytes).is_err() {
            bytes.clear();
        }
        let value = |bytes: &[u8]| bytes.try_into().map_or(0, u64::from_le_bytes);
        let texts: Vec<_> = bytes
            .chunks_exact(TEXT)
            .map(|text| {
                let progress = InputProgress {
                    number: value(&text[..8]),
                    length: value(&text[8..16]),
                    written: value(&text[16..24]),
                };
                (value(&text[24..]), progress)
            })
            .filter(|(count, _)| *count > 0)
            .collect();
        texts.into_iter()
    }

    /// Reads at most `max` bytes from `pty` into the journal and publishes them;
    /// [`Journal::last_read`] returns them. Returns 0 when the program's side is closed.
    ///
    /// # Errors
    /// `WouldBlock` if there is nothing to read, `StorageFull` if the journal is full until
    /// [`Journal::renew`], else the error of read(2).
    pub fn read_from(&mut self, pty: BorrowedFd<'_>, max: usize) -> io::Result<usize> {
        let max = max.min(self.room());
        if max == 0 {
            return Err(io::ErrorKind::StorageFull.into());
        }
        let at = self.start() + self.used;
        let n = match nix::unistd::read(pty, self.map.bytes_mut(at, max)) {
            Ok(n) => n,
            // EIO: the last program closed its side of the PTY.
            Err(nix::errno::Errno::EIO) => 0,
            Err(e) => return Err(e.into()),
        };
        self.last = at..at + n;
        self.used += n;
        self.publish();
        Ok(n)
    }

    /// The bytes of the last successful [`Journal::read_from`]; empty after [`Journal::renew`].
    pub fn last_read(&self) -> &[u8] {
        self.map.bytes(self.last.start, self.last.len())
    }

    /// Bytes that fit before the journal must be renewed.
    pub fn room(&self) -> usize {
        AREA - self.used
    }

    /// Bytes read since the last checkpoint.
    pub fn used(&self) -> usize {
        self.used
    }

    /// Records that the replies to all bytes so far are sent or are about to be sent, so that a
    /// recovery does not repeat them.
    pub fn replied(&mut self) {
        self.area()
            .replied
            .store(self.used as u64, Ordering::Release);
    }

    /// Starts a new area with `checkpoint`, which replaces all bytes read so far. At most
    /// [`CHECKPOINT_MAX`] bytes. On failure the journal is unchanged.
    pub fn renew(&mut self, checkpoint: &[u8]) -> Result<()> {
        let next = self.sequence + 1;
        // The next area is cleared before the checkpoint that makes it current: otherwise a crash
        // in between would replay old output on the new checkpoint.
        self.clear_area(side(next));
        SLOTS.write(self.file.as_fd(), next, checkpoint)?;
        self.sequence = next;
        self.used = 0;
        self.last = 0..0;
        Ok(())
    }

    /// Frees memory that an idle pane does not need.
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

    /// Length of the output in the area: the published bytes and, behind them, everything up to the
    /// last non-zero byte. Read through the file, since touching the map would allocate its pages.
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
        // SAFETY: the first page of the mapping is a `Head`: it is aligned to a page, longer than
        // the structure, made of atomics only (any bits are valid), and never borrowed as bytes.
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
    fn the_progress_of_the_last_texts_outlives_writer_and_checkpoint() {
        let mut first = journal();
        assert_eq!(first.input_progress(7), None);
        let text = |number: u64| InputProgress {
            number,
            length: number * 10,
            written: number,
        };
        for number in 1..=40 {
            first.input_record().unwrap().store(text(number)).unwrap();
        }
        feed(&mut first, b"output");
        first.renew(b"checkpoint").unwrap();
        first.give_back();
        let mut second = again(&first);
        assert_eq!(second.input_progress(8), None, "the oldest are replaced");
        assert_eq!(second.input_progress(9), Some(text(9)));
        assert_eq!(second.input_progress(40), Some(text(40)));
        let unfinished = second.unfinished_inputs();
        assert_eq!(unfinished.len(), TEXTS);
        for (record, text) in unfinished {
            let written = text.length;
            record.store(InputProgress { written, ..text }).unwrap();
        }
        assert!(second.unfinished_inputs().is_empty());
        assert_eq!(second.recover().bytes, b"");
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
