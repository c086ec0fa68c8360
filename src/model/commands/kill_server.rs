//! `kill-server`: end all sessions and the server.

use crate::base::Result;
use crate::model::call::{Call, Flow};
use crate::model::command::Verb;

/// End all sessions, their programs and the server.
#[derive(clap::Args, Debug)]
pub struct KillServer {}

impl Verb for KillServer {
    const NAME: &'static str = "kill-server";

    fn run(self, call: &mut Call<'_>) -> Result<Flow> {
        call.world.end();
        Ok(Flow::Done)
    }
}
