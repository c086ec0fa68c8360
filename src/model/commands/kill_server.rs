//! `kill-server`: end all sessions and the server.

use crate::base::Result;
use crate::model::command::def::Command;
use crate::model::ops::lifecycle::close;
use crate::model::state::command::{CommandContext, Flow};

/// End all sessions, their programs and the server.
#[derive(clap::Args, Debug)]
pub struct KillServer {}

impl Command for KillServer {
    const NAME: &'static str = "kill-server";

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        cx.world.hand_changes.discarded = true;
        close::end_server(cx.world);
        Ok(Flow::Done)
    }
}
