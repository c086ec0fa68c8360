//! Storage of cells: the visible grid, history in blocks, and the tables that cells refer to. It
//! knows no escape sequences and no modes.

pub(super) mod archive;
pub(super) mod cell;
pub(super) mod cell_grid;
mod chunk;
pub(super) mod chunk_store;
pub(super) mod history;
mod history_archive;
pub(super) mod history_block;
pub(super) mod interner;
mod line_wrap;
pub(super) mod reflow;
pub(super) mod row;
