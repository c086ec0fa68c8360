//! The data of the world, with look-ups. Nothing here knows commands, formats or the order of effects.

pub mod buffer;
pub mod chooser;
pub mod client;
pub mod effect;
pub mod environment;
pub mod group;
pub mod input;
pub mod key_tables;
pub mod location;
pub mod mode;
pub mod mouse;
pub mod observed;
pub mod options;
pub mod overlay;
pub mod pane;
pub mod pane_access;
pub mod pipe;
pub mod queue;
pub mod saved;
pub mod session;
pub mod store_request;
pub mod timers;
pub mod window;
pub mod workspace_request;
pub mod world;
