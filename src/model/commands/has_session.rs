//! `has-session`: report whether a session exists by the exit status.

use crate::base::Result;
use crate::model::command::def::Command;
use crate::model::state::command::{CommandContext, Flow};

/// Exit with 0 if the session exists, with 1 if not.
#[derive(clap::Args, Debug)]
pub struct HasSession {
    /// Target session (default: the current session)
    #[arg(short = 't', value_name = "target-session")]
    target: Option<String>,
}

impl Command for HasSession {
    const NAME: &'static str = "has-session";
    const ALIAS: &'static str = "has";
    const CHANGES_WORLD: bool = false;

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        cx.session_target(self.target.as_deref())?;
        Ok(Flow::Done)
    }
}
