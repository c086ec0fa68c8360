//! The screen model: bytes from a program become cells, history, modes and replies; keys and mouse
//! become bytes for it. Pure: no clock, no input or output.

pub mod canvas;
pub mod encode;
pub mod modes;

pub use canvas::{Canvas, CellView};
pub use encode::{encode_focus, encode_key, encode_mouse, encode_paste};
pub use modes::{CursorShape, Modes, MouseEncoding, MouseTracking};
