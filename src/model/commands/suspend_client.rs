//! `suspend-client`: suspend a client as Ctrl-Z does.

use crate::base::Result;
use crate::model::command::def::Command;
use crate::model::state::command::{CommandContext, Flow};
use crate::model::state::effect::{ClientEffect, Effect};

/// Suspend a client, as Ctrl-Z does with a program.
#[derive(clap::Args, Debug)]
pub struct SuspendClient {
    /// Target client (default: the current client)
    #[arg(short = 't', value_name = "target-client")]
    target: Option<String>,
}

impl Command for SuspendClient {
    const NAME: &'static str = "suspend-client";
    const ALIAS: &'static str = "suspendc";
    const READ_ONLY_OK: bool = true;

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        let client = cx.client_target(self.target.as_deref())?;
        cx.world
            .effect(Effect::Client(client, ClientEffect::Suspend));
        Ok(Flow::Done)
    }
}
