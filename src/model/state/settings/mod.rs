//! Settings and who changed them.

pub mod author;
pub mod hand_changes;
