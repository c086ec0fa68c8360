//! The state that a program controls and every control function that acts on it.

mod colors;
mod csi;
mod cursor;
mod erase;
mod fast_scroll;
pub(super) mod fields;
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
