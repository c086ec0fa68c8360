//! Opens and closes overlays.

use crate::base::{BoxRect, ClientId, PaneId, Size};
use crate::model::ops::{queue, timers};
use crate::model::state::effect::{Effect, PaneEffect};
use crate::model::state::overlay::popup::Popup;
use crate::model::state::overlay::{Layer, Overlay, OverlayKind};
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

/// Closes an overlay: stops its timer and wakes the command queue that waits for it. The program of
/// a popup ends.
pub(crate) fn close(world: &mut World, id: ClientId, kind: OverlayKind) {
    let Some(client) = world.clients.get_mut(&id) else {
        return;
    };
    let Some(overlay) = client.overlays.remove(kind) else {
        return;
    };
    client.stale = true;
    timers::stop_timer(world, overlay.timer());
    if let Overlay::Popup(popup) = &overlay {
        end_popup(world, popup);
    }
    // These two come back after the death of the server.
    world.changed |= matches!(kind, OverlayKind::List | OverlayKind::Prompt);
    if let Some(run) = overlay.queue() {
        queue::wake(world, run);
    }
}

/// Ends the program of a popup and sets the exit status of the command that waits for it. A popup
/// that became a pane of a window has none.
pub(crate) fn end_popup(world: &mut World, popup: &Popup) {
    world.changed = true;
    let Some(pane) = world.panes.get(&popup.pane) else {
        return;
    };
    let exit = pane.exit().unwrap_or_default();
    let in_popup = pane.in_popup();
    let attached = |id: &ClientId| world.is_attached(*id);
    let queue = popup.run.and_then(|run| world.queues.all.get(&run));
    let by_script = queue.is_some_and(|queue| !queue.client.as_ref().is_some_and(attached));
    if by_script && let Some(queue) = popup.run.and_then(|run| world.queues.all.get_mut(&run)) {
        queue.status = exit.code();
    }
    if in_popup {
        world.panes.remove(&popup.pane);
        world.effect(Effect::Pane(popup.pane, PaneEffect::Close));
    }
}

/// The cells of a popup inside its border.
pub(crate) fn popup_contents(popup: &Popup) -> BoxRect {
    let inside = BoxRect::from(popup.rect).inside(popup.bordered());
    let size = inside.size().clamped();
    BoxRect {
        cols: size.cols,
        rows: size.rows,
        ..inside
    }
}

/// Gives the popup of a client the place that it wants, as far as the client has room, and its
/// program the size of the contents.
pub(crate) fn fit_popup(world: &mut World, id: ClientId) {
    let Some(client) = world.clients.get_mut(&id) else {
        return;
    };
    let size = client.size;
    let Some(popup) = client.overlays.get_mut::<Popup>() else {
        return;
    };
    let fitted = BoxRect::from(popup.wanted).fitted(size);
    popup.rect = fitted.visible(size).unwrap_or_default();
    let (pane, cells) = (popup.pane, popup_contents(popup).size());
    client.stale = true;
    resize_pane(world, pane, cells);
}

fn resize_pane(world: &mut World, pane: PaneId, size: Size) {
    if let Some(known) = world.panes.get_mut(&pane)
        && known.size != size
    {
        known.size = size;
        world.changed = true;
        world.effect(Effect::Pane(pane, PaneEffect::Resize(size)));
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
            OverlayKind::Popup => fit_popup(world, id),
            OverlayKind::PaneNumbers
            | OverlayKind::List
            | OverlayKind::Message
            | OverlayKind::Prompt => {}
        }
    }
}
