//! Looks up the directory and the environment of programs and shell commands.

use crate::base::SessionId;
use crate::lang::tables::options;
use crate::model::state::environment::Environment;
use crate::model::state::location::Location;
use crate::model::state::options::OptionScope;
use crate::model::state::world::World;

impl World {
    /// The working directory of a shell command: while the config is read that of the client that
    /// started the server, else that of the session, else the user's home.
    pub(crate) fn job_cwd(&self, place: Option<Location>) -> String {
        if let Some(cwd) = self.config_cwd() {
            return cwd;
        }
        let session = place.and_then(|p| self.sessions.get(&p.session));
        session.map_or_else(|| self.host.home.clone(), |s| s.cwd.clone())
    }

    /// The directory of the client that started the server, while the config is read.
    pub(crate) fn config_cwd(&self) -> Option<String> {
        let cwd = Some(&self.host.start_directory).filter(|cwd| !cwd.is_empty());
        cwd.filter(|_| self.queues.config.is_some()).cloned()
    }

    /// The environment of a shell command: global, then session, then what describes the terminal,
    /// and `TMUX`. `TMUX_PANE` is not set, because the command runs in no pane. While the config
    /// is read, `TERM` stays that of the client that started the server.
    pub(crate) fn job_environment(&self, session: Option<SessionId>) -> Vec<(String, String)> {
        let mut all: Environment = self.environment.clone();
        let known = session.and_then(|session| self.sessions.get(&session));
        if let Some(session) = known {
            all.overlay(&session.environment);
        }
        if self.queues.config.is_none() {
            for (name, value) in self.terminal_variables() {
                all.set(name, &value);
            }
        }
        all.set("TMUX", &self.tmux_variable(known.map(|session| session.id)));
        all.unset("TMUX_PANE");
        all.for_program()
    }

    /// The variables that describe the terminal of panes to programs.
    pub(crate) fn terminal_variables(&self) -> [(&'static str, String); 4] {
        let terminal = self.get(options::DEFAULT_TERMINAL, OptionScope::Server);
        [
            ("TERM", terminal.to_owned()),
            ("TERM_PROGRAM", self.host.program().to_owned()),
            ("TERM_PROGRAM_VERSION", self.host.version.clone()),
            ("COLORTERM", "truecolor".to_owned()),
        ]
    }

    /// The value of `TMUX`: socket, process id of the server, number of the session or -1.
    pub(crate) fn tmux_variable(&self, session: Option<SessionId>) -> String {
        let session = session.map_or_else(|| "-1".to_owned(), |id| id.0.to_string());
        format!("{},{},{session}", self.host.socket, self.host.pid)
    }
}
