//! The operating system: PTYs, processes, sockets, shared memory, terminals, clocks, paths. The
//! only room with `unsafe`. It knows nothing of panes, commands or screens.
//!
//! Each facility that only Linux has (memfd, `/proc`, subreaper, pidfd) is behind one function.

pub mod channel;
pub mod clock;
pub mod command_links;
pub mod daemon;
pub mod disk;
mod double_slot;
mod error;
pub mod fault;
pub mod heap;
pub mod journal;
pub mod memfd;
pub mod paths;
pub mod poll;
pub mod process;
pub mod pty;
pub mod record_file;
pub mod sd_notify;
pub mod signals;
pub mod socket;
pub mod spawn;
pub mod state_file;
pub mod terminal;
pub mod terminfo;
pub mod user;

pub use terminfo::terminfo_exists;
