//! What outlives a reboot: layouts and scrollback in two SQLite files. `state.db` is small and
//! precious, `scrollback.db` big and expendable; damage to one never costs the other. Everything here
//! is a function over a connection and blocks; it knows no thread, no pane and no clock.

pub mod ansi;
pub mod backup;
mod examine;
pub mod export;
pub mod file;
pub mod layouts;
pub mod lines;
pub mod moments;
mod retain;
mod salvage;
pub mod search;
mod sum;

pub use examine::{Health, damage, examine};
pub use file::{Db, Fault, Kind, Opened, SCROLLBACK, STATE, open};
pub use retain::{Limits, retain};

use crate::base::Error;

/// What SQLite says, for a person.
fn spoken(error: &rusqlite::Error) -> Error {
    Error::system(error.to_string())
}

#[cfg(test)]
mod tests;
