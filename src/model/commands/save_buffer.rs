//! `save-buffer`: save a paste buffer to a file.

use crate::base::Result;
use crate::model::command::def::Command;
use crate::model::ops::files;
use crate::model::state::command::{CommandContext, Flow};

/// Save a paste buffer to a file.
#[derive(clap::Args, Debug)]
pub struct SaveBuffer {
    /// Append to the file
    #[arg(short = 'a')]
    append: bool,
    /// Buffer to save (default: the newest buffer)
    #[arg(short = 'b', value_name = "buffer-name")]
    buffer: Option<String>,
    /// File to write, or - for standard output
    #[arg(value_name = "path", required = true)]
    path: String,
}

impl Command for SaveBuffer {
    const NAME: &'static str = "save-buffer";
    const ALIAS: &'static str = "saveb";
    const AFTER_HOOK: bool = true;

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        let buffer = cx.world.buffers.to_read(self.buffer.as_deref())?;
        let data = buffer.data.clone();
        if self.path == "-" && !cx.has_streams() {
            return Ok(cx.report_no_stream());
        }
        if self.path == "-" {
            cx.write(data);
            return Ok(Flow::Done);
        }
        let path = cx.path(&self.path);
        files::write_file(cx.world, cx.run, path, self.append, data);
        Ok(Flow::Wait)
    }
}
