//! Look-ups of clients by session and pane.

use crate::base::{ClientId, ClientInfo, Error, PaneId, SessionId};
use crate::lang::keys::key_name;
use crate::lang::tables::options;
use crate::model::state::client::Client;
use crate::model::state::control::ControlClient;
use crate::model::state::options::OptionScope;
use crate::model::state::overlay::Prompt;
use crate::model::state::overlay::popup::Popup;
use crate::model::state::settings::access::User;
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

    /// Whether a client has a prompt open in this pane.
    pub(crate) fn prompt_in(&self, pane: PaneId) -> bool {
        let mut clients = self.clients.values();
        clients.any(|client| {
            let prompt = client.overlays.get::<Prompt>();
            prompt.is_some_and(|prompt| prompt.pane == Some(pane))
        })
    }

    /// Whether a user may only read (`server-access -r`). `None` is the owner of the server.
    pub(crate) fn is_reader(&self, user: Option<&User>) -> bool {
        user.is_some_and(|user| self.access.only_reads(user.uid))
    }

    /// The clients that show a session.
    pub(crate) fn attached_clients(&self) -> Vec<ClientId> {
        let attached = self.clients.values().filter(|c| c.attached());
        attached.map(|c| c.id).collect()
    }

    /// The pane on whose terminal a client runs, so that it would show itself. `TMUX` alone says
    /// nothing: every program that a pane started inherits it, terminal windows too. Without it the
    /// user wants to nest.
    fn own_pane(&self, caller: &ClientInfo) -> Option<PaneId> {
        caller.variable("TMUX").filter(|value| !value.is_empty())?;
        let tty = caller.tty.as_deref().filter(|tty| !tty.is_empty())?;
        // A popup may show another session of the server, as in tmux.
        let mut panes = self.panes.values().filter(|pane| !pane.in_popup());
        let found = panes.find(|pane| pane.tty == tty && pane.exit().is_none());
        found.map(|pane| pane.id)
    }

    /// The client that shows the popup with a pane.
    pub(crate) fn popup_client(&self, pane: PaneId) -> Option<ClientId> {
        let shows = |c: &&Client| {
            let popup = c.overlays.get::<Popup>();
            popup.is_some_and(|popup| popup.pane == pane)
        };
        self.clients.values().find(shows).map(|client| client.id)
    }

    /// The client whose popup a client runs in, by its terminal.
    pub(crate) fn client_around(&self, caller: &ClientInfo) -> Option<ClientId> {
        let tty = caller.tty.as_deref().filter(|tty| !tty.is_empty())?;
        let mut panes = self.panes.values();
        let own = panes.find(|pane| pane.in_popup() && pane.tty == tty)?;
        self.popup_client(own.id)
    }

    /// The error for a client that may not attach because it runs in a pane of this server.
    pub(crate) fn nested(&self, caller: &ClientInfo) -> Option<Error> {
        let pane = self.own_pane(caller)?;
        if caller.as_tmux {
            let why = "sessions should be nested with care, unset $TMUX to force";
            return Some(Error::user(why));
        }
        let session = self.pane_location(pane).map(|place| place.session);
        let name = session.and_then(|id| self.sessions.get(&id));
        let name = name.map_or("", |session| session.name.as_str());
        let prefix = key_name(self.get(options::PREFIX, OptionScope::Session(session)));
        Some(Error::user(format!(
            "You are already in mux (session {name}). {prefix} c opens a window, {prefix} s \
             switches sessions. To nest anyway: unset TMUX"
        )))
    }

    /// Whether a client that is not attached acts for the client that shows its pane: it runs in a
    /// pane, or in a shell command of the server without a terminal of its own.
    pub(crate) fn is_within(&self, caller: &ClientInfo) -> bool {
        let job = caller.cannot_attach.is_some() && caller.is_inside(&self.host.socket);
        job || self.own_pane(caller).is_some() || self.client_around(caller).is_some()
    }

    /// The control mode of a client, if it is in it.
    pub(crate) fn control_mut(&mut self, id: ClientId) -> Option<&mut ControlClient> {
        self.clients.get_mut(&id)?.control.as_deref_mut()
    }

    /// Whether a client is in control mode.
    pub(crate) fn is_control(&self, id: ClientId) -> bool {
        self.clients.get(&id).is_some_and(|c| c.control.is_some())
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
        if let Some(client) = self.popup_client(pane) {
            return vec![client];
        }
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
        if let Some(client) = self.popup_client(pane) {
            return vec![client];
        }
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
