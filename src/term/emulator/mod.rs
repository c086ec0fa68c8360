//! The state that a program controls, and the control functions that act on it.

mod colors;
mod csi;
mod cursor;
mod erase;
mod fast_scroll;
pub(super) mod fields;
pub(super) mod lines;
mod mode_ops;
mod notify;
pub(super) mod osc;
mod print;
mod prompt_redraw;
mod rectangles;
mod reports;
mod resize;
mod rows;
mod sgr;
mod shell_integration;
pub(super) mod state;
