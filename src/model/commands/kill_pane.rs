//! `kill-pane`: close panes and end their programs.

use crate::base::Result;
use crate::model::command::def::Command;
use crate::model::ops::lifecycle::close;
use crate::model::state::command::{CommandContext, Flow};

/// Close a pane and end its program (the last pane closes its window).
#[derive(clap::Args, Debug)]
pub struct KillPane {
    /// Close all panes of the window except the target
    #[arg(short = 'a')]
    all: bool,
    /// Target pane (default: the active pane)
    #[arg(short = 't', value_name = "target-pane")]
    target: Option<String>,
}

impl Command for KillPane {
    const NAME: &'static str = "kill-pane";
    const ALIAS: &'static str = "killp";
    const AFTER_HOOK: bool = true;

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        let place = cx.pane_target(self.target.as_deref())?;
        if !self.all {
            close::close_pane(cx.world, place.pane);
            return Ok(Flow::Done);
        }
        let panes = cx.window(place.window)?.panes();
        for pane in panes {
            if pane != place.pane {
                close::close_pane(cx.world, pane);
            }
        }
        Ok(Flow::Done)
    }
}
