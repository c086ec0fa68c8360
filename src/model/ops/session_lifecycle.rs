//! Creates, changes and closes sessions, with the effects that follow.

use crate::base::{SessionId, Size};
use crate::lang::tables::options;
use crate::model::ops::pane_lifecycle::Program;
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

impl World {
    /// Makes a session with one window and one pane.
    pub(crate) fn create_session(&mut self, new: NewSession) -> Location {
        let id = SessionId(self.next.session);
        self.next.session += 1;
        let index = self.get(options::BASE_INDEX, OptionScope::Session(None));
        let prefix = new
            .group
            .as_ref()
            .map_or_else(String::new, |g| format!("{}-", g.group));
        let name = new
            .name
            .unwrap_or_else(|| self.free_session_name(&prefix, id));
        let session = Session {
            id,
            name,
            windows: std::collections::BTreeMap::new(),
            current: index,
            last: Vec::new(),
            options: OptionSet::default(),
            environment: new.environment,
            cwd: new.cwd,
            created: self.now.wall,
            activity: self.now.wall,
            last_attached: 0,
        };
        self.sessions.insert(id, session);
        if let Some(membership) = &new.group {
            self.join_group(id, membership);
            if let Some(place) = self.first_window_of(id, membership) {
                self.session_hook("session-created", id);
                return place;
            }
        }
        let place = self.create_window(id, index, new.window_name, new.size, &new.program, true);
        self.session_hook("session-created", id);
        place
    }

    /// A session that shares the windows of another has these from the start.
    fn first_window_of(&mut self, id: SessionId, membership: &Membership) -> Option<Location> {
        let with = self.sessions.get(&membership.with?)?;
        let windows = with
            .windows
            .keys()
            .copied()
            .zip(with.windows.values().map(|l| l.window));
        let windows: std::collections::BTreeMap<_, _> = windows.collect();
        let session = self.sessions.get_mut(&id)?;
        session.current = *windows.keys().next()?;
        session.share(&windows);
        self.place_in(id)
    }

    fn free_session_name(&self, prefix: &str, id: SessionId) -> String {
        let taken = |name: &str| self.sessions.values().any(|s| s.name == name);
        let names = (id.0..).map(|number| format!("{prefix}{number}"));
        names
            .into_iter()
            .find(|name| !taken(name))
            .unwrap_or_default()
    }

    /// Makes an index of a session free for a window that comes there at once: the session may be
    /// empty, or its current window missing, until then.
    pub(crate) fn vacate(&mut self, session: SessionId, index: u32) {
        let known = self.sessions.get_mut(&session);
        let Some(link) = known.and_then(|s| s.windows.remove(&index)) else {
            return;
        };
        let mut all = self.sessions.values();
        if !all.any(|s| s.index_of(link.window).is_some()) {
            self.close_window(link.window);
        }
    }

    /// Takes a window's link out of a session; the session closes with its last one.
    pub(crate) fn unlink(&mut self, session: SessionId, index: u32) {
        let Some(known) = self.sessions.get_mut(&session) else {
            return;
        };
        known.unlink(index);
        if known.windows.is_empty() {
            self.close_session(session);
            return;
        }
        if self.get(
            options::RENUMBER_WINDOWS,
            OptionScope::Session(Some(session)),
        ) {
            self.renumber(session);
        }
        self.session_changed(session);
    }

    /// Numbers a session's windows without holes.
    pub(crate) fn renumber(&mut self, session: SessionId) {
        let base = self.get(options::BASE_INDEX, OptionScope::Session(Some(session)));
        if let Some(known) = self.sessions.get_mut(&session) {
            known.renumber(base);
        }
    }

    /// Takes a session away, and every window that is in no other.
    pub(crate) fn close_session(&mut self, id: SessionId) {
        self.session_hook("session-closed", id);
        let Some(session) = self.sessions.remove(&id) else {
            return;
        };
        for link in session.windows.values() {
            let elsewhere = self
                .sessions
                .values()
                .any(|s| s.index_of(link.window).is_some());
            if !elsewhere {
                self.close_window(link.window);
            }
        }
        for client in self.attached_to(id) {
            self.session_closed_for(client, &session.name);
        }
        if self.sessions.is_empty() && self.get(options::EXIT_EMPTY, OptionScope::Server) {
            self.end();
        }
    }

    /// What shows in a session changed: its current window, or the list of them.
    pub(crate) fn session_changed(&mut self, session: SessionId) {
        for client in self.attached_to(session) {
            if let Some(client) = self.clients.get_mut(&client) {
                client.stale = true;
                client.view = None;
            }
        }
        self.fit_windows();
    }
}
