//! Writes reports to panes, encoded for the modes of their screens.

use crate::base::PaneId;
use crate::model::state::effect::{Effect, PaneEffect};
use crate::model::state::pane_access::{PaneAccess, of_screen};
use crate::model::state::world::World;
use crate::term::{Modes, encode_focus};

/// The terminal modes of a pane's screen, which decide how input is encoded.
pub fn modes(access: &dyn PaneAccess, pane: PaneId) -> Modes {
    of_screen(access, pane, |screen| screen.modes().clone())
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
