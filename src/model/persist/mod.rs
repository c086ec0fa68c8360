//! The world for the next server, and the layout that outlives a reboot.

pub mod recovery;
pub mod restore;
pub mod saved_layout;
pub mod server_status;
pub mod snapshot;
pub mod store_reply;
