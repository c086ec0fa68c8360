//! Looks up the location of sessions, windows and panes.

use crate::base::{PaneId, SessionId, WindowId};
use crate::model::state::location::Location;
use crate::model::state::world::World;

impl World {
    /// The current window and active pane of a session.
    pub fn session_location(&self, session: SessionId) -> Option<Location> {
        let known = self.sessions.get(&session)?;
        self.location_at(session, known.current)
    }

    /// The active pane of the window at an index of a session.
    pub fn location_at(&self, session: SessionId, index: u32) -> Option<Location> {
        let window = self.sessions.get(&session)?.windows.get(&index)?.window;
        let pane = self.windows.get(&window)?.active;
        Some(Location {
            session,
            index,
            window,
            pane,
        })
    }

    /// The location with the present index of its window, if its pane and the link of its window
    /// still exist.
    pub(crate) fn still_there(&self, place: Location) -> Option<Location> {
        let pane = self.panes.get(&place.pane)?;
        let index = self.sessions.get(&place.session)?.index_of(place.window)?;
        (pane.window == place.window).then_some(Location { index, ..place })
    }

    /// The location of a pane, in the most recently used session that contains its window.
    pub fn pane_location(&self, pane: PaneId) -> Option<Location> {
        let window = self.panes.get(&pane)?.window;
        let place = self.window_location(window)?;
        Some(Location { pane, ..place })
    }

    /// The location of a window's active pane, in the most recently used session that contains the
    /// window.
    pub fn window_location(&self, window: WindowId) -> Option<Location> {
        let holding = self
            .sessions
            .values()
            .filter(|s| s.index_of(window).is_some());
        let session = holding.max_by_key(|s| (s.activity, s.id))?;
        let index = session.index_of(window)?;
        self.location_at(session.id, index)
    }

    /// The active pane of a window in a session.
    pub(crate) fn link_location(&self, session: SessionId, window: WindowId) -> Option<Location> {
        let index = self.sessions.get(&session)?.index_of(window)?;
        self.location_at(session, index)
    }

    /// The most recently used session. `detached` prefers sessions that no client shows.
    pub fn latest_session(&self, detached: bool) -> Option<SessionId> {
        let all = self.sessions.values();
        let best = all.max_by_key(|s| {
            let free = detached && self.attached_to(s.id).is_empty();
            (free, s.activity, s.id)
        });
        best.map(|s| s.id)
    }
}
