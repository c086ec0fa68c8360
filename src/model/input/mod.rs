//! Keys, mouse and paste from clients.

pub mod key_dispatch;
pub mod mouse;
