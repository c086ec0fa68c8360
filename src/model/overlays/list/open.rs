//! Opens a list.

use crate::base::ClientId;
use crate::model::ops::overlays;
use crate::model::state::overlay::OverlayKind;
use crate::model::state::overlay::list::List;
use crate::model::state::world::World;

/// Opens a list over a client.
pub(crate) fn open(world: &mut World, id: ClientId, list: List) {
    overlays::close(world, id, OverlayKind::Message);
    overlays::open(world, id, list);
}
