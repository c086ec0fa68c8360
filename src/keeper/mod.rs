//! The process that outlives the server: it holds PTYs, journals, the socket and the lock, spawns
//! programs and reaps them. It parses nothing and writes no file.
//!
//! A server that dies is started again and gets everything back over its [`Link`]: first
//! [`FromKeeper::Hello`], then a [`FromKeeper::Pane`] for each program, then [`FromKeeper::Done`].

mod candidate;
mod estate;
mod hold;
mod link;
mod message;
mod renew;
mod replace;
mod run;
mod server;
mod start;

pub use link::{CANDIDATE_FLAG, Link, SERVER_FLAG};
pub use message::{Exit, FromKeeper, ToKeeper};
pub use renew::{AGAIN_FLAG, main_again};
pub use replace::{Handover, HandoverPane, KEEPER_FLAG, main_from_fd, replace};
pub use start::ensure;

/// The version of what keeper and server say to each other. Messages that one side does not know are
/// left aside, so this changes only if that is not enough.
pub const PROTOCOL: u16 = 1;

/// What a server does from its start to its end; returns its exit status. It must not assume any
/// descriptor but its link, and starts with one thread.
pub type Serve = fn(Link) -> i32;
