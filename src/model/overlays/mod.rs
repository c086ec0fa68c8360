//! Overlays above the panes of a client, one file per kind, and the stack that they share.

mod box_title;
mod completion;
pub mod event;
pub mod key_hints;
pub mod list;
pub mod menu;
pub mod message;
pub mod pane_numbers;
pub mod popup;
pub mod prompt;
mod prompt_words;
pub mod stack;
mod vi_prompt;
