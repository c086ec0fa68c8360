//! The operating system: PTYs, processes, sockets, shared memory, terminals, clocks, paths. The only
//! room with `unsafe`. It knows nothing of panes, commands or screens.
//!
//! Whatever only Linux has (memfd, `/proc`, subreaper, pidfd) sits behind one function each.

pub mod channel;
pub mod clock;
pub mod daemon;
pub mod disk;
pub mod fault;
pub mod heap;
pub mod journal;
pub mod memory;
pub mod notify;
pub mod paths;
pub mod poll;
pub mod process;
pub mod pty;
pub mod signals;
pub mod slots;
pub mod socket;
pub mod spawn;
pub mod terminal;
pub mod terminfo;
pub mod user;

pub use terminfo::terminfo_exists;

use crate::base::Error;
use nix::errno::Errno;

/// An error that says what could not be done and, in brackets, why.
fn failed(what: impl std::fmt::Display, why: Errno) -> Error {
    Error::system(format!("{what} ({})", why.desc()))
}
