#![allow(unsafe_code)]
//! The command line that `ps` shows for this process. Linux has no call for it: the process writes
//! over its own arguments.

use super::process;
use std::ffi::OsString;
use std::sync::Mutex;

/// The command line with which the process began, once it is replaced.
static ORIGINAL: Mutex<Option<Vec<u8>>> = Mutex::new(None);

/// Replaces the command line by `title`, cut if it is longer than arguments and environment were.
/// Call it while the process has one thread. Afterwards `std::env::args` has no meaning.
pub fn set(title: &str) {
    if process::threads() > 1 {
        return;
    }
    let Some(area) = Area::own() else { return };
    let mut original = lock();
    if original.is_none() {
        move_environment();
        *original = Some(area.read());
    }
    area.write(title.as_bytes());
}

/// Restores the command line with which the process, or the one that forked it, began. Returns
/// whether its first word ends with `name`.
pub fn restore(name: &str) -> bool {
    let original = lock();
    let own;
    let bytes = match original.as_ref() {
        Some(bytes) => bytes,
        None => match Area::own() {
            Some(area) => {
                own = area.read();
                &own
            }
            None => return false,
        },
    };
    let first = bytes.split(|byte| *byte == 0).next().unwrap_or_default();
    if !first.ends_with(name.as_bytes()) {
        return false;
    }
    if original.is_some()
        && let Some(area) = Area::own()
    {
        area.write(bytes);
    }
    true
}

fn lock() -> std::sync::MutexGuard<'static, Option<Vec<u8>>> {
    let locked = ORIGINAL.lock();
    locked.unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// The memory of arguments and environment (proc(5), fields 48 to 51 of stat).
struct Area {
    start: usize,
    /// The end of the arguments, where the environment begins.
    arguments: usize,
    end: usize,
}

impl Area {
    fn own() -> Option<Self> {
        let [start, arguments, environment, end] = process::memory_of_arguments()?;
        let whole = start > 0 && start < arguments && arguments == environment && environment < end;
        whole.then_some(Self {
            start,
            arguments,
            end,
        })
    }

    fn read(&self) -> Vec<u8> {
        // SAFETY: the kernel put the arguments here, and nothing unmaps the stack.
        unsafe {
            std::slice::from_raw_parts(self.start as *const u8, self.arguments - self.start)
                .to_vec()
        }
    }

    /// Writes `text`, and zeros behind it.
    fn write(&self, text: &[u8]) {
        // The last byte stays zero: the kernel looks for it.
        let room = self.end - self.start - 1;
        let text = &text[..text.len().min(room)];
        let start = self.start as *mut u8;
        // SAFETY: the area is mapped and writable, `move_environment` has copied the variables out
        // of it, and there is one thread.
        unsafe {
            std::ptr::write_bytes(start, 0, self.end - self.start);
            std::ptr::copy_nonoverlapping(text.as_ptr(), start, text.len());
        }
    }
}

/// Copies the environment to the heap.
fn move_environment() {
    let all: Vec<(OsString, OsString)> = std::env::vars_os().collect();
    for (name, value) in all {
        // SAFETY: there is one thread, as `set` has checked. setenv(3) copies its arguments.
        unsafe {
            std::env::remove_var(&name);
            std::env::set_var(&name, &value);
        }
    }
}
