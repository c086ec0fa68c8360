#![allow(unsafe_code)]
//! Memory files: memory with a descriptor, which lives as long as any process holds it. It does not
//! know what is kept in them.

use super::error::failed;
use super::fault;
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
use std::os::fd::{BorrowedFd, OwnedFd};
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

pub(super) fn offset(at: u64) -> Result<libc::off_t> {
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
