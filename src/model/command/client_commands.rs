//! The commands of a client that connects.

use crate::base::{ClientId, Size};
use crate::lang::tables::options;

use crate::lang::script::{Script, from_words};
use crate::model::script::parse::mistake;
use crate::model::state::client::{Client, ClientIdentity};
use crate::model::state::options::OptionScope;
use crate::model::state::pane_access::PaneAccess;
use crate::model::state::queue::{Origin, Queue};
use crate::model::state::world::World;

impl World {
    /// A client connected and asks to run a command.
    pub(crate) fn client_runs(
        &mut self,
        id: ClientId,
        words: &[String],
        caller: ClientIdentity,
        _sight: &dyn PaneAccess,
    ) {
        // What a shell command of the config asks is part of the config.
        let waiting = self.queues.config.is_some() && !caller.is_inside(&self.host.socket);
        let order = self.clients.values().map(|c| c.order).max().unwrap_or(0) + 1;
        let client = Client {
            id,
            name: caller
                .tty
                .clone()
                .unwrap_or_else(|| format!("client-{}", caller.pid)),
            size: caller.size.unwrap_or(Size::new(80, 24)).clamped(),
            created: self.now.wall,
            activity: self.now.wall,
            order,
            focused: true,
            caller,
            ..Client::default()
        };
        self.clients.insert(id, client);
        let script: Script = if words.is_empty() {
            self.default_script(id)
        } else {
            from_words(words).into()
        };
        let run = Queue {
            client: Some(id),
            origin: Origin::Line,
            waiting,
            ..Queue::default()
        };
        let script = self.with_aliases(script);
        let wrong = mistake(self.commands, &script);
        let script = if wrong.is_some() {
            Script::default()
        } else {
            script
        };
        let queue = self.enqueue(run, &script);
        if let Some(error) = wrong {
            self.report_error(queue, None, &error);
        }
        if waiting {
            self.queues.after_config.push((queue, words.is_empty()));
        }
    }

    /// What a client runs that was given no words: mux goes back to what there is, and makes a
    /// session where there is none.
    fn default_script(&mut self, id: ClientId) -> Script {
        const NEW: &str = "new-session";
        let text = self
            .get(options::DEFAULT_CLIENT_COMMAND, OptionScope::Server)
            .to_owned();
        let as_tmux = self.clients.get(&id).is_some_and(|c| c.caller.as_tmux);
        if text == NEW && !as_tmux && !self.sessions.is_empty() {
            return from_words(&["attach-session".to_owned()]).into();
        }
        let parsed = self.parse(&text).unwrap_or_default();
        if parsed.is_empty() {
            return from_words(&[NEW.to_owned()]).into();
        }
        parsed
    }

    /// What a client was given no words for is looked up again: there may be sessions by now.
    pub(crate) fn redo_default(&mut self, queue: u64) {
        let client = self.queues.all.get(&queue).and_then(|run| run.client);
        let Some(client) = client else { return };
        let script = self.default_script(client);
        let script = self.with_aliases(script);
        if let Some(run) = self.queues.all.get_mut(&queue) {
            run.items.clear();
        }
        self.insert_first(queue, &script);
    }
}
