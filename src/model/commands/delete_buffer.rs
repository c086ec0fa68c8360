//! `delete-buffer`: delete a paste buffer.

use crate::base::Result;
use crate::model::command::def::Command;
use crate::model::state::command::{CommandContext, Flow};

/// Delete a paste buffer.
#[derive(clap::Args, Debug)]
pub struct DeleteBuffer {
    /// Buffer to delete (default: the newest buffer)
    #[arg(short = 'b', value_name = "buffer-name")]
    buffer: Option<String>,
}

impl Command for DeleteBuffer {
    const NAME: &'static str = "delete-buffer";
    const ALIAS: &'static str = "deleteb";

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        cx.world.buffers.remove(self.buffer.as_deref())?;
        Ok(Flow::Done)
    }
}
