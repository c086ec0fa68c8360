//! Opens and closes overlays.

use crate::base::ClientId;
use crate::model::ops::{queue, timers};
use crate::model::state::overlay::{Layer, OverlayKind};
use crate::model::state::world::World;

/// The kinds of the open overlays of a client, the highest first.
pub(crate) fn kinds(world: &World, id: ClientId) -> Vec<OverlayKind> {
    let client = world.clients.get(&id);
    client.map(|c| c.overlays.kinds()).unwrap_or_default()
}

/// Opens an overlay over a client. It replaces one of the same kind.
pub(crate) fn open(world: &mut World, id: ClientId, overlay: impl Layer) {
    let overlay = overlay.wrap();
    close(world, id, overlay.kind());
    if let Some(client) = world.clients.get_mut(&id) {
        client.overlays.insert(overlay);
        client.stale = true;
    }
}

/// Closes an overlay: stops its timer and wakes the command queue that waits for it.
pub(crate) fn close(world: &mut World, id: ClientId, kind: OverlayKind) {
    let Some(client) = world.clients.get_mut(&id) else {
        return;
    };
    let Some(overlay) = client.overlays.remove(kind) else {
        return;
    };
    client.stale = true;
    timers::stop_timer(world, overlay.timer());
    if let Some(run) = overlay.queue() {
        queue::wake(world, run);
    }
}

/// Closes all overlays of a client that detaches or disconnects.
pub(crate) fn close_all(world: &mut World, id: ClientId) {
    for kind in kinds(world, id) {
        close(world, id, kind);
    }
}

/// Closes the overlays whose position depends on the size of the client.
pub(crate) fn resized(world: &mut World, id: ClientId) {
    for kind in kinds(world, id) {
        match kind {
            OverlayKind::Menu => close(world, id, kind),
            OverlayKind::PaneNumbers | OverlayKind::Message | OverlayKind::Prompt => {}
        }
    }
}
