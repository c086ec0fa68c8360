//! Remembers the commands that shells mark (OSC 133): text, directory, times, status and output.

use crate::base::PaneId;
use crate::lang::tables::options;
use crate::model::state::options::OptionScope;
use crate::model::state::pane_access::PaneAccess;
use crate::model::state::shell::command_log::{PromptPlace, RememberedCommand};
use crate::model::state::world::World;
use crate::term::PromptMark;

/// A command starts: its text. The mark of its output follows.
pub(crate) fn starts(world: &mut World, id: PaneId, text: String, access: &dyn PaneAccess) {
    end(world, id, None, None);
    if !world.get(options::RECORD, OptionScope::Pane(id)) {
        world.command_log.forget(id);
        return;
    }
    // The program may have gone to another directory since.
    let place = world.command_log.last_prompt(id).cloned();
    let place = place.unwrap_or_else(|| place_of(id, None, access));
    let started = world.now.wall;
    world.command_log.start(RememberedCommand {
        pane: id,
        text,
        directory: place.directory,
        started,
        prompt: place.line,
        ..RememberedCommand::default()
    });
}

/// Records a mark of a shell at `line`.
pub(crate) fn marked(
    world: &mut World,
    id: PaneId,
    mark: PromptMark,
    line: Option<u64>,
    access: &dyn PaneAccess,
) {
    match mark {
        PromptMark::Prompt => {
            // The shell did not mark the end of the command.
            end(world, id, None, line);
            let place = place_of(id, line, access);
            world.command_log.prompt(id, place);
        }
        PromptMark::Input => {}
        PromptMark::Output => world.command_log.output(id, line),
        PromptMark::End(status) => end(world, id, status, line),
    }
}

/// The program of a pane ended, and its command with it.
pub(crate) fn program_ended(world: &mut World, id: PaneId) {
    end(world, id, None, None);
    world.command_log.closed(id);
}

fn end(world: &mut World, id: PaneId, status: Option<i32>, line: Option<u64>) {
    let now = world.now.wall;
    world.command_log.end(id, now, status, line);
}

fn place_of(id: PaneId, line: Option<u64>, access: &dyn PaneAccess) -> PromptPlace {
    PromptPlace {
        line,
        directory: access.cwd(id).unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use crate::base::PaneId;
    use crate::model::Input;
    use crate::model::state::input::Exit;
    use crate::model::state::shell::command_log::RememberedCommand;
    use crate::model::testing::TestWorld;

    const PANE: PaneId = PaneId(0);

    /// Prints output of the shell a second later.
    fn print(fixture: &mut TestWorld, text: &str) {
        fixture.now.wall += 1000;
        let events = fixture.print_events(PANE, text.as_bytes());
        fixture.apply(Input::PaneEvents(PANE, events));
    }

    fn run(fixture: &mut TestWorld, command: &str) {
        print(
            fixture,
            &format!("\x1b]133;A\x07$ \x1b]133;B\x07{command}\r\n\x1b]133;C\x07"),
        );
    }

    fn log(fixture: &TestWorld) -> Vec<(&str, Option<i64>, Option<i32>)> {
        let unsaved = fixture.world.command_log.unsaved().iter();
        let entry = |command: &RememberedCommand| command.ended.map(|end| end - command.started);
        unsaved
            .map(|command| (command.text.as_str(), entry(command), command.status))
            .collect()
    }

    #[test]
    fn a_command_is_remembered_with_its_directory_times_status_and_lines() {
        let mut fixture = TestWorld::new();
        run(&mut fixture, "make all");
        assert_eq!(log(&fixture), [("make all", None, None)]);
        print(&mut fixture, "one\r\ntwo\r\n\x1b]133;D;2\x07");
        assert_eq!(log(&fixture), [("make all", Some(1001), Some(2))]);
        let command = &fixture.world.command_log.unsaved()[0];
        assert_eq!(command.directory, "/here");
        let lines = (command.prompt, command.output, command.end);
        assert_eq!(lines, (Some(0), Some(1), Some(3)));
        // An empty line is no command.
        print(
            &mut fixture,
            "\x1b]133;A\x07$ \x1b]133;B\x07\r\n\x1b]133;C\x07\x1b]133;D;0\x07",
        );
        run(&mut fixture, "sleep 1");
        // A shell that does not mark the end of a command.
        print(&mut fixture, "\x1b]133;A\x07$ ");
        assert_eq!(log(&fixture)[1..], [("sleep 1", Some(1001), None)]);
        run(&mut fixture, "exit");
        fixture.apply(Input::Exited(PANE, Exit::default()));
        assert_eq!(log(&fixture)[2..], [("exit", Some(1), None)]);
    }

    #[test]
    fn a_pane_without_record_and_a_command_behind_a_space_leave_nothing() {
        let mut fixture = TestWorld::new();
        run(&mut fixture, " TOKEN=secret");
        assert_eq!(log(&fixture), []);
        run(&mut fixture, "ls");
        fixture.ok("set -p record off");
        run(&mut fixture, "cat secret");
        assert_eq!(log(&fixture), []);
        print(&mut fixture, "\x1b]133;D;0\x07");
        fixture.ok("set -pu record");
        run(&mut fixture, "ls");
        assert_eq!(log(&fixture), [("ls", None, None)]);
    }

    #[test]
    fn a_running_command_ends_in_the_next_server() {
        let mut fixture = TestWorld::new();
        run(&mut fixture, "make");
        let saved = fixture.world.command_log.unsaved().to_vec();
        fixture.world.command_log.saved(&saved);
        fixture.next_server();
        print(&mut fixture, "\x1b]133;D;0\x07");
        assert_eq!(log(&fixture), [("make", Some(1001), Some(0))]);
    }
}
