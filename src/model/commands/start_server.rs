//! `start-server`: start the server without a session.

use crate::base::Result;
use crate::lang::tables::options;
use crate::model::command::def::Command;
use crate::model::ops::lifecycle::close;
use crate::model::state::command::{CommandContext, Flow};
use crate::model::state::options::OptionScope;

/// Start the server if it is not running.
#[derive(clap::Args, Debug)]
pub struct StartServer {}

impl Command for StartServer {
    const NAME: &'static str = "start-server";
    const ALIAS: &'static str = "start";
    const STARTS_SERVER: bool = true;

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        if cx.world.sessions.is_empty() && cx.world.get(options::EXIT_EMPTY, OptionScope::Server) {
            close::end_server(cx.world);
        }
        Ok(Flow::Done)
    }
}
