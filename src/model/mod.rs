//! The world: sessions, windows, panes, clients, options, and the commands that change them.
//! `World::apply` is its only door; it asks for effects and performs none.

pub mod alert;
pub mod ansi;
pub mod attach;
pub mod call;
pub mod chooser;
pub mod clipboard;
pub mod clock;
pub mod command;
pub mod commands;
pub mod config;
pub mod facts;
pub mod format;
pub mod group;
pub mod hook;
pub mod idle;
pub mod job;
pub mod key;
pub mod lifecycle;
pub mod listing;
pub mod menu;
pub mod mode;
pub mod mouse;
pub mod name;
pub mod notice;
pub mod numbers;
pub mod option_changes;
pub mod pipe;
pub mod prompt;
pub mod restore;
pub mod run;
pub mod save;
pub mod saved;
pub mod scene;
mod shelter;
pub mod sizes;
pub mod state;
pub mod status;
pub mod storing;
pub mod target;
#[cfg(test)]
pub(crate) mod testing;
pub mod timer;
mod wishes;
pub mod workspace;
pub mod world;

pub use save::VERSION as WORLD_VERSION;
pub use state::client::Client;
pub use state::effect::{
    ClientEffect, Effect, FileEffect, JobEffect, PaneEffect, Spawn, TimerEffect,
};
pub use state::input::{Exit, Input};
pub use state::location::Place;
pub use state::pane::Pane;
pub use state::pane_access::Sight;
pub use state::saved::{ProgramFacts, Saved};
pub use state::session::{Session, Winlink};
pub use state::window::Window;
pub use state::world::{Facts, World};
