//! `set-window-option`: the same as `set-option -w`.

use crate::base::Result;
use crate::model::command::def::Command;
use crate::model::commands::set_option::SetOption;
use crate::model::state::command::{CommandContext, Flow};

/// Set or unset a window option.
#[derive(clap::Args, Debug)]
pub struct SetWindowOption {
    /// Append to the value
    #[arg(short = 'a')]
    append: bool,
    /// Expand formats in the value
    #[arg(short = 'F')]
    expand: bool,
    /// Set the global option, for all windows
    #[arg(short = 'g')]
    global: bool,
    /// Only set an option that is not set yet
    #[arg(short = 'o')]
    once: bool,
    /// Do not report unknown options
    #[arg(short = 'q')]
    quiet: bool,
    /// Unset, so that the inherited value applies again
    #[arg(short = 'u')]
    unset: bool,
    /// Target window (default: the current window)
    #[arg(short = 't', value_name = "target-window")]
    target: Option<String>,
    /// Name of the option
    #[arg(value_name = "option", required = true)]
    name: String,
    /// Value of the option (default: toggle an on-off option)
    #[arg(value_name = "value")]
    value: Option<String>,
}

impl Command for SetWindowOption {
    const NAME: &'static str = "set-window-option";
    const ALIAS: &'static str = "setw";

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        let option = SetOption {
            append: self.append,
            expand: self.expand,
            global: self.global,
            once: self.once,
            quiet: self.quiet,
            unset: self.unset,
            window: true,
            target: self.target,
            name: self.name,
            value: self.value,
            ..SetOption::default()
        };
        option.apply(cx)
    }
}
