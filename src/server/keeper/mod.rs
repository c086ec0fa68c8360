//! The server's side of the keeper: the channel, its messages, and the takeover of running
//! programs.

pub mod adopt;
pub mod events;
pub mod exit_status;
pub mod new_keeper;
pub mod queue;
pub mod start_args;
pub mod startup_state;
