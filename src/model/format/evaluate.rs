//! Evaluates formats: finds the value of a variable, runs loops and searches.

use crate::base::{ClientId, Now};
use crate::lang::format;
use crate::lang::format::{ClientFact, Context, Loop, Over, SearchFlags};
use crate::lang::glob::glob;
use crate::lang::tables::format_variables;
use crate::lang::tables::format_variables::Source;
use crate::model::format::client::feature_of;
use crate::model::format::context::{Extra, FormatContext};
use crate::model::format::{client, copy, options, pane, server, session, window};
use crate::model::state::location::Location;
use crate::model::state::options::OptionScope;
use crate::model::state::pane_access::{PaneAccess, of_screen};
use crate::model::state::world::World;

impl<'a> FormatContext<'a> {
    /// A context without location and client.
    pub const fn new(world: &'a World, access: &'a dyn PaneAccess) -> Self {
        Self {
            world,
            access,
            place: None,
            client: None,
            mouse: None,
            extra: &[],
            hook: &[],
            file: None,
            last_turn: false,
            turn: None,
        }
    }

    /// Sets the location of the context.
    pub const fn about(self, place: Option<Location>) -> Self {
        Self { place, ..self }
    }

    /// Sets the client of the context.
    pub const fn seen_by(self, client: Option<ClientId>) -> Self {
        Self { client, ..self }
    }

    /// Adds variables, which take precedence over all others.
    pub const fn with(self, extra: &'a Extra<'a>) -> Self {
        Self { extra, ..self }
    }

    /// Expands a template.
    pub fn expand(&self, template: &str) -> String {
        format::expand(template, self)
    }

    /// Expands a template after strftime(3).
    pub fn expand_time(&self, template: &str) -> String {
        format::expand_time(template, self)
    }

    /// Whether a format expands to a value that is neither empty nor `0`.
    pub fn is_true(&self, template: &str) -> bool {
        format::is_true(&self.expand(template))
    }

    /// The value of an option as text: the server's, else the nearest of pane, window and session,
    /// else the default.
    pub(crate) fn option(&self, name: &str) -> Option<String> {
        let place = self.place;
        let chain = [
            Some(OptionScope::Server),
            place.map(|p| OptionScope::Pane(p.pane)),
            Some(OptionScope::Window(place.map(|p| p.window))),
            Some(OptionScope::Session(place.map(|p| p.session))),
        ];
        for of in chain.into_iter().flatten() {
            if let Some(value) = self.world.set_option(name, of) {
                return Some(value.to_format());
            }
        }
        crate::model::state::options::default(name)
            .map(crate::lang::tables::option_value::Value::to_format)
    }

    /// Visits the rows of a loop whose iterations differ in variables of their own.
    fn each_row(
        &self,
        mut rows: Vec<options::Row>,
        what: Loop,
        visit: &mut dyn FnMut(&dyn Context, bool),
    ) {
        if what.reversed {
            rows.reverse();
        }
        let count = rows.len();
        for (at, row) in rows.into_iter().enumerate() {
            let extra: Vec<_> = row.into_iter().chain(self.extra.iter().cloned()).collect();
            let context = FormatContext {
                extra: &extra,
                last_turn: at + 1 == count,
                turn: Some(at),
                ..*self
            };
            visit(&context, false);
        }
    }

    fn environment(&self, name: &str) -> Option<String> {
        let session = self.place.and_then(|p| self.world.sessions.get(&p.session));
        let own = session.and_then(|s| s.environment.get(name));
        own.or_else(|| self.world.environment.get(name))
            .map(str::to_owned)
    }

    /// The value of a variable of the table; `None` if the context lacks its object.
    fn value(&self, variable: Source) -> Option<String> {
        match variable {
            Source::Server(v) => server::value(self, v),
            Source::Client(v) => client::value(self, v),
            Source::Mouse(v) => client::mouse(self, v),
            Source::Session(v) => session::value(self, v),
            Source::SessionGroup(v) => session::group_value(self, v),
            Source::Window(v) => window::value(self, v),
            Source::Pane(v) => pane::value(self, v),
            Source::Copy(v) => copy::value(self, v),
            Source::PaneGeometry(v) => pane::geometry(self, v),
            Source::Screen(v) => pane::screen(self, v),
            Source::Buffer(v) => Some(self.world.buffers.find(None)?.variable(v)),
            Source::Command | Source::Nowhere => None,
        }
    }
}

impl Context for FormatContext<'_> {
    fn variable(&self, name: &str) -> Option<String> {
        let extra = self.extra.iter().find(|(n, _)| *n == name);
        let hook = || self.hook.iter().find(|(n, _)| n == name);
        let value = extra.map(|(_, value)| value);
        if let Some(value) = value.or_else(|| hook().map(|(_, value)| value)) {
            return Some(value.clone());
        }
        let value = match format_variables::find(name) {
            Some(row) => self.value(row.source),
            None => self.option(name),
        };
        value.or_else(|| self.environment(name))
    }

    fn each(&self, what: Loop, visit: &mut dyn FnMut(&dyn Context, bool)) {
        let mut turns = match what.over {
            Over::Options => return self.each_row(options::rows(self), what, visit),
            Over::Environment => return self.each_row(options::variables(self), what, visit),
            Over::Sessions => session::turns(self, what.order),
            Over::Windows => window::turns(self, what.order),
            Over::Panes => pane::turns(self),
            Over::Clients => client::turns(self, what.order),
        };
        if what.reversed {
            turns.reverse();
        }
        let count = turns.len();
        for (at, (place, client, current)) in turns.into_iter().enumerate() {
            let context = Self {
                place,
                client,
                last_turn: at + 1 == count,
                turn: Some(at),
                ..*self
            };
            visit(&context, current);
        }
    }

    fn job(&self, command: &str) -> String {
        self.world.jobs.output(command, self.place)
    }

    fn now(&self) -> Now {
        self.world.now
    }

    fn search(&self, pattern: &str, flags: SearchFlags) -> Option<u32> {
        let pane = self.place?.pane;
        let lines = of_screen(self.access, pane, |s| s.view(0));
        let found = lines.iter().position(|line| {
            let text = line.text();
            if flags.regex {
                format::posix_regex(pattern, flags.ignore_case).is_some_and(|r| r.is_match(&text))
            } else {
                let (pattern, text) = if flags.ignore_case {
                    (pattern.to_lowercase(), text.to_lowercase())
                } else {
                    (pattern.to_owned(), text)
                };
                glob(&format!("*{pattern}*"), &text)
            }
        });
        Some(found.map_or(0, |at| u32::try_from(at + 1).unwrap_or(0)))
    }

    fn client_fact(&self, what: ClientFact, name: &str) -> Option<String> {
        let client = self.world.clients.get(&self.client?)?;
        let has = |feature: &str| {
            let mut features = client.terminal.features.split(',');
            Some(u8::from(features.any(|known| known == feature)).to_string())
        };
        match what {
            ClientFact::Feature => has(name),
            ClientFact::Capability => has(feature_of(name).unwrap_or_default()),
            ClientFact::Environment => client.caller.variable(name).map(str::to_owned),
        }
    }

    fn name_exists(&self, session: bool, name: &str) -> bool {
        if session {
            return self.world.sessions.values().any(|s| s.name == name);
        }
        let session = self.place.and_then(|p| self.world.sessions.get(&p.session));
        session.is_some_and(|s| {
            let windows = s
                .windows
                .values()
                .filter_map(|l| self.world.windows.get(&l.window));
            windows.into_iter().any(|w| w.name == name)
        })
    }
}
