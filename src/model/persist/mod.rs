//! Persistence: the snapshot for the next server, and the saved layout for the store.

pub mod plan;
pub mod recovery;
pub mod restore;
pub mod saved_settings;
pub mod snapshot;
pub mod undo;
