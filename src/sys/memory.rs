#![allow(unsafe_code)]
//! Memory files: memory with a descriptor, which lives as long as any process holds it. It does not
//! know what is kept in them.

use super::slots::Slots;
use super::{failed, fault};
use crate::base::{Error, Result};
use nix::errno::Errno;
use nix::fcntl::{FallocateFlags, FcntlArg, SealFlag, fallocate, fcntl};
use nix::libc;
use nix::sys::memfd::{MFdFlags, memfd_create};
use nix::sys::mman::{MapFlags, ProtFlags, mmap, munmap};
use nix::sys::stat::fstat;
use nix::sys::uio::{pread, pwrite};
use nix::unistd::{Whence, ftruncate, lseek};
use std::num::NonZeroUsize;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::ptr::NonNull;

/// A memory file of `len` bytes of zeros, which takes no memory until it is written to. `name` is
/// for people who look into `/proc`.
pub fn create(name: &str, len: u64) -> Result<OwnedFd> {
    fault::refuse("memory", "couldn't get memory")?;
    let flags = MFdFlags::MFD_CLOEXEC | MFdFlags::MFD_ALLOW_SEALING;
    let file = memfd_create(name, flags).map_err(|e| failed("couldn't get memory", e))?;
    ftruncate(&file, offset(len)?).map_err(|e| failed("couldn't get memory", e))?;
    Ok(file)
}

/// Fixes the length of a memory file for ever, so that no one who maps it can be hit by its shrinking.
pub(super) fn seal_length(file: BorrowedFd<'_>) -> Result<()> {
    let seals = SealFlag::F_SEAL_SHRINK | SealFlag::F_SEAL_GROW;
    fcntl(file, FcntlArg::F_ADD_SEALS(seals)).map_err(|e| failed("couldn't seal memory", e))?;
    Ok(())
}

/// The length of a file in bytes.
pub(super) fn length(file: BorrowedFd<'_>) -> Result<u64> {
    let facts = fstat(file).map_err(|e| failed("couldn't look at memory", e))?;
    Ok(u64::try_from(facts.st_size).unwrap_or(0))
}

/// Writes all of `bytes` at `at`.
pub(super) fn write_at(file: BorrowedFd<'_>, mut at: u64, mut bytes: &[u8]) -> nix::Result<()> {
    while !bytes.is_empty() {
        match pwrite(file, bytes, offset(at).map_err(|_| Errno::EFBIG)?) {
            Ok(0) => return Err(Errno::ENOSPC),
            Ok(n) => (at, bytes) = (at + n as u64, &bytes[n..]),
            Err(Errno::EINTR) => {}
            Err(e) => return Err(e),
        }
    }
    Ok(())
}

/// Fills `bytes` from `at`; fails when the file ends before.
pub(super) fn read_at(file: BorrowedFd<'_>, mut at: u64, mut bytes: &mut [u8]) -> nix::Result<()> {
    while !bytes.is_empty() {
        match pread(file, bytes, offset(at).map_err(|_| Errno::EFBIG)?) {
            Ok(0) => return Err(Errno::ENODATA),
            Ok(n) => (at, bytes) = (at + n as u64, &mut bytes[n..]),
            Err(Errno::EINTR) => {}
            Err(e) => return Err(e),
        }
    }
    Ok(())
}

/// Where the first bytes at or behind `at` are that take memory; nothing if all behind it reads as zeros.
pub(super) fn data_from(file: BorrowedFd<'_>, at: u64) -> Option<u64> {
    match lseek(file, offset(at).ok()?, Whence::SeekData) {
        Ok(found) => u64::try_from(found).ok(),
        Err(Errno::ENXIO) => None,
        // A file that cannot tell has data everywhere.
        Err(_) => Some(at),
    }
}

/// Gives `len` bytes from `at` back to the system; they read as zeros from now on.
pub(super) fn punch(file: BorrowedFd<'_>, at: u64, len: u64) {
    let mode = FallocateFlags::FALLOC_FL_PUNCH_HOLE | FallocateFlags::FALLOC_FL_KEEP_SIZE;
    if let (Ok(at), Ok(len @ 1..)) = (offset(at), offset(len)) {
        // Only a file that is not in memory or a wrong range can refuse, and neither comes here.
        let _ = fallocate(file, mode, at, len);
    }
}

fn offset(at: u64) -> Result<libc::off_t> {
    libc::off_t::try_from(at).map_err(|_| Error::system("too far into memory"))
}

/// The first bytes of a file, mapped for reading and writing and shared with all who map it.
#[derive(Debug)]
pub(super) struct Map {
    start: NonNull<u8>,
    len: usize,
}

// SAFETY: the mapping belongs to no thread, and all access goes through `&self` or `&mut self`.
unsafe impl Send for Map {}

impl Map {
    /// Maps the first `len` bytes of `file`, which must be that long and sealed.
    pub fn new(file: BorrowedFd<'_>, len: NonZeroUsize) -> Result<Self> {
        let prot = ProtFlags::PROT_READ | ProtFlags::PROT_WRITE;
        // SAFETY: the system chooses the address, so no memory in use is replaced.
        let start = unsafe { mmap(None, len, prot, MapFlags::MAP_SHARED, file, 0) };
        let start = start.map_err(|e| failed("couldn't map memory", e))?.cast();
        Ok(Self {
            start,
            len: len.get(),
        })
    }

    /// The address of byte `at`.
    pub fn at(&self, at: usize) -> NonNull<u8> {
        assert!(at < self.len, "inside the mapping");
        // SAFETY: `at` lies inside the mapping, as just checked.
        unsafe { self.start.add(at) }
    }

    /// `len` bytes from `at`.
    pub fn bytes(&self, at: usize, len: usize) -> &[u8] {
        assert!(at <= self.len && len <= self.len - at, "inside the mapping");
        // SAFETY: the range lies inside the mapping, which lives as long as `self`; only the one
        // owner of this map writes, and never through a shared borrow.
        unsafe { std::slice::from_raw_parts(self.start.add(at).as_ptr(), len) }
    }

    /// `len` bytes from `at`, to be written.
    pub fn bytes_mut(&mut self, at: usize, len: usize) -> &mut [u8] {
        assert!(at <= self.len && len <= self.len - at, "inside the mapping");
        // SAFETY: as in `bytes`, and `&mut self` makes this the only borrow.
        unsafe { std::slice::from_raw_parts_mut(self.start.add(at).as_ptr(), len) }
    }
}

impl Drop for Map {
    fn drop(&mut self) {
        // SAFETY: the range is the one that was mapped, and no borrow outlives `self`.
        let _ = unsafe { munmap(self.start.cast(), self.len) };
    }
}

/// Bytes that are only ever added at the end, found again by their position.
#[derive(Debug)]
pub struct RecordFile {
    file: OwnedFd,
    len: u64,
}

impl RecordFile {
    /// An empty file; the descriptor outlives whoever writes.
    pub fn create(name: &str) -> Result<OwnedFd> {
        create(name, 0)
    }

    /// Opens what [`RecordFile::create`] made, with all that was added since.
    pub fn open(file: OwnedFd) -> Result<Self> {
        let len = length(file.as_fd())?;
        Ok(Self { file, len })
    }

    /// Adds `bytes` and returns their position.
    pub fn append(&mut self, bytes: &[u8]) -> Result<u64> {
        let at = self.len;
        write_at(self.file.as_fd(), at, bytes).map_err(|e| failed("couldn't keep history", e))?;
        self.len += bytes.len() as u64;
        Ok(at)
    }

    /// `len` bytes from position `at`; zeros where they were discarded.
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

    /// Whether nothing was ever added.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Gives all before position `at` back to the system; positions stay as they are.
    pub fn discard_before(&mut self, at: u64) {
        punch(self.file.as_fd(), 0, at.min(self.len));
    }

    /// Forgets all from position `at` on, which will be given out again.
    pub fn truncate(&mut self, at: u64) {
        let shorter = offset(at.min(self.len)).ok();
        if shorter.is_some_and(|at| ftruncate(&self.file, at).is_ok()) {
            self.len = at.min(self.len);
        }
    }

    /// Forgets everything; positions start at 0 again.
    pub fn clear(&mut self) {
        self.truncate(0);
    }
}

impl AsFd for RecordFile {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.file.as_fd()
    }
}

/// A value that is replaced as a whole: a reader finds either the old or the new one, whenever the
/// writer was killed.
#[derive(Debug)]
pub struct Snapshot {
    file: OwnedFd,
    sequence: u64,
}

impl Snapshot {
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

    /// Says in a file that [`Snapshot::create`] made, at one instant for all who look, whose it is.
    pub fn set_owner(file: BorrowedFd<'_>, owner: u64) -> Result<()> {
        write_at(file, Self::OWNER, &owner.to_le_bytes())
            .map_err(|e| failed("couldn't write to memory", e))
    }

    /// What [`Snapshot::set_owner`] said last; 0 if nothing was said.
    pub fn owner(&self) -> u64 {
        let mut bytes = [0; 8];
        // A file from before there were owners ends before.
        let read = read_at(self.file.as_fd(), Self::OWNER, &mut bytes);
        read.map_or(0, |()| u64::from_le_bytes(bytes))
    }

    /// Opens what [`Snapshot::create`] made.
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

impl AsFd for Snapshot {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.file.as_fd()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn used(file: BorrowedFd<'_>) -> i64 {
        fstat(file).unwrap().st_blocks * 512
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

    #[test]
    fn a_snapshot_is_replaced_and_read_back() {
        let mut snapshot = Snapshot::open(Snapshot::create("t").unwrap());
        assert_eq!(snapshot.read(), None);
        snapshot.write(&vec![7; 100_000]).unwrap();
        snapshot.write(b"second").unwrap();
        let mut again = Snapshot::open(snapshot.file.try_clone().unwrap());
        assert_eq!(again.read().unwrap(), b"second");
        again.write(b"").unwrap();
        assert_eq!(again.read().unwrap(), b"");
        assert!(used(again.as_fd()) <= 3 * 4096);
        assert_eq!(again.owner(), 0);
        Snapshot::set_owner(snapshot.as_fd(), 7).unwrap();
        assert_eq!((again.owner(), again.read().unwrap()), (7, vec![]));
    }
}
