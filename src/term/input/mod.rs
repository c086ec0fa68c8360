//! Encoding of input for a program: keys, mouse events, pastes and focus changes.

pub(super) mod encode;
mod kitty;
mod legacy;
pub(super) mod mouse;
mod sequence;
