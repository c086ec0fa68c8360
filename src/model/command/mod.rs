//! How commands are defined, parsed, queued and run.

pub mod client_commands;
pub mod config_files;
pub mod context;
pub mod def;
pub mod dispatch;
pub mod files;
pub mod job_reply;
pub mod listing;
pub mod target;
