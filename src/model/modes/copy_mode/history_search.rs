//! Starts, cancels and ends the searches of copy mode that run beside the world.

use crate::base::{ClientId, Key, KeyCode, PaneId};
use crate::model::copy::searching::Found;
use crate::model::modes::copy_mode::lifecycle;
use crate::model::ops::{queue, window_size};
use crate::model::state::effect::{Effect, HistorySearchEffect};
use crate::model::state::mode::copy_mode::{CopyMode, Search};
use crate::model::state::mode::history_search::{Find, HistorySearch, PendingSearch, SearchReport};
use crate::model::state::pane_access::PaneAccess;
use crate::model::state::world::World;

/// Starts or stops the search of a pane after a command of its copy mode. `far` is a match that is
/// not in the lines that are near, and how many follow it. `queue` ran the command, and waits for
/// the match and (`true`) the count. Returns whether it has to wait.
pub(super) fn after_command(
    world: &mut World,
    id: PaneId,
    far: Option<(Find, usize)>,
    queue: (u64, bool),
) -> bool {
    let Some(copy) = copy_of(world, id) else {
        stop(world, id);
        return false;
    };
    let (search, source, end) = (copy.state.search.clone(), copy.text.source, copy.text.end);
    let counts = search.partial || far.is_some() && !search.shown;
    let pending = world.history_searches.get(&id);
    let counting = pending.is_some_and(|p| p.counts && is_of(p, &search));
    if far.is_none() && counting && search.shown {
        // The cursor has moved since: only the count is still of use.
        let pending = world.history_searches.get_mut(&id);
        let waiting = pending.and_then(|pending| {
            pending.find = None;
            pending.queue.replace(queue)
        });
        wake(world, waiting);
        return queue.1;
    }
    stop(world, id);
    if far.is_none() && !(search.shown && counts) {
        return false;
    }
    world.next_search += 1;
    let number = world.next_search;
    let waits = far.is_some() || queue.1;
    let pending = PendingSearch {
        id: number,
        text: search.text.clone(),
        regex: search.regex,
        find: far,
        counts,
        queue: waits.then_some(queue),
    };
    world.history_searches.insert(id, pending);
    let request = HistorySearch {
        id: number,
        source,
        end,
        text: search.text,
        regex: search.regex,
        find: far.map(|(find, _)| find),
        counts,
    };
    let start = HistorySearchEffect::Start(Box::new(request));
    world.effect(Effect::HistorySearch(start));
    waits
}

/// Starts the searches that ran in the previous server again.
pub(crate) fn resume(world: &mut World) {
    for (id, mut pending) in std::mem::take(&mut world.history_searches) {
        let Some(copy) = copy_of(world, id) else {
            continue;
        };
        let (source, end) = (copy.text.source, copy.text.end);
        world.next_search += 1;
        pending.id = world.next_search;
        let request = HistorySearch {
            id: pending.id,
            source,
            end,
            text: pending.text.clone(),
            regex: pending.regex,
            find: pending.find.map(|(find, _)| find),
            counts: pending.counts,
        };
        world.history_searches.insert(id, pending);
        let start = HistorySearchEffect::Start(Box::new(request));
        world.effect(Effect::HistorySearch(start));
    }
}

fn copy_of(world: &World, id: PaneId) -> Option<&CopyMode> {
    world.panes.get(&id)?.mode.as_ref()?.copy()
}

fn is_of(pending: &PendingSearch, search: &Search) -> bool {
    pending.text == search.text && pending.regex == search.regex
}

/// Handles a report of a search.
pub(crate) fn report(world: &mut World, report: SearchReport, access: &dyn PaneAccess) {
    let mut all = world.history_searches.iter_mut();
    let Some((id, pending)) = all.find(|(_, pending)| pending.id == report.id) else {
        return;
    };
    let id = *id;
    let find = report
        .found
        .and_then(|line| Some((line, pending.find.take()?)));
    let mut queue = pending.queue;
    if queue.is_some_and(|(_, counts)| report.done || !counts) {
        pending.queue = None;
    } else {
        queue = None;
    }
    if report.done {
        world.history_searches.remove(&id);
    }
    world.changed = true;
    let mut far = None;
    if let Some((line, (find, times))) = find {
        let found = lifecycle::with_engine(world, id, access, |engine| {
            engine.finish_search(find, times, line)
        });
        if let Some(Found::Far(find, times)) = found {
            far = Some((find, times));
        }
    }
    if let Some(count) = report.count {
        lifecycle::with_engine(world, id, access, |engine| engine.finish_count(count));
    }
    match far {
        Some(_) => drop(after_command(world, id, far, queue.unwrap_or_default())),
        None => wake(world, queue),
    }
    redraw(world, id);
}

fn wake(world: &mut World, queue: Option<(u64, bool)>) {
    if let Some((run, _)) = queue {
        queue::wake(world, run);
    }
}

fn redraw(world: &mut World, id: PaneId) {
    if let Some(copy) = world
        .panes
        .get_mut(&id)
        .and_then(|p| p.mode.as_mut()?.copy_mut())
    {
        copy.generation += 1;
    }
    if let Some(window) = world.panes.get(&id).map(|pane| pane.window) {
        window_size::redraw_window(world, window);
    }
}

/// Ends the search of a pane.
fn stop(world: &mut World, id: PaneId) {
    if let Some(pending) = world.history_searches.remove(&id) {
        let stop = HistorySearchEffect::Stop(pending.id);
        world.effect(Effect::HistorySearch(stop));
        wake(world, pending.queue);
    }
}

/// Ends the searches of panes that have left copy mode.
pub(crate) fn stop_left(world: &mut World) {
    let left = world.history_searches.keys().copied();
    let left: Vec<PaneId> = left.filter(|id| copy_of(world, *id).is_none()).collect();
    for id in left {
        stop(world, id);
    }
}

/// Whether a pane searches for a match.
pub fn searches(world: &World, id: PaneId) -> bool {
    let pending = world.history_searches.get(&id);
    pending.is_some_and(|pending| pending.find.is_some())
}

/// A key of a client ends the search for a match in its pane; the cursor stays. Returns whether
/// the key has no other effect: those that would leave copy mode only end the search.
pub(crate) fn cancel_by_key(world: &mut World, client: ClientId, key: Key) -> bool {
    let session = world.clients.get(&client).and_then(|client| client.session);
    let Some(place) = session.and_then(|session| world.session_location(session)) else {
        return false;
    };
    cancel(world, place.pane) && ends(key)
}

/// Ends the search for a match in a pane. Returns false if there is none.
pub(crate) fn cancel(world: &mut World, id: PaneId) -> bool {
    if !searches(world, id) {
        return false;
    }
    stop(world, id);
    redraw(world, id);
    true
}

/// Whether a key is one that ends things.
pub(crate) fn ends(key: Key) -> bool {
    key.code == KeyCode::Escape || [Key::char('q'), Key::ctrl('c'), Key::ctrl('g')].contains(&key)
}
