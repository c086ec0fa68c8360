//! Ends the server, and adopts the programs of a previous server.

use crate::base::PaneId;
use crate::lang::tables::options;
use crate::model::ops::automation::{event_log, requests};
use crate::model::ops::control::monitor;
use crate::model::ops::lifecycle::first_steps;
use crate::model::ops::lifecycle::{close, pane_lifecycle, popup_lifecycle};
use crate::model::ops::screens::pane_states;
use crate::model::ops::settings::reload;
use crate::model::ops::{idle, pipe, wait_channels};
use crate::model::state::client::Client;
use crate::model::state::command::{AfterJob, RunningJob};
use crate::model::state::effect::{Effect, PaneEffect};
use crate::model::state::input::Exit;
use crate::model::state::options::OptionScope;
use crate::model::state::pane::ProgramState;
use crate::model::state::world::World;

/// Ends the server if nothing needs it. With `exit-empty`, a server without sessions stays while a
/// client has commands to run, `run-shell` or `if-shell` runs, or the config is read, and at least
/// until the first client has connected. With `exit-unattached` too, sessions that no client shows
/// do not keep it. Returns whether queues were woken, which the caller has to run.
pub(crate) fn end_unused_server(world: &mut World) -> bool {
    if world.ending || !world.presence.connected || !is_abandoned(world) {
        return false;
    }
    let busy = world.queues.jobs.values().any(holds_server)
        || world.queues.shown.values().any(|file| file.awaited);
    let settled = world.queues.config.is_none() && !busy;
    if !settled || world.clients.values().any(Client::attached) {
        return false;
    }
    if wait_channels::wake_all(world) | event_log::wake_all(world) {
        return true;
    }
    if world.queues.all.is_empty() {
        close::end_server(world);
    }
    false
}

/// Whether the server waits for a shell command before it ends: not for `run-shell -b` and for
/// commands that copy mode pipes to, as in tmux.
const fn holds_server(job: &RunningJob) -> bool {
    match job.then {
        AfterJob::Print { queue, .. } => queue.is_some(),
        AfterJob::Report { .. } | AfterJob::List { .. } => false,
        AfterJob::Branch { .. } | AfterJob::Directory { .. } => true,
    }
}

/// Whether the options let the server end with its present sessions.
fn is_abandoned(world: &World) -> bool {
    let exits = world.sessions.is_empty()
        || world.presence.attached && world.get(options::EXIT_UNATTACHED, OptionScope::Server);
    exits && world.get(options::EXIT_EMPTY, OptionScope::Server)
}

/// Adopts the programs that the keeper holds after the previous server ended: pane, process id, and
/// the exit if the program ended in between. Panes whose program was requested and never started
/// are started now. Panes whose program is missing are closed.
pub(crate) fn adopt_programs(world: &mut World, running: &[(PaneId, u32, Option<Exit>)]) {
    for (pane, pid, _) in running {
        match world.panes.get_mut(pane) {
            Some(known) if known.exit().is_none() => known.state = ProgramState::Running(*pid),
            Some(_) => {}
            None => world.effect(Effect::Pane(*pane, PaneEffect::Close)),
        }
    }
    for (pane, _, exit) in running {
        if let Some(exit) = exit
            && world.panes.get(pane).is_some_and(|p| p.exit().is_none())
        {
            close::exited(world, *pane, *exit);
        }
    }
    let known = |pane: &PaneId| running.iter().any(|(p, _, _)| p == pane);
    let missing: Vec<PaneId> = world
        .panes
        .values()
        .filter(|p| !known(&p.id) && p.exit().is_none())
        .map(|p| p.id)
        .collect();
    for pane in missing {
        let known = world.panes.get(&pane);
        let started = known.is_some_and(|p| matches!(p.state, ProgramState::Running(_)));
        match world.pane_location(pane) {
            Some(place) if !started => pane_lifecycle::start_program(world, place, None),
            _ => close::close_pane(world, pane),
        }
    }
    popup_lifecycle::await_clients(world);
    monitor::resume(world);
    requests::await_clients(world);
    world.presence.expected = world.sessions.keys().copied().collect();
    // The client that started the first server had connected to a predecessor.
    world.presence.connected = true;
    let no_config = world.config_files.is_empty();
    first_steps::start(world, no_config);
    idle::start_idle_timer(world);
    reload::start(world);
    pane_states::adopt(world);
    pipe::reopen_pipes(world);
    // The previous server may have died between its last session and its exit.
    if world.sessions.is_empty() && world.get(options::EXIT_EMPTY, OptionScope::Server) {
        close::end_server(world);
    }
}

#[cfg(test)]
mod tests {
    use crate::base::{ClientInfo, JobId};
    use crate::model::state::effect::{Effect, JobEffect};
    use crate::model::state::input::{Exit, Input};
    use crate::model::testing::TestWorld;

    fn ended(fixture: &TestWorld) -> bool {
        fixture.effects.contains(&Effect::Shutdown)
    }

    #[test]
    fn a_server_without_sessions_ends_when_nothing_needs_it() {
        for (line, ends) in [
            ("start-server", true),
            ("start-server ; start-server ; display -p x", true),
            ("start-server ; new-session -d -s x", false),
            ("new-session -d ; start-server", false),
            ("start-server ; set -g exit-empty off", false),
            ("start-server ; if -b slow 'set -g @x 1'", false),
            ("start-server ; run -b slow", true),
            ("new-session -d ; kill-session", true),
            (
                "set -g exit-empty off ; new-session -d ; kill-session",
                false,
            ),
            (
                "set -g exit-empty off ; new -d ; kill-session ; set -g exit-empty on",
                true,
            ),
            ("start-server ; wait-for x", true),
            ("start-server ; wait-for -L x ; wait-for -L x", true),
            ("set -g exit-unattached on ; new-session -d", true),
            (
                "set -g exit-unattached on ; set -g exit-empty off ; new -d",
                false,
            ),
        ] {
            let mut fixture = TestWorld::with_session("set -g exit-empty off");
            fixture.world.presence.attached = true;
            fixture.ok("set -g exit-empty on ; new-session -d -s first");
            assert!(!ended(&fixture), "{line}");
            // A wait for a channel fails when the server ends.
            fixture.run(&format!("kill-session -t first ; {line}"));
            assert_eq!(ended(&fixture), ends, "{line}");
            let shutdowns = fixture.effects.iter().filter(|e| **e == Effect::Shutdown);
            assert!(shutdowns.count() <= 1, "{line}");
        }
    }

    #[test]
    fn a_server_waits_for_shell_commands_even_of_clients_that_left() {
        let mut fixture = TestWorld::with_session("new-session -d -s first");
        let client = fixture.start("kill-session ; run-shell slow", ClientInfo::default());
        fixture.apply(Input::Gone(client));
        assert!(!ended(&fixture));
        let job = fixture.effects.iter().find_map(|effect| match effect {
            Effect::Job(JobEffect::Start(job)) => Some(job.id),
            _ => None,
        });
        let job: JobId = job.expect("a job");
        fixture.apply(Input::JobDone(job, String::new(), Exit::default()));
        assert!(ended(&fixture));
    }

    #[test]
    fn a_client_that_starts_no_server_does_not_end_one_for_another() {
        let mut fixture = TestWorld::without_session();
        fixture.apply(Input::Start {
            config: Vec::new(),
            explicit: true,
        });
        fixture.start("display -p x", ClientInfo::default());
        assert!(!ended(&fixture), "the client that started it comes next");
        fixture.start("start-server", ClientInfo::default());
        assert!(ended(&fixture));
    }

    #[test]
    fn a_new_server_waits_for_its_first_client_and_its_config() {
        let mut fixture = TestWorld::without_session();
        fixture
            .files
            .insert("/conf".into(), "run-shell slow\n".into());
        let config = vec!["/conf".to_owned()];
        fixture.apply(Input::Start {
            config,
            explicit: true,
        });
        let client = fixture.start("start-server", ClientInfo::default());
        assert!(!ended(&fixture) && fixture.answer(client).status.is_none());
        fixture.apply(Input::JobDone(JobId(1), String::new(), Exit::default()));
        assert_eq!(fixture.answer(client).status, Some(0));
        assert!(ended(&fixture));
    }

    #[test]
    fn the_last_client_ends_the_server_with_exit_unattached() {
        let mut fixture = TestWorld::new();
        fixture.ok("set -g exit-unattached on");
        assert!(
            !ended(&fixture),
            "before a client of this server has attached"
        );
        let (one, two) = (fixture.attach(), fixture.attach());
        fixture.apply(Input::Gone(one));
        fixture.ok("display -p x");
        assert!(!ended(&fixture));
        fixture.keys(two, &["C-b", "d"]);
        assert!(ended(&fixture));
    }
}
