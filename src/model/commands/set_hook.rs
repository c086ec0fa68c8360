//! `set-hook`: set, unset or run a hook.

use crate::base::Result;
use crate::lang::tables::option_lookup::{Named, find};
use crate::model::call::{Call, Flow};
use crate::model::command::Verb;
use crate::model::commands::set_option::SetOption;

/// Set a hook, take it away, or run it.
#[derive(clap::Args, Debug)]
pub struct SetHook {
    /// Add to what is there
    #[arg(short = 'a')]
    append: bool,
    /// For all sessions or windows
    #[arg(short = 'g')]
    global: bool,
    /// Of the pane
    #[arg(short = 'p')]
    pane: bool,
    /// Run it now
    #[arg(short = 'R')]
    run: bool,
    /// Take it away
    #[arg(short = 'u')]
    unset: bool,
    /// Of the window
    #[arg(short = 'w')]
    window: bool,
    /// Whose
    #[arg(short = 't', value_name = "target-pane")]
    target: Option<String>,
    /// Its name
    #[arg(value_name = "hook", required = true)]
    name: String,
    /// What it runs
    #[arg(value_name = "command")]
    command: Option<String>,
}

impl Verb for SetHook {
    const NAME: &'static str = "set-hook";

    fn run(self, call: &mut Call<'_>) -> Result<Flow> {
        if self.run {
            let place = call.pane_target(self.target.as_deref())?;
            let name = match find(&self.name)? {
                Named::Known(def, _) => def.name.to_owned(),
                Named::User(name) => name,
            };
            let client = call.client_id();
            call.world.hook(&name, client, Some(place));
            return Ok(Flow::Done);
        }
        let option = SetOption {
            append: self.append,
            global: self.global,
            pane: self.pane,
            unset: self.unset,
            window: self.window,
            target: self.target,
            name: self.name,
            value: self.command,
            ..SetOption::default()
        };
        option.apply(call)
    }
}
