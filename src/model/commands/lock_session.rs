//! `lock-session`: lock the clients of a session.

use crate::base::Result;
use crate::model::command::def::Command;
use crate::model::ops::lifecycle::lock;
use crate::model::state::command::{CommandContext, Flow};

/// Run lock-command in the terminals of a session's clients until it ends.
#[derive(clap::Args, Debug)]
pub struct LockSession {
    /// Target session (default: the current session)
    #[arg(short = 't', value_name = "target-session")]
    target: Option<String>,
}

impl Command for LockSession {
    const NAME: &'static str = "lock-session";
    const ALIAS: &'static str = "locks";

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        let place = cx.session_target(self.target.as_deref())?;
        lock::lock_session(cx.world, place.session);
        Ok(Flow::Done)
    }
}
