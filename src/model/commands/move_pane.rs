//! `move-pane`: the same as `join-pane`.

use crate::base::Result;
use crate::model::call::{Call, Flow};
use crate::model::command::Verb;
use crate::model::commands::join_pane::Join;

/// Split the target pane, and move another pane into the space (same as join-pane).
#[derive(clap::Args, Debug)]
pub struct MovePane {
    #[command(flatten)]
    join: Join,
}

impl Verb for MovePane {
    const NAME: &'static str = "move-pane";
    const ALIAS: &'static str = "movep";

    fn run(self, call: &mut Call<'_>) -> Result<Flow> {
        self.join.run(call)
    }
}
