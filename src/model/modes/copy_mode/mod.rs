//! Copy mode and view mode: text that stands still, in which one moves, searches and copies.

pub mod command;
pub mod copying;
pub mod draw;
pub mod history_search;
pub mod lifecycle;
pub mod mouse;
pub mod words;
