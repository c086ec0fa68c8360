//! Settings and who changed them.

pub mod access;
pub mod author;
pub mod hand_changes;
