//! The outer terminal while it is ours, and the promise that it is given back exactly as it was:
//! in order, on an error, on a signal, on a panic. It does not know what is drawn.

use crate::base::{Error, Result};
use crate::sys::channel::set_nonblocking;
use crate::sys::poll::{Interest, wait};
use crate::sys::terminal::{self, RawMode};
use std::fs::{File, OpenOptions};
use std::io::{self, ErrorKind, Read, Write};
use std::os::fd::{AsFd, BorrowedFd};
use std::sync::{Mutex, Once, PoisonError};
use std::time::Duration;

/// How long a terminal may take for the bytes that give it back.
const FAREWELL: Duration = Duration::from_millis(500);

/// What gives the terminal back. Whoever takes it out does it, so it happens once.
static UNDO: Mutex<Option<Undo>> = Mutex::new(None);

struct Undo {
    file: File,
    raw: RawMode,
    bytes: Vec<u8>,
}

/// A terminal that is ours until this is dropped.
#[derive(Debug)]
pub struct Terminal {
    file: File,
}

impl Terminal {
    /// Takes over the terminal on standard input: raw mode, nothing blocks.
    ///
    /// # Errors
    /// If there is none.
    pub fn take() -> Result<Self> {
        let file = open()?;
        let raw = RawMode::enter(file.as_fd())?;
        set_nonblocking(file.as_fd(), true)?;
        let own = file.try_clone().map_err(refused)?;
        give_back_on_panic();
        set_undo(Some(Undo {
            file: own,
            raw,
            bytes: Vec::new(),
        }));
        Ok(Self { file })
    }

    /// `bytes` undo what was done to the terminal: they are sent when it is given back.
    pub fn set_undo(&self, bytes: Vec<u8>) {
        if let Some(undo) = lock().as_mut() {
            undo.bytes = bytes;
        }
    }

    /// Gives the terminal back for a while, and calls `meanwhile`; then it is in raw mode again.
    ///
    /// # Errors
    /// If the terminal is gone.
    pub fn lend(&self, meanwhile: impl FnOnce()) -> Result<()> {
        let undo = lock().take();
        if let Some(undo) = &undo {
            undo.run();
        }
        meanwhile();
        let resumed = undo.as_ref().map_or(Ok(()), |undo| undo.raw.resume());
        set_undo(undo);
        resumed
    }

    /// Reads what was typed: `None` if nothing was.
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

    /// Where to write; does not block.
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
        give_back();
    }
}

impl Undo {
    /// Gives the terminal back, as far as it takes that.
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
        // A terminal that is gone needs nothing.
        drop(self.raw.pause());
    }

    fn has_room(&self) -> bool {
        let ready = wait(&[(self.file.as_fd(), Interest::Write)], Some(FAREWELL));
        ready.is_ok_and(|ready| ready[0].write)
    }
}

/// Opens the terminal anew, so that not blocking is ours alone and the shell's is as it was.
fn open() -> Result<File> {
    let stdin = io::stdin();
    let not_one = || Error::system("open terminal failed: not a terminal");
    let path = terminal::name(stdin.as_fd()).ok_or_else(not_one)?;
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

fn give_back() {
    let undo = lock().take();
    if let Some(undo) = undo {
        undo.run();
    }
}

/// What a panic says is to be read on the terminal as it was.
fn give_back_on_panic() {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let say = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            give_back();
            say(info);
        }));
    });
}
