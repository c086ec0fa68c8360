//! Change hooks: compares the world with the last observation, queues the hooks of the differences
//! and sends focus reports. Commands change the world in many ways, so one comparison finds every
//! change that has a hook, and no command can forget to report one.

use crate::base::{PaneId, SessionId, WindowId};
use crate::lang::tables::options;
use crate::model::ops::{group, hooks, pane_input};
use crate::model::state::observed::{Ended, Observed, ObservedPane, ObservedWindow};
use crate::model::state::options::OptionScope;
use crate::model::state::pane_access::PaneAccess;
use crate::model::state::world::World;
use std::collections::{BTreeMap, BTreeSet};

/// A change that has a hook.
pub(crate) enum ChangeHook {
    /// The name of the hook and the session that changed.
    Session(&'static str, SessionId),
    /// The name of the hook and the window that changed.
    Window(&'static str, WindowId),
    /// The name of the hook and the pane that changed.
    Pane(&'static str, PaneId),
    /// A window was linked to a session.
    Linked(SessionId, WindowId),
    /// An object ended.
    Ended(Ended),
}

/// Queues the hooks of all changes since the last observation. Returns whether it queued any.
pub(crate) fn fire_change_hooks(world: &mut World, access: &dyn PaneAccess) -> bool {
    let changes = diff_observed(world, access);
    if world.ending {
        return false;
    }
    let queues = changes.into_iter().filter_map(|change| {
        let (name, place) = match change {
            ChangeHook::Session(name, id) => (name, world.session_location(id)),
            ChangeHook::Window(name, id) => (name, world.window_location(id)),
            ChangeHook::Pane(name, id) => (name, world.pane_location(id)),
            ChangeHook::Linked(session, window) => {
                ("window-linked", world.link_location(session, window))
            }
            ChangeHook::Ended(ended) => return hooks::ended_hook(world, &ended),
        };
        hooks::hook(world, name, None, place)
    });
    queues.count() > 0
}

/// Observes the world anew, and returns the changes since the last observation. Sends focus reports
/// to panes.
pub(crate) fn diff_observed(world: &mut World, access: &dyn PaneAccess) -> Vec<ChangeHook> {
    group::sync_groups(world);
    let mut observed = std::mem::take(&mut world.observed);
    let mut changes = link_changes(world, &mut observed);
    window_changes(world, &mut observed, &mut changes);
    pane_changes(world, &mut observed, &mut changes);
    focus_changes(world, &mut observed, &mut changes, access);
    world.observed = observed;
    changes
}

/// Changes of links between sessions and windows, and of current windows.
fn link_changes(world: &World, observed: &mut Observed) -> Vec<ChangeHook> {
    let mut changes = Vec::new();
    let links = world.sessions.values().flat_map(|s| {
        let links = s.windows.values();
        links.map(|l| (s.id, l.window))
    });
    let links: BTreeSet<_> = links.collect();
    let came = links.difference(&observed.links);
    changes.extend(came.map(|(s, w)| ChangeHook::Linked(*s, *w)));
    // Objects that ended are in the order in which they did. A link that was replaced at once did
    // not end.
    let ended = std::mem::take(&mut observed.ended);
    let ended = ended.into_iter().filter(|ended| match ended {
        Ended::Session { .. } => true,
        Ended::Link {
            session, window, ..
        } => !links.contains(&(*session, *window)),
    });
    let ended: Vec<Ended> = ended.collect();
    let reported = |session: SessionId, window: WindowId| {
        ended.iter().any(|ended| {
            matches!(ended, Ended::Link { session: s, window: w, .. } if (*s, *w) == (session, window))
        })
    };
    for (session, window) in observed.links.difference(&links) {
        if !reported(*session, *window) {
            let link = ended_link(world, *session, *window);
            changes.extend(link.map(ChangeHook::Ended));
        }
    }
    changes.extend(ended.into_iter().map(ChangeHook::Ended));
    observed.links = links;
    let current = world.sessions.values();
    let current: BTreeMap<_, _> = current.filter_map(|s| Some((s.id, s.window()?))).collect();
    for (session, window) in &current {
        if observed.current.get(session).is_some_and(|w| w != window) {
            changes.push(ChangeHook::Session("session-window-changed", *session));
        }
    }
    observed.current = current;
    changes
}

/// Records that a session is about to be closed, for its hook.
pub(crate) fn session_ends(world: &mut World, id: SessionId) {
    if let Some(session) = world.sessions.get(&id) {
        let name = session.name.clone();
        world.observed.ended.push(Ended::Session { id, name });
    }
}

/// Records that a window is about to be unlinked from a session, for its hook.
pub(crate) fn link_ends(world: &mut World, session: SessionId, window: WindowId) {
    let link = ended_link(world, session, window);
    world.observed.ended.extend(link);
}

/// The end of a link between a session and a window; `None` if one of them is gone already.
fn ended_link(world: &World, session: SessionId, window: WindowId) -> Option<Ended> {
    Some(Ended::Link {
        session,
        session_name: world.sessions.get(&session)?.name.clone(),
        window,
        window_name: world.windows.get(&window)?.name.clone(),
    })
}

/// Changes of active panes, sizes and layouts. A new window is observed without a change.
fn window_changes(world: &World, observed: &mut Observed, changes: &mut Vec<ChangeHook>) {
    observed
        .windows
        .retain(|id, _| world.windows.contains_key(id));
    for window in world.windows.values() {
        let id = window.id;
        let Some(old) = observed.windows.get_mut(&id) else {
            observed.windows.insert(id, ObservedWindow::of(window));
            continue;
        };
        if old.active != window.active {
            old.active = window.active;
            changes.push(ChangeHook::Window("window-pane-changed", id));
        }
        if old.size != window.size() {
            changes.push(ChangeHook::Window("window-resized", id));
        }
        if old.tree != window.tree || old.zoomed != window.zoomed {
            *old = ObservedWindow::of(window);
            changes.push(ChangeHook::Window("window-layout-changed", id));
        }
    }
}

/// Changes of modes and titles. A new pane is observed without a change.
fn pane_changes(world: &World, observed: &mut Observed, changes: &mut Vec<ChangeHook>) {
    observed.panes.retain(|id, _| world.panes.contains_key(id));
    for pane in world.panes.values() {
        let in_mode = pane.mode.is_some();
        match observed.panes.get_mut(&pane.id) {
            Some(old) => {
                if old.in_mode != in_mode {
                    old.in_mode = in_mode;
                    changes.push(ChangeHook::Pane("pane-mode-changed", pane.id));
                }
                if old.title != pane.title {
                    old.title.clone_from(&pane.title);
                    changes.push(ChangeHook::Pane("pane-title-changed", pane.id));
                }
            }
            None => {
                let title = pane.title.clone();
                observed
                    .panes
                    .insert(pane.id, ObservedPane { in_mode, title });
            }
        }
    }
}

/// The active panes of the clients whose terminals have the focus.
fn focused_panes(world: &World) -> BTreeSet<PaneId> {
    let clients = world.clients.values().filter(|c| c.focused);
    let places = clients.filter_map(|c| world.session_location(c.session?));
    places.map(|p| p.pane).collect()
}

/// Changes of the focus, which are also reported to the programs (`focus-events`).
fn focus_changes(
    world: &mut World,
    observed: &mut Observed,
    changes: &mut Vec<ChangeHook>,
    access: &dyn PaneAccess,
) {
    let focused = focused_panes(world);
    if focused == observed.focused {
        return;
    }
    let old = std::mem::replace(&mut observed.focused, focused);
    if !world.get(options::FOCUS_EVENTS, OptionScope::Server) {
        return;
    }
    let there = old.difference(&observed.focused);
    let lost: Vec<PaneId> = there
        .filter(|p| world.panes.contains_key(p))
        .copied()
        .collect();
    for pane in lost {
        pane_input::report_focus(world, pane, false, access);
        changes.push(ChangeHook::Pane("pane-focus-out", pane));
    }
    for pane in observed.focused.difference(&old) {
        pane_input::report_focus(world, *pane, true, access);
        changes.push(ChangeHook::Pane("pane-focus-in", *pane));
    }
}
