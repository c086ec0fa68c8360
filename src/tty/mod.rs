//! The outer terminal: input decoder, capabilities, modes, painter. Bytes in, bytes out.

pub mod caps;
pub mod clipboard_program;
mod color;
pub mod decoder;
pub mod line_drawing;
pub mod osc_out;
mod overrides;
mod painter;
pub mod reply;
mod sgr;
pub mod terminal_modes;

pub use caps::{Caps, Colors};
pub use decoder::{Decoder, InputEvent};
pub use painter::Painter;
pub use reply::{ColorSlot, TerminalReply};
pub use terminal_modes::{DesiredModes, TerminalModes};

#[cfg(test)]
mod tests;
