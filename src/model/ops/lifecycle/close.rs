//! Closes panes, and with the last one windows, sessions and the server.

use crate::base::{PaneId, SessionId, WindowId};
use crate::lang::tables::choices::{DestroyUnattached, RemainOnExit};
use crate::lang::tables::hooks as hook_events;
use crate::lang::tables::options;
use crate::layout::Tree;
use crate::model::ops::automation::event_log;
use crate::model::ops::lifecycle::{
    client_lifecycle, closing, pane_lifecycle, popup_lifecycle, session_lifecycle,
};
use crate::model::ops::screens::pane_states;
use crate::model::ops::{
    auto_rename, change_hooks, hooks, pipe, queue, wait_channels, window_size,
};
use crate::model::state::effect::{Effect, PaneEffect};
use crate::model::state::input::Exit;
use crate::model::state::options::OptionScope;
use crate::model::state::pane::ProgramState;
use crate::model::state::world::World;

/// Handles the exit of a pane's program: respawns it, closes the pane, or keeps it
/// (`remain-on-exit`).
pub(crate) fn exited(world: &mut World, id: PaneId, exit: Exit) {
    if popup_lifecycle::exited(world, id, exit) {
        return;
    }
    let Some(pane) = world.panes.get_mut(&id) else {
        return;
    };
    pane.state = ProgramState::Dead(exit, world.now.wall);
    let window = pane.window;
    event_log::exited(world, id, exit);
    world.automation.ended.push((id, Some(exit)));
    // The exit is unknown if the keeper was killed, and then a signal is the likely cause.
    if exit.signal.is_some() || exit.status.is_none_or(|status| status > 128) {
        world.killed_by_signal.push(id);
    }
    let pane = world.panes.get_mut(&id);
    if pane.is_some_and(|pane| std::mem::take(&mut pane.respawn))
        && let Some(place) = world.pane_location(id)
    {
        pane_lifecycle::restart_program(world, place);
        return;
    }
    queue::program_ended(world, id, exit.code());
    pane_states::program_exited(world, id);
    let failed = exit.status != Some(0);
    let remain = match world.get(options::REMAIN_ON_EXIT, OptionScope::Pane(id)) {
        RemainOnExit::Off => false,
        RemainOnExit::On | RemainOnExit::Key => true,
        RemainOnExit::Failed => failed,
    };
    if !remain {
        hooks::pane_hook(world, hook_events::PANE_EXITED, id);
        close_pane(world, id);
        return;
    }
    hooks::pane_hook(world, hook_events::PANE_DIED, id);
    let format = world.get(options::REMAIN_ON_EXIT_FORMAT, OptionScope::Pane(id));
    if let Some(place) = world.pane_location(id)
        && !format.is_empty()
    {
        let no_panes = crate::model::state::pane_access::NoPanes;
        let text = crate::model::format::context::FormatContext::new(world, &no_panes)
            .about(Some(place))
            .expand(format);
        let text = crate::lang::styled_text::draw(
            &text,
            pane_lifecycle::place_cols(world, id),
            crate::base::Style::DEFAULT,
        );
        world.effect(Effect::Pane(
            id,
            PaneEffect::ShowLastRow(Box::new(text.line)),
        ));
    }
    window_size::redraw_window(world, window);
}

/// Closes a pane, and its window and session if it was their last pane.
pub(crate) fn close_pane(world: &mut World, id: PaneId) {
    closing::before_closing(world);
    let Some(pane) = world.panes.remove(&id) else {
        return;
    };
    pipe::close_pipe(world, id);
    pane_states::pane_closed(world, id);
    world.automation.ended.push((id, None));
    queue::program_ended(world, id, Exit::default().code());
    world.effect(Effect::Pane(id, PaneEffect::Close));
    if world.marked == Some(id) {
        world.marked = None;
    }
    detach_pane(world, id, pane.window);
}

/// Closes a pane whose program never started. There is nothing that `undo` could bring back.
pub(crate) fn close_new_pane(world: &mut World, id: PaneId) {
    let closed_before = world.closing.is_some();
    close_pane(world, id);
    if !closed_before {
        world.closing = None;
    }
}

/// Removes a pane from the layout of its window, and closes the window if it was the last pane.
pub(crate) fn detach_pane(world: &mut World, id: PaneId, from: WindowId) {
    let Some(window) = world.windows.get_mut(&from) else {
        return;
    };
    let order = window.panes();
    let rest = match window.tree.remove(id) {
        Ok(rest) => rest,
        Err(_) if window.floats.contains(id) => Some(window.tree.clone()),
        Err(_) => return,
    };
    if order.len() == 1 {
        close_window(world, from);
        return;
    }
    let vacant = || Tree::vacant(window.size()).with_border(window.tree.border());
    window.tree = rest.unwrap_or_else(vacant);
    // A zoomed window stays so below a pane that was shown above it.
    let under = window.zoomed_pane().filter(|under| *under != id);
    let above = window.floats.above.over_zoom.contains(&id);
    let under = under.filter(|_| above && order.len() > 2);
    window.zoomed = under.is_some();
    window.forget(id, &order);
    if let Some(under) = under.filter(|_| !window.floats.above.over_zoom.contains(&window.active)) {
        window.select(under);
    }
    window_size::update_pane_sizes(world, from);
    auto_rename::schedule_rename(world, from);
}

/// Closes a window with its panes, and unlinks it from every session.
pub(crate) fn close_window(world: &mut World, id: WindowId) {
    closing::before_closing(world);
    let sessions: Vec<SessionId> = world.sessions.keys().copied().collect();
    for session in &sessions {
        if world.link_location(*session, id).is_some() {
            change_hooks::link_ends(world, *session, id);
        }
    }
    let Some(window) = world.windows.remove(&id) else {
        return;
    };
    for pane in window.panes() {
        if world.panes.get(&pane).is_some_and(|p| p.window == id) {
            world.panes.remove(&pane);
            world.automation.ended.push((pane, None));
            queue::program_ended(world, pane, Exit::default().code());
            world.effect(Effect::Pane(pane, PaneEffect::Close));
        }
        if world.marked == Some(pane) {
            world.marked = None;
        }
    }
    for session in sessions {
        while let Some(index) = world.sessions.get(&session).and_then(|s| s.index_of(id)) {
            unlink(world, session, index);
        }
    }
}

/// Frees an index of a session for a window that the caller puts there at once. Until then the
/// session may be empty or its current window missing.
pub(crate) fn free_index(world: &mut World, session: SessionId, index: u32) {
    let known = world.sessions.get_mut(&session);
    let Some(link) = known.and_then(|s| s.windows.remove(&index)) else {
        return;
    };
    change_hooks::link_ends(world, session, link.window);
    let mut all = world.sessions.values();
    if !all.any(|s| s.index_of(link.window).is_some()) {
        close_window(world, link.window);
    }
}

/// Removes the link at an index of a session, and closes the session if it was the last.
pub(crate) fn unlink(world: &mut World, session: SessionId, index: u32) {
    let Some(known) = world.sessions.get_mut(&session) else {
        return;
    };
    let link = known.unlink(index);
    let emptied = known.windows.is_empty();
    if let Some(link) = link {
        change_hooks::link_ends(world, session, link.window);
    }
    if emptied {
        close_session(world, session);
        return;
    }
    if world.get(
        options::RENUMBER_WINDOWS,
        OptionScope::Session(Some(session)),
    ) {
        session_lifecycle::renumber(world, session);
    }
    session_lifecycle::session_changed(world, session);
}

/// Closes a session, and every window that no other session has.
pub(crate) fn close_session(world: &mut World, id: SessionId) {
    closing::before_closing(world);
    let detach = world.get(options::DETACH_ON_DESTROY, OptionScope::Session(Some(id)));
    let windows = world
        .sessions
        .get(&id)
        .map(|session| session.windows.clone());
    change_hooks::session_ends(world, id);
    for link in windows.unwrap_or_default().values() {
        change_hooks::link_ends(world, id, link.window);
    }
    let Some(session) = world.sessions.remove(&id) else {
        return;
    };
    world.presence.expected.remove(&id);
    for group in world.groups.values_mut() {
        group.members.retain(|member| *member != id);
    }
    for link in session.windows.values() {
        let elsewhere = world
            .sessions
            .values()
            .any(|s| s.index_of(link.window).is_some());
        if !elsewhere {
            close_window(world, link.window);
        }
    }
    for client in world.attached_to(id) {
        client_lifecycle::session_closed_for(world, client, &session.name, detach);
    }
}

/// Closes the sessions that no client shows, where `destroy-unattached` says so.
pub(crate) fn close_unattached(world: &mut World) {
    let all: Vec<SessionId> = world.sessions.keys().copied().collect();
    for id in all {
        let expected = world.presence.expected.contains(&id);
        if expected || !world.sessions.contains_key(&id) || !world.attached_to(id).is_empty() {
            continue;
        }
        let wanted = world.get(options::DESTROY_UNATTACHED, OptionScope::Session(Some(id)));
        let ends = match wanted {
            DestroyUnattached::Off => false,
            DestroyUnattached::On => true,
            DestroyUnattached::KeepLast => world.links_per_session(id) > 1,
            DestroyUnattached::KeepGroup => {
                let group = world.group_of(id);
                group.is_none_or(|(_, members)| members.len() > 1)
            }
        };
        if ends {
            close_session(world, id);
        }
    }
}

/// Ends the server on behalf of the user: detaches all clients, closes all panes, wakes the queues
/// that wait for a channel and requests the shutdown.
pub(crate) fn end_server(world: &mut World) {
    closing::before_closing(world);
    end(world, true);
}

/// As [`end_server`], at a shutdown of the system: the sessions return with the next server.
pub(crate) fn terminate(world: &mut World) {
    end(world, false);
}

fn end(world: &mut World, undoable: bool) {
    wait_channels::wake_all(world);
    for client in world.attached_clients() {
        client_lifecycle::detach_at_exit(world, client, undoable);
    }
    let panes: Vec<PaneId> = std::mem::take(&mut world.panes).into_keys().collect();
    for pane in panes {
        world.automation.ended.push((pane, None));
        world.effect(Effect::Pane(pane, PaneEffect::Close));
    }
    world.windows.clear();
    world.sessions.clear();
    if !std::mem::replace(&mut world.ending, true) {
        world.effect(Effect::Shutdown);
    }
}
