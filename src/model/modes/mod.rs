//! Modes that show something in a pane in place of its screen, one file or folder per mode, and
//! the dispatch that they share.

pub mod clock;
pub mod copy_mode;
pub(crate) mod editor;
pub mod mode_dispatch;
pub mod pane_mode;
pub mod quick_select;
pub mod tree_mode;
