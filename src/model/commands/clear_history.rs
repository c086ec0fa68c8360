//! `clear-history`: delete the history of a pane.

use crate::base::Result;
use crate::model::command::def::Command;
use crate::model::modes::pane_mode;
use crate::model::state::command::{CommandContext, Flow};
use crate::model::state::effect::{Effect, PaneEffect};

/// Delete the history of a pane.
#[derive(clap::Args, Debug)]
pub struct ClearHistory {
    /// Also delete hyperlinks (always done)
    #[arg(short = 'H')]
    links: bool,
    /// Target pane (default: the active pane)
    #[arg(short = 't', value_name = "target-pane")]
    target: Option<String>,
}

impl Command for ClearHistory {
    const NAME: &'static str = "clear-history";
    const ALIAS: &'static str = "clearhist";

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        let place = cx.pane_target(self.target.as_deref())?;
        pane_mode::leave_all(cx.world, place.pane);
        cx.world
            .effect(Effect::Pane(place.pane, PaneEffect::ClearHistory));
        Ok(Flow::Done)
    }
}
