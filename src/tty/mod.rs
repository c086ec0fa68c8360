//! The outer terminal: input decoder, capabilities, painter, undo list. Bytes in, bytes out.

pub mod announce;
pub mod caps;
mod color;
pub mod decoder;
pub mod outer;
pub mod painter;
pub mod reply;
mod sgr;

pub use caps::{Caps, Colors};
pub use decoder::{Decoder, InputEvent};
pub use outer::{Outer, Wants};
pub use painter::Painter;
pub use reply::{ColorSlot, TerminalReply};

#[cfg(test)]
mod tests;
