//! Operations on the world, with the effects that follow.

pub mod alert;
pub mod auto_rename;
pub mod buffers;
pub mod change_hooks;
pub mod client_lifecycle;
pub mod clipboard;
pub mod group;
pub mod hooks;
pub mod idle;
pub mod job;
pub mod messages;
pub mod option_changes;
pub mod overlays;
pub mod pane_input;
pub mod pane_lifecycle;
pub mod pipe;
pub mod queue;
pub mod screen_options;
pub mod server_lifecycle;
pub mod session_lifecycle;
pub mod timers;
pub mod window_lifecycle;
pub mod window_size;
