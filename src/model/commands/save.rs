//! `save`: write layouts and scrollback to disk.

use crate::base::Result;
use crate::model::command::def::Command;
use crate::model::state::command::{CommandContext, Flow};
use crate::model::state::store_request::StoreRequest;

/// Write layouts and scrollback to disk and wait until done.
#[derive(clap::Args, Debug)]
pub struct Save {}

impl Command for Save {
    const NAME: &'static str = "save";
    const OWN: bool = true;

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        Ok(cx.ask_store(StoreRequest::Save, |_, reply| reply.map(|_| Flow::Done)))
    }
}
