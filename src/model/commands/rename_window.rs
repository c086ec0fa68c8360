//! `rename-window`: rename a window, and stop renaming it automatically.

use crate::base::Result;
use crate::model::command::def::Command;
use crate::model::ops::auto_rename;
use crate::model::state::command::{CommandContext, Flow};

/// Rename a window, and stop renaming it automatically.
#[derive(clap::Args, Debug)]
pub struct RenameWindow {
    /// Target window (default: the current window)
    #[arg(short = 't', value_name = "target-window")]
    target: Option<String>,
    /// New name
    #[arg(value_name = "new-name", required = true)]
    name: String,
}

impl Command for RenameWindow {
    const NAME: &'static str = "rename-window";
    const ALIAS: &'static str = "renamew";
    const AFTER_HOOK: bool = true;

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        let place = cx.window_target(self.target.as_deref())?;
        let name = cx.expand(&self.name, Some(place));
        auto_rename::rename_window(cx.world, place, &name)?;
        Ok(Flow::Done)
    }
}
