//! Clients: how they come, show a session, are told things, and go.

use crate::base::{ClientId, Error, PaneId, Result, SessionId, Size};
use crate::lang::config;
use crate::lang::script::{Script, from_words};
use crate::model::command::check;
use crate::model::config::WorldEnv;
use crate::model::state::client::{CallerFacts, Client};
use crate::model::state::effect::{ClientEffect, Effect};
use crate::model::state::options::Of;
use crate::model::state::overlay::Message;
use crate::model::state::pane_access::Sight;
use crate::model::state::queue::{Origin, Run};
use crate::model::state::timers::Purpose;
use crate::model::state::world::World;
use crate::term::Event;

/// The variable in which a client on another machine says what it calls this one.
const HOST: &str = "MUX_HOST";

impl World {
    /// A client connected and asks to run a command.
    pub(crate) fn client_runs(
        &mut self,
        id: ClientId,
        words: &[String],
        caller: CallerFacts,
        _sight: &dyn Sight,
    ) {
        // What a shell command of the config asks is part of the config.
        let waiting = self.runs.config.is_some() && !caller.is_inside(&self.facts.socket);
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
        let run = Run {
            client: Some(id),
            origin: Origin::Line,
            waiting,
            ..Run::default()
        };
        let script = self.with_aliases(script);
        let wrong = mistake(&script);
        let script = if wrong.is_some() {
            Script::default()
        } else {
            script
        };
        let queue = self.enqueue(run, &script);
        if let Some(error) = wrong {
            self.complain(queue, None, &error);
        }
        if waiting {
            self.runs.after_config.push((queue, words.is_empty()));
        }
    }

    /// What a client runs that was given no words: mux goes back to what there is, and makes a
    /// session where there is none.
    fn default_script(&mut self, id: ClientId) -> Script {
        const NEW: &str = "new-session";
        let text = self.text("default-client-command", Of::Server);
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
        let client = self.runs.all.get(&queue).and_then(|run| run.client);
        let Some(client) = client else { return };
        let script = self.default_script(client);
        let script = self.with_aliases(script);
        if let Some(run) = self.runs.all.get_mut(&queue) {
            run.items.clear();
        }
        self.insert_first(queue, &script);
    }

    /// Parses commands as people type them, aliases applied.
    ///
    /// # Errors
    /// If the text is not in the grammar, or a command in it is wrong.
    pub(crate) fn parse(&mut self, text: &str) -> Result<Script> {
        let (script, errors) = config::parse(
            text,
            None,
            &mut WorldEnv {
                world: self,
                file: None,
            },
        );
        if let Some(error) = errors.into_iter().next() {
            return Err(Error::syntax(error.message));
        }
        let script = self.with_aliases(script);
        mistake(&script).map_or(Ok(script), Err)
    }

    /// Whether a client shows a session.
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

    /// Has a client show a session.
    pub(crate) fn show_session(&mut self, id: ClientId, session: SessionId) {
        let escape_time = self.number("escape-time", Of::Server);
        let wall = self.now.wall;
        let Some(client) = self.clients.get_mut(&id) else {
            return;
        };
        let first = client.session.is_none();
        // It was here all the time, and only the server was not.
        let back = first && client.caller.redial;
        if client.session != Some(session) {
            client.last_session = client.session;
        }
        client.session = Some(session);
        client.view = None;
        client.stale = true;
        client.redraw |= first;
        let mut redial = vec![
            "attach-session".to_owned(),
            "-t".to_owned(),
            session.to_string(),
        ];
        if client.read_only {
            redial.push("-r".to_owned());
        }
        if let Some(known) = self.sessions.get_mut(&session) {
            if !back {
                known.last_attached = wall;
                known.activity = wall;
            }
            known.clear_alerts();
        }
        self.effect(Effect::Client(
            id,
            ClientEffect::Attached {
                redial,
                escape_time: u32::try_from(escape_time).unwrap_or(0),
            },
        ));
        self.touched(id);
        self.pass_colors(id);
        self.fit_windows();
        self.greet(id);
        self.show_config_errors(id);
        let hook = if first {
            "client-attached"
        } else {
            "client-session-changed"
        };
        self.client_hook(hook, id);
    }

    /// Says how to go on to whoever comes first and has no config, until the first key.
    fn greet(&mut self, id: ClientId) {
        let as_tmux = self.clients.get(&id).is_some_and(|c| c.caller.as_tmux);
        if !std::mem::take(&mut self.greets) || as_tmux {
            return;
        }
        let prefix = self.text("prefix", Of::Session(None));
        let first_steps = format!(
            "{prefix} ? shows all keys · {prefix} % {prefix} \" split · \
             {prefix} arrow moves · {prefix} d leaves"
        );
        self.show_message(id, &first_steps, Some(0), false);
    }

    /// Shows what was wrong in the config to the first client that can see it.
    pub(crate) fn show_config_errors(&mut self, id: ClientId) {
        if self.config_errors.is_empty() {
            return;
        }
        let errors = std::mem::take(&mut self.config_errors);
        self.show_output(id, errors, &crate::model::state::pane_access::Blind);
    }

    /// Lets a client go.
    pub(crate) fn detach(
        &mut self,
        id: ClientId,
        message: String,
        exec: Option<String>,
        hangup: bool,
    ) {
        self.send_away(
            id,
            ClientEffect::Detached {
                message,
                status: 0,
                exec,
                hangup,
            },
        );
    }

    /// The server ends, which is a failure to whoever looks at it.
    pub(crate) fn dismiss(&mut self, id: ClientId) {
        self.send_away(
            id,
            ClientEffect::Detached {
                message: "[server exited]".to_owned(),
                status: 1,
                exec: None,
                hangup: false,
            },
        );
    }

    fn send_away(&mut self, id: ClientId, how: ClientEffect) {
        let Some(client) = self.clients.get_mut(&id) else {
            return;
        };
        let session = client.session.take();
        client.last_session = session;
        let timers = [client.table_timer.take(), client.clock.take()];
        self.effect(Effect::Client(id, how));
        for timer in timers {
            self.stop_timer(timer);
        }
        self.forget_questions(id);
        self.fit_windows();
        if let Some(session) = session {
            self.session_hook("client-detached", session);
        }
    }

    /// The message for a client that is detached from its session, and how to come back.
    pub(crate) fn detach_message(&self, id: ClientId, how: &str) -> String {
        let session = self
            .clients
            .get(&id)
            .and_then(|c| self.sessions.get(&c.session?));
        let name = session.map(|s| s.name.clone()).unwrap_or_default();
        let client = self.clients.get(&id);
        let message = format!("[{how} (from session {name})]");
        if client.is_some_and(|c| c.caller.as_tmux) {
            return message;
        }
        let back = match client.and_then(|c| c.caller.variable(HOST)) {
            Some(host) => crate::lang::script::quote(&format!("{host}:{name}")),
            None => format!("-t {}", crate::lang::script::quote(&name)),
        };
        let remote = client.is_some_and(|c| c.caller.variable(HOST).is_some());
        let server = if remote {
            String::new()
        } else {
            self.server_flags()
        };
        format!("{message}\nIt goes on without you. To come back: mux{server} attach {back}")
    }

    /// The flags that lead a command line to this server: none if it is the usual one.
    fn server_flags(&self) -> String {
        let socket = self.facts.socket.as_str();
        let (directory, name) = socket.rsplit_once('/').unwrap_or(("", socket));
        let usual = format!("mux-{}", self.facts.uid);
        let in_usual = directory.rsplit('/').next() == Some(usual.as_str());
        match (in_usual, name) {
            (true, "default") => String::new(),
            (true, name) => format!(" -L {}", crate::lang::script::quote(name)),
            _ => format!(" -S {}", crate::lang::script::quote(socket)),
        }
    }

    /// A client's connection is gone.
    pub(crate) fn client_gone(&mut self, id: ClientId) {
        self.forget_questions(id);
        let Some(client) = self.clients.remove(&id) else {
            return;
        };
        self.stop_timer(client.table_timer);
        self.stop_timer(client.clock);
        self.stop_timer(client.message.and_then(|m| m.timer));
        let waiting: Vec<u64> = self
            .runs
            .all
            .iter()
            .filter(|(_, r)| r.client == Some(id) && r.origin == Origin::Line)
            .map(|(run, _)| *run)
            .collect();
        for run in waiting {
            self.runs.all.remove(&run);
        }
        if let Some(session) = client.session
            && self.sessions.contains_key(&session)
        {
            self.fit_windows();
            let wanted = self.choice("destroy-unattached", Of::Session(Some(session)));
            let ends = match wanted.as_str() {
                "on" => true,
                "keep-last" => self.links_for(session) > 1,
                "keep-group" => {
                    let group = self.group_of(session);
                    group.is_none_or(|(_, members)| members.len() > 1)
                }
                _ => false,
            };
            if ends && self.attached_to(session).is_empty() {
                self.close_session(session);
            }
        }
    }

    fn forget_questions(&mut self, id: ClientId) {
        let Some(client) = self.clients.get_mut(&id) else {
            return;
        };
        let prompt = client.prompt.take();
        let numbers = client.numbers.take();
        let runs = [
            prompt.and_then(|p| p.run),
            numbers.as_ref().and_then(|n| n.run),
        ];
        for run in runs.into_iter().flatten() {
            self.wake(run);
        }
        self.stop_timer(numbers.and_then(|n| n.timer));
    }

    /// A client's terminal has another size.
    pub(crate) fn client_resized(&mut self, id: ClientId, size: Size) {
        if let Some(client) = self.clients.get_mut(&id) {
            client.size = size.clamped();
            client.view = None;
            client.stale = true;
        }
        self.close_menu(id);
        self.touched(id);
        self.fit_windows();
        self.client_hook("client-resized", id);
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
        let usual = self.number("display-time", Of::Session(session)).max(0);
        let ms = ms.unwrap_or(usual.unsigned_abs());
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

    /// What a pane's program said beyond its screen.
    pub(crate) fn pane_events(&mut self, id: PaneId, events: Vec<Event>, sight: &dyn Sight) {
        for event in events {
            self.pane_event(id, event, sight);
        }
    }

    fn pane_event(&mut self, id: PaneId, event: Event, _sight: &dyn Sight) {
        let Some(window) = self.panes.get(&id).map(|p| p.window) else {
            return;
        };
        match event {
            Event::Title(title) if self.flag("allow-set-title", Of::Pane(id)) => {
                if let Some(pane) = self.panes.get_mut(&id) {
                    pane.title = title;
                }
                self.redraw_window(window);
            }
            Event::Rename(name) if self.flag("allow-rename", Of::Pane(id)) => {
                if let Some(place) = self.place_of(id)
                    && self.name_window(place, &name).is_err()
                    && let Some(window) = self.windows.get_mut(&window)
                {
                    window.options.unset("automatic-rename");
                }
            }
            Event::Bell => self.bell(id),
            Event::Clipboard { selection, data } => self.program_copies(id, &selection, &data),
            Event::Notify { title, body } => self.program_notifies(id, &title, &body),
            Event::Passthrough(bytes) => {
                let clients = match self.choice("allow-passthrough", Of::Pane(id)).as_str() {
                    "on" => self.viewers(id),
                    "all" => self.having(id),
                    _ => return,
                };
                for client in clients {
                    self.effect(Effect::Client(
                        client,
                        ClientEffect::Passthrough(bytes.clone()),
                    ));
                }
            }
            Event::ClipboardQuery { selection, bell } => self.program_pastes(id, selection, bell),
            Event::Progress { state, value } => {
                if let Some(pane) = self.panes.get_mut(&id) {
                    pane.progress = (state != 0).then_some((state, value));
                }
                self.redraw_window(window);
            }
            Event::Modes | Event::Alternate(_) => self.redraw_window(window),
            _ => {}
        }
    }

    /// The clients whose sessions have a pane's window, whichever window they show.
    pub(crate) fn having(&self, pane: PaneId) -> Vec<ClientId> {
        let Some(window) = self.panes.get(&pane).map(|p| p.window) else {
            return vec![];
        };
        let all = self.clients.values().filter(|c| {
            let session = c.session.and_then(|s| self.sessions.get(&s));
            session.is_some_and(|s| s.windows.values().any(|link| link.window == window))
        });
        all.map(|c| c.id).collect()
    }

    /// The clients that have a pane before them.
    pub(crate) fn viewers(&self, pane: PaneId) -> Vec<ClientId> {
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

/// What is wrong with the first command that could not even be begun: then none of them is.
fn mistake(script: &Script) -> Option<Error> {
    let mut commands = script.sequences.iter().flat_map(|s| &s.commands);
    commands.find_map(|command| check(command).err())
}

#[cfg(test)]
mod tests {
    use crate::model::state::input::Input;
    use crate::model::testing::Bench;

    #[test]
    fn a_detached_client_is_told_how_to_come_back_to_its_own_server() {
        for (socket, line) in [
            ("/tmp/mux-0/default", "mux attach -t s"),
            ("/tmp/mux-0/inner", "mux -L inner attach -t s"),
            ("/tmp/mux-7/inner", "mux -S /tmp/mux-7/inner attach -t s"),
            ("/run/own", "mux -S /run/own attach -t s"),
        ] {
            let mut bench = Bench::new();
            bench.world.facts.socket = socket.into();
            let client = bench.attach();
            let message = bench.world.detach_message(client, "detached");
            let expected = format!(
                "[detached (from session s)]\nIt goes on without you. To come back: {line}"
            );
            assert_eq!(message, expected);
        }
    }

    #[test]
    fn who_has_no_config_is_told_how_to_go_on_until_a_key() {
        for (config, greeted) in [(&[][..], true), (&["/none"], true), (&["/mux.conf"], false)] {
            let mut bench = Bench::new();
            bench
                .files
                .insert("/mux.conf".into(), "set -g @x 1\n".into());
            let config = config
                .iter()
                .map(|path: &&str| (*path).to_owned())
                .collect();
            bench.apply(Input::Start {
                config,
                explicit: false,
            });
            let client = bench.attach();
            let told = bench
                .message(client)
                .is_some_and(|text| text.contains("C-b ? shows all keys"));
            assert_eq!(told, greeted);
            bench.keys(client, &["x"]);
            assert_eq!(bench.message(client), None);
            assert_eq!(bench.typed(0), "x");
            let second = bench.attach();
            assert_eq!(bench.message(second), None);
        }
    }
}
