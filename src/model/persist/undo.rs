//! The steps of `undo`: what was closed, and how it is called in messages.

use crate::base::ClientId;
use crate::base::sorted::SortedSet;
use crate::lang::keys::key_name;
use crate::lang::tables::options;
use crate::model::ops::messages;
use crate::model::persist::plan::{self, Plan};
use crate::model::state::options::OptionScope;
use crate::model::state::overlay::Message;
use crate::model::state::pane_access::PaneAccess;
use crate::model::state::saved_layout::SavedLayout;
use crate::model::state::store_request::RestoreFilter;
use crate::model::state::undo::ClosedStep;
use crate::model::state::world::World;

/// Ends a step, which is a command or an input. If it closed panes, windows or sessions, these are
/// put on the undo stack, and the clients that showed them are told how to bring them back.
/// `client` ran the command.
pub(crate) fn finish_step(world: &mut World, client: Option<ClientId>, access: &dyn PaneAccess) {
    let Some(before) = world.closing.take() else {
        return;
    };
    let plan = plan::plan(world, &before, &RestoreFilter::default());
    if plan.is_empty() {
        return;
    }
    if world.unsaved_closing.is_none() {
        world.unsaved_closing = Some(before.clone());
    }
    let mut layout = reduced(*before, &plan);
    let mut ended = Vec::new();
    for pane in &mut layout.panes {
        // The program of a pane that a command closed runs until the effects are performed.
        match access.cwd(pane.id) {
            Some(cwd) => pane.cwd = cwd,
            None => ended.push(pane.id),
        }
        pane.running = access.words(pane.id);
    }
    let objects = plan.objects(world, &layout, false);
    let step = ClosedStep {
        at: world.now.wall,
        layout,
        ended,
    };
    tell_clients(world, client, &step, &objects);
    world.undo.push(step);
}

/// The part of a layout that a plan restores.
fn reduced(mut layout: SavedLayout, plan: &Plan) -> SavedLayout {
    let sessions = plan.sessions.iter().filter(|session| !session.is_empty());
    let windows = sessions.clone().flat_map(|session| &session.windows);
    let windows: SortedSet<_> = windows.map(|window| window.saved).collect();
    let panes = plan.panes();
    layout.windows.retain(|window| windows.contains(&window.id));
    layout.panes.retain(|pane| panes.contains(&pane.id));
    layout.sessions.retain(|session| {
        let mut linked = session.windows.values();
        linked.any(|window| windows.contains(window))
    });
    let kept: SortedSet<_> = layout.sessions.iter().map(|session| session.id).collect();
    layout.used.retain(|session, _| kept.contains(session));
    layout.unrecorded.clear();
    layout
}

/// Tells the clients of the sessions that lost something, and the client that ran the command. A
/// message that is shown already stays.
fn tell_clients(
    world: &mut World,
    client: Option<ClientId>,
    step: &ClosedStep,
    objects: &[String],
) {
    let closed = match objects {
        [] => return,
        [one] => one.clone(),
        many => format!("{} and {} more", many[0], many.len() - 1),
    };
    let sessions = step.layout.sessions.iter().map(|session| session.id);
    let sessions: SortedSet<_> = sessions.collect();
    let clients = world.clients.values().filter(|known| {
        let gone = |id| sessions.contains(&id) && !world.sessions.contains_key(&id);
        let shows = known.session.is_some_and(|id| sessions.contains(&id))
            || known.last_session.is_some_and(gone);
        let busy = known.overlays.get::<Message>().is_some();
        let told = shows || Some(known.id) == client;
        let can = known.attached() && !known.caller.as_tmux && !world.is_control(known.id);
        told && can && !busy
    });
    let clients: Vec<ClientId> = clients.map(|known| known.id).collect();
    for client in clients {
        let way = undo_key(world, client);
        let text = format!("Closed {closed}. {way} brings it back.");
        messages::show_message(world, client, &text.replace('#', "##"), None, false);
    }
}

/// The keys that a client types for `undo`, or the command if no key has it.
fn undo_key(world: &World, client: ClientId) -> String {
    let session = world.clients.get(&client).and_then(|known| known.session);
    let prefix = world.get(options::PREFIX, OptionScope::Session(session));
    match world.keys.key_of("prefix", "undo") {
        Some(key) => format!("{} {}", key_name(prefix), key_name(key)),
        None => "mux undo".to_owned(),
    }
}

/// The newest step of which something is not open. Steps that were restored in another way are
/// dropped.
pub(crate) fn newest_step(world: &mut World) -> Option<ClosedStep> {
    loop {
        let step = world.undo.steps().last()?;
        let filter = RestoreFilter::default();
        if !plan::plan(world, &step.layout, &filter).is_empty() {
            return Some(step.clone());
        }
        world.undo.pop();
    }
}

#[cfg(test)]
mod tests {
    use crate::base::{PaneId, SessionId};
    use crate::model::ops::saved_layout::saved;
    use crate::model::state::effect::{Effect, PaneEffect};
    use crate::model::state::input::{Exit, Input};
    use crate::model::state::store_request::Snapshot;
    use crate::model::testing::TestWorld;

    const ALL: &str = "list-panes -a -F '#{session_id} #{session_name} #{window_id} #{window_index} \
        #{window_name} #{window_active} #{window_layout} #{window_zoomed_flag} #{pane_id} \
        #{pane_active} #{pane_width}x#{pane_height} #{@mine}'";

    /// A world with session `s` of two windows, one of three panes, and session `t`.
    fn fixture() -> TestWorld {
        let mut fixture = TestWorld::new();
        fixture.ok("splitw -h -l 20 ; splitw -v -l 5 ; set -p -t s:0.1 @mine kept");
        fixture.ok("neww -d -n build -t s:3 ; splitw -d -t s:3 ; resizep -Z -t s:3.0");
        fixture.ok("new -d -s t -n x -x 80 -y 24");
        fixture
    }

    #[test]
    fn undo_brings_back_what_a_command_closed_in_its_place() {
        for command in [
            "killp -t s:0.0",
            "killp -t s:0.1",
            "killp -t s:0.2",
            "killp -a -t s:0.1",
            "killp -t t:0.0",
            "killw -t s:0",
            "killw -t s:3",
            "killw -a -t s:0",
            "kill-session -t s",
            "kill-session -t t",
            "kill-session -a -t t",
            "unlinkw -k -t s:3",
            "respawnw -k -t s:3",
            "set -g exit-empty off ; kill-session -a -t s ; kill-session -t s",
        ] {
            let mut fixture = fixture();
            fixture.exits_on_hangup = true;
            let before = fixture.ok(ALL);
            fixture.ok(command);
            if command.starts_with("respawnw") {
                // It closes the other panes and keeps one.
                assert_eq!(fixture.format("#{window_panes}"), "1", "{command}");
            }
            while fixture.ok(ALL) != before {
                let told = fixture.run("undo");
                assert!(told.out.starts_with("Restored "), "{command}: {told:?}");
            }
            assert_eq!(fixture.fails("undo"), "nothing to undo", "{command}");
        }
    }

    #[test]
    fn undo_brings_back_what_ended_by_itself() {
        let mut fixture = fixture();
        let before = fixture.ok(ALL);
        for pane in [3, 4, 1] {
            let exit = Exit {
                status: Some(0),
                signal: None,
            };
            fixture.apply(Input::Exited(PaneId(pane), exit));
        }
        assert_eq!(
            fixture.ok("undo"),
            "Restored pane 1 of window 0 (w) in session s.\n"
        );
        assert_eq!(
            fixture.ok("undo"),
            "Restored window 3 (build) of session s (1 pane).\n"
        );
        assert_eq!(
            fixture.ok("undo"),
            "Restored pane 0 of window 3 (build) in session s.\n"
        );
        assert_eq!(fixture.ok(ALL), before);
    }

    #[test]
    fn the_program_of_a_killed_pane_is_offered_and_its_lines_are_loaded() {
        let mut fixture = TestWorld::new();
        fixture.ok("splitw");
        let words = ["vim", "a b"].map(str::to_owned).to_vec();
        fixture.panes.words.insert(PaneId(1), words);
        fixture.ok("killp -t %1");
        fixture.panes.words.clear();
        fixture.ok("undo");
        let spawned = fixture
            .effects
            .iter()
            .rev()
            .find_map(|effect| match effect {
                Effect::Pane(PaneId(1), PaneEffect::Spawn(spawn)) => Some(spawn),
                _ => None,
            });
        let spawned = spawned.unwrap();
        assert_eq!(spawned.cwd, "/here");
        let lines = spawned.scrollback.unwrap();
        assert_eq!((lines.pane, lines.command_waits), (PaneId(1), true));
        let (offer, _) = &fixture.world.restored_commands[&PaneId(1)];
        assert_eq!(offer, "vim 'a b'");
    }

    #[test]
    fn moved_objects_are_not_closed_ones() {
        for command in [
            "breakp -d -s s:0.1",
            "joinp -s s:3.1 -t s:0.0",
            "movew -s s:3 -t t:5",
            "movew -s t:0 -t s:7",
            "swapp -s s:0.0 -t s:3.0",
            "respawnp -k -t s:0.0",
        ] {
            let mut fixture = fixture();
            fixture.exits_on_hangup = true;
            fixture.ok(command);
            assert_eq!(fixture.fails("undo"), "nothing to undo", "{command}");
        }
    }

    #[test]
    fn a_changed_place_is_no_obstacle() {
        let names = "lsw -t s -F '#{window_index}:#{window_name}'";
        for (close, meanwhile, listed) in [
            (
                "killw -t s:3",
                "neww -d -n new -t s:3",
                "0:w\n3:new\n4:build\n",
            ),
            (
                "set -t s renumber-windows on ; killw -t s:0",
                "",
                "0:w\n1:build\n",
            ),
            ("killw -t s:3", "rename -t s other", "0:w\n3:build\n"),
        ] {
            let mut fixture = fixture();
            fixture.ok(close);
            if !meanwhile.is_empty() {
                fixture.ok(meanwhile);
            }
            fixture.ok("undo");
            let names = names.replace("-t s", "-t '$0'");
            assert_eq!(fixture.ok(&names), listed, "{close}");
        }
        // Another session has the name.
        let mut fixture = fixture();
        fixture.ok("kill-session -t t ; new -d -s t");
        assert_eq!(
            fixture.ok("undo"),
            "Restored session t as t-1 (1 window, 1 pane).\n"
        );
        // A window of another layout that has no space: the pane gets a window of its own.
        let mut fixture = TestWorld::new();
        fixture.ok("splitw -h ; killp ; splitw -v ; resizew -x 1 -y 3");
        fixture.ok("undo");
        assert_eq!(
            fixture.ok("lsp -s -F '#I.#P #D'"),
            "0.0 %0\n0.1 %2\n1.0 %1\n"
        );
    }

    #[test]
    fn shared_windows_return_to_all_their_sessions() {
        let linked = "lsw -a -F '#{session_name}:#{window_index} #{window_id}'";
        for (make, close) in [
            ("linkw -s s:3 -t t:4", "killw -t s:3"),
            ("new -d -s g -t s", "killw -t s:3"),
            ("new -d -s g -t s", "kill-session -t g"),
            ("new -d -s g -t s", "kill-session -g -t s"),
            ("linkw -s s:3 -t t:4", "kill-session -t t"),
            ("linkw -s s:3 -t t:4", "killp -t s:3.1"),
        ] {
            let mut fixture = fixture();
            fixture.ok(make);
            let before = fixture.ok(linked);
            fixture.ok(close);
            fixture.ok("undo");
            assert_eq!(fixture.ok(linked), before, "{make} ; {close}");
            fixture.ok("neww -d -t s");
            assert_eq!(fixture.fails("undo"), "nothing to undo", "{make} ; {close}");
        }
    }

    #[test]
    fn the_stack_outlives_the_server() {
        let mut fixture = fixture();
        let before = fixture.ok(ALL);
        fixture.ok("killp -t s:0.1 ; killw -t s:3 ; kill-session -t t");
        fixture.next_server();
        for _ in 0..3 {
            fixture.ok("undo");
        }
        assert_eq!(fixture.ok(ALL), before);
    }

    #[test]
    fn clients_are_told_how_to_bring_a_closed_pane_back() {
        for (command, message) in [
            (
                "killp -t s:0.1",
                Some("Closed pane 1. C-b M-u brings it back."),
            ),
            (
                "killp -a -t s:0.1",
                Some("Closed 2 panes. C-b M-u brings it back."),
            ),
            (
                "killw -t s:3",
                Some("Closed window 3 (build). C-b M-u brings it back."),
            ),
            // The client came from there.
            (
                "kill-session -t t",
                Some("Closed session t. C-b M-u brings it back."),
            ),
            (
                "bind-key C-u undo ; unbind-key M-u ; killp -t s:0.1",
                Some("Closed pane 1. C-b C-u brings it back."),
            ),
            (
                "unbind-key M-u ; killp -t s:0.1",
                Some("Closed pane 1. mux undo brings it back."),
            ),
        ] {
            let mut fixture = fixture();
            let client = fixture.attach();
            fixture.ok(&format!("switchc -c /dev/tty{} -t s", client.0));
            fixture.ok(command);
            assert_eq!(fixture.message(client), message, "{command}");
        }
    }

    #[test]
    fn a_client_that_was_switched_away_is_told_about_its_session() {
        let mut fixture = fixture();
        fixture.ok("set -g detach-on-destroy off");
        let client = fixture.attach();
        fixture.ok(&format!("switchc -c /dev/tty{} -t s", client.0));
        fixture.ok("kill-session -t s");
        let message = "Closed session s. C-b M-u brings it back.";
        assert_eq!(fixture.message(client), Some(message));
    }

    #[test]
    fn a_client_called_tmux_is_told_nothing() {
        let mut fixture = fixture();
        let client = fixture.attach();
        fixture.ok(&format!("switchc -c /dev/tty{} -t s", client.0));
        fixture
            .world
            .clients
            .get_mut(&client)
            .unwrap()
            .caller
            .as_tmux = true;
        fixture.ok("killp -t s:0.1");
        assert_eq!(fixture.message(client), None);
        fixture.ok("undo");
        assert_eq!(fixture.format("#{window_panes}"), "3");
    }

    /// The present layout as a snapshot of another lineage.
    fn snapshot_of(fixture: &TestWorld, id: i64) -> Snapshot {
        let mut layout = saved(&fixture.world);
        layout.lineage = 7;
        Snapshot { id, at: 1, layout }
    }

    #[test]
    fn a_restore_compares_identities_and_not_names() {
        let mut fixture = fixture();
        fixture.snapshots.push(snapshot_of(&fixture, 5));
        // Another server has sessions of the same names.
        let told = fixture.ok("restore -t t");
        assert_eq!(told, "Restored session t as t-5 (1 window, 1 pane).\n");
        assert!(fixture.world.restored_snapshot);
        fixture.world.restored_snapshot = false;
        let told = fixture.ok("restore -t t");
        assert_eq!(
            told,
            "Nothing restored: session t of snapshot 5 is running.\n"
        );
        assert!(!fixture.world.restored_snapshot, "nothing changed");
        let plan = fixture.ok("restore --dry-run");
        assert!(
            plan.starts_with("session s as s-5\n  window 0 w\n    pane %0: a shell in"),
            "{plan}"
        );
        assert!(plan.ends_with("t: already running, skipped\n"), "{plan}");
        // A restored window that is closed again is missing in its session.
        fixture.ok("restore 5 ; killw -t s-5:3");
        let plan = fixture.ok("restore 5 --dry-run -t s");
        assert!(
            plan.starts_with("session s (running as s-5)\n  window 3 build\n"),
            "{plan}"
        );
        let told = fixture.ok("restore 5");
        assert_eq!(
            told,
            "Restored window 3 (build) of session s-5 (2 panes).\n"
        );
        assert_eq!(
            fixture.fails("restore -t nosuch"),
            "can't find session: nosuch (saved: s, t)"
        );
        assert_eq!(
            fixture.fails("restore 5 -t nosuch"),
            "can't find session in snapshot 5: nosuch (saved: s, t)"
        );
        fixture.snapshots.clear();
        assert_eq!(fixture.fails("restore"), "there is nothing to restore");
    }

    #[test]
    fn a_restore_takes_the_newest_snapshot_of_which_something_is_missing() {
        let mut fixture = fixture();
        let mut layout = saved(&fixture.world);
        fixture.ok("killp -t s:0.1");
        let old = Snapshot {
            id: 3,
            at: 1,
            layout: layout.clone(),
        };
        layout.sessions.retain(|session| session.id == SessionId(1));
        let new = Snapshot {
            id: 4,
            at: 2,
            layout,
        };
        fixture.snapshots = vec![new, old];
        let told = fixture.ok("restore");
        assert_eq!(told, "Restored pane 1 of window 0 (w) in session s.\n");
        let told = fixture.ok("restore");
        assert_eq!(
            told,
            "Nothing restored: session t of snapshot 4 is running.\n"
        );
    }
}
