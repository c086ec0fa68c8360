//! `clock-mode`: show a clock in a pane.

use crate::base::Result;
use crate::model::command::def::Command;
use crate::model::modes::clock;
use crate::model::state::command::{CommandContext, Flow};

/// Show a large clock in a pane until a key is pressed.
#[derive(clap::Args, Debug)]
pub struct ClockMode {
    /// Target pane (default: the active pane)
    #[arg(short = 't', value_name = "target-pane")]
    target: Option<String>,
}

impl Command for ClockMode {
    const NAME: &'static str = "clock-mode";

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        let place = cx.pane_target(self.target.as_deref())?;
        clock::enter(cx.world, place);
        Ok(Flow::Done)
    }
}
