//! `new-window`: create a window in a session.

use crate::base::{Error, Result};
use crate::model::command::def::Command;
use crate::model::commands::move_window::Spot;
use crate::model::commands::values::window_name;
use crate::model::ops::lifecycle::pane_lifecycle::Program;
use crate::model::ops::lifecycle::{session_lifecycle, window_lifecycle};
use crate::model::ops::window_size;
use crate::model::state::command::{CommandContext, Flow};
use crate::model::state::location::Location;

/// Create a window.
#[derive(clap::Args, Debug)]
pub struct NewWindow {
    /// Insert after the target window
    #[arg(short = 'a')]
    after: bool,
    /// Insert before the target window
    #[arg(short = 'b')]
    before: bool,
    /// Do not select the window
    #[arg(short = 'd')]
    stay: bool,
    /// Replace the window at the target index
    #[arg(short = 'k')]
    kill: bool,
    /// Print the new pane's target
    #[arg(short = 'P')]
    print: bool,
    /// Select the window with the name of -n if it exists
    #[arg(short = 'S')]
    existing: bool,
    /// Directory to start in (default: the session's)
    #[arg(short = 'c', value_name = "start-directory")]
    cwd: Option<String>,
    /// Environment variable, as NAME=VALUE (may be repeated)
    #[arg(short = 'e', value_name = "environment")]
    env: Vec<String>,
    /// Format for -P (default: session:window.pane)
    #[arg(short = 'F', value_name = "format")]
    format: Option<String>,
    /// Name of the window
    #[arg(short = 'n', value_name = "window-name")]
    name: Option<String>,
    /// Session and index of the window (default: the next free index)
    #[arg(short = 't', value_name = "target-window")]
    target: Option<String>,
    /// Shell command to run in the window (default: a shell)
    #[arg(value_name = "shell-command")]
    command: Vec<String>,
}

/// The default format of `-P`.
pub(super) const PLACE: &str = "#{session_name}:#{window_index}.#{pane_index}";

impl Command for NewWindow {
    const NAME: &'static str = "new-window";
    const ALIAS: &'static str = "neww";
    const AFTER_HOOK: bool = true;

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        let (session, index) = cx.index_target(self.target.as_deref())?;
        let here = cx.world.session_location(session);
        let name = window_name(cx, self.name.as_deref(), here)?;
        if self.existing
            && let Some(name) = &name
            && let Some(found) = self.find(cx, session, name)?
        {
            if !self.stay {
                cx.session(session)?.select(found);
                session_lifecycle::session_changed(cx.world, session);
            }
            return Ok(Flow::Done);
        }
        let program = program(cx, &self.command, self.cwd.as_deref(), &self.env, here)?;
        let size = window_size::new_window_size(cx.world, Some(session));
        let spot = Spot {
            after: self.after,
            before: self.before,
            kill: self.kill,
        };
        let index = spot.open(cx, session, index, |i| {
            format!("create window failed: index {i} in use")
        })?;
        let place = window_lifecycle::create_window(
            cx.world, session, index, name, size, &program, !self.stay,
        );
        session_lifecycle::session_changed(cx.world, session);
        if self.print {
            return Ok(cx.print_started(place, self.format.as_deref().unwrap_or(PLACE)));
        }
        Ok(Flow::Start(place))
    }
}

impl NewWindow {
    fn find(
        &self,
        cx: &CommandContext<'_>,
        session: crate::base::SessionId,
        name: &str,
    ) -> Result<Option<u32>> {
        let links = cx
            .world
            .sessions
            .get(&session)
            .into_iter()
            .flat_map(|s| &s.windows);
        let mut found = links.filter(|(_, l)| {
            cx.world
                .windows
                .get(&l.window)
                .is_some_and(|w| w.name == name)
        });
        match (found.next(), found.next()) {
            (Some(_), Some(_)) => Err(Error::user(format!("multiple windows named {name}"))),
            (one, _) => Ok(one.map(|(i, _)| *i)),
        }
    }
}

/// Parses the `NAME=VALUE` words of `-e`.
///
/// # Errors
/// `invalid environment: x`.
pub(super) fn variables(words: &[String]) -> Result<Vec<(String, String)>> {
    let pairs = words.iter().map(|word| {
        let pair = word.split_once('=').filter(|(name, _)| !name.is_empty());
        pair.map(|(n, v)| (n.to_owned(), v.to_owned()))
            .ok_or_else(|| Error::user(format!("invalid environment: {word}")))
    });
    pairs.collect()
}

/// Builds the program of a new pane from a command's words, directory and environment.
///
/// # Errors
/// `invalid environment: x`.
pub(super) fn program(
    cx: &CommandContext<'_>,
    command: &[String],
    cwd: Option<&str>,
    env: &[String],
    here: Option<Location>,
) -> Result<Program> {
    let cwd = match cwd {
        Some(cwd) => cx.expand(cwd, here),
        None => cx.job_cwd(here),
    };
    let outside = cx.client().filter(|c| !c.attached());
    let path = outside
        .and_then(|c| c.caller.variable("PATH"))
        .map(str::to_owned);
    Ok(Program {
        command: command.to_vec(),
        cwd,
        env: variables(env)?,
        path,
        direct: false,
    })
}
