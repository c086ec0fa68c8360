//! Mouse events as a terminal reports them (xterm's ctlseqs, "Mouse Tracking").

use super::geom::Point;
use super::key::Mods;
use serde::{Deserialize, Serialize};

/// A button or a wheel direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum MouseButton {
    /// The left button, 1 in tmux's key names.
    Left,
    /// The middle button, 2.
    Middle,
    /// The right button, 3.
    Right,
    /// Wheel away from the person.
    WheelUp,
    /// Wheel towards the person.
    WheelDown,
    /// Wheel or pad to the left.
    WheelLeft,
    /// Wheel or pad to the right.
    WheelRight,
    /// Buttons 8 to 11 in xterm's numbering.
    Extra(u8),
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum MouseEventKind {
    /// A button went down, or the wheel turned one step.
    Press(MouseButton),
    /// A button went up; X10 encodings do not say which.
    Release(Option<MouseButton>),
    /// The mouse moved with a button down.
    Drag(MouseButton),
    /// The mouse moved with no button down.
    Move,
}

/// One report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct MouseEvent {
    /// What happened.
    pub kind: MouseEventKind,
    /// Where, in cells from the top left of the terminal.
    pub at: Point,
    /// Modifier keys held meanwhile.
    pub mods: Mods,
}

/// The mouse events that a program or mux requests (xterm ctlseqs, "Mouse Tracking").
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MouseTracking {
    /// None.
    #[default]
    Off,
    /// Button presses (DECSET 9).
    X10,
    /// Button presses and releases (DECSET 1000).
    Normal,
    /// As `Normal`, and motion while a button is down (DECSET 1002).
    Button,
    /// As `Normal`, and all motion (DECSET 1003).
    Any,
}
