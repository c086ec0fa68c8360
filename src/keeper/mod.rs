//! The keeper: the process that outlives servers. It holds PTYs, journals, the socket and the lock,
//! and it spawns and reaps programs. It parses no output and writes no file.
//!
//! A server that dies is restarted and gets everything back over its [`KeeperChannel`]: first
//! [`FromKeeper::Hello`], then one [`FromKeeper::Pane`] per program, then [`FromKeeper::Done`].

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
