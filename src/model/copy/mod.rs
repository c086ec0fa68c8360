//! The engine of copy mode: reads the frozen text and moves the view, the cursor and the selection
//! in it. It changes nothing but the data of the mode.
//!
//! The commands have the names and the effects of tmux's, including the position of the cursor
//! after each.

pub mod cursor;
pub mod dragging;
pub mod engine;
pub mod history_search;
pub mod jumps;
pub mod labels;
pub mod locate;
pub mod matches;
pub mod motion;
pub mod output;
pub mod pages;
pub mod reflow;
pub mod row;
pub mod scan;
pub mod scrollbar;
pub mod searching;
pub mod selecting;
pub mod settings;
pub mod text;
