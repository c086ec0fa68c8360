//! State that survives a reboot: layouts and scrollback in two SQLite files, and `web.db`.
//! `state.db` is small and precious, `scrollback.db` is large and expendable; damage to one never
//! affects the other. All functions take a connection and block. The room knows no thread, no pane
//! and no clock.

pub mod ansi;
pub mod backup;
pub mod codec;
pub mod commands;
mod db;
mod error;
pub mod export;
mod integrity;
mod retention;
mod salvage;
pub mod scrollback;
pub mod search;
pub mod settings;
pub mod snapshots;
mod spec;
#[cfg(test)]
mod tests;
pub mod timestamps;
pub mod web;

pub use db::{Db, Opened, WriteError, open};
pub use integrity::{Health, examine, find_damage};
pub use retention::{RetentionLimits, retain};
pub use spec::{DbSpec, SCROLLBACK, STATE, WEB};
