//! Messages to clients, and the message log.

use crate::base::ClientId;
use crate::lang::tables::options;
use crate::model::state::options::OptionScope;
use crate::model::state::overlay::Message;

use crate::model::state::timers::Purpose;
use crate::model::state::world::World;

impl World {
    /// Shows a line over the status line. `ms`: for how long, `display-time` if not said, until a
    /// key if 0.
    pub(crate) fn show_message(
        &mut self,
        id: ClientId,
        text: &str,
        ms: Option<u64>,
        ignore_keys: bool,
    ) {
        self.log_message(text.replace("##", "#"));
        let session = self.clients.get(&id).and_then(|c| c.session);
        if session.is_none() {
            return;
        }
        let ms =
            ms.unwrap_or_else(|| self.get(options::DISPLAY_TIME, OptionScope::Session(session)));
        self.clear_message(id);
        let timer = (ms > 0).then(|| self.start_timer(Purpose::Message(id), ms));
        if let Some(client) = self.clients.get_mut(&id) {
            client.message = Some(Message {
                text: text.to_owned(),
                timer,
                ignore_keys,
            });
            client.stale = true;
        }
    }

    /// Takes the line over the status line away.
    pub(crate) fn clear_message(&mut self, id: ClientId) {
        if let Some(client) = self.clients.get_mut(&id)
            && let Some(message) = client.message.take()
        {
            client.stale = true;
            self.stop_timer(message.timer);
        }
    }

    /// Shows what was wrong in the config to the first client that can see it.
    pub(crate) fn show_config_errors(&mut self, id: ClientId) {
        if self.config_errors.is_empty() {
            return;
        }
        let errors = std::mem::take(&mut self.config_errors);
        self.show_output(id, errors, &crate::model::state::pane_access::NoPanes);
    }

    /// Tells everyone who looks, until a key, or the first who comes.
    pub(crate) fn notice(&mut self, text: String) {
        let all: Vec<ClientId> = self
            .clients
            .values()
            .filter(|c| c.attached())
            .map(|c| c.id)
            .collect();
        for client in &all {
            self.show_message(*client, &text.replace('#', "##"), Some(0), false);
        }
        if all.is_empty() {
            self.config_errors.push(text);
        }
    }

    /// Tells everyone who is attached, or the next one who attaches.
    pub(crate) fn note(&mut self, text: String) {
        let attached = self.clients.values().filter(|c| c.attached());
        let attached: Vec<ClientId> = attached.map(|c| c.id).collect();
        if attached.is_empty() {
            self.config_errors.push(text.clone());
        }
        for client in attached {
            self.show_message(client, &text.replace('#', "##"), None, false);
        }
        self.log_message(text);
    }

    pub(crate) fn log_message(&mut self, text: String) {
        const KEPT: usize = 1000;
        if self.log.len() >= KEPT {
            self.log.remove(0);
        }
        self.log.push((self.now.wall, text));
    }
}
