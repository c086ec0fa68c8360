//! `previous-layout`: switch a window to the previous preset layout.

use crate::base::Result;
use crate::model::command::def::Command;
use crate::model::commands::select_layout::cycle;
use crate::model::state::command::{CommandContext, Flow};

/// Switch to the previous preset layout.
#[derive(clap::Args, Debug)]
pub struct PreviousLayout {
    /// Target window (default: the current window)
    #[arg(short = 't', value_name = "target-window")]
    target: Option<String>,
}

impl Command for PreviousLayout {
    const NAME: &'static str = "previous-layout";
    const ALIAS: &'static str = "prevl";

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        let place = cx.window_target(self.target.as_deref())?;
        cycle(cx, place, false)
    }
}
