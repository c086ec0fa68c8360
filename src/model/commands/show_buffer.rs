//! `show-buffer`: show the contents of a paste buffer.

use crate::base::Result;
use crate::model::command::def::Command;
use crate::model::state::command::{CommandContext, Flow};

/// Show the contents of a paste buffer.
#[derive(clap::Args, Debug)]
pub struct ShowBuffer {
    /// Buffer to show (default: the newest buffer)
    #[arg(short = 'b', value_name = "buffer-name")]
    buffer: Option<String>,
}

impl Command for ShowBuffer {
    const NAME: &'static str = "show-buffer";
    const ALIAS: &'static str = "showb";
    const CHANGES_WORLD: bool = false;

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        let buffer = cx.world.buffers.to_read(self.buffer.as_deref())?;
        let data = buffer.data.clone();
        cx.write(data);
        Ok(Flow::Done)
    }
}
