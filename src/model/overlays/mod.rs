//! What covers the panes of a client: prompts, menus, pane numbers.

pub mod menu;
pub mod pane_numbers;
pub mod prompt;
