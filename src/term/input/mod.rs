//! Input for a program: keys, mouse events, pastes and focus changes as the bytes that its modes
//! ask for.

pub(super) mod encode;
mod kitty;
mod legacy;
pub(super) mod mouse;
mod sequence;
