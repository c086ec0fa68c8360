//! Keys, mouse and paste from clients.

pub mod floats;
pub mod key_dispatch;
pub mod key_hints;
pub mod mouse;
