//! Writes reports to panes, encoded for the modes of their screens.

use crate::base::{
    Key, KeyCode, KeyEvent, Mods, MouseButton, MouseEvent, MouseEventKind, MouseTracking, PaneId,
};
use crate::lang::tables::options;
use crate::model::state::effect::{Effect, PaneEffect};
use crate::model::state::options::OptionScope;
use crate::model::state::pane_access::{PaneAccess, of_screen};
use crate::model::state::world::World;
use crate::term::{Modes, Screen, encode_focus, encode_key, encode_mouse};

/// The number of arrow keys per step of the wheel.
const WHEEL_ROWS: usize = 3;

/// The terminal modes of a pane's screen, which decide how input is encoded.
pub fn modes(access: &dyn PaneAccess, pane: PaneId) -> Modes {
    of_screen(access, pane, |screen| screen.modes().clone())
}

/// Appends a key as a program with these modes receives it. Backspace is the key of the option
/// `backspace`.
pub(crate) fn encode(world: &World, event: &KeyEvent, modes: &Modes, out: &mut Vec<u8>) {
    let own = world.get(options::BACKSPACE, OptionScope::Server);
    let delete = Key::new(KeyCode::Char('?'), Mods::CTRL);
    let usual = own == delete || own == Key::plain(KeyCode::Backspace);
    if event.key.code != KeyCode::Backspace || usual {
        encode_key(event, modes, out);
        return;
    }
    let mut event = event.clone();
    event.key.code = own.code;
    event.key.mods |= own.mods;
    encode_key(&event, modes, out);
}

/// Reports the focus to a pane's program, if it enabled focus reports (DEC mode 1004).
pub(crate) fn report_focus(
    world: &mut World,
    pane: PaneId,
    focused: bool,
    access: &dyn PaneAccess,
) {
    let mut bytes = Vec::new();
    encode_focus(focused, &modes(access, pane), &mut bytes);
    if !bytes.is_empty() {
        world.effect(Effect::Pane(pane, PaneEffect::Write(bytes)));
    }
}

/// Writes a mouse event, in cells of the pane, to the pane. Returns false if its program did not
/// request it.
pub(crate) fn type_mouse(
    world: &mut World,
    pane: PaneId,
    event: MouseEvent,
    access: &dyn PaneAccess,
) -> bool {
    let live = world
        .panes
        .get(&pane)
        .is_some_and(|p| p.mode.is_none() && !p.input_off);
    let mut bytes = Vec::new();
    if !live {
        return false;
    }
    if !encode_mouse(&event, &modes(access, pane), &mut bytes) {
        bytes = of_screen(access, pane, |screen| arrows(event.kind, screen));
    }
    if bytes.is_empty() {
        return false;
    }
    world.effect(Effect::Pane(pane, PaneEffect::Write(bytes)));
    true
}

/// The arrow keys for a step of the wheel over a program on the alternate screen that does not use
/// the mouse (DEC mode 1007), as in terminals without a multiplexer.
fn arrows(kind: MouseEventKind, screen: &Screen) -> Vec<u8> {
    let modes = screen.modes();
    let code = match kind {
        MouseEventKind::Press(MouseButton::WheelUp) => KeyCode::Up,
        MouseEventKind::Press(MouseButton::WheelDown) => KeyCode::Down,
        _ => return vec![],
    };
    let mut bytes = Vec::new();
    if screen.on_alternate() && modes.alternate_scroll && modes.mouse == MouseTracking::Off {
        let key = KeyEvent::press(Key::plain(code));
        (0..WHEEL_ROWS).for_each(|_| encode_key(&key, modes, &mut bytes));
    }
    bytes
}
