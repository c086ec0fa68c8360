//! Changes of settings.

pub mod hand_changes;
