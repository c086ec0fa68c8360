//! Changes of settings.

pub mod hand_changes;
pub mod prompt_history;
