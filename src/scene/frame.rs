//! What is sent to a client at once: the scene if it changed, and the rows that changed.

use super::Scene;
use crate::base::{CursorShape, Line, PaneId, Point};
use serde::{Deserialize, Serialize};

/// The cursor as the outer terminal should show it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor {
    /// Where, in client coordinates.
    pub at: Point,
    /// Its shape.
    pub shape: CursorShape,
    /// It blinks.
    pub blink: bool,
    /// Its colour, if the program set one.
    pub color: Option<(u8, u8, u8)>,
}

/// One picture. A client has at most one that it did not acknowledge.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Frame {
    /// Counts up; the acknowledgement names it.
    pub number: u64,
    /// The new scene, if it is not as in the frame before.
    pub scene: Option<Box<Scene>>,
    /// Rows that changed, by pane.
    pub rows: Vec<PaneRows>,
    /// The cursor in client coordinates; `None` hides it.
    pub cursor: Option<Cursor>,
    /// Ring the outer terminal's bell.
    pub bell: bool,
}

/// Changed rows of one pane.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PaneRows {
    /// Which pane.
    pub pane: PaneId,
    /// Forget all rows of this pane first.
    pub all: bool,
    /// The rows' numbers, from 0 at the pane's top, and what is in them.
    pub rows: Vec<(u16, Line)>,
}
