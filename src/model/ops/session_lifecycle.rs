//! Creates, changes and closes sessions, with the effects that follow.

use crate::base::{SessionId, Size};
use crate::lang::tables::options;
use crate::model::ops::client_lifecycle;
use crate::model::ops::group;
use crate::model::ops::hooks;
use crate::model::ops::pane_lifecycle::Program;
use crate::model::ops::server_lifecycle;
use crate::model::ops::window_lifecycle;
use crate::model::ops::window_size;
use crate::model::state::environment::Environment;
use crate::model::state::group::Membership;
use crate::model::state::location::Location;
use crate::model::state::options::{OptionScope, OptionSet};
use crate::model::state::session::Session;
use crate::model::state::world::World;

/// A new session.
#[derive(Clone, Debug, Default)]
pub struct NewSession {
    /// Its name; `None` takes the next number.
    pub name: Option<String>,
    /// The name of its window; `None` follows the program.
    pub window_name: Option<String>,
    /// Its environment.
    pub environment: Environment,
    /// Where its windows start.
    pub cwd: String,
    /// The size of its window.
    pub size: Size,
    /// What runs in its window.
    pub program: Program,
    /// The group that it joins.
    pub group: Option<Membership>,
}

/// Makes a session with one window and one pane.
pub(crate) fn create_session(world: &mut World, new: NewSession) -> Location {
    let id = SessionId(world.next.session);
    world.next.session += 1;
    let index = world.get(options::BASE_INDEX, OptionScope::Session(None));
    let prefix = new
        .group
        .as_ref()
        .map_or_else(String::new, |g| format!("{}-", g.group));
    let name = new
        .name
        .unwrap_or_else(|| free_session_name(world, &prefix, id));
    let session = Session {
        id,
        name,
        windows: std::collections::BTreeMap::new(),
        current: index,
        last: Vec::new(),
        options: OptionSet::default(),
        environment: new.environment,
        cwd: new.cwd,
        created: world.now.wall,
        activity: world.now.wall,
        last_attached: 0,
    };
    world.sessions.insert(id, session);
    if let Some(membership) = &new.group {
        group::join_group(world, id, membership);
        if let Some(place) = first_window_of(world, id, membership) {
            hooks::session_hook(world, "session-created", id);
            return place;
        }
    }
    let place = window_lifecycle::create_window(
        world,
        id,
        index,
        new.window_name,
        new.size,
        &new.program,
        true,
    );
    hooks::session_hook(world, "session-created", id);
    place
}

/// A session that shares the windows of another has these from the start.
fn first_window_of(world: &mut World, id: SessionId, membership: &Membership) -> Option<Location> {
    let with = world.sessions.get(&membership.with?)?;
    let windows = with
        .windows
        .keys()
        .copied()
        .zip(with.windows.values().map(|l| l.window));
    let windows: std::collections::BTreeMap<_, _> = windows.collect();
    let session = world.sessions.get_mut(&id)?;
    session.current = *windows.keys().next()?;
    session.share(&windows);
    world.place_in(id)
}

fn free_session_name(world: &World, prefix: &str, id: SessionId) -> String {
    let taken = |name: &str| world.sessions.values().any(|s| s.name == name);
    let names = (id.0..).map(|number| format!("{prefix}{number}"));
    names
        .into_iter()
        .find(|name| !taken(name))
        .unwrap_or_default()
}

/// Makes an index of a session free for a window that comes there at once: the session may be
/// empty, or its current window missing, until then.
pub(crate) fn vacate(world: &mut World, session: SessionId, index: u32) {
    let known = world.sessions.get_mut(&session);
    let Some(link) = known.and_then(|s| s.windows.remove(&index)) else {
        return;
    };
    let mut all = world.sessions.values();
    if !all.any(|s| s.index_of(link.window).is_some()) {
        window_lifecycle::close_window(world, link.window);
    }
}

/// Takes a window's link out of a session; the session closes with its last one.
pub(crate) fn unlink(world: &mut World, session: SessionId, index: u32) {
    let Some(known) = world.sessions.get_mut(&session) else {
        return;
    };
    known.unlink(index);
    if known.windows.is_empty() {
        close_session(world, session);
        return;
    }
    if world.get(
        options::RENUMBER_WINDOWS,
        OptionScope::Session(Some(session)),
    ) {
        renumber(world, session);
    }
    session_changed(world, session);
}

/// Numbers a session's windows without holes.
pub(crate) fn renumber(world: &mut World, session: SessionId) {
    let base = world.get(options::BASE_INDEX, OptionScope::Session(Some(session)));
    if let Some(known) = world.sessions.get_mut(&session) {
        known.renumber(base);
    }
}

/// Takes a session away, and every window that is in no other.
pub(crate) fn close_session(world: &mut World, id: SessionId) {
    hooks::session_hook(world, "session-closed", id);
    let Some(session) = world.sessions.remove(&id) else {
        return;
    };
    for link in session.windows.values() {
        let elsewhere = world
            .sessions
            .values()
            .any(|s| s.index_of(link.window).is_some());
        if !elsewhere {
            window_lifecycle::close_window(world, link.window);
        }
    }
    for client in world.attached_to(id) {
        client_lifecycle::session_closed_for(world, client, &session.name);
    }
    if world.sessions.is_empty() && world.get(options::EXIT_EMPTY, OptionScope::Server) {
        server_lifecycle::end(world);
    }
}

/// What shows in a session changed: its current window, or the list of them.
pub(crate) fn session_changed(world: &mut World, session: SessionId) {
    for client in world.attached_to(session) {
        if let Some(client) = world.clients.get_mut(&client) {
            client.stale = true;
            client.view = None;
        }
    }
    window_size::fit_windows(world);
}
