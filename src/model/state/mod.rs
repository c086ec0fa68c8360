//! The data of the world, with look-ups. This folder knows no commands and no formats, and nothing
//! in it depends on the order of effects.

pub mod automation;
pub mod buffer;
pub mod client;
pub mod command;
pub mod control;
pub mod effect;
pub mod environment;
pub mod host_info;
pub mod input;
pub mod key_tables;
pub mod location;
pub mod lookup;
pub mod mode;
pub mod observed;
pub mod options;
pub mod overlay;
pub mod pane;
pub mod pane_access;
pub mod saved_layout;
pub mod session;
pub mod settings;
pub mod shell;
pub mod store_request;
pub mod timers;
pub mod tree_mode;
pub mod undo;
pub mod window;
pub mod world;
