//! The process that outlives the server: it handles PTYs, journals, the socket and the lock, spawns
//! programs and reaps them. It parses nothing and writes no file.
//!
//! A server that dies is started again and gets everything back over its [`KeeperChannel`]: first
//! [`FromKeeper::Hello`], then a [`FromKeeper::Pane`] for each program, then [`FromKeeper::Done`].

mod candidate;
mod channel;
mod ensure;
mod event_loop;
mod lifecycle;
mod message;
mod pane_handle;
mod reexec;
mod resources;
mod server_process;
mod state;
mod takeover;

pub use channel::{CANDIDATE_FLAG, KeeperChannel, SERVER_FLAG, Serve};
pub use ensure::ensure;
pub use message::{FromKeeper, PROTOCOL, ProgramExit, ToKeeper};
pub use reexec::{REEXEC_FLAG, main_after_reexec};
pub use takeover::{Handover, HandoverPane, KEEPER_FLAG, main_from_fd, replace};
