//! `lock-server`: lock all clients.

use crate::base::Result;
use crate::model::command::def::Command;
use crate::model::ops::lifecycle::lock;
use crate::model::state::command::{CommandContext, Flow};

/// Run lock-command in the terminal of every client until it ends.
#[derive(clap::Args, Debug)]
pub struct LockServer {}

impl Command for LockServer {
    const NAME: &'static str = "lock-server";
    const ALIAS: &'static str = "lock";
    const AFTER_HOOK: bool = true;

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        lock::lock_server(cx.world);
        Ok(Flow::Done)
    }
}
