//! `kill-pane`: close panes and end their programs.

use crate::base::Result;
use crate::model::command::def::Command;
use crate::model::ops::lifecycle::close;
use crate::model::state::command::{CommandContext, Flow};
use crate::model::state::location::Location;

/// Close a pane and end its program (the last pane closes its window).
#[derive(clap::Args, Debug)]
pub struct KillPane {
    /// Close all panes of the window except the target
    #[arg(short = 'a')]
    all: bool,
    /// Only those for which this format is true
    #[arg(short = 'f', value_name = "filter")]
    filter: Option<String>,
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
        let panes = match self.all {
            true => cx.window(place.window)?.panes(),
            false => vec![place.pane],
        };
        for pane in panes {
            let fits = cx.fits(self.filter.as_deref(), Location { pane, ..place });
            if fits && (!self.all || pane != place.pane) {
                close::close_pane(cx.world, pane);
            }
        }
        Ok(Flow::Done)
    }
}
