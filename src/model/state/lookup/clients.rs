//! Look-ups of clients by session and pane.

use crate::base::{ClientId, PaneId, SessionId};
use crate::model::state::client::Client;
use crate::model::state::world::World;

impl World {
    /// Whether a client was started as `tmux`, and gets tmux's words; without a client whether the
    /// server was.
    pub fn seen_as_tmux(&self, id: Option<ClientId>) -> bool {
        let client = id.and_then(|id| self.clients.get(&id));
        client.map_or(self.host.as_tmux, |client| client.caller.as_tmux)
    }

    /// Whether a client shows a session; false for an unknown client.
    pub fn is_attached(&self, id: ClientId) -> bool {
        self.clients.get(&id).is_some_and(Client::attached)
    }

    /// The clients that show a session.
    pub fn attached_to(&self, session: SessionId) -> Vec<ClientId> {
        let all = self.clients.values();
        all.filter(|c| c.session == Some(session))
            .map(|c| c.id)
            .collect()
    }

    /// The clients whose sessions have a pane's window, whichever window they show.
    pub(crate) fn clients_with_pane(&self, pane: PaneId) -> Vec<ClientId> {
        let Some(window) = self.panes.get(&pane).map(|p| p.window) else {
            return vec![];
        };
        let all = self.clients.values().filter(|c| {
            let session = c.session.and_then(|s| self.sessions.get(&s));
            session.is_some_and(|s| s.windows.values().any(|link| link.window == window))
        });
        all.map(|c| c.id).collect()
    }

    /// The clients that show a pane's window as their current window.
    pub(crate) fn clients_showing_pane(&self, pane: PaneId) -> Vec<ClientId> {
        let Some(window) = self.panes.get(&pane).map(|p| p.window) else {
            return vec![];
        };
        let all = self.clients.values().filter(|c| {
            let session = c.session.and_then(|s| self.sessions.get(&s));
            session.is_some_and(|s| s.window() == Some(window))
        });
        all.map(|c| c.id).collect()
    }
}
