//! Ownership of the outer terminal. Its state is restored exactly on every way out: a regular exit,
//! an error, a signal, a panic.

use crate::base::{Error, Result};
use crate::sys::channel::set_nonblocking;
use crate::sys::poll::{Interest, wait};
use crate::sys::terminal::{self, RawMode};
use std::fs::{File, OpenOptions};
use std::io::{self, ErrorKind, Read, Write};
use std::os::fd::{AsFd, BorrowedFd};
use std::sync::{Mutex, Once, PoisonError};
use std::time::Duration;

/// How long to wait for a terminal that is full while it is restored.
const RESTORE_TIMEOUT: Duration = Duration::from_millis(500);

/// How to restore the terminal. It is taken out before it is used, so the terminal is restored
/// once, whichever way out comes first.
static UNDO: Mutex<Option<Undo>> = Mutex::new(None);

struct Undo {
    file: File,
    raw: RawMode,
    bytes: Vec<u8>,
}

/// The terminal in raw mode. Dropping it restores the terminal.
#[derive(Debug)]
pub struct Terminal {
    file: File,
}

impl Terminal {
    /// Takes over the terminal on standard input: raw mode, non-blocking.
    ///
    /// # Errors
    /// If standard input is not a terminal.
    pub fn take() -> Result<Self> {
        let file = open()?;
        let raw = RawMode::enter(file.as_fd())?;
        set_nonblocking(file.as_fd(), true)?;
        let own = file.try_clone().map_err(refused)?;
        restore_on_panic();
        set_undo(Some(Undo {
            file: own,
            raw,
            bytes: Vec::new(),
        }));
        Ok(Self { file })
    }

    /// Sets the bytes that undo the modes set so far. They are sent when the terminal is restored.
    pub fn set_undo(&self, bytes: Vec<u8>) {
        if let Some(undo) = lock().as_mut() {
            undo.bytes = bytes;
        }
    }

    /// Restores the terminal, calls `meanwhile`, and sets raw mode again.
    ///
    /// # Errors
    /// If the terminal is gone.
    pub fn release(&self, meanwhile: impl FnOnce()) -> Result<()> {
        let undo = lock().take();
        if let Some(undo) = &undo {
            undo.run();
        }
        meanwhile();
        let resumed = undo.as_ref().map_or(Ok(()), |undo| undo.raw.resume());
        set_undo(undo);
        resumed
    }

    /// Reads input; `None` if there is none.
    ///
    /// # Errors
    /// If the terminal is gone.
    pub fn read(&mut self, buffer: &mut [u8]) -> io::Result<Option<usize>> {
        match self.file.read(buffer) {
            Ok(0) => Err(ErrorKind::UnexpectedEof.into()),
            Ok(n) => Ok(Some(n)),
            Err(e) if matches!(e.kind(), ErrorKind::WouldBlock | ErrorKind::Interrupted) => {
                Ok(None)
            }
            Err(e) => Err(e),
        }
    }

    /// The writer to the terminal; does not block.
    pub const fn writer(&mut self) -> &mut File {
        &mut self.file
    }
}

impl AsFd for Terminal {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.file.as_fd()
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        restore();
    }
}

impl Undo {
    /// Restores the terminal. Gives up on output if the terminal is full for 500 ms.
    fn run(&self) {
        let mut rest = self.bytes.as_slice();
        while !rest.is_empty() {
            match (&self.file).write(rest) {
                Ok(n) => rest = &rest[n..],
                Err(e) if e.kind() == ErrorKind::Interrupted => {}
                Err(e) if e.kind() == ErrorKind::WouldBlock && self.has_room() => {}
                Err(_) => break,
            }
        }
        // Fails only if the terminal is gone.
        drop(self.raw.pause());
    }

    fn has_room(&self) -> bool {
        let ready = wait(
            &[(self.file.as_fd(), Interest::Write)],
            Some(RESTORE_TIMEOUT),
        );
        ready.is_ok_and(|ready| ready[0].write)
    }
}

/// Opens the terminal a second time: O_NONBLOCK belongs to the open file description, which
/// standard input shares with the shell.
fn open() -> Result<File> {
    let stdin = io::stdin();
    let no_terminal = || Error::system("open terminal failed: not a terminal");
    let path = terminal::name(stdin.as_fd()).ok_or_else(no_terminal)?;
    match OpenOptions::new().read(true).write(true).open(path) {
        Ok(file) => Ok(file),
        Err(_) => terminal::open().map(File::from),
    }
}

fn refused(e: io::Error) -> Error {
    Error::system(format!("open terminal failed: {e}"))
}

fn lock() -> std::sync::MutexGuard<'static, Option<Undo>> {
    UNDO.lock().unwrap_or_else(PoisonError::into_inner)
}

fn set_undo(undo: Option<Undo>) {
    *lock() = undo;
}

fn restore() {
    let undo = lock().take();
    if let Some(undo) = undo {
        undo.run();
    }
}

/// Makes a panic restore the terminal before its message is printed.
fn restore_on_panic() {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let print = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            restore();
            print(info);
        }));
    });
}
