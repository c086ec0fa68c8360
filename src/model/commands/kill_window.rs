//! `kill-window`: close windows and end their programs.

use crate::base::{Result, WindowId};
use crate::model::command::def::Command;
use crate::model::ops::lifecycle::close;
use crate::model::state::command::{CommandContext, Flow};

/// Close a window and end its programs (the last window ends its session).
#[derive(clap::Args, Debug)]
pub struct KillWindow {
    /// Close all windows of the session except the target
    #[arg(short = 'a')]
    all: bool,
    /// Target window (default: the current window)
    #[arg(short = 't', value_name = "target-window")]
    target: Option<String>,
}

impl Command for KillWindow {
    const NAME: &'static str = "kill-window";
    const ALIAS: &'static str = "killw";

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        let place = cx.window_target(self.target.as_deref())?;
        if !self.all {
            close::close_window(cx.world, place.window);
            return Ok(Flow::Done);
        }
        let session = cx.session(place.session)?;
        let others: Vec<WindowId> = session.windows.values().map(|l| l.window).collect();
        for window in others {
            if window != place.window {
                close::close_window(cx.world, window);
            }
        }
        Ok(Flow::Done)
    }
}
