//! Writes reports to panes, encoded for the modes of their screens.

use crate::base::{Key, KeyCode, KeyEvent, Mods, PaneId};
use crate::lang::tables::options;
use crate::model::state::effect::{Effect, PaneEffect};
use crate::model::state::options::OptionScope;
use crate::model::state::pane_access::{PaneAccess, of_screen};
use crate::model::state::world::World;
use crate::term::{Modes, encode_focus, encode_key};

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
