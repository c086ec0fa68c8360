//! `set-environment`: set or unset environment variables of new programs.

use crate::base::{Error, Result};
use crate::model::command::def::Command;
use crate::model::ops::settings::hand_changes;
use crate::model::state::command::{CommandContext, Flow};
use crate::model::state::environment::Environment;
use crate::model::state::location::Location;

/// Set or unset an environment variable of new programs.
#[derive(clap::Args, Debug)]
pub struct SetEnvironment {
    /// Expand formats in the value
    #[arg(short = 'F')]
    expand: bool,
    /// Change the global environment, which all sessions inherit
    #[arg(short = 'g')]
    global: bool,
    /// Hide the variable: formats see it, programs do not get it
    #[arg(short = 'h')]
    hidden: bool,
    /// Remove the variable from the environment of new programs
    #[arg(short = 'r')]
    remove: bool,
    /// Unset, so that the inherited value applies again
    #[arg(short = 'u')]
    unset: bool,
    /// Target session (default: the current session)
    #[arg(short = 't', value_name = "target-session")]
    target: Option<String>,
    /// Name of the variable
    #[arg(value_name = "variable", required = true)]
    name: String,
    /// Value of the variable
    #[arg(value_name = "value")]
    value: Option<String>,
}

impl Command for SetEnvironment {
    const NAME: &'static str = "set-environment";
    const ALIAS: &'static str = "setenv";
    const AFTER_HOOK: bool = true;

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        let name = self.name.as_str();
        let refuse = |why: &str| Err(Error::user(why));
        if name.is_empty() {
            return refuse("empty variable name");
        }
        if name.contains('=') {
            return refuse("variable name contains =");
        }
        let place = session_of(cx, self.target.as_deref())?;
        let value = match &self.value {
            Some(value) if self.expand => Some(cx.expand(value, place)),
            value => value.clone(),
        };
        match (self.unset, self.remove, value) {
            (true, _, Some(_)) => return refuse("can't specify a value with -u"),
            (_, true, Some(_)) => return refuse("can't specify a value with -r"),
            (false, false, None) => return refuse("no value specified"),
            (true, _, None) => self.change(cx, place, |all| all.unset(name))?,
            (_, true, None) => self.change(cx, place, |all| all.remove(name))?,
            (_, _, Some(value)) if self.hidden => {
                self.change(cx, place, |all| all.set_hidden(name, &value))?;
            }
            (_, _, Some(value)) => self.change(cx, place, |all| all.set(name, &value))?,
        }
        Ok(Flow::Done)
    }
}

impl SetEnvironment {
    fn change(
        &self,
        cx: &mut CommandContext<'_>,
        place: Option<Location>,
        change: impl FnOnce(&mut Environment),
    ) -> Result<()> {
        if self.global {
            let author = cx.author();
            hand_changes::change_variable(cx.world, author, &self.name, change);
            return Ok(());
        }
        let place = place.ok_or_else(|| Error::not_found("no current session"))?;
        change(&mut cx.session(place.session)?.environment);
        Ok(())
    }
}

/// Returns the session of `-t`, or the current one.
///
/// # Errors
/// `no such session: x`.
pub(super) fn session_of(
    cx: &CommandContext<'_>,
    target: Option<&str>,
) -> Result<Option<Location>> {
    match target {
        None => Ok(cx.here()),
        Some(name) => {
            let place = cx.session_target(Some(name));
            place
                .map(Some)
                .map_err(|_| Error::not_found(format!("no such session: {name}")))
        }
    }
}
