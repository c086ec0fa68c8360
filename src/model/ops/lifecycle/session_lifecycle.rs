//! Creates, changes and closes sessions, with the effects that follow.

use crate::base::{SessionId, Size};
use crate::lang::tables::options;
use crate::model::ops::lifecycle::pane_lifecycle::Program;
use crate::model::ops::lifecycle::window_lifecycle;
use crate::model::ops::{group, window_size};
use crate::model::state::environment::Environment;
use crate::model::state::location::Location;
use crate::model::state::options::{OptionScope, OptionSet};
use crate::model::state::session::{Membership, Session};
use crate::model::state::world::World;

/// The properties of a new session.
#[derive(Clone, Debug, Default)]
pub struct NewSession {
    /// The name; `None` is the next free number.
    pub name: Option<String>,
    /// The name of its window; `None` is the automatic name.
    pub window_name: Option<String>,
    /// The session environment.
    pub environment: Environment,
    /// The directory in which its windows start.
    pub cwd: String,
    /// The size of its window in cells.
    pub size: Size,
    /// The program of its first pane.
    pub program: Program,
    /// The session group that it joins.
    pub group: Option<Membership>,
}

/// Creates a session with one window and one pane, or with the windows of its group.
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
        windows: crate::base::sorted::SortedMap::new(),
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
            return place;
        }
    }
    window_lifecycle::create_window(
        world,
        id,
        index,
        new.window_name,
        new.size,
        &new.program,
        true,
    )
}

/// Gives a new session the windows of the group member that it joins. `None` if there is none.
fn first_window_of(world: &mut World, id: SessionId, membership: &Membership) -> Option<Location> {
    let with = world.sessions.get(&membership.with?)?;
    let windows = with
        .windows
        .keys()
        .copied()
        .zip(with.windows.values().map(|l| l.window));
    let windows: crate::base::sorted::SortedMap<_, _> = windows.collect();
    let session = world.sessions.get_mut(&id)?;
    session.current = *windows.keys().next()?;
    session.share(&windows);
    world.session_location(id)
}

fn free_session_name(world: &World, prefix: &str, id: SessionId) -> String {
    let taken = |name: &str| world.sessions.values().any(|s| s.name == name);
    let names = (id.0..).map(|number| format!("{prefix}{number}"));
    names
        .into_iter()
        .find(|name| !taken(name))
        .unwrap_or_default()
}

/// Renumbers a session's windows from `base-index` without gaps.
pub(crate) fn renumber(world: &mut World, session: SessionId) {
    let base = world.get(options::BASE_INDEX, OptionScope::Session(Some(session)));
    if let Some(known) = world.sessions.get_mut(&session) {
        known.renumber(base);
    }
}

/// Redraws the clients of a session after a change of its windows, and recomputes window sizes.
pub(crate) fn session_changed(world: &mut World, session: SessionId) {
    for client in world.attached_to(session) {
        if let Some(client) = world.clients.get_mut(&client) {
            client.stale = true;
            client.view = None;
        }
    }
    window_size::update_window_sizes(world);
}
