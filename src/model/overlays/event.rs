//! The outcomes of keys and mouse events in overlays.

use crate::base::{MouseButton, MouseEvent, MouseEventKind};

/// The outcome of a key in an overlay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyOutcome {
    /// The overlay used the key.
    Taken,
    /// The key is for the next overlay below, or for the key tables.
    Pass,
    /// The overlay closed, and the key is dispatched again from the top of the stack.
    Redispatch,
}

/// Whether a mouse event presses a button other than the wheel.
pub(crate) const fn is_press(event: MouseEvent) -> bool {
    match event.kind {
        MouseEventKind::Press(button) => !matches!(
            button,
            MouseButton::WheelUp
                | MouseButton::WheelDown
                | MouseButton::WheelLeft
                | MouseButton::WheelRight
        ),
        MouseEventKind::Release(_) | MouseEventKind::Drag(_) | MouseEventKind::Move => false,
    }
}
