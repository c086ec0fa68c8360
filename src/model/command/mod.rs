//! Commands: definition, context, targets, queues, and the replies that they wait for.

pub mod after_hook;
pub mod client_commands;
pub mod command_log;
pub mod config_files;
pub mod context;
pub mod control_lines;
pub mod def;
pub mod dispatch;
pub mod event_answers;
pub mod listing;
pub mod target;
