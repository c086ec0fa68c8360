//! The world's part in the screens of panes: their options, and the colours that they do not know.

pub mod pane_colors;
pub mod screen_options;
pub mod shell_marks;
pub mod terminal_settings;
