//! The operations that a running command has: its client, output, nested commands, targets and
//! formats.

use crate::base::width::ascii_only;
use crate::base::{ClientId, Error, PaneId, Result, SessionId, WindowId, raw_bytes};
use crate::model::format::context::{Extra, FormatContext};
use crate::model::ops::control::block;
use crate::model::ops::{messages, queue};
use crate::model::script::parse;
use crate::model::script::table::{counted_words, find};
use crate::model::state::client::Client;
use crate::model::state::command::{CommandContext, Flow, Origin, ParsedScript, Queue};
use crate::model::state::effect::{ClientEffect, Effect};
use crate::model::state::location::Location;
use crate::model::state::pane::Pane;
use crate::model::state::pane_access::PaneAccess;
use crate::model::state::session::Session;
use crate::model::state::settings::author::Author;
use crate::model::state::window::Window;
use crate::model::state::world::World;

impl<'a> CommandContext<'a> {
    pub(crate) const fn new(world: &'a mut World, access: &'a dyn PaneAccess, run: u64) -> Self {
        let now = world.now;
        Self {
            world,
            access,
            run,
            now,
            words: Vec::new(),
            file: None,
            line: 0,
        }
    }

    /// The queue that runs the command.
    pub fn queue(&mut self) -> &mut Queue {
        self.world.queues.all.entry(self.run).or_default()
    }

    /// The origin of the command.
    pub fn origin(&self) -> Origin {
        self.world
            .queues
            .all
            .get(&self.run)
            .map_or(Origin::Hook, |r| r.origin)
    }

    /// The author of the settings that the command changes.
    pub fn author(&self) -> Author {
        let run = self.world.queues.all.get(&self.run);
        run.map_or(Author::Automatic, |run| run.author)
    }

    /// The id of the client that runs the command.
    pub fn client_id(&self) -> Option<ClientId> {
        self.world.queues.all.get(&self.run)?.client
    }

    /// The client that runs the command; `None` for hooks, configs and closed clients.
    pub fn client(&self) -> Option<&Client> {
        self.world.clients.get(&self.client_id()?)
    }

    /// Messages are exactly those of tmux: the client was started as `tmux` or, without a client,
    /// the server.
    pub fn is_exact(&self) -> bool {
        self.client()
            .map_or(self.world.host.as_tmux, |client| client.caller.as_tmux)
    }

    /// Prints a format about `place` once its program has started, because the format may use the
    /// process id (`-P`).
    pub fn print_started(&mut self, place: Location, format: &str) -> Flow {
        self.queue().announce = Some(format.to_owned());
        Flow::Start(place)
    }

    /// Prints a line: to standard output of the client, or in view mode if the client is attached.
    /// The output of hooks and configs is dropped.
    pub fn print(&mut self, line: &str) {
        if block::print(self.world, self.run, line) {
            return;
        }
        let client = self.client_id();
        let attached = client.is_some_and(|c| self.world.is_attached(c));
        match (self.origin(), client) {
            (Origin::Line, Some(client)) if !attached => {
                let plain = self.client().is_some_and(|c| !c.caller.is_utf8());
                let mut bytes = if plain && !self.prints_data() {
                    ascii_only(line).into_bytes()
                } else {
                    raw_bytes::to_bytes(line)
                };
                bytes.push(b'\n');
                self.world
                    .effect(Effect::Client(client, ClientEffect::Stdout(bytes)));
            }
            (Origin::Line | Origin::Key, Some(_)) => {
                self.queue().output.extend(line.lines().map(str::to_owned));
            }
            _ => {}
        }
    }

    /// Whether the output of the command is for programs: JSON, and all of mux's own commands.
    fn prints_data(&self) -> bool {
        let name = self.words.first().map_or("", |word| word.text.as_str());
        let words = counted_words(&self.words);
        let own = find(self.world.commands, name, words).is_ok_and(|found| found.own);
        own || self.words.iter().any(|word| word.text == "--json")
    }

    /// Writes raw bytes to standard output of the client, or prints them as lines.
    pub fn write(&mut self, bytes: Vec<u8>) {
        if block::write(self.world, self.run, &bytes) {
            return;
        }
        match self.client().map(|c| (c.id, c.attached())) {
            Some((client, false)) if self.origin() == Origin::Line => {
                self.world
                    .effect(Effect::Client(client, ClientEffect::Stdout(bytes)));
            }
            _ => self.print(&String::from_utf8_lossy(&bytes)),
        }
    }

    /// Sets the exit status of the client.
    pub fn status(&mut self, status: u8) {
        self.queue().status = status;
    }

    /// Inserts commands after this one.
    pub fn insert(&mut self, script: ParsedScript) {
        queue::insert_first(self.world, self.run, script);
    }

    /// Parses commands and inserts them after this one.
    ///
    /// # Errors
    /// If the text does not parse.
    pub fn insert_text(&mut self, text: &str) -> Result<()> {
        let script = parse::parse(self.world, text)?;
        self.insert(script);
        Ok(())
    }

    /// The directory for shell commands, new panes and relative paths: while the config is read
    /// that of the client that started the server, else that of the client if it is not attached,
    /// else that of the session.
    pub fn job_cwd(&self, place: Option<Location>) -> String {
        if let Some(cwd) = self.world.config_cwd() {
            return cwd;
        }
        match self
            .client()
            .filter(|c| !c.attached() && !c.caller.cwd.is_empty())
        {
            Some(client) => client.caller.cwd.clone(),
            None => self.world.job_cwd(place),
        }
    }

    /// Whether the command can use standard input and output: those of a client that is neither
    /// attached nor in control mode.
    pub fn has_streams(&self) -> bool {
        self.client().is_some_and(|client| !client.attached())
    }

    /// Reports that `-` names no stream. As in tmux, the next commands run.
    pub fn report_no_stream(&mut self) -> Flow {
        let error = Error::user("Bad file descriptor: -");
        messages::report_error(self.world, self.run, None, &error);
        Flow::Done
    }

    /// The absolute path; a relative one starts at [`Self::job_cwd`]. `-`, which names a stream,
    /// stays as it is.
    pub fn path(&self, path: &str) -> String {
        if path.starts_with('/') || path == "-" {
            return path.to_owned();
        }
        let cwd = self.job_cwd(self.here());
        format!("{}/{path}", cwd.trim_end_matches('/'))
    }

    /// Expands a format with the variables of `place`.
    pub fn expand(&self, template: &str, place: Option<Location>) -> String {
        self.expand_with(template, place, &[])
    }

    /// Whether an object passes a filter (`-f`). Without one all do.
    pub fn fits(&self, filter: Option<&str>, place: Location) -> bool {
        filter.is_none_or(|filter| self.context(Some(place), &[]).is_true(filter))
    }

    /// The context of the command's formats: `place`, the client, the mouse event, the variables of
    /// the hook, and `extra`.
    pub fn context<'b>(
        &'b self,
        place: Option<Location>,
        extra: &'b Extra<'b>,
    ) -> FormatContext<'b> {
        let mut context = FormatContext::new(self.world, self.access)
            .about(place)
            .with(extra);
        context.file = self.file.as_deref();
        let run = self.world.queues.all.get(&self.run);
        context.hook = run.map_or(&[], |r| &r.about);
        context.client = self.client_id().filter(|c| self.world.is_attached(*c));
        context.mouse = self
            .world
            .queues
            .all
            .get(&self.run)
            .and_then(|r| r.mouse.as_ref());
        context
    }

    /// Expands a format with the variables of `place` and those of the command.
    pub fn expand_with(&self, template: &str, place: Option<Location>, extra: &Extra) -> String {
        self.context(place, extra).expand(template)
    }

    /// A session.
    ///
    /// # Errors
    /// If it is gone.
    pub fn session(&mut self, id: SessionId) -> Result<&mut Session> {
        let found = self.world.sessions.get_mut(&id);
        found.ok_or_else(|| Error::not_found(format!("can't find session: {id}")))
    }

    /// A window.
    ///
    /// # Errors
    /// If it is gone.
    pub fn window(&mut self, id: WindowId) -> Result<&mut Window> {
        let found = self.world.windows.get_mut(&id);
        found.ok_or_else(|| Error::not_found(format!("can't find window: {id}")))
    }

    /// A pane.
    ///
    /// # Errors
    /// If it is gone.
    pub fn pane(&mut self, id: PaneId) -> Result<&mut Pane> {
        let found = self.world.panes.get_mut(&id);
        found.ok_or_else(|| Error::not_found(format!("can't find pane: {id}")))
    }
}

#[cfg(test)]
mod tests {
    use crate::base::ClientInfo;
    use crate::model::testing::TestWorld;

    #[test]
    fn a_client_without_utf8_gets_an_underscore_for_each_column() {
        let mut fixture = TestWorld::new();
        fixture.ok("rename-window 'b\u{fc}ro \u{754c}'");
        fixture.ok("set-buffer '\u{fc}'");
        let mut ask = |line: &str, locale: &str| {
            let caller = ClientInfo {
                env: vec![("LC_ALL".to_owned(), locale.to_owned())],
                ..ClientInfo::default()
            };
            let client = fixture.start(line, caller);
            fixture.answer(client).out
        };
        for (line, plain, utf8) in [
            ("list-windows -F '#W'", "b_ro __\n", "b\u{fc}ro \u{754c}\n"),
            (
                "display-message -p 'a\tb#W'",
                "a_bb_ro __\n",
                "a\tbb\u{fc}ro \u{754c}\n",
            ),
            ("show-buffer", "\u{fc}", "\u{fc}"),
        ] {
            assert_eq!(ask(line, "C"), plain, "{line}");
            assert_eq!(ask(line, "C.UTF-8"), utf8, "{line}");
        }
        assert!(
            ask("list-windows --json", "C").contains("b\u{fc}ro"),
            "JSON is UTF-8"
        );
    }
}
