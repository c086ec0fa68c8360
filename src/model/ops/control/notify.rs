//! Notifications to control clients (tmux(1), CONTROL MODE). Commands change the world in many
//! ways, so one comparison with the last observation finds every change that has a notification.

use crate::base::sorted::SortedSet;
use crate::base::{ClientId, PaneId, SessionId, WindowId};
use crate::model::format::context::FormatContext;
use crate::model::ops::control::block;
use crate::model::ops::control::observe::observe;
use crate::model::state::control::ControlObserved;
use crate::model::state::effect::{ClientEffect, ControlEffect, Effect};
use crate::model::state::location::Location;
use crate::model::state::pane_access::PaneAccess;
use crate::model::state::session::Session;
use crate::model::state::world::World;

/// Sends the notifications of all changes since the last observation, and tells the server whose
/// output the control clients get. It costs nothing without control clients.
pub(crate) fn notify_changes(world: &mut World, access: &dyn PaneAccess) {
    if world.clients.values().all(|c| c.control.is_none()) {
        world.control_observed = None;
        return;
    }
    let now = observe(world);
    let before = world.control_observed.replace(now.clone());
    if let Some(before) = before.filter(|before| *before != now) {
        for client in control_clients(world) {
            for line in lines_for(world, access, client, &before, &now) {
                block::notify(world, client, &line);
            }
        }
    }
    update_streams(world);
}

/// The attached control clients.
fn control_clients(world: &World) -> Vec<ClientId> {
    let all = world.clients.values();
    all.filter(|c| c.control.is_some() && c.attached())
        .map(|c| c.id)
        .collect()
}

/// The notifications for one client, in order.
fn lines_for(
    world: &World,
    access: &dyn PaneAccess,
    client: ClientId,
    before: &ControlObserved,
    now: &ControlObserved,
) -> Vec<String> {
    let session = world.clients.get(&client).and_then(|c| c.session);
    let Some(own) = session.and_then(|s| world.sessions.get(&s)) else {
        return vec![];
    };
    let mut lines = Vec::new();
    for (id, (_, window)) in &now.sessions {
        if let (Some((_, old)), Some(window)) = (before.sessions.get(id), window)
            && *old != Some(*window)
        {
            lines.push(format!("%session-window-changed {id} {window}"));
        }
    }
    for (_, window) in before.links.difference(&now.links) {
        lines.push(about(own, "close", *window));
    }
    for (_, window) in now.links.difference(&before.links) {
        lines.push(about(own, "add", *window));
    }
    if !before.sessions.keys().eq(now.sessions.keys()) {
        lines.push("%sessions-changed".to_owned());
    }
    client_lines(client, before, now, &mut lines);
    for (id, window) in &now.windows {
        if before
            .windows
            .get(id)
            .is_some_and(|old| old.name != window.name)
        {
            lines.push(format!("{} {}", about(own, "renamed", *id), window.name));
        }
    }
    for (id, (name, _)) in &now.sessions {
        if before.sessions.get(id).is_some_and(|(old, _)| old != name) {
            lines.push(format!("%session-renamed {id} {name}"));
        }
    }
    window_lines(world, access, own, before, now, &mut lines);
    for (pane, mode) in &now.modes {
        if before.modes.get(pane).is_some_and(|old| old != mode) {
            lines.push(format!("%pane-mode-changed {pane}"));
        }
    }
    for (name, buffer) in &now.buffers {
        if before.buffers.get(name) != Some(buffer) {
            lines.push(format!("%paste-buffer-changed {name}"));
        }
    }
    let gone = before.buffers.keys();
    let gone = gone.filter(|name| !now.buffers.contains_key(*name));
    lines.extend(gone.map(|name| format!("%paste-buffer-deleted {name}")));
    lines
}

/// `%window-WHAT`, or `%unlinked-window-WHAT` for a window that is not in the client's session.
fn about(own: &Session, what: &str, window: WindowId) -> String {
    let linked = own.windows.values().any(|link| link.window == window);
    let prefix = if linked { "" } else { "unlinked-" };
    format!("%{prefix}window-{what} {window}")
}

/// Attaches, switches and detaches of clients.
fn client_lines(
    own: ClientId,
    before: &ControlObserved,
    now: &ControlObserved,
    lines: &mut Vec<String>,
) {
    for (id, (name, session)) in &now.clients {
        if before
            .clients
            .get(id)
            .is_some_and(|(_, old)| old == session)
        {
            continue;
        }
        let session_name = now.sessions.get(session).map_or("", |(name, _)| name);
        lines.push(if *id == own {
            format!("%session-changed {session} {session_name}")
        } else {
            format!("%client-session-changed {name} {session} {session_name}")
        });
    }
    for (id, (name, _)) in &before.clients {
        if !now.clients.contains_key(id) {
            lines.push(format!("%client-detached {name}"));
        }
    }
}

/// Active panes and layouts.
fn window_lines(
    world: &World,
    access: &dyn PaneAccess,
    own: &Session,
    before: &ControlObserved,
    now: &ControlObserved,
    lines: &mut Vec<String>,
) {
    for (id, window) in &now.windows {
        let Some(old) = before.windows.get(id) else {
            continue;
        };
        if old.active != window.active {
            lines.push(format!("%window-pane-changed {id} {}", window.active));
        }
        let changed = old.layout != window.layout || old.visible != window.visible;
        if changed && let Some(index) = own.index_of(*id) {
            let place = Location {
                session: own.id,
                index,
                window: *id,
                pane: window.active,
            };
            lines.push(layout_line(world, access, place));
        }
    }
}

/// `%layout-change` of a window.
pub(crate) fn layout_line(world: &World, access: &dyn PaneAccess, place: Location) -> String {
    const LINE: &str =
        "%layout-change #{window_id} #{window_layout} #{window_visible_layout} #{window_raw_flags}";
    let line = FormatContext::new(world, access)
        .about(Some(place))
        .expand(LINE);
    line.trim_end().to_owned()
}

/// Tells the server which panes' output each control client gets now.
fn update_streams(world: &mut World) {
    for id in control_clients(world) {
        let panes = panes_of(world, id);
        let control = world.control_mut(id);
        let Some(control) = control else { continue };
        control.paused.retain(|pane| panes.contains(pane));
        control.off.retain(|pane| panes.contains(pane));
        let wanted: SortedSet<PaneId> = if control.no_output {
            SortedSet::new()
        } else {
            panes.difference(&control.off).copied().collect()
        };
        if control.streamed != wanted {
            control.streamed.clone_from(&wanted);
            let effect = ClientEffect::Control(ControlEffect::Stream(wanted));
            world.effect(Effect::Client(id, effect));
        }
    }
}

/// The panes in the session of a client.
pub(crate) fn panes_of(world: &World, client: ClientId) -> SortedSet<PaneId> {
    let session: Option<SessionId> = world.clients.get(&client).and_then(|c| c.session);
    let session = session.and_then(|s| world.sessions.get(&s));
    let windows = session.into_iter().flat_map(|s| s.windows.values());
    windows
        .filter_map(|link| world.windows.get(&link.window))
        .flat_map(|window| window.panes())
        .collect()
}
