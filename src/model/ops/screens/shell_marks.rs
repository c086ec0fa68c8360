//! The marks of shells (OSC 133): when commands start and end, for hooks and variables.

use crate::base::PaneId;
use crate::lang::tables::hooks as hook_events;
use crate::model::ops::automation::event_log;
use crate::model::ops::hooks;
use crate::model::ops::screens::pane_states;
use crate::model::state::world::World;
use crate::term::PromptMark;

/// Records a mark and queues its hook. A prompt ends a command whose end the shell did not mark.
pub(crate) fn marked(world: &mut World, id: PaneId, mark: PromptMark) {
    let now = world.now.wall;
    let Some(pane) = world.panes.get_mut(&id) else {
        return;
    };
    let shell = &mut pane.shell;
    let running = shell.is_running();
    let event = match mark {
        PromptMark::Output => {
            (shell.start, shell.end, shell.status) = (now, 0, None);
            hook_events::PANE_COMMAND_STARTED
        }
        PromptMark::End(status) if running => {
            (shell.end, shell.status) = (now, status);
            hook_events::PANE_COMMAND_FINISHED
        }
        PromptMark::Prompt => {
            shell.prompt = now;
            if running {
                shell.end = now;
            }
            hook_events::PANE_SHELL_PROMPT
        }
        // A shell sends the end of an empty line, too.
        PromptMark::End(_) | PromptMark::Input => return,
    };
    let shell = *shell;
    hooks::pane_hook(world, event, id);
    if running || shell.is_running() {
        event_log::command(world, id, &shell);
    }
    if mark == PromptMark::Prompt {
        event_log::prompt(world, id);
    }
    match mark {
        PromptMark::Prompt => pane_states::prompt(world, id),
        PromptMark::Input | PromptMark::Output | PromptMark::End(_) => {
            pane_states::update(world, id);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::base::PaneId;
    use crate::model::Input;
    use crate::model::testing::TestWorld;
    use crate::term::{Event, PromptMark};

    #[test]
    fn marks_of_shells_run_hooks_and_set_variables() {
        let mut fixture = TestWorld::new();
        for (hook, letter) in [
            ("pane-command-started", "s"),
            ("pane-command-finished", "f#{pane_command_status}"),
            ("pane-shell-prompt", "p"),
            ("pane-bell", "b#{hook_pane}"),
        ] {
            fixture.ok(&format!("set-hook -g {hook} 'set -agF @log \"{letter}\"'"));
        }
        let running = "#{pane_command_running}#{pane_command_status}";
        assert_eq!(fixture.format(running), "0");
        let mark = |fixture: &mut TestWorld, mark| {
            fixture.now.wall += 2000;
            fixture.apply(Input::PaneEvents(
                PaneId(0),
                vec![Event::Prompt(mark, None)],
            ));
        };
        mark(&mut fixture, PromptMark::Prompt);
        mark(&mut fixture, PromptMark::Input);
        mark(&mut fixture, PromptMark::Output);
        assert_eq!(fixture.format(running), "1");
        mark(&mut fixture, PromptMark::End(Some(3)));
        assert_eq!(fixture.format(running), "03");
        assert_eq!(fixture.format("#{pane_command_duration}"), "2");
        mark(&mut fixture, PromptMark::Prompt);
        mark(&mut fixture, PromptMark::End(Some(0)));
        fixture.apply(Input::PaneEvents(PaneId(0), vec![Event::Bell]));
        assert_eq!(fixture.format("#{@log}"), "psf3pb%0");
        let times = "#{e|-:#{pane_command_end_time},#{pane_command_start_time}}";
        assert_eq!(fixture.format(times), "2");
    }
}
