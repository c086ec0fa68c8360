//! `snapshots`: list the snapshots.

use crate::base::Result;
use crate::model::command::def::Command;
use crate::model::state::command::{CommandContext, Flow};
use crate::model::state::store_request::StoreRequest;

/// List the snapshots (saved layouts), the current layout first.
#[derive(clap::Args, Debug)]
pub struct Snapshots {
    /// Print as JSON
    #[arg(long)]
    json: bool,
}

impl Command for Snapshots {
    const NAME: &'static str = "snapshots";
    const OWN: bool = true;

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        Ok(cx.ask_store(StoreRequest::Snapshots { json: self.json }))
    }
}
