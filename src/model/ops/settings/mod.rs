//! Changes of settings.

pub mod hand_changes;
pub mod look;
pub mod option_change;
pub mod prompt_history;
pub mod reload;
