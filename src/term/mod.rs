//! The screen model. A program's output becomes cells, history, modes and replies; keys and mouse
//! events become its input. The room is pure: no clock and no I/O.

mod checkpoint;
mod codec;
mod emulator;
mod event;
mod frozen;
mod grid;
mod input;
mod modes;
mod parse;
mod parser;
mod screen;
mod screen_options;
mod tracking;

pub use checkpoint::{OLDEST as OLDEST_CHECKPOINT_VERSION, VERSION as CHECKPOINT_VERSION};
pub use emulator::fields::ShellCounts;
pub use event::{ColorQuery, Event, PromptMark, QueriedColor};
pub use frozen::{FrozenScreen, MarkedRow};
pub use grid::archive::{Archive, LineTexts, Piece, RawLines, archived_lines, archived_text};
pub use grid::chunk_store::{ChunkStore, MemoryStore};
pub use grid::history::Limits;
pub use input::encode::{encode_focus, encode_key, encode_paste};
pub use input::mouse::encode_mouse;
pub use modes::{Modes, MouseEncoding};
pub use parse::charset::drawing_letter;
pub use screen::{Cursor, LineNumbers, RowMarks, Screen};
pub use screen_options::{AllowedReports, InitialKeys, ScreenOptions};
pub use tracking::{ScreenPosition, TrackedLine, prefix};

#[cfg(test)]
mod tests;
