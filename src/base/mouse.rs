//! Mouse events as a terminal reports them (xterm ctlseqs, "Mouse Tracking").

use super::geom::Point;
use super::key::Mods;
use serde::{Deserialize, Serialize};

/// A button, or a direction of a wheel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum MouseButton {
    /// The left button, 1 in tmux's key names.
    Left,
    /// The middle button, 2.
    Middle,
    /// The right button, 3.
    Right,
    /// Wheel away from the user.
    WheelUp,
    /// Wheel towards the user.
    WheelDown,
    /// Horizontal wheel to the left.
    WheelLeft,
    /// Horizontal wheel to the right.
    WheelRight,
    /// A button from 8 to 11 in xterm's numbering.
    Extra(u8),
}

/// Presses, releases and motion.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum MouseEventKind {
    /// A button was pressed, or the wheel turned one step.
    Press(MouseButton),
    /// A button was released; `None` in encodings that do not report which (X10, UTF-8, urxvt).
    Release(Option<MouseButton>),
    /// The mouse moved while a button was down.
    Drag(MouseButton),
    /// The mouse moved while no button was down.
    Move,
}

/// A mouse event with its position and the modifier keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct MouseEvent {
    /// Press, release or motion, with the button.
    pub kind: MouseEventKind,
    /// The position in cells from the top left of the terminal or, after routing, of the pane.
    pub at: Point,
    /// The modifier keys that were held.
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
