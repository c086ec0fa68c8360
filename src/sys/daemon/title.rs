#![allow(unsafe_code)]
//! The command line that `ps` shows for this process.
//!
//! Linux lets a process point the kernel at another text (prctl(2), PR_SET_MM_MAP). Where the
//! kernel lacks that, the title is written over the arguments and cut at their end. The environment
//! behind them stays: `/proc/PID/environ` is read by others.

use crate::sys::process;
use nix::libc;
use std::sync::Mutex;

/// The command line with which the process, or the one that forked it, began.
static ORIGINAL: Mutex<Option<Original>> = Mutex::new(None);

#[derive(Clone)]
struct Original {
    start: u64,
    end: u64,
    bytes: Vec<u8>,
}

/// `struct prctl_mm_map` of the kernel's linux/prctl.h.
#[repr(C)]
struct MemoryMap {
    start_code: u64,
    end_code: u64,
    start_data: u64,
    end_data: u64,
    start_brk: u64,
    brk: u64,
    start_stack: u64,
    arg_start: u64,
    arg_end: u64,
    env_start: u64,
    env_end: u64,
    auxv: u64,
    auxv_size: u32,
    exe_fd: u32,
}

impl MemoryMap {
    /// The layout of this process, without the end of the heap.
    fn own() -> Option<Self> {
        let fields = process::stat(process::own_pid())?;
        let field = |number| process::own_stat(&fields, number);
        Some(Self {
            start_code: field(26)?,
            end_code: field(27)?,
            start_data: field(45)?,
            end_data: field(46)?,
            start_brk: field(47)?,
            brk: 0,
            start_stack: field(28)?,
            arg_start: field(48)?,
            arg_end: field(49)?,
            env_start: field(50)?,
            env_end: field(51)?,
            auxv: 0,
            auxv_size: 0,
            // No change of the program file, which would need a privilege.
            exe_fd: u32::MAX,
        })
    }
}

/// Replaces the command line by `title`. Call it while the process has one thread. Afterwards
/// `std::env::args` may have no meaning.
pub fn set(title: &str) {
    if process::threads() > 1 {
        return;
    }
    let Some(original) = original() else { return };
    let mut text = title.as_bytes().to_vec();
    text.push(0);
    // The kernel reads the text for as long as the process lives.
    let text: &'static [u8] = Vec::leak(text);
    let start = text.as_ptr() as u64;
    if !point_to(start, start + text.len() as u64) {
        original.overwrite(title.as_bytes());
    }
}

/// Restores the command line with which the process, or the one that forked it, began, if its first
/// word ends with `name`. Returns whether it does.
pub fn restore(name: &str) -> bool {
    let Some(original) = original() else {
        return false;
    };
    let first = original.bytes.split(|byte| *byte == 0).next();
    if !first.unwrap_or_default().ends_with(name.as_bytes()) {
        return false;
    }
    if !point_to(original.start, original.end) {
        original.overwrite(&original.bytes);
    }
    true
}

/// The original command line; it is remembered at the first call.
fn original() -> Option<Original> {
    let locked = ORIGINAL.lock();
    let mut known = locked.unwrap_or_else(std::sync::PoisonError::into_inner);
    if known.is_none() {
        let memory = MemoryMap::own()?;
        let (start, end) = (memory.arg_start, memory.arg_end);
        let len = usize::try_from(end.checked_sub(start)?).ok()?;
        if start == 0 || len == 0 {
            return None;
        }
        // SAFETY: the kernel has put the arguments here, and nothing unmaps the stack.
        let bytes = unsafe { std::slice::from_raw_parts(start as *const u8, len) }.to_vec();
        *known = Some(Original { start, end, bytes });
    }
    known.clone()
}

impl Original {
    /// Writes `text` over the arguments, cut at their end, and zeros behind it.
    fn overwrite(&self, text: &[u8]) {
        // The last byte stays zero: the kernel would read on into the environment.
        let room = self.bytes.len() - 1;
        let text = &text[..text.len().min(room)];
        let start = self.start as *mut u8;
        // SAFETY: the area belongs to the arguments of this process, which has one thread.
        unsafe {
            std::ptr::write_bytes(start, 0, self.bytes.len());
            std::ptr::copy_nonoverlapping(text.as_ptr(), start, text.len());
        }
    }
}

/// Tells the kernel that the command line lies at these addresses. Returns false if it cannot.
fn point_to(start: u64, end: u64) -> bool {
    let Some(map) = MemoryMap::own() else {
        return false;
    };
    // SAFETY: sbrk(0) changes nothing.
    let brk = unsafe { libc::sbrk(0) } as u64;
    let map = MemoryMap {
        brk,
        arg_start: start,
        arg_end: end,
        ..map
    };
    let size = std::mem::size_of_val(&map);
    // SAFETY: the structure lives during the call, and all its values but the two addresses are
    // those that the process has already.
    let done = unsafe {
        libc::prctl(
            libc::PR_SET_MM,
            libc::PR_SET_MM_MAP,
            &raw const map,
            size,
            0,
        )
    };
    done == 0
}
