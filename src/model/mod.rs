//! The world: sessions, windows, panes, clients, options, and the commands that change them.
//! `World::apply` applies one input and returns effects, which the server performs. The model
//! itself does no I/O and starts no threads, so every behaviour can be tested with a sequence of
//! inputs.

pub mod apply;
pub mod command;
pub mod commands;
pub mod copy;
pub mod format;
pub mod input;
pub mod modes;
pub mod ops;
pub mod overlays;
pub mod persist;
pub mod replies;
pub mod script;
pub mod state;
#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;
pub mod view;
pub mod watch;
pub mod workspace;

pub use persist::snapshot::VERSION as WORLD_VERSION;
pub use state::client::Client;
pub use state::effect::{
    ClientEffect, Effect, FileEffect, JobEffect, PaneEffect, Spawn, TimerEffect,
};
pub use state::host_info::HostInfo;
pub use state::input::{Exit, Input};
pub use state::location::Location;
pub use state::pane::Pane;
pub use state::pane_access::PaneAccess;
pub use state::saved_layout::{ProgramInfo, SavedLayout};
pub use state::session::{Session, Winlink};
pub use state::settings::access::User;
pub use state::window::Window;
pub use state::world::World;
