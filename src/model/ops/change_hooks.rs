//! Change hooks: compares the world with the last observation, queues the hooks of the differences
//! and sends focus reports. Commands change the world in many ways, so one comparison finds every
//! change that has a hook, and no command can forget to report one.

use crate::base::sorted::{Entry, SortedMap, SortedSet};
use crate::base::{ClientId, PaneId, SessionId, WindowId};
use crate::lang::tables::hooks::{self as hook_events, HookEvent};
use crate::lang::tables::options;
use crate::model::ops::{group, hooks, pane_input};
use crate::model::state::mode::Mode;
use crate::model::state::observed::{Ended, GroupMember, Observed, ObservedPane, ObservedWindow};
use crate::model::state::options::OptionScope;
use crate::model::state::overlay::list::List;
use crate::model::state::overlay::popup::Popup;
use crate::model::state::overlay::{Menu, PaneNumbers};
use crate::model::state::pane_access::PaneAccess;
use crate::model::state::world::World;

/// A change that has a hook.
pub(crate) enum ChangeHook {
    /// The event and the session that changed.
    Session(HookEvent, SessionId),
    /// The event and the window that changed.
    Window(HookEvent, WindowId),
    /// The event and the pane that changed.
    Pane(HookEvent, PaneId),
    /// The event and the client that changed.
    Client(HookEvent, ClientId),
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
        let (event, place) = match change {
            ChangeHook::Session(event, id) => (event, world.session_location(id)),
            ChangeHook::Window(event, id) => (event, world.window_location(id)),
            ChangeHook::Pane(event, id) => (event, world.pane_location(id)),
            ChangeHook::Client(event, id) => return hooks::client_hook(world, event, id),
            ChangeHook::Linked(session, window) => (
                hook_events::WINDOW_LINKED,
                world.link_location(session, window),
            ),
            ChangeHook::Ended(ended) => return hooks::ended_hook(world, &ended),
        };
        hooks::hook(world, event, None, place)
    });
    queues.count() > 0
}

/// Observes the world anew, and returns the changes since the last observation. Sends focus reports
/// to panes.
pub(crate) fn diff_observed(world: &mut World, access: &dyn PaneAccess) -> Vec<ChangeHook> {
    group::sync_groups(world);
    let mut observed = std::mem::take(&mut world.observed);
    let mut changes = Vec::new();
    window_changes(world, &mut observed, &mut changes);
    pane_changes(world, &mut observed, &mut changes);
    current_changes(world, &mut observed, &mut changes);
    link_changes(world, &mut observed, &mut changes);
    group_changes(world, &mut observed, &mut changes);
    client_changes(world, &mut observed, &mut changes);
    let clients = std::mem::take(&mut observed.clients);
    changes.extend(
        clients
            .into_iter()
            .map(|(event, id)| ChangeHook::Client(event, id)),
    );
    focus_changes(world, &mut observed, &mut changes, access);
    world.observed = observed;
    changes
}

/// Changes of session groups and of the marked pane.
fn group_changes(world: &World, observed: &mut Observed, changes: &mut Vec<ChangeHook>) {
    let sessions = world.sessions.keys();
    let groups: SortedMap<SessionId, GroupMember> = sessions
        .filter_map(|id| {
            let member = GroupMember {
                group: world.group_of(*id)?.0.to_owned(),
                session: world.sessions.get(id)?.name.clone(),
            };
            Some((*id, member))
        })
        .collect();
    for (id, member) in &observed.groups {
        if !world.sessions.contains_key(id) {
            let name = member.session.clone();
            changes.push(ChangeHook::Ended(Ended::Member { id: *id, name }));
        }
    }
    for id in world.sessions.keys() {
        let group = |member: &GroupMember| member.group.clone();
        let old = observed.groups.get(id).map(group);
        let new = groups.get(id).map(group);
        if old != new {
            let left = hook_events::SESSION_REMOVED_FROM_GROUP;
            let joined = hook_events::SESSION_ADDED_TO_GROUP;
            changes.extend(old.map(|_| ChangeHook::Session(left, *id)));
            changes.extend(new.map(|_| ChangeHook::Session(joined, *id)));
        }
    }
    observed.groups = groups;
    if observed.marked != world.marked {
        let pane = world.marked.or(observed.marked);
        let event = hook_events::MARKED_PANE_CHANGED;
        changes.extend(pane.map(|pane| ChangeHook::Pane(event, pane)));
        observed.marked = world.marked;
    }
}

/// Clients that show their first session, and clients that are gone.
fn client_changes(world: &World, observed: &mut Observed, changes: &mut Vec<ChangeHook>) {
    for client in world.clients.values().filter(|client| client.attached()) {
        if let Entry::Vacant(unknown) = observed.attached.entry(client.id) {
            unknown.insert(client.name.clone());
            changes.push(ChangeHook::Client(hook_events::CLIENT_CREATED, client.id));
        }
    }
    let gone = observed
        .attached
        .iter()
        .filter(|(id, _)| !world.clients.contains_key(id));
    let gone: Vec<_> = gone.map(|(id, name)| (*id, name.clone())).collect();
    for (id, name) in gone {
        observed.attached.remove(&id);
        changes.push(ChangeHook::Ended(Ended::Client { name }));
    }
}

/// Changes of the current windows of sessions.
fn current_changes(world: &World, observed: &mut Observed, changes: &mut Vec<ChangeHook>) {
    let current = world.sessions.values();
    let current: SortedMap<_, _> = current.filter_map(|s| Some((s.id, s.window()?))).collect();
    for (session, window) in &current {
        if observed.current.get(session).is_some_and(|w| w != window) {
            let event = hook_events::SESSION_WINDOW_CHANGED;
            changes.push(ChangeHook::Session(event, *session));
        }
    }
    observed.current = current;
}

/// Changes of links between sessions and windows, and of the sessions themselves.
fn link_changes(world: &World, observed: &mut Observed, changes: &mut Vec<ChangeHook>) {
    let links = world.sessions.values().flat_map(|s| {
        let links = s.windows.values();
        links.map(|l| (s.id, l.window))
    });
    let links: SortedSet<_> = links.collect();
    let made = std::mem::take(&mut observed.linked);
    let mut came: Vec<_> = links.difference(&observed.links).copied().collect();
    came.retain(|link| !made.contains(link));
    came.extend(made.into_iter().filter(|link| links.contains(link)));
    changes.extend(came.into_iter().map(|(s, w)| ChangeHook::Linked(s, w)));
    let sessions: SortedSet<_> = world.sessions.keys().copied().collect();
    let created = sessions.difference(&observed.sessions);
    let event = hook_events::SESSION_CREATED;
    changes.extend(created.map(|id| ChangeHook::Session(event, *id)));
    observed.sessions = sessions;
    // Objects that ended are in the order in which they did.
    let ended = std::mem::take(&mut observed.ended);
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
}

/// Records that a command linked a window to a session, for its hook.
pub(crate) fn link_made(world: &mut World, session: SessionId, window: WindowId) {
    world.observed.linked.push((session, window));
}

/// Records an event of a client, for its hook. It runs after the hooks of the changes that led to
/// the event.
pub(crate) fn client_event(world: &mut World, event: HookEvent, client: ClientId) {
    world.observed.clients.push((event, client));
}

/// Makes a client the one that was used last in the window that it shows. Returns whether another
/// one was.
pub(crate) fn set_latest(world: &mut World, client: ClientId) -> bool {
    let session = world.clients.get(&client).and_then(|c| c.session);
    let Some(place) = session.and_then(|s| world.session_location(s)) else {
        return false;
    };
    world.observed.latest.insert(place.window, client) != Some(client)
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

/// Changes of active panes, sizes and layouts. The first observation of a
/// window is that it was created.
fn window_changes(world: &World, observed: &mut Observed, changes: &mut Vec<ChangeHook>) {
    let closed = observed.windows.iter();
    let closed = closed.filter(|(id, _)| !world.windows.contains_key(id));
    changes.extend(closed.map(|(id, window)| {
        let name = window.name.clone();
        ChangeHook::Ended(Ended::Window { id: *id, name })
    }));
    observed
        .windows
        .retain(|id, _| world.windows.contains_key(id));
    observed
        .latest
        .retain(|id, _| world.windows.contains_key(id));
    for window in world.windows.values() {
        let id = window.id;
        let Some(old) = observed.windows.get_mut(&id) else {
            observed.windows.insert(id, ObservedWindow::of(window));
            changes.push(ChangeHook::Window(hook_events::WINDOW_CREATED, id));
            let clients = world.clients_with_pane(window.active).into_iter();
            let clients = clients.filter_map(|client| world.clients.get(&client));
            if let Some(client) = clients.max_by_key(|client| client.order) {
                observed.latest.entry(id).or_insert(client.id);
            }
            continue;
        };
        let new = ObservedWindow::of(window);
        let old = std::mem::replace(old, new);
        let zoomed = (old.zoomed != window.zoomed).then_some(match window.zoomed {
            true => hook_events::WINDOW_ZOOMED,
            false => hook_events::WINDOW_UNZOOMED,
        });
        let resized = old.size != window.size();
        let same = old.tree == window.tree && old.floats == window.floats;
        let arranged = !same || old.zoomed != window.zoomed;
        let closed = !window.panes().contains(&old.active);
        // A closed pane leaves the layout before another one becomes active.
        let mut events = [
            (
                old.active != window.active,
                hook_events::WINDOW_PANE_CHANGED,
            ),
            (arranged, hook_events::WINDOW_LAYOUT_CHANGED),
            (resized, hook_events::WINDOW_RESIZED),
        ];
        if closed {
            events.swap(0, 1);
        }
        let events = events.into_iter().filter(|(happened, _)| *happened);
        let events = events.map(|(_, event)| event).chain(zoomed);
        changes.extend(events.map(|event| ChangeHook::Window(event, id)));
    }
}

/// New panes, and changes of modes, titles, sizes, windows and prompts.
fn pane_changes(world: &World, observed: &mut Observed, changes: &mut Vec<ChangeHook>) {
    observed.panes.retain(|id, _| world.panes.contains_key(id));
    for pane in world.panes.values().filter(|pane| !pane.in_popup()) {
        let mode = pane.mode.as_ref().map(Mode::name);
        match observed.panes.get_mut(&pane.id) {
            Some(old) => {
                let prompt = world.prompt_in(pane.id);
                let entered = match mode.is_some() {
                    true => hook_events::PANE_MODE_ENTERED,
                    false => hook_events::PANE_MODE_EXITED,
                };
                let asked = match prompt {
                    true => hook_events::PANE_PROMPT_OPENED,
                    false => hook_events::PANE_PROMPT_CLOSED,
                };
                let changed = old.mode != mode;
                let toggled = old.mode.is_some() != mode.is_some();
                let events = [
                    (changed, hook_events::PANE_MODE_CHANGED),
                    (toggled, entered),
                    (old.title != pane.title, hook_events::PANE_TITLE_CHANGED),
                    (old.window != pane.window, hook_events::PANE_MOVED),
                    (old.size != pane.size, hook_events::PANE_RESIZED),
                    (old.prompt != prompt, asked),
                ];
                let events = events.into_iter().filter(|(happened, _)| *happened);
                let pushed = events.map(|(_, event)| ChangeHook::Pane(event, pane.id));
                changes.extend(pushed);
                if old.title != pane.title {
                    old.title.clone_from(&pane.title);
                }
                (old.mode, old.prompt) = (mode, prompt);
                (old.window, old.size) = (pane.window, pane.size);
            }
            None => {
                let new = ObservedPane {
                    mode,
                    title: pane.title.clone(),
                    window: pane.window,
                    size: pane.size,
                    prompt: false,
                };
                observed.panes.insert(pane.id, new);
                changes.push(ChangeHook::Pane(hook_events::PANE_CREATED, pane.id));
            }
        }
    }
}

/// The panes that keys reach from the clients whose terminals have the focus: the pane of a popup,
/// or the active pane. As in tmux, a pane below a menu, a list, a popup or pane numbers has no
/// focus.
fn focused_panes(world: &World) -> SortedSet<PaneId> {
    let clients = world.clients.values().filter(|c| c.focused);
    let panes = clients.filter_map(|client| {
        let session = client.session?;
        let overlays = &client.overlays;
        if overlays.has::<Menu>() || overlays.has::<List>() || overlays.has::<PaneNumbers>() {
            return None;
        }
        match overlays.get::<Popup>() {
            Some(popup) => Some(popup.pane),
            None => Some(world.session_location(session)?.pane),
        }
    });
    panes.collect()
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
    // The pane of a popup has no hooks: it is in no window.
    let in_window = |world: &World, pane: &PaneId| world.pane_location(*pane).is_some();
    for pane in lost {
        pane_input::report_focus(world, pane, false, access);
        if in_window(world, &pane) {
            changes.push(ChangeHook::Pane(hook_events::PANE_FOCUS_OUT, pane));
        }
    }
    for pane in observed.focused.difference(&old) {
        pane_input::report_focus(world, *pane, true, access);
        if in_window(world, pane) {
            changes.push(ChangeHook::Pane(hook_events::PANE_FOCUS_IN, *pane));
        }
    }
}
