//! `save`: write layouts and scrollback to disk.

use crate::base::Result;
use crate::model::command::def::Command;
use crate::model::commands::restore::outcome;
use crate::model::state::command::{CommandContext, Flow};
use crate::model::state::store_request::StoreRequest;

/// Write layouts and scrollback to disk and wait until done.
#[derive(clap::Args, Debug)]
pub struct Save {
    /// Print as JSON
    #[arg(long)]
    json: bool,
}

impl Command for Save {
    const NAME: &'static str = "save";
    const OWN: bool = true;

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        Ok(cx.ask_store(StoreRequest::Save, move |cx, reply| {
            reply?;
            if self.json {
                cx.print(&outcome("saved", &[], Vec::new()));
            }
            Ok(Flow::Done)
        }))
    }
}
