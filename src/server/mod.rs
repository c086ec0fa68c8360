//! The server: the threads, sockets and files around the world, which itself is pure. It reads PTYs
//! and client connections, applies inputs to the world, and performs the effects. It knows no
//! command.
//!
//! Every change of the world goes through `Hub::apply`. One task reads each pane, one reads and
//! one writes each client, one listens to the keeper.

mod async_fd;
mod client;
mod effects;
mod fault_injection;
mod files;
mod history_search;
mod hub;
mod job;
mod keeper;
mod lock;
mod log;
mod pane;
mod pane_access;
mod parallel;
mod pipe_job;
mod saving;
mod shutdown;
mod startup;
mod upgrade;

pub use keeper::start_args::StartArgs;
pub use startup::{serve, serve_as_candidate};
pub use upgrade::versions::{SupportedVersions, VERSIONS_FLAG};
