//! Panes: screens, the programs behind them, and their memory that outlives the server.

pub mod checkpoints;
pub mod edit;
pub mod flood;
pub mod history_store;
pub mod kept_output;
pub mod output;
pub mod pane_reader;
pub mod pipe;
pub mod priority_lock;
pub mod program;
pub mod recorded_input;
pub mod recording;
pub mod replay_scrollback;
pub mod replies;
pub mod state;
pub mod watched;
pub mod watched_task;
