//! Persistence: the snapshot for the next server, and the saved layout for the store.

pub mod recovery;
pub mod restore;
pub mod saved_layout;
pub mod server_status;
pub mod snapshot;
pub mod store_reply;
