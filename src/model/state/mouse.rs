//! Mouse state of a client, and the targets of mouse events.

use crate::base::key::MousePlace;
use crate::base::{MouseEvent, PaneId, Point, Rect};
use crate::lang::style::RangeKind;
use crate::layout::BorderHit;
use crate::model::state::location::Location;

/// Clicks, drags and the last position of the mouse.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MouseState {
    /// The number of clicks in a row at one cell.
    pub clicks: u8,
    /// The button of the clicks.
    pub button: u8,
    /// The cell of the last click, in client coordinates.
    pub at: Point,
    /// The time of the last click, in milliseconds of the monotonic clock.
    pub when: u64,
    /// The drag in progress.
    pub drag: Option<Drag>,
    /// The cell where the held button went down; `None` if no button is down.
    pub down: Option<Point>,
    /// The last cell of the mouse, in client coordinates.
    pub last: Point,
}

/// A drag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Drag {
    /// A border between panes.
    Border(crate::layout::BorderHit),
    /// A drag that began in this pane: the pane gets every event until the button is released.
    Pane(PaneId),
}

/// A range of the status lines that the mouse can hit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// The cells of the range, in client coordinates.
    pub rect: Rect,
    /// The kind of range.
    pub kind: crate::lang::style::RangeKind,
}

/// A mouse event and its target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MouseHit {
    /// The event, in client coordinates.
    pub event: MouseEvent,
    /// The target pane, or the active pane of the target window in the status line.
    pub place: Option<Location>,
    /// The range of the status line under the mouse.
    pub range: Option<RangeKind>,
    /// The cell in the target pane, in pane coordinates.
    pub cell: Point,
    /// The kind of target, for the name of the mouse key.
    pub on: MousePlace,
    /// The pane border under the mouse.
    pub border: Option<BorderHit>,
}
