//! `next-layout`: switch a window to the next preset layout.

use crate::base::Result;
use crate::model::command::def::Command;
use crate::model::commands::select_layout::cycle;
use crate::model::state::command::{CommandContext, Flow};

/// Switch to the next preset layout.
#[derive(clap::Args, Debug)]
pub struct NextLayout {
    /// Target window (default: the current window)
    #[arg(short = 't', value_name = "target-window")]
    target: Option<String>,
}

impl Command for NextLayout {
    const NAME: &'static str = "next-layout";
    const ALIAS: &'static str = "nextl";

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        let place = cx.window_target(self.target.as_deref())?;
        cycle(cx, place, true)
    }
}
