//! `pipe-pane`: connect a pane to a shell command.

use crate::base::{Error, Result};
use crate::model::command::def::Command;
use crate::model::ops::pipe;
use crate::model::state::command::{CommandContext, Flow};
use crate::model::state::effect::PipeDirections;

/// Pipe a pane's output to a shell command, or the command's output to the pane.
#[derive(clap::Args, Debug)]
pub struct PipePane {
    /// Write the command's output to the pane, as if typed
    #[arg(short = 'I')]
    input: bool,
    /// Write the pane's output to the command (default)
    #[arg(short = 'O')]
    output: bool,
    /// Only close a pipe that is open, so that one key toggles it
    #[arg(short = 'o')]
    toggle: bool,
    /// Target pane (default: the active pane)
    #[arg(short = 't', value_name = "target-pane")]
    target: Option<String>,
    /// Shell command to connect (default: close the pipe)
    #[arg(value_name = "shell-command")]
    command: Option<String>,
}

impl Command for PipePane {
    const NAME: &'static str = "pipe-pane";
    const ALIAS: &'static str = "pipep";
    const AFTER_HOOK: bool = true;

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        let place = cx.pane_target(self.target.as_deref())?;
        if cx.pane(place.pane)?.exit().is_some() {
            return Err(Error::user("target pane has exited"));
        }
        let was_open = pipe::close_pipe(cx.world, place.pane);
        let Some(command) = self.command.filter(|command| !command.is_empty()) else {
            return Ok(Flow::Done);
        };
        if self.toggle && was_open {
            return Ok(Flow::Done);
        }
        let client = cx.client_target(None).ok();
        let command = cx
            .context(Some(place), &[])
            .seen_by(client)
            .expand_time(&command);
        let directions = PipeDirections {
            output: self.output || !self.input,
            input: self.input,
        };
        pipe::open_pipe(cx.world, place, command, directions);
        Ok(Flow::Done)
    }
}

#[cfg(test)]
mod tests {
    use crate::model::persist::snapshot;
    use crate::model::state::effect::{Effect, PaneEffect};
    use crate::model::state::host_info::HostInfo;
    use crate::model::state::input::{Exit, Input};
    use crate::model::testing::TestWorld;

    /// Returns the pipe effects since the last call.
    fn asked(fixture: &mut TestWorld) -> Vec<String> {
        let effects = std::mem::take(&mut fixture.effects);
        let asked = effects.iter().filter_map(|effect| match effect {
            Effect::Pane(pane, PaneEffect::OpenPipe(job, directions)) => Some(format!(
                "{pane} {} {}{}",
                job.command,
                if directions.output { "O" } else { "" },
                if directions.input { "I" } else { "" }
            )),
            Effect::Pane(pane, PaneEffect::ClosePipe) => Some(format!("{pane} closed")),
            _ => None,
        });
        asked.collect()
    }

    #[test]
    fn pipes_are_opened_toggled_and_closed() {
        for (lines, expected, open) in [
            (
                &["pipe-pane 'cat > #S.#P'"][..],
                &["%0 cat > s.0 O"][..],
                "1",
            ),
            (&["pipep -I x"], &["%0 x I"], "1"),
            (&["pipep -IO x"], &["%0 x OI"], "1"),
            (&["pipep x", "pipep"], &["%0 x O", "%0 closed"], "0"),
            (
                &["pipep x", "pipep y"],
                &["%0 x O", "%0 closed", "%0 y O"],
                "1",
            ),
            (&["pipep -o x", "pipep -o y"], &["%0 x O", "%0 closed"], "0"),
            (&["pipep ''", "pipep"], &[], "0"),
        ] {
            let mut fixture = TestWorld::new();
            for line in lines {
                fixture.ok(line);
            }
            assert_eq!(asked(&mut fixture), expected, "{lines:?}");
            assert_eq!(fixture.format("#{pane_pipe}"), open, "{lines:?}");
        }
    }

    #[test]
    fn a_command_that_ends_closes_its_pipe() {
        let mut fixture = TestWorld::new();
        fixture.ok("pipe-pane x");
        let job = fixture
            .world
            .pipes
            .values()
            .next()
            .map(|pipe| pipe.job)
            .unwrap();
        fixture.apply(Input::PipeStarted(job, 77));
        assert_eq!(fixture.format("#{pane_pipe} #{pane_pipe_pid}"), "1 77");
        fixture.apply(Input::JobDone(job, String::new(), Exit::default()));
        assert_eq!(fixture.format("#{pane_pipe} #{pane_pipe_pid}"), "0 ");
    }

    #[test]
    fn the_next_server_opens_them_again() {
        let mut fixture = TestWorld::new();
        fixture.ok("pipe-pane -IO 'cat >> log'");
        fixture.world = snapshot::load(
            &snapshot::save(&fixture.world),
            HostInfo::default(),
            crate::model::commands::COMMANDS,
        )
        .unwrap();
        asked(&mut fixture);
        let pane = *fixture.world.panes.keys().next().unwrap();
        fixture.apply(Input::Adopted(vec![(pane, 1000, None)]));
        assert_eq!(asked(&mut fixture), ["%0 cat >> log OI"]);
    }

    #[test]
    fn a_pane_without_a_program_has_none() {
        let mut fixture = TestWorld::new();
        fixture.ok("set -g remain-on-exit on");
        let pane = *fixture.world.panes.keys().next().unwrap();
        fixture.apply(Input::Exited(pane, Exit::default()));
        assert_eq!(fixture.fails("pipe-pane x"), "target pane has exited");
    }
}
