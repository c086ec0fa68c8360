//! The world's part in the screens of panes: their options, and the colours that they do not know,
//! their scrollbars, the times of their lines, and the commands that ran in them.

pub mod command_log;
pub mod finished;
pub mod line_times;
pub mod notices;
pub mod pane_colors;
pub mod pane_states;
pub mod screen_options;
pub mod scrollbars;
pub mod shell_marks;
pub mod terminal_settings;
pub mod themes;
