//! The world: sessions, windows, panes, clients, options, and the commands that change them.
//! `World::apply` is its only door; it asks for effects and performs none.

pub mod alert;
pub mod ansi;
pub mod attach;
pub mod buffer;
pub mod call;
pub mod chooser;
pub mod client;
pub mod clock;
pub mod command;
pub mod commands;
pub mod config;
pub mod effect;
pub mod environment;
pub mod facts;
pub mod format;
pub mod hook;
pub mod input;
pub mod job;
pub mod key;
pub mod lifecycle;
pub mod listing;
pub mod mode;
pub mod mouse;
pub mod name;
pub mod notice;
pub mod numbers;
pub mod options;
pub mod pane;
pub mod prompt;
pub mod restore;
pub mod run;
pub mod save;
pub mod saved;
pub mod scene;
pub mod session;
pub mod sight;
pub mod sizes;
pub mod status;
pub mod storing;
pub mod target;
#[cfg(test)]
pub(crate) mod testing;
pub mod timer;
pub mod window;
pub mod world;

pub use client::Client;
pub use effect::{Effect, Spawn};
pub use input::{Exit, Input};
pub use pane::Pane;
pub use saved::{ProgramFacts, Saved};
pub use session::{Session, Winlink};
pub use sight::Sight;
pub use target::Place;
pub use window::Window;
pub use world::{Facts, World};
