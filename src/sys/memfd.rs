#![allow(unsafe_code)]
//! Memory files (memfd_create(2)): shared memory with a descriptor that lives as long as any
//! process holds it.

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

/// Creates a memfd of `len` zero bytes, which takes no memory until it is written. `name` appears
/// in `/proc/PID/fd`.
pub fn create(name: &str, len: u64) -> Result<OwnedFd> {
    fault::refuse("memory", "couldn't create a memory file")?;
    let flags = MFdFlags::MFD_CLOEXEC | MFdFlags::MFD_ALLOW_SEALING;
    let file = memfd_create(name, flags).map_err(|e| failed("couldn't create a memory file", e))?;
    ftruncate(&file, offset(len)?).map_err(|e| failed("couldn't create a memory file", e))?;
    Ok(file)
}

/// Seals the length of a memfd: a process that maps it cannot get SIGBUS from a truncation.
pub(super) fn seal_length(file: BorrowedFd<'_>) -> Result<()> {
    let seals = SealFlag::F_SEAL_SHRINK | SealFlag::F_SEAL_GROW;
    fcntl(file, FcntlArg::F_ADD_SEALS(seals))
        .map_err(|e| failed("couldn't seal a memory file", e))?;
    Ok(())
}

/// The length of a file in bytes.
pub(super) fn length(file: BorrowedFd<'_>) -> Result<u64> {
    let facts = fstat(file).map_err(|e| failed("couldn't stat a memory file", e))?;
    Ok(u64::try_from(facts.st_size).unwrap_or(0))
}

/// Writes all of `bytes` at offset `at`.
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

/// Fills `bytes` from offset `at`; fails at the end of the file.
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

/// Offset of the first data at or after `at`; `None` if only holes follow.
pub(super) fn data_from(file: BorrowedFd<'_>, at: u64) -> Option<u64> {
    match lseek(file, offset(at).ok()?, Whence::SeekData) {
        Ok(found) => u64::try_from(found).ok(),
        Err(Errno::ENXIO) => None,
        // A file without SEEK_DATA counts as data everywhere.
        Err(_) => Some(at),
    }
}

/// Frees `len` bytes from offset `at`; they read as zeros afterwards.
pub(super) fn punch(file: BorrowedFd<'_>, at: u64, len: u64) {
    let mode = FallocateFlags::FALLOC_FL_PUNCH_HOLE | FallocateFlags::FALLOC_FL_KEEP_SIZE;
    if let (Ok(at), Ok(len @ 1..)) = (offset(at), offset(len)) {
        // Fails only on files other than memfds and on invalid ranges, which callers do not pass.
        let _ = fallocate(file, mode, at, len);
    }
}

pub(super) fn offset(at: u64) -> Result<libc::off_t> {
    libc::off_t::try_from(at).map_err(|_| Error::system("offset out of range"))
}

/// A shared mapping of the first bytes of a file.
#[derive(Debug)]
pub(super) struct Map {
    start: NonNull<u8>,
    len: usize,
}

// SAFETY: the mapping belongs to no thread, and all access goes through `&self` or `&mut self`.
unsafe impl Send for Map {}

impl Map {
    /// Maps the first `len` bytes of `file`, which must be sealed and at least that long.
    pub fn new(file: BorrowedFd<'_>, len: NonZeroUsize) -> Result<Self> {
        let prot = ProtFlags::PROT_READ | ProtFlags::PROT_WRITE;
        // SAFETY: the system chooses the address, so no memory in use is replaced.
        let start = unsafe { mmap(None, len, prot, MapFlags::MAP_SHARED, file, 0) };
        let start = start
            .map_err(|e| failed("couldn't map a memory file", e))?
            .cast();
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

    /// The `len` bytes from `at`.
    pub fn bytes(&self, at: usize, len: usize) -> &[u8] {
        assert!(at <= self.len && len <= self.len - at, "inside the mapping");
        // SAFETY: the range lies inside the mapping, which lives as long as `self`; only the one
        // owner of this map writes, and never through a shared borrow.
        unsafe { std::slice::from_raw_parts(self.start.add(at).as_ptr(), len) }
    }

    /// The `len` bytes from `at`, mutable.
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
