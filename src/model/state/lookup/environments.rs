//! Looks up the directory and the environment of programs and shell commands.

use crate::base::SessionId;
use crate::lang::tables::options;
use crate::model::state::environment::Environment;
use crate::model::state::location::Location;
use crate::model::state::options::OptionScope;
use crate::model::state::world::World;

/// The search path of programs without a `PATH`.
const DEFAULT_PATH: &str = "/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin";

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
        self.add_commands(&mut all);
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

    /// Puts the directory with the running program first in `PATH` (`tmux-command`).
    pub(crate) fn add_commands(&self, environment: &mut Environment) {
        let directory = self.host.commands.as_str();
        if directory.is_empty() || !self.get(options::TMUX_COMMAND, OptionScope::Server) {
            return;
        }
        let path = environment.get("PATH").unwrap_or(DEFAULT_PATH);
        let others = path.split(':').filter(|place| *place != directory);
        let all: Vec<&str> = [directory].into_iter().chain(others).collect();
        environment.set("PATH", &all.join(":"));
    }

    /// The value of `TMUX`: socket, process id of the server, number of the session or -1.
    pub(crate) fn tmux_variable(&self, session: Option<SessionId>) -> String {
        let session = session.map_or_else(|| "-1".to_owned(), |id| id.0.to_string());
        format!("{},{},{session}", self.host.socket, self.host.pid)
    }
}

#[cfg(test)]
mod tests {
    use crate::model::state::effect::{Effect, JobEffect, PaneEffect};
    use crate::model::testing::TestWorld;

    fn value(env: &[(String, String)], name: &str) -> Option<String> {
        let found = env.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.clone())
    }

    /// The variable of the last pane and of the last shell command that was started.
    fn last(fixture: &TestWorld, name: &str) -> (Option<String>, Option<String>) {
        let mut found = (None, None);
        for effect in &fixture.effects {
            match effect {
                Effect::Pane(_, PaneEffect::Spawn(spawn)) => found.0 = value(&spawn.env, name),
                Effect::Job(JobEffect::Start(job)) => found.1 = value(&job.env, name),
                _ => {}
            }
        }
        found
    }

    #[test]
    fn panes_and_shell_commands_find_the_running_program_first() {
        let mut fixture = TestWorld::new();
        fixture.world.host.commands = "/run/bin-x".to_owned();
        for (setup, pane, job) in [
            ("", "/run/bin-x:/bin", "/run/bin-x:/bin"),
            (
                "setenv -g PATH /a:/run/bin-x:/b ;",
                "/run/bin-x:/a:/b",
                "/run/bin-x:/a:/b",
            ),
            (
                "set -g tmux-command off ;",
                "/a:/run/bin-x:/b",
                "/a:/run/bin-x:/b",
            ),
        ] {
            fixture.ok(&format!("{setup} new-window ; run-shell -b true"));
            let wanted = (Some(pane.to_owned()), Some(job.to_owned()));
            assert_eq!(last(&fixture, "PATH"), wanted, "{setup}");
        }
        fixture.ok("set -g tmux-command on ; new-window -e PATH=/only");
        assert_eq!(
            last(&fixture, "PATH").0.as_deref(),
            Some("/run/bin-x:/only")
        );
    }

    #[test]
    fn interactive_shells_get_the_directory_back_after_their_profile() {
        let mut fixture = TestWorld::new();
        fixture.world.host.commands = "/run/bin-x".to_owned();
        for (setup, env, prompt) in [
            ("", Some("/run/bin-x/env"), false),
            (
                "set -g default-shell /bin/bash ;",
                Some("/run/bin-x/env"),
                true,
            ),
            (
                "setenv -g ENV /mine ; setenv -g PROMPT_COMMAND x ;",
                Some("/mine"),
                false,
            ),
        ] {
            fixture.ok(&format!("{setup} new-window"));
            assert_eq!(last(&fixture, "ENV").0.as_deref(), env, "{setup}");
            let command = last(&fixture, "PROMPT_COMMAND").0.unwrap_or_default();
            assert_eq!(
                command.contains("PATH='/run/bin-x':$PATH"),
                prompt,
                "{setup}"
            );
        }
        fixture.ok("setenv -gu ENV ; new-window 'cat'");
        assert_eq!(
            last(&fixture, "ENV").0,
            None,
            "a command is not interactive"
        );
    }
}
