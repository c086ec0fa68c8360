//! The screen model: bytes from a program become cells, history, modes and replies; keys and mouse
//! become bytes for it. Pure: no clock, no input or output.

mod checkpoint;
mod codec;
mod emulator;
mod event;
mod grid;
mod input;
mod modes;
mod parse;
mod parser;
mod screen;
mod screen_options;

pub use checkpoint::VERSION as CHECKPOINT_VERSION;
pub use event::{Event, PromptMark};
pub use grid::archive::{Archive, Piece, archived_lines, archived_text};
pub use grid::chunk_store::{ChunkStore, MemoryStore};
pub use grid::history::Limits;
pub use input::encode::{encode_focus, encode_key, encode_paste};
pub use input::mouse::encode_mouse;
pub use modes::{Modes, MouseEncoding};
pub use screen::{Cursor, Numbers, RowMarks, Screen};
pub use screen_options::{Allowed, Wishes};

#[cfg(test)]
mod tests;
