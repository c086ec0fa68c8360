#![allow(unsafe_code)]
//! The memory that this process has for itself: how the C library hands it out, and giving back what
//! is not in use. It does not know who uses it.

use nix::libc;
use nix::sys::mman::{MmapAdvise, madvise};
use std::fs;
use std::num::NonZeroUsize;
use std::ptr::NonNull;

/// Bytes from which on a piece of memory comes from the system and goes back there: screens and
/// what is read or written at once, which would leave holes otherwise.
const OWN_PIECE: i32 = 64 << 10;

/// Separate heaps at most: each keeps what its thread gave back.
const HEAPS: i32 = 2;

/// Settings for a process that lives long and should stay small; before there are threads.
pub fn tune() {
    #[cfg(target_env = "gnu")]
    // SAFETY: these set numbers in the C library, and no other thread allocates yet.
    unsafe {
        libc::mallopt(libc::M_MMAP_THRESHOLD, OWN_PIECE);
        libc::mallopt(libc::M_ARENA_MAX, HEAPS);
    }
}

/// Gives back what is free, and the pages of the program that were needed once: what is needed again
/// is still in the system's cache.
pub fn give_back() {
    #[cfg(target_env = "gnu")]
    // SAFETY: gives back memory that nobody has.
    unsafe {
        libc::malloc_trim(0);
    }
    let maps = fs::read_to_string("/proc/self/maps").unwrap_or_default();
    for (start, len) in code(&maps) {
        // SAFETY: the pages are the program's code, mapped from its file and never written: whoever
        // comes there next finds the same bytes.
        let _ = unsafe { madvise(start, len, MmapAdvise::MADV_DONTNEED) };
    }
}

/// The ranges of this process that are code of a file.
fn code(maps: &str) -> impl Iterator<Item = (NonNull<libc::c_void>, usize)> {
    maps.lines().filter_map(|line| {
        let mut words = line.split_whitespace();
        let (start, end) = words.next()?.split_once('-')?;
        let code = words.next()? == "r-xp" && words.nth(3)?.starts_with('/');
        let number = |text| usize::from_str_radix(text, 16).ok();
        let (start, end) = (NonZeroUsize::new(number(start)?)?, number(end)?);
        let at = NonNull::without_provenance(start);
        code.then_some((at, end.checked_sub(start.get())?))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_code_of_files_is_given_back() {
        let maps = "1000-3000 r-xp 00000000 fe:00 7 /bin/mux\n\
                    3000-4000 rw-p 00002000 fe:00 7 /bin/mux\n\
                    4000-5000 r--p 00003000 fe:00 7 /bin/mux\n\
                    5000-6000 r-xp 00000000 00:00 0 [vdso]\n\
                    6000-7000 rwxp 00000000 fe:00 7 /bin/mux\n";
        let found: Vec<_> = code(maps).map(|(at, len)| (at.addr().get(), len)).collect();
        assert_eq!(found, [(0x1000, 0x2000)]);
    }

    #[test]
    fn the_program_goes_on() {
        let kept: Vec<u8> = vec![7; 1 << 20];
        drop(vec![1u8; 1 << 20]);
        give_back();
        assert!(kept.iter().all(|byte| *byte == 7));
    }
}
