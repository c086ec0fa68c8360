//! Saving: what is written to the state directory, when, and what comes back from there.

pub mod faults;
pub mod layout_guard;
pub mod layout_writer;
pub mod save_queue;
pub mod saved_scrollback;
pub mod scrollback_writer;
pub mod settings_writer;
pub mod store_answers;
pub mod store_thread;
pub mod write_batch;
