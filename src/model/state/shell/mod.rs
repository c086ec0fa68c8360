//! The commands that ran in the panes.

pub mod command_log;
