//! Idle sessions (`sessions prune`, `session-idle-timeout`). A session with an attached client or a
//! running program is not idle.

use crate::base::{Error, PaneId, Result, SessionId};
use crate::lang::tables::options;
use crate::lang::time::span;
use crate::model::ops::lifecycle::close;
use crate::model::ops::{message_log, timers};
use crate::model::state::observed::IdleSince;
use crate::model::state::options::OptionScope;
use crate::model::state::pane::ProgramState;
use crate::model::state::pane_access::PaneAccess;
use crate::model::state::session::Session;
use crate::model::state::timers::Purpose;
use crate::model::state::world::World;

/// The names of shells. A shell without a script argument waits for input and does not keep a
/// session busy.
pub(crate) const SHELLS: [&str; 13] = [
    "sh", "bash", "dash", "zsh", "fish", "ksh", "mksh", "csh", "tcsh", "ash", "nu", "elvish",
    "xonsh",
];

/// The minimum interval between two checks for idle sessions, in milliseconds.
const CHECK_MS: u64 = 1000;

/// The use of a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum SessionUse {
    /// A client shows the session.
    Attached,
    /// This program runs in the session.
    Busy(String),
    /// The session is idle for this many milliseconds.
    Idle(i64),
}

/// The current use of a session.
pub(crate) fn session_use(world: &World, session: &Session, access: &dyn PaneAccess) -> SessionUse {
    if !world.attached_to(session.id).is_empty() {
        return SessionUse::Attached;
    }
    let panes = panes_of(world, session);
    match panes
        .into_iter()
        .find_map(|pane| foreground_program(world, pane, access))
    {
        Some(program) => SessionUse::Busy(program),
        None => SessionUse::Idle((world.now.wall - last_used(world, session)).max(0)),
    }
}

fn panes_of(world: &World, session: &Session) -> Vec<PaneId> {
    let windows = session.windows.values();
    let windows = windows.filter_map(|link| world.windows.get(&link.window));
    windows.flat_map(|window| window.panes()).collect()
}

/// The name of the foreground program of a pane; `None` for a shell that waits for input or a dead
/// pane.
fn foreground_program(world: &World, id: PaneId, access: &dyn PaneAccess) -> Option<String> {
    let pane = world.panes.get(&id)?;
    if matches!(pane.state, ProgramState::Dead(..)) {
        return None;
    }
    let front = access.words(id);
    let words = if front.is_empty() {
        let split = |word: &String| word.split_whitespace().map(str::to_owned).collect();
        match pane.command.as_slice() {
            [line] => split(line),
            words => words.to_vec(),
        }
    } else {
        front
    };
    let program = words.first()?.rsplit('/').next()?.trim_start_matches('-');
    let waits = SHELLS.contains(&program) && words[1..].iter().all(|w| w.starts_with('-'));
    (!waits).then(|| program.to_owned())
}

/// The last input, attachment or output of a session, in milliseconds since 1970.
fn last_used(world: &World, session: &Session) -> i64 {
    let windows = session.windows.values();
    let windows = windows.filter_map(|link| world.windows.get(&link.window));
    let wrote = windows.map(|window| window.activity).max();
    let own = [session.activity, session.last_attached, session.created];
    own.into_iter().chain(wrote).max().unwrap_or(0)
}

/// The sessions that are idle for at least `least` milliseconds, and their idle times.
pub(crate) fn idle_sessions(
    world: &World,
    least: i64,
    access: &dyn PaneAccess,
) -> Vec<(SessionId, i64)> {
    let all = world.sessions.values();
    let idle = all.filter_map(|session| match session_use(world, session, access) {
        SessionUse::Idle(ms) if ms >= least => Some((session.id, ms)),
        _ => None,
    });
    idle.collect()
}

/// Restarts the idle timer with the shortest `session-idle-timeout`.
pub(crate) fn start_idle_timer(world: &mut World) {
    let waiting = world.timers.iter().find(|(_, p)| **p == Purpose::Idle);
    let waiting = waiting.map(|(id, _)| *id);
    timers::stop_timer(world, waiting);
    let limits = world.sessions.values();
    let mut limits: Vec<u64> = limits
        .filter_map(|s| session_timeout(world, s.id))
        .collect();
    // New sessions have the global timeout.
    limits.extend(timeout(world, OptionScope::Session(None)));
    if let Some(shortest) = limits.into_iter().min() {
        timers::start_timer(world, Purpose::Idle, shortest.max(CHECK_MS));
    }
}

/// Closes the sessions that exceed their timeout, and restarts the timer. Idle time is counted on
/// the monotonic clock of this server, so that neither a change of the wall clock nor a suspended
/// machine closes a session.
pub(crate) fn close_idle_sessions(world: &mut World, access: &dyn PaneAccess) {
    let mono = world.now.mono;
    let (mut over, mut next) = (Vec::new(), timeout(world, OptionScope::Session(None)));
    let mut stamps = IdleSince::new();
    for session in world.sessions.values() {
        let Some(limit) = session_timeout(world, session.id) else {
            continue;
        };
        let used = last_used(world, session);
        let before = world.idle.get(&session.id);
        let before = before.filter(|(stamp, _)| *stamp == used);
        let before =
            before.filter(|_| matches!(session_use(world, session, access), SessionUse::Idle(_)));
        let since = before.map_or(mono, |(_, since)| *since);
        stamps.insert(session.id, (used, since));
        let idle = mono.saturating_sub(since);
        if idle >= limit {
            over.push((session.id, session.name.clone()));
        } else {
            let left = limit - idle;
            next = Some(next.map_or(left, |next| next.min(left)));
        }
    }
    world.idle = stamps;
    if let Some(next) = next {
        timers::start_timer(world, Purpose::Idle, next.max(CHECK_MS));
    }
    for (id, name) in over {
        message_log::log_message(
            world,
            format!(
                "session {name} closed: idle for session-idle-timeout (restore it with `mux restore`)"
            ),
        );
        close::close_session(world, id);
    }
}

fn session_timeout(world: &World, session: SessionId) -> Option<u64> {
    timeout(world, OptionScope::Session(Some(session)))
}

fn timeout(world: &World, of: OptionScope) -> Option<u64> {
    parse_timeout(world.get(options::SESSION_IDLE_TIMEOUT, of))?
}

/// The value of `session-idle-timeout` in milliseconds. `Some(None)` is off, `None` is an invalid
/// value.
pub(crate) fn parse_timeout(text: &str) -> Option<Option<u64>> {
    if matches!(text, "off" | "" | "0") {
        return Some(None);
    }
    let ms = age(text).ok().filter(|ms| *ms > 0)?;
    Some(Some(ms.unsigned_abs()))
}

/// A duration in its largest unit, rounded down, such as `3h`.
pub(crate) fn duration(ms: i64) -> String {
    let seconds = ms / 1000;
    let units = [(86_400, "d"), (3600, "h"), (60, "m")];
    let unit = units.into_iter().find(|(unit, _)| seconds >= *unit);
    let (unit, name) = unit.unwrap_or((1, "s"));
    format!("{}{name}", seconds / unit)
}

/// Parses an age such as `30s`, `20m`, `2h` or `7d`, and returns milliseconds.
///
/// # Errors
/// `invalid age: x (use 30s, 20m, 2h or 7d)`.
pub(crate) fn age(text: &str) -> Result<i64> {
    let wrong = || Error::user(format!("invalid age: {text} (use 30s, 20m, 2h or 7d)"));
    let (number, seconds) = span(text).ok_or_else(wrong)?;
    Ok(i64::from(number) * seconds * 1000)
}
