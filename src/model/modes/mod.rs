//! Modes: what a pane shows instead of its screen.

pub mod clock;
pub mod pane_mode;
pub mod tree_mode;
