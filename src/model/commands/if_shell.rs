//! `if-shell`: run one of two commands, depending on a condition.

use crate::base::Result;
use crate::lang::format::is_true;
use crate::model::command::def::Command;
use crate::model::ops::job;
use crate::model::state::command::{AfterJob, CommandContext, Flow};

/// Run a command if a shell command succeeds, or another one if it fails.
#[derive(clap::Args, Debug)]
pub struct IfShell {
    /// Do not wait for the shell command before running the next command
    #[arg(short = 'b')]
    background: bool,
    /// Treat the condition as a format, not as a shell command
    #[arg(short = 'F')]
    format: bool,
    /// Target pane for formats (default: the active pane)
    #[arg(short = 't', value_name = "target-pane")]
    target: Option<String>,
    /// The condition: a shell command, or with -F a format
    #[arg(value_name = "shell-command", required = true)]
    condition: String,
    /// Command to run if the condition is true
    #[arg(value_name = "command", required = true)]
    yes: String,
    /// Command to run if the condition is false
    #[arg(value_name = "else-command")]
    no: Option<String>,
}

impl Command for IfShell {
    const NAME: &'static str = "if-shell";
    const ALIAS: &'static str = "if";

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        let place = match &self.target {
            Some(target) => Some(cx.pane_target(Some(target))?),
            None => cx.here(),
        };
        let condition = cx.expand(&self.condition, place);
        if self.format {
            let chosen = if is_true(&condition) {
                Some(&self.yes)
            } else {
                self.no.as_ref()
            };
            if let Some(text) = chosen {
                cx.insert_text(text)?;
            }
            return Ok(Flow::Done);
        }
        let then = AfterJob::Branch {
            queue: (!self.background).then_some(cx.run),
            client: cx.client_id(),
            author: cx.author(),
            place,
            yes: self.yes,
            no: self.no,
        };
        let cwd = cx.job_cwd(place);
        job::start_job(cx, condition, cwd, place, then);
        Ok(if self.background {
            Flow::Done
        } else {
            Flow::Wait
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::model::testing::TestWorld;

    #[test]
    fn the_condition_chooses() {
        for (line, printed) in [
            ("if -F 1 'display -p yes' 'display -p no'", "yes\n"),
            (
                "if -F '#{==:#{session_name},t}' 'display -p yes' 'display -p no'",
                "no\n",
            ),
            ("if -F 0 'display -p yes'", ""),
            (
                "if -F 1 { display -p a ; display -p b } ; display -p c",
                "a\nb\nc\n",
            ),
            (
                "if good 'display -p yes' 'display -p no' ; display -p on",
                "yes\non\n",
            ),
            (
                "if bad 'display -p yes' 'display -p no' ; display -p on",
                "no\non\n",
            ),
            ("if -b good 'set -g @x 1' ; display -p on", "on\n"),
        ] {
            let mut fixture = TestWorld::new();
            fixture.jobs.insert("good".into(), (String::new(), 0));
            fixture.jobs.insert("bad".into(), (String::new(), 1));
            assert_eq!(fixture.ok(line), printed, "{line}");
            let set = if line.contains("@x") { "1" } else { "" };
            assert_eq!(fixture.format("#{@x}"), set, "{line}");
        }
    }

    #[test]
    fn mistakes_are_told() {
        for (line, message) in [
            ("if good no-such", "unknown command: no-such"),
            (
                "if -F 1",
                "command if-shell: too few arguments (need at least 2)",
            ),
            ("if -t %9 -F 1 kill-pane", "can't find pane: %9"),
        ] {
            let mut fixture = TestWorld::new();
            fixture.jobs.insert("good".into(), (String::new(), 0));
            assert_eq!(fixture.fails(line), message, "{line}");
        }
    }
}
