//! Records events: those of programs when they happen, and changes of the world by comparison with
//! the last observation, as notifications of control clients.

use crate::base::json::Json;
use crate::base::sorted::SortedSet;
use crate::base::{PaneId, SessionId, WindowId};
use crate::model::ops::control::observe::observe as observe_common;
use crate::model::ops::{queue, timers};
use crate::model::state::automation::event_log::{
    self as kinds, Event, EventAbout, EventKind, EventsObserved,
};
use crate::model::state::input::Exit;
use crate::model::state::pane::{Pane, ShellTimes};
use crate::model::state::timers::Purpose;
use crate::model::state::world::World;

/// How many events are kept for those that ask again.
const KEPT: usize = 2000;

/// How long events are recorded after the last question, in milliseconds.
const LISTENING_MS: u64 = 60_000;

/// The time without output after which a pane is quiet, in milliseconds.
const QUIET_MS: u64 = 1000;

/// Records events from now on, for a while. Returns whether they were recorded already.
pub(crate) fn listen(world: &mut World) -> bool {
    let before = world.events.is_recording();
    if !before {
        // The events since the last recording are not known, so no number from before continues.
        world.events.last += 1;
        world.events.start = world.events.last;
        world.events.events.clear();
        world.events.observed = Some(observe(world));
        world.changed = true;
    }
    world.events.until = world.now.mono + LISTENING_MS;
    before
}

fn observe(world: &World) -> EventsObserved {
    let panes = world.panes.values().filter(|pane| !pane.in_popup());
    EventsObserved {
        common: observe_common(world),
        panes: panes
            .map(|pane| (pane.id, (pane.window, pane.title.clone())))
            .collect(),
    }
}

/// Appends an event, if events are recorded.
fn record(
    world: &mut World,
    kind: EventKind,
    about: EventAbout,
    members: Vec<(&'static str, Json)>,
) {
    let at = world.now.wall;
    let log = &mut world.events;
    if !log.is_recording() {
        return;
    }
    log.last += 1;
    log.events.push_back(Event {
        number: log.last,
        at,
        kind,
        about,
        members,
    });
    if log.events.len() > KEPT {
        log.start = log.events.pop_front().map_or(log.start, |e| e.number);
    }
    // The next server continues the numbers.
    world.changed = true;
}

/// Records an event of a pane.
fn record_pane(world: &mut World, kind: EventKind, id: PaneId, members: Vec<(&'static str, Json)>) {
    if !world.events.is_recording() || world.panes.get(&id).is_none_or(Pane::in_popup) {
        return;
    }
    let window = world.panes.get(&id).map(|pane| pane.window);
    let about = EventAbout {
        pane: Some(id),
        window,
        sessions: window.map_or_else(Vec::new, |window| sessions_with(world, window)),
    };
    record(world, kind, about, members);
}

/// The sessions that have a window.
fn sessions_with(world: &World, window: WindowId) -> Vec<SessionId> {
    let sessions = world.sessions.values();
    let with = sessions.filter(|session| session.index_of(window).is_some());
    with.map(|session| session.id).collect()
}

/// The bell rang in a pane.
pub(crate) fn bell(world: &mut World, id: PaneId) {
    record_pane(world, kinds::PANE_BELL, id, vec![]);
}

/// A program sent a notification.
pub(crate) fn notification(world: &mut World, id: PaneId, title: &str, body: &str) {
    let members = vec![("title", Json::from(title)), ("body", Json::from(body))];
    record_pane(world, kinds::PANE_NOTIFICATION, id, members);
}

/// A program reported its directory.
pub(crate) fn directory(world: &mut World, id: PaneId, path: &str) {
    record_pane(world, kinds::PANE_CWD, id, vec![("cwd", path.into())]);
}

/// The shell of a pane shows its prompt.
pub(crate) fn prompt(world: &mut World, id: PaneId) {
    record_pane(world, kinds::PANE_PROMPT, id, vec![]);
}

/// The shell of a pane started or finished a command.
pub(crate) fn command(world: &mut World, id: PaneId, shell: &ShellTimes) {
    let running = shell.is_running();
    let seconds = (!running).then(|| (shell.end - shell.start) / 1000);
    let phase = if running { "started" } else { "finished" };
    let members = vec![
        ("phase", Json::from(phase)),
        ("status", shell.status.map(i64::from).into()),
        ("seconds", seconds.into()),
    ];
    record_pane(world, kinds::PANE_COMMAND, id, members);
}

/// The state of a pane changed.
pub(crate) fn state(world: &mut World, id: PaneId) {
    let state = world.pane_state(id).map(|state| state.name());
    let report = world.pane_report(id).cloned();
    let (message, source) = report.map(|r| (r.message, r.source)).unzip();
    let members = vec![
        ("state", Json::from(state)),
        ("message", message.into()),
        ("source", source.filter(|source| !source.is_empty()).into()),
    ];
    record_pane(world, kinds::PANE_STATE, id, members);
}

/// The program of a pane exited.
pub(crate) fn exited(world: &mut World, id: PaneId, exit: Exit) {
    let members = vec![
        ("status", Json::from(exit.status.map(i64::from))),
        ("signal", exit.signal.map(i64::from).into()),
    ];
    record_pane(world, kinds::PANE_EXITED, id, members);
}

/// The layout was saved.
pub(crate) fn layout_saved(world: &mut World) {
    record(world, kinds::SAVED, EventAbout::default(), vec![]);
}

/// A pane has output: a timer checks for its end.
pub(crate) fn output(world: &mut World, id: PaneId) {
    if world.events.is_recording() && world.events.quiet.insert(id) {
        timers::start_timer(world, Purpose::Quiet(id), QUIET_MS);
    }
}

/// Checks whether a pane has become quiet.
pub(crate) fn check_quiet(world: &mut World, id: PaneId) {
    world.events.quiet.remove(&id);
    let Some(pane) = world.panes.get(&id) else {
        return;
    };
    let silent = world.now.wall.saturating_sub(pane.shell.output);
    let silent = u64::try_from(silent).unwrap_or(0);
    if silent >= QUIET_MS {
        record_pane(world, kinds::PANE_QUIET, id, vec![]);
    } else if world.events.is_recording() {
        world.events.quiet.insert(id);
        timers::start_timer(world, Purpose::Quiet(id), QUIET_MS - silent);
    }
}

/// Wakes the queues that wait for events: the server ends. Returns whether there was one.
pub(crate) fn wake_all(world: &mut World) -> bool {
    let waiters = std::mem::take(&mut world.events.waiters);
    for waiter in &waiters {
        queue::wake(world, waiter.queue);
    }
    !waiters.is_empty()
}

/// Records the changes since the last observation. Ends the recording if nobody has listened for a
/// while.
pub(crate) fn record_changes(world: &mut World) {
    if !world.events.is_recording() {
        return;
    }
    if world.events.waiters.is_empty() && world.now.mono > world.events.until {
        world.events.observed = None;
        world.events.events.clear();
        return;
    }
    let now = observe(world);
    let Some(before) = world.events.observed.replace(now.clone()) else {
        return;
    };
    if before.common == now.common && before.panes == now.panes {
        return;
    }
    session_changes(world, &before, &now);
    window_changes(world, &before, &now);
    pane_changes(world, &before, &now);
    client_changes(world, &before, &now);
    buffer_changes(world, &before, &now);
}

fn of_session(id: SessionId) -> EventAbout {
    EventAbout {
        sessions: vec![id],
        ..EventAbout::default()
    }
}

fn of_window(world: &World, id: WindowId, before: &EventsObserved) -> EventAbout {
    let mut sessions = sessions_with(world, id);
    if sessions.is_empty() {
        let links = before.common.links.iter();
        sessions.extend(links.filter(|(_, w)| *w == id).map(|(session, _)| *session));
    }
    EventAbout {
        window: Some(id),
        sessions,
        ..EventAbout::default()
    }
}

fn session_changes(world: &mut World, before: &EventsObserved, now: &EventsObserved) {
    let (old, new) = (&before.common.sessions, &now.common.sessions);
    for (id, (name, current)) in new {
        let named = vec![("name", Json::from(name.as_str()))];
        match old.get(id) {
            None => record(world, kinds::SESSION_ADDED, of_session(*id), named),
            Some((known, shown)) => {
                if known != name {
                    record(world, kinds::SESSION_RENAMED, of_session(*id), named);
                }
                if shown != current {
                    let about = EventAbout {
                        window: *current,
                        ..of_session(*id)
                    };
                    record(world, kinds::SESSION_WINDOW, about, vec![]);
                }
            }
        }
    }
    for (id, (name, _)) in old.iter().filter(|(id, _)| !new.contains_key(id)) {
        let named = vec![("name", Json::from(name.as_str()))];
        record(world, kinds::SESSION_CLOSED, of_session(*id), named);
    }
}

fn window_changes(world: &mut World, before: &EventsObserved, now: &EventsObserved) {
    let (old, new) = (&before.common.windows, &now.common.windows);
    for (id, window) in new {
        let about = of_window(world, *id, before);
        let named = vec![("name", Json::from(window.name.as_str()))];
        let Some(known) = old.get(id) else {
            record(world, kinds::WINDOW_ADDED, about, named);
            continue;
        };
        if known.name != window.name {
            record(world, kinds::WINDOW_RENAMED, about.clone(), named);
        }
        if known.active != window.active {
            let about = EventAbout {
                pane: Some(window.active),
                ..about.clone()
            };
            record(world, kinds::WINDOW_PANE, about, vec![]);
        }
        if (&known.layout, &known.visible) != (&window.layout, &window.visible) {
            let layout = vec![("layout", Json::from(window.visible.as_str()))];
            record(world, kinds::LAYOUT, about, layout);
        }
    }
    let link = |session: SessionId, window: WindowId| EventAbout {
        window: Some(window),
        ..of_session(session)
    };
    // The first link of a new window and the last one of a window that is gone say nothing new.
    for (session, window) in now.common.links.difference(&before.common.links) {
        if old.contains_key(window) {
            record(world, kinds::WINDOW_LINKED, link(*session, *window), vec![]);
        }
    }
    for (session, window) in before.common.links.difference(&now.common.links) {
        if new.contains_key(window) {
            record(
                world,
                kinds::WINDOW_UNLINKED,
                link(*session, *window),
                vec![],
            );
        }
    }
    for (id, window) in old.iter().filter(|(id, _)| !new.contains_key(id)) {
        let about = of_window(world, *id, before);
        let named = vec![("name", Json::from(window.name.as_str()))];
        record(world, kinds::WINDOW_CLOSED, about, named);
    }
}

fn pane_changes(world: &mut World, before: &EventsObserved, now: &EventsObserved) {
    for (id, (window, title)) in &now.panes {
        match before.panes.get(id) {
            None => record_pane(world, kinds::PANE_ADDED, *id, vec![]),
            Some((known, old)) => {
                if known != window {
                    record_pane(world, kinds::PANE_MOVED, *id, vec![]);
                }
                if old != title {
                    let members = vec![("title", Json::from(title.as_str()))];
                    record_pane(world, kinds::PANE_TITLE, *id, members);
                }
            }
        }
    }
    for (id, (window, _)) in &before.panes {
        if !now.panes.contains_key(id) {
            let about = EventAbout {
                pane: Some(*id),
                ..of_window(world, *window, before)
            };
            record(world, kinds::PANE_CLOSED, about, vec![]);
        }
    }
}

fn client_changes(world: &mut World, before: &EventsObserved, now: &EventsObserved) {
    let (old, new) = (&before.common.clients, &now.common.clients);
    for (id, (name, session)) in new {
        let members = vec![("client", Json::from(name.as_str()))];
        match old.get(id) {
            None => record(world, kinds::CLIENT_ATTACHED, of_session(*session), members),
            Some((_, known)) if known != session => {
                record(world, kinds::CLIENT_SESSION, of_session(*session), members);
            }
            Some(_) => {}
        }
    }
    for (_, (name, session)) in old.iter().filter(|(id, _)| !new.contains_key(id)) {
        let members = vec![("client", Json::from(name.as_str()))];
        record(world, kinds::CLIENT_DETACHED, of_session(*session), members);
    }
}

fn buffer_changes(world: &mut World, before: &EventsObserved, now: &EventsObserved) {
    let (old, new) = (&before.common.buffers, &now.common.buffers);
    let names: SortedSet<&String> = old.keys().chain(new.keys()).collect();
    for name in names {
        if old.get(name) == new.get(name) {
            continue;
        }
        let bytes = new.get(name).map(|(_, bytes)| *bytes);
        let members = vec![("name", Json::from(name.as_str())), ("bytes", bytes.into())];
        record(world, kinds::BUFFER, EventAbout::default(), members);
    }
}
