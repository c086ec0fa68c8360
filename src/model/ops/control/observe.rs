//! The observation that notifications compare with.

use crate::model::state::control::{ControlObserved, ControlWindow};
use crate::model::state::window::Window;
use crate::model::state::world::World;

/// Observes the parts of the world that have notifications.
pub(crate) fn observe(world: &World) -> ControlObserved {
    let sessions = world.sessions.values();
    let links = world.sessions.values().flat_map(|session| {
        let links = session.windows.values();
        links.map(|link| (session.id, link.window))
    });
    let clients = world.clients.values();
    ControlObserved {
        sessions: sessions
            .map(|s| (s.id, (s.name.clone(), s.window())))
            .collect(),
        links: links.collect(),
        windows: world.windows.values().map(|w| (w.id, window(w))).collect(),
        modes: world
            .panes
            .values()
            .map(|pane| (pane.id, pane.mode.as_ref().map(|mode| mode.name())))
            .collect(),
        clients: clients
            .filter_map(|c| Some((c.id, (c.name.clone(), c.session?))))
            .collect(),
        buffers: world
            .buffers
            .latest_first()
            .map(|b| (b.name.clone(), (b.created, b.data.len())))
            .collect(),
    }
}

fn window(window: &Window) -> ControlWindow {
    ControlWindow {
        name: window.name.clone(),
        active: window.active,
        layout: window.layout(),
        visible: window.visible_layout(),
    }
}
