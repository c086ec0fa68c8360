//! The program of a pane, and the memory of the pane that outlives the server.

use crate::base::{Error, Result, Size};
use crate::model::Exit;
use crate::server::pane::history_store::HistoryStore;
use crate::sys::journal::Journal;
use crate::sys::pty;
use crate::sys::record_file::RecordFile;
use crate::term::{ChunkStore, MemoryStore};
use std::fs::File;
use std::io::{self, Write};
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use tokio::sync::watch;

/// A running program.
#[derive(Debug)]
pub struct Program {
    /// The master side of the PTY, non-blocking. The task that reads it watches it.
    pub tty: File,
    /// The process id.
    pub pid: u32,
    /// How the program ended, once it has.
    pub exit: watch::Sender<Option<Exit>>,
}

impl Program {
    /// The program `pid` behind the PTY `tty`.
    pub fn new(tty: OwnedFd, pid: u32) -> Self {
        Self {
            tty: File::from(tty),
            pid,
            exit: watch::Sender::new(None),
        }
    }

    /// Sets the size of the PTY.
    pub fn set_size(&self, size: Size) {
        if let Err(error) = pty::set_size(self.tty.as_fd(), size) {
            tracing::warn!(%error, "cannot set the size of a PTY");
        }
    }

    /// Writes as much of `input` as the PTY takes without blocking, and removes it from `input`.
    pub fn write_some(&self, input: &mut Vec<u8>) {
        let mut sent = 0;
        while sent < input.len() {
            match (&self.tty).write(&input[sent..]) {
                Ok(n) => sent += n,
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                Err(e) if e.kind() == io::ErrorKind::WouldBlock => break,
                // The other side is closed: nobody reads the rest.
                Err(_) => sent = input.len(),
            }
        }
        input.drain(..sent);
    }
}

impl AsFd for Program {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.tty.as_fd()
    }
}

/// The memory of a pane that the keeper holds too, so that it outlives this process.
#[derive(Debug)]
pub struct Durable {
    /// The last checkpoint of the screen, and the output since then.
    pub journal: Journal,
    /// The file of the sealed history.
    pub history: OwnedFd,
}

impl Durable {
    /// The sealed history as the store of a screen.
    ///
    /// # Errors
    /// If no descriptor is left.
    pub fn store(&self) -> Result<Box<dyn ChunkStore>> {
        let file = self.history.try_clone();
        let file = file.map_err(|e| Error::system(e.to_string()))?;
        Ok(Box::new(HistoryStore(RecordFile::open(file)?)))
    }

    /// The sealed history, emptied. It is in the memory of this process alone if no descriptor is
    /// left.
    pub fn emptied_store(&self) -> Box<dyn ChunkStore> {
        match self.store() {
            Ok(mut store) => {
                store.clear();
                store
            }
            Err(_) => Box::new(MemoryStore::default()),
        }
    }
}

/// A program and its durable memory from what the keeper sends: PTY, journal, history.
///
/// # Errors
/// If the descriptors are not these.
pub fn from_keeper(pid: i32, fds: Vec<OwnedFd>) -> io::Result<(Program, Durable)> {
    let fds: std::result::Result<[OwnedFd; 3], _> = fds.try_into();
    let [tty, journal, history] = fds.map_err(|_| io::Error::from(io::ErrorKind::InvalidData))?;
    let pid = u32::try_from(pid).map_err(io::Error::other)?;
    let journal = Journal::open(journal).map_err(|e| io::Error::other(e.message))?;
    Ok((Program::new(tty, pid), Durable { journal, history }))
}
