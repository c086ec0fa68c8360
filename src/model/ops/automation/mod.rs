//! Operations of automation: the log of events, waits for conditions, and their answers.

pub mod answer;
pub mod event_log;
pub mod output;
pub mod pane_state;
pub mod requests;
pub mod settle;
pub mod typing;
pub mod waits;
