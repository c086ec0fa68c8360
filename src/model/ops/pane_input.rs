//! Writes input and reports to panes, encoded for the modes of their screens.

use crate::base::PaneId;
use crate::model::state::effect::{Effect, PaneEffect};
use crate::model::state::pane_access::{PaneAccess, of_screen};
use crate::model::state::world::World;
use crate::term::{Modes, encode_focus};

/// The input modes of a pane.
pub fn modes(sight: &dyn PaneAccess, pane: PaneId) -> Modes {
    of_screen(sight, pane, |screen| screen.modes().clone())
}

/// Tells a pane that it has the focus or lost it, if it asked.
pub(crate) fn tell_focus(world: &mut World, pane: PaneId, focused: bool, sight: &dyn PaneAccess) {
    let mut bytes = Vec::new();
    encode_focus(focused, &modes(sight, pane), &mut bytes);
    if !bytes.is_empty() {
        world.effect(Effect::Pane(pane, PaneEffect::Write(bytes)));
    }
}
