//! `start-server`: start the server without a session.

use crate::base::Result;
use crate::model::command::def::Command;
use crate::model::state::command::{CommandContext, Flow};

/// Start the server if it is not running.
#[derive(clap::Args, Debug)]
pub struct StartServer {}

impl Command for StartServer {
    const NAME: &'static str = "start-server";
    const ALIAS: &'static str = "start";
    const STARTS_SERVER: bool = true;

    fn run(self, _: &mut CommandContext<'_>) -> Result<Flow> {
        Ok(Flow::Done)
    }
}
