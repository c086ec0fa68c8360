//! What overlays do with keys and the mouse.

use crate::base::{MouseButton, MouseEvent, MouseEventKind};

/// What an overlay did with a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyOutcome {
    /// It used the key.
    Taken,
    /// The key is for the next overlay below, or for the key tables.
    Pass,
    /// It closed and the key is dispatched again, from the top of the stack.
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
