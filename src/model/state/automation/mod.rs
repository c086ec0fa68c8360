//! The data of automation: what programs and shells tell about their panes.

pub mod event_log;
pub mod pane_state;
