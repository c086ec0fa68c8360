//! `lock-client`: lock a client.

use crate::base::Result;
use crate::model::command::def::Command;
use crate::model::ops::lifecycle::lock;
use crate::model::state::command::{CommandContext, Flow};

/// Run lock-command in a client's terminal until it ends.
#[derive(clap::Args, Debug)]
pub struct LockClient {
    /// Target client (default: the current client)
    #[arg(short = 't', value_name = "target-client")]
    target: Option<String>,
}

impl Command for LockClient {
    const NAME: &'static str = "lock-client";
    const ALIAS: &'static str = "lockc";

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        let client = cx.client_target(self.target.as_deref())?;
        lock::lock_client(cx.world, client);
        Ok(Flow::Done)
    }
}
