//! `set-window-option`: the same as `set-option -w`.

use crate::base::Result;
use crate::model::call::{Call, Flow};
use crate::model::command::Verb;
use crate::model::commands::set_option::SetOption;

/// Set a window option, or take it away.
#[derive(clap::Args, Debug)]
pub struct SetWindowOption {
    /// Add to what is there
    #[arg(short = 'a')]
    append: bool,
    /// Fill in formats in the value
    #[arg(short = 'F')]
    expand: bool,
    /// For all windows
    #[arg(short = 'g')]
    global: bool,
    /// Only if it is not set yet
    #[arg(short = 'o')]
    once: bool,
    /// Say nothing of unknown options
    #[arg(short = 'q')]
    quiet: bool,
    /// Take it away: what is inherited counts again
    #[arg(short = 'u')]
    unset: bool,
    /// The window
    #[arg(short = 't', value_name = "target-window")]
    target: Option<String>,
    /// Its name
    #[arg(value_name = "option", required = true)]
    name: String,
    /// Its value
    #[arg(value_name = "value")]
    value: Option<String>,
}

impl Verb for SetWindowOption {
    const NAME: &'static str = "set-window-option";
    const ALIAS: &'static str = "setw";

    fn run(self, call: &mut Call<'_>) -> Result<Flow> {
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
        option.apply(call)
    }
}
