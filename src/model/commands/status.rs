//! `status`: show sessions, memory use and the last save.

use crate::base::Result;
use crate::model::command::def::Command;
use crate::model::state::command::{CommandContext, Flow};
use crate::model::state::store_request::StoreRequest;

/// Show sessions, memory use and when the state was last saved.
#[derive(clap::Args, Debug)]
pub struct Status {
    /// Also check the databases for damage
    #[arg(long)]
    check: bool,
    /// Print as JSON
    #[arg(long)]
    json: bool,
}

impl Command for Status {
    const NAME: &'static str = "status";
    const OWN: bool = true;

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        let Self { check, json } = self;
        Ok(cx.ask_store(StoreRequest::Status { json, check }))
    }
}
