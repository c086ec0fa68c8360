//! The scene: the display of one client as plain data (pane areas, borders, status lines,
//! overlays). The cells inside panes are sent separately, row by row, in frames.

mod border;
mod contents;
mod frame;
mod older;

pub use border::{BorderIndicators, BorderLines, BorderLook};
pub use contents::{KEY_HINTS, Label, MouseWanted, Overlay, PaneArea, PaneBox, Plane, Scene};
pub use frame::{Cursor, Frame, PaneRows};
