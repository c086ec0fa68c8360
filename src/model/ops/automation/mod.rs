//! Operations of automation: the log of events.

pub mod event_log;
