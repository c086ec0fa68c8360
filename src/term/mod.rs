//! The screen model: bytes from a program become cells, history, modes and replies; keys and mouse
//! become bytes for it. Pure: no clock, no input or output.

pub mod archive;
mod areas;
mod block;
mod cell;
mod charset;
mod checkpoint;
mod chunk;
mod codec;
mod colors;
mod csi;
mod edit;
pub mod encode;
pub mod event;
mod flood;
mod grid;
pub mod history;
pub mod modes;
mod moves;
mod notify;
mod osc;
mod params;
mod parser;
mod print;
mod prompt;
mod query;
mod reflow;
mod report;
mod rewrite;
pub mod screen;
mod settings;
mod sgr;
mod state;
pub mod store;
mod tables;
mod view;

pub use checkpoint::VERSION as CHECKPOINT_VERSION;
pub use encode::{encode_focus, encode_key, encode_mouse, encode_paste};
pub use event::{Event, PromptMark};
pub use history::Limits;
pub use modes::{Modes, MouseEncoding};
pub use report::is_light;
pub use screen::{Allowed, Cursor, Numbers, RowMarks, Screen, Wishes};
pub use store::{ChunkStore, MemoryStore};

#[cfg(test)]
mod tests;
