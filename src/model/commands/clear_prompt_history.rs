//! `clear-prompt-history`: delete the history of prompts.

use crate::base::Result;
use crate::model::command::def::Command;
use crate::model::commands::show_prompt_history::lists;
use crate::model::ops::settings::prompt_history;
use crate::model::state::command::{CommandContext, Flow};

/// Delete the history of prompts.
#[derive(clap::Args, Debug)]
pub struct ClearPromptHistory {
    /// Only this prompt type: command, search, target, window-target (default: all)
    #[arg(short = 'T', value_name = "prompt-type")]
    list: Option<String>,
}

impl Command for ClearPromptHistory {
    const NAME: &'static str = "clear-prompt-history";
    const ALIAS: &'static str = "clearphist";

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        for list in lists(self.list.as_deref())? {
            prompt_history::forget(cx.world, list);
        }
        Ok(Flow::Done)
    }
}
