//! A grid of styled cells in memory, the display of a terminal of one size. `ui` draws into it and
//! the painter of `tty` reads it. It knows no panes, widgets or escape sequences.

mod cell;
mod front_buffer;
mod style_table;
mod surface;

pub(crate) use cell::{Cell, StyleId};
pub(crate) use front_buffer::FrontBuffer;
pub use surface::{Canvas, CellView};
