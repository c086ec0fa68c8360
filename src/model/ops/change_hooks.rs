//! Finds the changes since the last observation, and runs the hooks and focus reports that follow.

use crate::base::{PaneId, SessionId, WindowId};
use crate::lang::tables::options;
use crate::model::ops::group;
use crate::model::ops::hooks;
use crate::model::ops::pane_input;
use crate::model::state::observed::{Observed, ObservedPane, ObservedWindow};
use crate::model::state::options::OptionScope;
use crate::model::state::pane_access::PaneAccess;
use crate::model::state::world::World;
use std::collections::{BTreeMap, BTreeSet};

/// Something that has a hook, and what it is about.
pub(crate) enum ChangeHook {
    /// A hook and a session.
    Session(&'static str, SessionId),
    /// A hook and a window.
    Window(&'static str, WindowId),
    /// A hook and a pane.
    Pane(&'static str, PaneId),
}

/// Looks at what changed, tells programs about the focus and starts hooks. Whether there were
/// any.
pub(crate) fn fire_change_hooks(world: &mut World, sight: &dyn PaneAccess) -> bool {
    let notices = diff_observed(world, sight);
    let queues = notices.into_iter().filter_map(|notice| {
        let (name, place) = match notice {
            ChangeHook::Session(name, id) => (name, world.place_in(id)),
            ChangeHook::Window(name, id) => (name, world.place_of_window(id)),
            ChangeHook::Pane(name, id) => (name, world.place_of(id)),
        };
        hooks::hook(world, name, None, place)
    });
    queues.count() > 0
}

/// Takes what is there as known, and says what is new.
pub(crate) fn diff_observed(world: &mut World, sight: &dyn PaneAccess) -> Vec<ChangeHook> {
    group::share_windows(world);
    let mut seen = std::mem::take(&mut world.seen);
    let mut notices = link_notices(world, &mut seen);
    window_notices(world, &mut seen, &mut notices);
    pane_notices(world, &mut seen, &mut notices);
    focus_notices(world, &mut seen, &mut notices, sight);
    world.seen = seen;
    notices
}

fn link_notices(world: &World, seen: &mut Observed) -> Vec<ChangeHook> {
    let mut notices = Vec::new();
    let links = world.sessions.values().flat_map(|s| {
        let links = s.windows.values();
        links.map(|l| (s.id, l.window))
    });
    let links: BTreeSet<_> = links.collect();
    let came = links.difference(&seen.links);
    notices.extend(came.map(|(_, w)| ChangeHook::Window("window-linked", *w)));
    let went = seen.links.difference(&links);
    notices.extend(went.map(|(s, _)| ChangeHook::Session("window-unlinked", *s)));
    seen.links = links;
    let current = world.sessions.values();
    let current: BTreeMap<_, _> = current.filter_map(|s| Some((s.id, s.window()?))).collect();
    for (session, window) in &current {
        if seen.current.get(session).is_some_and(|w| w != window) {
            notices.push(ChangeHook::Session("session-window-changed", *session));
        }
    }
    seen.current = current;
    notices
}

fn window_notices(world: &World, seen: &mut Observed, notices: &mut Vec<ChangeHook>) {
    seen.windows.retain(|id, _| world.windows.contains_key(id));
    for window in world.windows.values() {
        let id = window.id;
        let Some(old) = seen.windows.get_mut(&id) else {
            seen.windows.insert(id, ObservedWindow::of(window));
            continue;
        };
        if old.active != window.active {
            old.active = window.active;
            notices.push(ChangeHook::Window("window-pane-changed", id));
        }
        if old.size != window.size() {
            notices.push(ChangeHook::Window("window-resized", id));
        }
        if old.tree != window.tree || old.zoomed != window.zoomed {
            *old = ObservedWindow::of(window);
            notices.push(ChangeHook::Window("window-layout-changed", id));
        }
    }
}

fn pane_notices(world: &World, seen: &mut Observed, notices: &mut Vec<ChangeHook>) {
    seen.panes.retain(|id, _| world.panes.contains_key(id));
    for pane in world.panes.values() {
        let in_mode = pane.mode.is_some();
        match seen.panes.get_mut(&pane.id) {
            Some(old) => {
                if old.in_mode != in_mode {
                    old.in_mode = in_mode;
                    notices.push(ChangeHook::Pane("pane-mode-changed", pane.id));
                }
                if old.title != pane.title {
                    old.title.clone_from(&pane.title);
                    notices.push(ChangeHook::Pane("pane-title-changed", pane.id));
                }
            }
            None => {
                let title = pane.title.clone();
                seen.panes.insert(pane.id, ObservedPane { in_mode, title });
            }
        }
    }
}

/// The active panes before clients whose terminals have the focus.
fn focused_panes(world: &World) -> BTreeSet<PaneId> {
    let clients = world.clients.values().filter(|c| c.focused);
    let places = clients.filter_map(|c| world.place_in(c.session?));
    places.map(|p| p.pane).collect()
}

fn focus_notices(
    world: &mut World,
    seen: &mut Observed,
    notices: &mut Vec<ChangeHook>,
    sight: &dyn PaneAccess,
) {
    let focused = focused_panes(world);
    if focused == seen.focused {
        return;
    }
    let old = std::mem::replace(&mut seen.focused, focused);
    if !world.get(options::FOCUS_EVENTS, OptionScope::Server) {
        return;
    }
    let there = old.difference(&seen.focused);
    let lost: Vec<PaneId> = there
        .filter(|p| world.panes.contains_key(p))
        .copied()
        .collect();
    for pane in lost {
        pane_input::tell_focus(world, pane, false, sight);
        notices.push(ChangeHook::Pane("pane-focus-out", pane));
    }
    for pane in seen.focused.difference(&old) {
        pane_input::tell_focus(world, *pane, true, sight);
        notices.push(ChangeHook::Pane("pane-focus-in", *pane));
    }
}
