//! `set-hook`: set, unset or run a hook.

use crate::base::Result;
use crate::lang::tables::option_lookup::{Named, find};
use crate::model::command::def::Command;
use crate::model::commands::set_option::SetOption;
use crate::model::ops::hooks;
use crate::model::state::command::{CommandContext, Flow};

/// Set, unset or run a hook.
#[derive(clap::Args, Debug)]
pub struct SetHook {
    /// Append to the hook's commands
    #[arg(short = 'a')]
    append: bool,
    /// Set the global hook, for all sessions or windows
    #[arg(short = 'g')]
    global: bool,
    /// Set the hook of the pane
    #[arg(short = 'p')]
    pane: bool,
    /// Run the hook now
    #[arg(short = 'R')]
    run: bool,
    /// Unset the hook
    #[arg(short = 'u')]
    unset: bool,
    /// Set the hook of the window
    #[arg(short = 'w')]
    window: bool,
    /// Target session, window or pane (default: the current one)
    #[arg(short = 't', value_name = "target-pane")]
    target: Option<String>,
    /// Name of the hook
    #[arg(value_name = "hook", required = true)]
    name: String,
    /// Command to run
    #[arg(value_name = "command")]
    command: Option<String>,
}

impl Command for SetHook {
    const NAME: &'static str = "set-hook";
    const AFTER_HOOK: bool = true;

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        if self.run {
            let place = cx.pane_target(self.target.as_deref())?;
            let name = match find(&self.name)? {
                Named::Known(def, _) => def.name.to_owned(),
                Named::User(name) => name,
            };
            let client = cx.client_id();
            hooks::run_hook(cx.world, &name, client, Some(place));
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
        option.apply(cx)
    }
}
