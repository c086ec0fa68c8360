//! A frame: one update sent to a client, with the scene if it changed and the rows that changed.

use super::contents::Scene;
use crate::base::{CursorShape, Line, PaneId, Point};
use serde::{Deserialize, Serialize};

/// The cursor of the outer terminal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor {
    /// The position in client coordinates.
    pub at: Point,
    /// Block, underline or bar.
    pub shape: CursorShape,
    /// Whether the cursor blinks.
    pub blink: bool,
    /// The colour (red, green, blue), if the program set one.
    pub color: Option<(u8, u8, u8)>,
}

/// One update. A client has at most one that is not acknowledged.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Frame {
    /// Counts up from frame to frame; `Ack` carries it.
    pub number: u64,
    /// The scene, if it differs from that of the previous frame.
    pub scene: Option<Box<Scene>>,
    /// The changed rows, by pane.
    pub rows: Vec<PaneRows>,
    /// The cursor in client coordinates; `None` hides it.
    pub cursor: Option<Cursor>,
    /// Ring the bell of the outer terminal.
    pub bell: bool,
}

/// Changed rows of one pane.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PaneRows {
    /// The id of the pane.
    pub pane: PaneId,
    /// Drop all rows of this pane first.
    pub all: bool,
    /// The numbers of the rows, from 0 at the top of the pane, and their contents.
    pub rows: Vec<(u16, Line)>,
}
