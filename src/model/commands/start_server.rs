//! `start-server`: start the server without a session.

use crate::base::Result;
use crate::model::call::{Call, Flow};
use crate::model::command::Verb;
use crate::model::state::options::Of;

/// Start the server if it is not running.
#[derive(clap::Args, Debug)]
pub struct StartServer {}

impl Verb for StartServer {
    const NAME: &'static str = "start-server";
    const ALIAS: &'static str = "start";

    fn run(self, call: &mut Call<'_>) -> Result<Flow> {
        if call.world.sessions.is_empty() && call.world.flag("exit-empty", Of::Server) {
            call.world.end();
        }
        Ok(Flow::Done)
    }
}
