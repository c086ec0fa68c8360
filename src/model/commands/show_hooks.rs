//! `show-hooks`: show hooks and their commands.

use crate::base::Result;
use crate::model::call::{Call, Flow};
use crate::model::command::Verb;
use crate::model::commands::show_options::ShowOptions;

/// Show hooks.
#[derive(clap::Args, Debug)]
pub struct ShowHooks {
    /// Those of all sessions or windows
    #[arg(short = 'g')]
    global: bool,
    /// Those of the pane
    #[arg(short = 'p')]
    pane: bool,
    /// Those of the window
    #[arg(short = 'w')]
    window: bool,
    /// Whose
    #[arg(short = 't', value_name = "target-pane")]
    target: Option<String>,
    /// Only this one
    #[arg(value_name = "hook")]
    name: Option<String>,
}

impl Verb for ShowHooks {
    const NAME: &'static str = "show-hooks";

    fn run(self, call: &mut Call<'_>) -> Result<Flow> {
        let options = ShowOptions {
            global: self.global,
            pane: self.pane,
            window: self.window,
            target: self.target,
            name: self.name,
            ..ShowOptions::default()
        };
        options.apply(call, true)
    }
}
