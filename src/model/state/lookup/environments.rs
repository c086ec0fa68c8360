//! Looks up the directory and the environment of shell commands.

use crate::base::SessionId;
use crate::model::state::environment::Environment;
use crate::model::state::location::Location;
use crate::model::state::world::World;

impl World {
    /// The working directory of a shell command: that of the session, else the user's home.
    pub(crate) fn job_cwd(&self, place: Option<Location>) -> String {
        let session = place.and_then(|p| self.sessions.get(&p.session));
        session.map_or_else(|| self.host.home.clone(), |s| s.cwd.clone())
    }

    /// The environment of a shell command: global, then session, then `TMUX` and `TMUX_PANE`.
    pub(crate) fn job_environment(&self, place: Option<Location>) -> Vec<(String, String)> {
        let mut all: Environment = self.environment.clone();
        let session = place.and_then(|p| self.sessions.get(&p.session));
        if let Some(session) = session {
            all.overlay(&session.environment);
        }
        let id = session.map_or(SessionId(0), |s| s.id);
        let tmux = format!("{},{},{}", self.host.socket, self.host.pid, id.0);
        all.set("TMUX", &tmux);
        match place {
            Some(place) => all.set("TMUX_PANE", &place.pane.to_string()),
            None => all.unset("TMUX_PANE"),
        }
        all.for_program()
    }
}
