//! `last-pane`: select the previously active pane.

use crate::base::Result;
use crate::model::command::def::Command;
use crate::model::commands::select_pane::last;
use crate::model::state::command::{CommandContext, Flow};

/// Select the previously active pane.
#[derive(clap::Args, Debug)]
pub struct LastPane {
    /// Disable input to that pane instead of selecting it
    #[arg(short = 'd')]
    disable: bool,
    /// Enable input to that pane instead of selecting it
    #[arg(short = 'e')]
    enable: bool,
    /// Keep the window zoomed
    #[arg(short = 'Z')]
    keep_zoom: bool,
    /// Target window (default: the current window)
    #[arg(short = 't', value_name = "target-window")]
    target: Option<String>,
}

impl Command for LastPane {
    const NAME: &'static str = "last-pane";
    const ALIAS: &'static str = "lastp";

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        let place = cx.window_target(self.target.as_deref())?;
        let switch = if self.enable {
            Some(false)
        } else {
            self.disable.then_some(true)
        };
        last(cx, place, switch, self.keep_zoom)
    }
}
