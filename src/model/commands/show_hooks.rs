//! `show-hooks`: show hooks and their commands.

use crate::base::Result;
use crate::model::command::def::Command;
use crate::model::commands::show_options::ShowOptions;
use crate::model::state::command::{CommandContext, Flow};

/// Show hooks and their commands.
#[derive(clap::Args, Debug)]
pub struct ShowHooks {
    /// Show global hooks
    #[arg(short = 'g')]
    global: bool,
    /// Show hooks of the pane
    #[arg(short = 'p')]
    pane: bool,
    /// Show hooks of the window
    #[arg(short = 'w')]
    window: bool,
    /// Target session, window or pane (default: the current one)
    #[arg(short = 't', value_name = "target-pane")]
    target: Option<String>,
    /// Show only this hook
    #[arg(value_name = "hook")]
    name: Option<String>,
}

impl Command for ShowHooks {
    const NAME: &'static str = "show-hooks";

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        let options = ShowOptions {
            global: self.global,
            pane: self.pane,
            window: self.window,
            target: self.target,
            name: self.name,
            ..ShowOptions::default()
        };
        options.apply(cx, true)
    }
}
