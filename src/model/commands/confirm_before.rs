//! `confirm-before`: ask for confirmation before running a command.

use crate::base::{Error, Result};
use crate::model::command::def::Command;
use crate::model::overlays::prompt;
use crate::model::script::parse;
use crate::model::state::command::{CommandContext, Flow};
use crate::model::state::overlay::{Prompt, PromptKind};

/// Ask for confirmation, and run a command if it is given.
#[derive(clap::Args, Debug)]
pub struct ConfirmBefore {
    /// Do not wait for the answer before running the next command
    #[arg(short = 'b')]
    background: bool,
    /// Show the prompt in the last row of the active pane instead of the status line
    #[arg(short = 'P')]
    in_pane: bool,
    /// Accept Enter as yes
    #[arg(short = 'y')]
    enter: bool,
    /// Key that means yes (default: y)
    #[arg(short = 'c', value_name = "confirm-key")]
    key: Option<String>,
    /// Text of the prompt (default: asks to confirm the command)
    #[arg(short = 'p', value_name = "prompt")]
    prompt: Option<String>,
    /// Client that shows the prompt (default: the current client)
    #[arg(short = 't', value_name = "target-client")]
    target: Option<String>,
    /// Command to run
    #[arg(value_name = "command", required = true)]
    command: String,
}

impl Command for ConfirmBefore {
    const NAME: &'static str = "confirm-before";
    const ALIAS: &'static str = "confirm";

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        let client = cx.client_target(self.target.as_deref())?;
        let script = parse::parse(cx.world, &self.command)?;
        let yes = match self
            .key
            .as_deref()
            .map(|key| (key.chars().next(), key.chars().count()))
        {
            None => 'y',
            Some((Some(c @ '!'..='~'), 1)) => c,
            Some(_) => return Err(Error::user("invalid confirm key")),
        };
        let place = cx.here();
        let question = match &self.prompt {
            Some(prompt) => format!("{prompt} "),
            None => {
                let first = script.lines().next();
                let name = first.map_or("", |parsed| parsed.command.def.name);
                format!("Confirm '{name}'? ({yes}/n) ")
            }
        };
        let question = cx.context(place, &[]).expand_time(&question);
        let prompt = Prompt {
            template: self.command,
            run: (!self.background).then_some(cx.run),
            place,
            pane: place.filter(|_| self.in_pane).map(|place| place.pane),
            ..Prompt::new(PromptKind::Confirm(yes, self.enter), question, "")
        };
        prompt::open(cx.world, client, prompt);
        Ok(if self.background {
            Flow::Done
        } else {
            Flow::Wait
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::model::state::overlay::Prompt;
    use crate::model::testing::TestWorld;

    #[test]
    fn only_yes_runs_the_command() {
        for (line, key, set) in [
            ("confirm 'set -g @x 1'", "y", "1"),
            ("confirm 'set -g @x 1'", "n", ""),
            ("confirm 'set -g @x 1'", "Enter", ""),
            ("confirm -y 'set -g @x 1'", "Enter", "1"),
            ("confirm -c z 'set -g @x 1'", "y", ""),
            ("confirm -c z 'set -g @x 1'", "z", "1"),
            ("confirm -b 'set -g @x %1'", "y", "%1"),
        ] {
            let mut fixture = TestWorld::new();
            let client = fixture.attach();
            fixture.ok(&format!("bind T {{ {line} }}"));
            fixture.keys(client, &["C-b", "T", key]);
            assert_eq!(fixture.format("#{@x}"), set, "{line} {key}");
            assert_eq!(fixture.typed(0), "");
        }
    }

    #[test]
    fn a_script_learns_that_the_answer_was_no() {
        for (key, status) in [("n", 1), ("y", 0)] {
            let mut fixture = TestWorld::new();
            let client = fixture.attach();
            let asking = fixture.start("confirm 'set -g @x 1'", Default::default());
            assert_eq!(fixture.answer(asking).status, None);
            fixture.keys(client, &[key]);
            assert_eq!(fixture.answer(asking).status, Some(status), "{key}");
        }
    }

    #[test]
    fn the_question_names_the_command() {
        let mut fixture = TestWorld::new();
        let client = fixture.attach();
        fixture.keys(client, &["C-b", "x"]);
        let question = |fixture: &TestWorld| {
            fixture.world.clients[&client]
                .overlays
                .get::<Prompt>()
                .map(|p| p.question.clone())
        };
        assert_eq!(
            question(&fixture).as_deref(),
            Some("Close pane 0, in which sh runs? (y/n) ")
        );
        fixture.keys(client, &["n"]);
        fixture.ok("confirm -b killw");
        assert_eq!(
            question(&fixture).as_deref(),
            Some("Confirm 'kill-window'? (y/n) ")
        );
        assert_eq!(fixture.fails("confirm -c xy killw"), "invalid confirm key");
    }
}
