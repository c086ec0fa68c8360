//! The commands that ran in the panes, and the notices about their ends.

pub mod command_log;
pub mod notices;
