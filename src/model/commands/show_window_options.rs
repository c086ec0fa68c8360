//! `show-window-options`: the same as `show-options -w`.

use crate::base::Result;
use crate::model::command::def::Command;
use crate::model::commands::show_options::ShowOptions;
use crate::model::state::command::{CommandContext, Flow};

/// Show window options.
#[derive(clap::Args, Debug)]
pub struct ShowWindowOptions {
    /// Show global options
    #[arg(short = 'g')]
    global: bool,
    /// Show only the values
    #[arg(short = 'v')]
    values: bool,
    /// Target window (default: the current window)
    #[arg(short = 't', value_name = "target-window")]
    target: Option<String>,
    /// Show only this option
    #[arg(value_name = "option")]
    name: Option<String>,
}

impl Command for ShowWindowOptions {
    const NAME: &'static str = "show-window-options";
    const ALIAS: &'static str = "showw";
    const CHANGES_WORLD: bool = false;

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        let options = ShowOptions {
            global: self.global,
            values: self.values,
            window: true,
            target: self.target,
            name: self.name,
            ..ShowOptions::default()
        };
        options.apply(cx, false)
    }
}
