//! Operations on the world, with the effects that follow.

pub mod alert;
pub mod auto_rename;
pub mod change_hooks;
pub mod clipboard;
pub mod control;
pub mod detach_info;
pub mod files;
pub mod group;
pub mod hooks;
pub mod idle;
pub mod job;
pub mod lifecycle;
pub mod message_log;
pub mod messages;
pub mod mode_change;
pub mod option_changes;
pub mod overlays;
pub mod pane_input;
pub mod pipe;
pub mod queue;
pub mod restored_commands;
pub mod saved_layout;
pub mod screens;
pub mod timers;
pub mod wait_channels;
pub mod window_size;
