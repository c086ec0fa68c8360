//! Mouse state of a client, and what a mouse event hit.

use crate::base::key::MousePlace;
use crate::base::{MouseEvent, PaneId, Point, Rect};
use crate::lang::style::RangeKind;
use crate::layout::BorderHit;
use crate::model::state::location::Location;

/// What the mouse is doing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MouseState {
    /// Buttons went down this many times in a row at one place.
    pub clicks: u8,
    /// The button of the clicks.
    pub button: u8,
    /// Where the last click was.
    pub at: Point,
    /// When, on the clock of timers.
    pub when: u64,
    /// What is being dragged.
    pub drag: Option<Drag>,
    /// A button is down, and where it went down.
    pub down: Option<Point>,
    /// Where the mouse was last.
    pub last: Point,
}

/// Something held by the mouse.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Drag {
    /// A border between panes.
    Border(crate::layout::BorderHit),
    /// What began in this pane belongs to it until the button is up.
    Pane(PaneId),
}

/// A part of the bars that the mouse can hit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Where it is, in client coordinates.
    pub rect: Rect,
    /// What it is.
    pub kind: crate::lang::style::RangeKind,
}

/// A mouse event and what it hit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MouseHit {
    /// The event, in client coordinates.
    pub event: MouseEvent,
    /// The pane or the window of the status line that was hit.
    pub place: Option<Location>,
    /// The part of the status line.
    pub range: Option<RangeKind>,
    /// The cell of the pane.
    pub cell: Point,
    /// What kind of thing was hit.
    pub on: MousePlace,
    /// The border that was hit.
    pub border: Option<BorderHit>,
}
