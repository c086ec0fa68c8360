//! `respawn-pane`: restart a pane, with the same or another program.

use crate::base::{Error, PaneId, Result};
use crate::model::command::def::Command;
use crate::model::commands::new_window::variables;
use crate::model::ops::lifecycle::pane_lifecycle;
use crate::model::state::command::{CommandContext, Flow};
use crate::model::state::location::Location;

/// Start the program of a pane again after it has ended.
#[derive(clap::Args, Debug)]
pub struct RespawnPane {
    #[command(flatten)]
    respawn: Respawn,
    /// Target pane (default: the active pane)
    #[arg(short = 't', value_name = "target-pane")]
    target: Option<String>,
}

impl Command for RespawnPane {
    const NAME: &'static str = "respawn-pane";
    const ALIAS: &'static str = "respawnp";

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        let place = cx.pane_target(self.target.as_deref())?;
        if !self.respawn.kill && alive(cx, place.pane) {
            let name = cx.expand("#{session_name}:#{window_index}.#{pane_index}", Some(place));
            let message = format!("respawn pane failed: pane {name} still active");
            return Err(Error::user(message));
        }
        self.respawn.start(cx, place)
    }
}

/// The flags of `respawn-pane` and `respawn-window`.
#[derive(clap::Args, Debug)]
pub struct Respawn {
    /// Leave the pane without a program
    #[arg(short = 'E')]
    empty: bool,
    /// Kill the running program first
    #[arg(short = 'k')]
    pub(super) kill: bool,
    /// Directory to start in (default: the same as before)
    #[arg(short = 'c', value_name = "start-directory")]
    cwd: Option<String>,
    /// Environment variable, as NAME=VALUE (may be repeated)
    #[arg(short = 'e', value_name = "environment")]
    env: Vec<String>,
    /// Shell command to run (default: the same as before)
    #[arg(value_name = "shell-command")]
    command: Vec<String>,
}

/// Returns whether the program of a pane is running.
pub(super) fn alive(cx: &CommandContext<'_>, pane: PaneId) -> bool {
    cx.world
        .panes
        .get(&pane)
        .is_some_and(|p| p.exit().is_none() && !p.without_program())
}

impl Respawn {
    /// Starts the program of a pane. A program that is still running is ended first.
    pub(super) fn start(self, cx: &mut CommandContext<'_>, place: Location) -> Result<Flow> {
        let mut env = variables(&self.env)?;
        let outside = cx.client().filter(|c| !c.attached());
        if let Some(path) = outside.and_then(|c| c.caller.variable("PATH")) {
            env.insert(0, ("PATH".to_owned(), path.to_owned()));
        }
        let cwd = self.cwd.as_ref().map(|cwd| cx.expand(cwd, Some(place)));
        let pane = cx.pane(place.pane)?;
        pane.extra_env = env;
        pane.mode = None;
        pane.modes_below.clear();
        if let Some(cwd) = cwd {
            pane.cwd = cwd;
        }
        if self.empty && self.command.is_empty() {
            pane.command = vec![String::new()];
        } else if !self.command.is_empty() || pane.without_program() {
            pane.command = self.command;
        }
        pane_lifecycle::restart_program(cx.world, place);
        Ok(Flow::Start(place))
    }
}
