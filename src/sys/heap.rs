#![allow(unsafe_code)]
//! The process heap: settings of the C library's allocator (mallopt(3)) and release of unused
//! memory.

use nix::libc;
use nix::sys::mman::{MmapAdvise, madvise};
use std::fs;
use std::num::NonZeroUsize;
use std::ptr::NonNull;

/// Allocations of this many bytes or more come from mmap and return to the system when freed.
/// Screens and large buffers would otherwise leave holes in the heap.
const OWN_PIECE: i32 = 64 << 10;

/// Maximum number of arenas: each one keeps memory that its threads freed.
const HEAPS: i32 = 2;

/// Settings for a small, long-lived process. Call it before there are threads.
pub fn tune() {
    #[cfg(target_env = "gnu")]
    // SAFETY: these set numbers in the C library, and no other thread allocates yet.
    unsafe {
        libc::mallopt(libc::M_MMAP_THRESHOLD, OWN_PIECE);
        libc::mallopt(libc::M_ARENA_MAX, HEAPS);
    }
}

/// Returns free heap memory to the system, and code pages that were used once. Code that is needed
/// again is still in the page cache.
pub fn give_back() {
    #[cfg(target_env = "gnu")]
    // SAFETY: returns only memory that is not allocated.
    unsafe {
        libc::malloc_trim(0);
    }
    let maps = fs::read_to_string("/proc/self/maps").unwrap_or_default();
    for (start, len) in code(&maps) {
        // SAFETY: the pages are code, mapped from the program's file and never written: the next
        // access reads the same bytes again.
        let _ = unsafe { madvise(start, len, MmapAdvise::MADV_DONTNEED) };
    }
}

/// Address ranges of this process that are mapped code.
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
