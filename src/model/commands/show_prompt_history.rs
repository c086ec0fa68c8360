//! `show-prompt-history`: show the history of prompts.

use crate::base::{Error, Result};
use crate::model::command::def::Command;
use crate::model::ops::settings::prompt_history::TYPES;
use crate::model::state::command::{CommandContext, Flow};

/// Show the history of prompts.
#[derive(clap::Args, Debug)]
pub struct ShowPromptHistory {
    /// Only this prompt type: command, search, target, window-target (default: all)
    #[arg(short = 'T', value_name = "prompt-type")]
    list: Option<String>,
}

impl Command for ShowPromptHistory {
    const NAME: &'static str = "show-prompt-history";
    const ALIAS: &'static str = "showphist";
    const CHANGES_WORLD: bool = false;

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        for list in lists(self.list.as_deref())? {
            cx.print(&format!("History for {list}:\n"));
            let answers = cx.world.answers.get(list).cloned().unwrap_or_default();
            for (number, answer) in (1..).zip(answers) {
                cx.print(&format!("{number}: {answer}"));
            }
            cx.print("");
        }
        Ok(Flow::Done)
    }
}

/// Returns the named prompt type, or all of them.
///
/// # Errors
/// `invalid type: x`.
pub(super) fn lists(name: Option<&str>) -> Result<Vec<&'static str>> {
    let Some(name) = name else {
        return Ok(TYPES.to_vec());
    };
    let known = TYPES.iter().find(|t| **t == name);
    let known = known.ok_or_else(|| Error::user(format!("invalid type: {name}")))?;
    Ok(vec![known])
}

#[cfg(test)]
mod tests {
    use crate::model::testing::TestWorld;

    #[test]
    fn answers_are_shown_and_forgotten() {
        let mut fixture = TestWorld::new();
        let client = fixture.attach();
        fixture.keys(
            client,
            &["C-b", ":", "s", "e", "t", "Space", "@", "x", "Enter"],
        );
        let empty = "History for command:\n\n\n";
        assert_eq!(
            fixture.ok("showphist -T command"),
            "History for command:\n\n1: set @x\n\n"
        );
        fixture.ok("clearphist -T search");
        assert_ne!(fixture.ok("showphist -T command"), empty);
        fixture.ok("clearphist");
        assert_eq!(fixture.ok("showphist -T command"), empty);
        assert_eq!(fixture.fails("showphist -T x"), "invalid type: x");
        assert_eq!(fixture.fails("clearphist -T x"), "invalid type: x");
    }
}
