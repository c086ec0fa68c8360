//! Settings and who changed them.

pub mod access;
pub mod author;
pub mod habits;
pub mod hand_changes;
