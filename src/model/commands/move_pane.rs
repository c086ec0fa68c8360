//! `move-pane`: the same as `join-pane`.

use crate::base::Result;
use crate::model::command::def::Command;
use crate::model::commands::join_pane::Join;
use crate::model::state::command::{CommandContext, Flow};

/// Split the target pane, and move another pane into the space (same as join-pane).
#[derive(clap::Args, Debug)]
pub struct MovePane {
    #[command(flatten)]
    join: Join,
}

impl Command for MovePane {
    const NAME: &'static str = "move-pane";
    const ALIAS: &'static str = "movep";

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        self.join.run(cx)
    }
}
