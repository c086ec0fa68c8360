//! Persistence: the snapshot for the next server, and the saved layout for the store.

pub mod recovery;
pub mod restore;
pub mod saved_layout;
pub mod snapshot;
