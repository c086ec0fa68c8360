//! Attaches, resizes and detaches clients, with the effects that follow.

use crate::base::client_info::HOST;
use crate::base::sorted::sort_by;
use crate::base::{ClientId, SessionId, Size};
use crate::lang::tables::choices::DetachOnDestroy;
use crate::lang::tables::hooks as hook_events;
use crate::lang::tables::options;
use crate::model::ops::automation::requests;
use crate::model::ops::control::reconnect;
use crate::model::ops::detach_info::{attach_command, undo_command};
use crate::model::ops::lifecycle::{
    close, first_steps, lock, overlays_left, popup_lifecycle, start_notes,
};
use crate::model::ops::screens::{notices, screen_options};
use crate::model::ops::{change_hooks, hooks, messages, overlays, timers, window_size};
use crate::model::state::client::Client;
use crate::model::state::command::Origin;
use crate::model::state::effect::{ClientEffect, Effect};
use crate::model::state::options::OptionScope;
use crate::model::state::session::Session;
use crate::model::state::world::World;

/// Attaches a client to a session, or switches it to another one (`client-attached`,
/// `client-session-changed`).
pub(crate) fn show_session(world: &mut World, id: ClientId, session: SessionId) {
    let escape_time = world.get(options::ESCAPE_TIME, OptionScope::Server);
    let wall = world.now.wall;
    world.presence.attached = true;
    world.presence.expected.remove(&session);
    let Some(client) = world.clients.get_mut(&id) else {
        return;
    };
    let first = client.session.is_none();
    // After a restart of the server the client reconnects by itself, which is no use of the
    // session.
    let back = first && client.caller.reattaching;
    if client.session != Some(session) {
        client.last_session = client.session;
    }
    client.session = Some(session);
    client.view = None;
    client.stale = true;
    client.redraw |= first;
    let reattach = reattach(client, session);
    if let Some(known) = world.sessions.get_mut(&session) {
        if !back {
            known.last_attached = wall;
            known.activity = wall;
        }
        known.clear_alerts();
    }
    world.effect(Effect::Client(
        id,
        ClientEffect::Attached {
            reattach,
            escape_time: u32::try_from(escape_time).unwrap_or(0),
        },
    ));
    change_hooks::set_latest(world, id);
    record_activity(world, id);
    if first {
        popup_lifecycle::give_back(world, id);
        overlays_left::give_back(world, id);
        reconnect::give_back(world, id);
    }
    screen_options::send_colors(world, id);
    window_size::update_window_sizes(world);
    start_notes::show(world, id);
    messages::show_startup_messages(world, id);
    notices::show_waiting(world, id);
    change_hooks::client_event(world, hook_events::CLIENT_SESSION_CHANGED, id);
    if first {
        change_hooks::client_event(world, hook_events::CLIENT_ATTACHED, id);
    }
    close::close_unattached(world);
    lock::start_lock_timers(world);
}

/// The command that attaches a client to the same session again.
pub(crate) fn reattach(client: &Client, session: SessionId) -> Vec<String> {
    let mut words = vec![
        "attach-session".to_owned(),
        "-t".to_owned(),
        session.to_string(),
    ];
    if client.read_only {
        words.push("-r".to_owned());
    }
    if let Some(control) = &client.control {
        let mut flags = control.flags();
        if client.ignore_size {
            flags.push("ignore-size".to_owned());
        }
        words.extend(["-f".to_owned(), flags.join(",")]);
    }
    words
}

/// Detaches a client. `exec` is a shell command that replaces it, `hangup` sends SIGHUP to its
/// parent.
pub(crate) fn detach(
    world: &mut World,
    id: ClientId,
    message: String,
    exec: Option<String>,
    hangup: bool,
) {
    // The reason of `%exit` is for ends that the client did not ask for.
    let message = if world.is_control(id) {
        String::new()
    } else {
        message
    };
    end_attachment(
        world,
        id,
        ClientEffect::Detached {
            message,
            status: 0,
            exec,
            hangup,
        },
    );
}

/// Detaches a client because the server exits. Its exit status is 1, as in tmux. `undoable`: the
/// user ended the sessions, and `undo` brings them back.
pub(crate) fn detach_at_exit(world: &mut World, id: ClientId, undoable: bool) {
    let control = world.is_control(id);
    let mut message = if control {
        "server exited".to_owned()
    } else {
        "[server exited]".to_owned()
    };
    if undoable && !control {
        let mut names = world.sessions.values().map(|session| &session.name);
        let ended = match (names.next(), names.count()) {
            (Some(name), 0) => Some((format!("Session {name}"), "it")),
            (Some(_), others) => Some((format!("{} sessions", others + 1), "them")),
            (None, _) => None,
        };
        let way = ended.and_then(|(ended, it)| way_back(world, id, &ended, it));
        message.extend(way);
    }
    end_attachment(
        world,
        id,
        ClientEffect::Detached {
            message,
            status: 1,
            exec: None,
            hangup: false,
        },
    );
}

/// Ends a control client with the reason of `%exit` and exit status 1.
pub(crate) fn detach_control(world: &mut World, id: ClientId, reason: &str) {
    end_attachment(
        world,
        id,
        ClientEffect::Detached {
            message: reason.to_owned(),
            status: 1,
            exec: None,
            hangup: false,
        },
    );
}

/// The line that tells a client how closed sessions come back; `None` for a client called `tmux`.
fn way_back(world: &World, id: ClientId, ended: &str, it: &str) -> Option<String> {
    let way = undo_command(world, world.clients.get(&id)?)?;
    Some(format!("\n{ended} ended. {way} brings {it} back."))
}

/// Ends the attachment of a client and sends it the reason.
fn end_attachment(world: &mut World, id: ClientId, how: ClientEffect) {
    let Some(client) = world.clients.get_mut(&id) else {
        return;
    };
    let session = client.session.take();
    client.last_session = session;
    let timers = [client.table_timer.take(), client.clock.take()];
    world.effect(Effect::Client(id, how));
    for timer in timers {
        timers::stop_timer(world, timer);
    }
    overlays::close_all(world, id);
    window_size::update_window_sizes(world);
    if let Some(session) = session {
        let place = world.session_location(session);
        hooks::hook(world, hook_events::CLIENT_DETACHED, Some(id), place);
    }
    close::close_unattached(world);
}

/// The message of a detached client, with the command that attaches again unless the client is
/// called `tmux`. `how` is tmux's word, such as `detached`.
pub(crate) fn detach_message(world: &mut World, id: ClientId, how: &str) -> String {
    let session = world
        .clients
        .get(&id)
        .and_then(|c| world.sessions.get(&c.session?));
    let name = session.map(|s| s.name.clone()).unwrap_or_default();
    let message = format!("[{how} (from session {name})]");
    let client = world.clients.get(&id);
    if session.is_some_and(Session::tour_is_over) {
        return format!("{message}\nThe tour is over. mux tour begins it again.");
    }
    match client.and_then(|client| attach_command(world, client)) {
        Some(command) => {
            let running = match first_steps::first_detach(world) {
                true => "still running; `mux` brings it back",
                false => "The session keeps running",
            };
            format!("{message}\n{running}. To attach again: {command}")
        }
        None => message,
    }
}

/// Removes a client whose connection closed. Queues of its command line are dropped.
pub(crate) fn client_gone(world: &mut World, id: ClientId) {
    overlays::close_all(world, id);
    world.users.remove(&id);
    if world.is_attached(id) {
        hooks::client_hook(world, hook_events::CLIENT_DETACHED, id);
    }
    let Some(client) = world.clients.remove(&id) else {
        return;
    };
    timers::stop_timer(world, client.table_timer);
    timers::stop_timer(world, client.clock);
    if let Some(request) = client.request {
        requests::client_gone(world, request, client.caller.variable(HOST).is_some());
    }
    let waiting: Vec<u64> = world
        .queues
        .all
        .iter()
        .filter(|(_, r)| r.client == Some(id) && r.origin == Origin::Line)
        .map(|(run, _)| *run)
        .collect();
    for run in waiting {
        world.queues.all.remove(&run);
        world.automation.left.push(run);
    }
    if client.session.is_some() {
        window_size::update_window_sizes(world);
    }
    close::close_unattached(world);
}

/// A client's terminal has another size.
pub(crate) fn client_resized(world: &mut World, id: ClientId, size: Size) {
    if let Some(client) = world.clients.get_mut(&id) {
        client.size = size.clamped();
        client.view = None;
        client.stale = true;
    }
    overlays::resized(world, id);
    record_activity(world, id);
    window_size::update_window_sizes(world);
    hooks::client_hook(world, hook_events::CLIENT_RESIZED, id);
}

/// Switches a client to another session after its session `name` was closed, or detaches it
/// (`detach-on-destroy` of that session).
pub(crate) fn session_closed_for(
    world: &mut World,
    client: ClientId,
    name: &str,
    how: DetachOnDestroy,
) {
    let control = world
        .clients
        .get(&client)
        .and_then(|c| c.control.as_deref());
    let how = match control {
        Some(control) if control.no_detach_on_destroy => DetachOnDestroy::Off,
        _ => how,
    };
    let by_name = || {
        let mut all: Vec<_> = world.sessions.values().collect();
        sort_by(&mut all, |a, b| a.name.cmp(&b.name));
        all
    };
    let latest = |all: &mut dyn Iterator<Item = &Session>| {
        all.max_by_key(|session| (session.activity, session.id))
            .map(|session| session.id)
    };
    let next = match how {
        DetachOnDestroy::On => None,
        DetachOnDestroy::Off => latest(&mut world.sessions.values()),
        DetachOnDestroy::NoDetached => {
            let detached = |session: &&Session| world.attached_to(session.id).is_empty();
            latest(&mut world.sessions.values().filter(detached))
        }
        DetachOnDestroy::Previous => {
            let all = by_name();
            let before = all.iter().rfind(|session| session.name.as_str() < name);
            before.or(all.last()).map(|session| session.id)
        }
        DetachOnDestroy::Next => {
            let all = by_name();
            let after = all.iter().find(|session| session.name.as_str() > name);
            after.or(all.first()).map(|session| session.id)
        }
    };
    match next {
        Some(session) => show_session(world, client, session),
        None => {
            let way = way_back(world, client, &format!("Session {name}"), "it");
            let message = format!("[exited]{}", way.unwrap_or_default());
            detach(world, client, message, None, false);
        }
    }
}

/// Records input of a client: the times of its last use and of its session's, and its place in the
/// order of `window-size latest`. Returns false if it shows no session.
pub(crate) fn record_activity(world: &mut World, id: ClientId) -> bool {
    let order = world.clients.values().map(|c| c.order).max().unwrap_or(0);
    let wall = world.now.wall;
    let Some(client) = world.clients.get_mut(&id) else {
        return false;
    };
    let Some(session) = client.session else {
        return false;
    };
    client.activity = wall;
    let was_last = client.order == order;
    if !was_last {
        client.order = order + 1;
    }
    if let Some(session) = world.sessions.get_mut(&session) {
        session.activity = wall;
    }
    if !was_last {
        window_size::update_window_sizes(world);
    }
    if change_hooks::set_latest(world, id) {
        hooks::client_hook(world, hook_events::CLIENT_ACTIVE, id);
    }
    true
}

#[cfg(test)]
mod tests {

    use crate::base::ClientId;
    use crate::model::ops::lifecycle::client_lifecycle::detach_message;
    use crate::model::state::effect::{ClientEffect, Effect, TimerEffect};
    use crate::model::state::input::Input;
    use crate::model::testing::TestWorld;

    #[test]
    fn a_detached_client_is_told_how_to_come_back_to_its_own_server() {
        for (socket, line) in [
            ("/tmp/mux-0/default", "mux attach -t s"),
            ("/tmp/mux-0/inner", "mux -L inner attach -t s"),
            ("/tmp/mux-7/inner", "mux -S /tmp/mux-7/inner attach -t s"),
            ("/run/own", "mux -S /run/own attach -t s"),
        ] {
            let mut fixture = TestWorld::new();
            fixture.world.host.socket = socket.into();
            let client = fixture.attach();
            let message = detach_message(&mut fixture.world, client, "detached");
            let expected = format!(
                "[detached (from session s)]\nThe session keeps running. To attach again: {line}"
            );
            assert_eq!(message, expected);
        }
    }

    #[test]
    fn a_client_whose_session_ended_is_told_how_to_bring_it_back() {
        for (lines, command, as_tmux, message) in [
            (
                &[][..],
                "kill-session",
                false,
                "[exited]\nSession s ended. mux undo brings it back.",
            ),
            (&[], "kill-session", true, "[exited]"),
            (
                &["new -d -s t"],
                "kill-session -t s",
                false,
                "[exited]\nSession s ended. mux undo brings it back.",
            ),
            (
                &[],
                "kill-server",
                false,
                "[server exited]\nSession s ended. mux undo brings it back.",
            ),
            (
                &["new -d -s t"],
                "kill-server",
                false,
                "[server exited]\n2 sessions ended. mux undo brings them back.",
            ),
            (&[], "kill-server", true, "[server exited]"),
        ] {
            let mut fixture = TestWorld::new();
            fixture.world.host.socket = "/tmp/mux-0/default".into();
            let client = fixture.attach();
            lines.iter().for_each(|line| drop(fixture.ok(line)));
            if let Some(known) = fixture.world.clients.get_mut(&client) {
                known.caller.as_tmux = as_tmux;
            }
            fixture.run(command);
            let told = fixture.effects.iter().find_map(|effect| match effect {
                Effect::Client(to, ClientEffect::Detached { message, .. }) if *to == client => {
                    Some(message.as_str())
                }
                _ => None,
            });
            assert_eq!(told, Some(message), "{command}");
        }
        let mut fixture = TestWorld::new();
        let client = fixture.attach();
        fixture.apply(Input::Terminate);
        let message = "[server exited]".to_owned();
        let told = fixture.effects.iter().any(|effect| {
            matches!(effect, Effect::Client(to, ClientEffect::Detached { message: told, .. })
                if *to == client && *told == message)
        });
        assert!(told, "the sessions return by themselves");
    }

    #[test]
    fn without_a_config_the_first_keys_stay_in_the_status_line() {
        for (config, greeted) in [(&[][..], true), (&["/none"], true), (&["/mux.conf"], false)] {
            let mut fixture = TestWorld::new();
            fixture
                .files
                .insert("/mux.conf".into(), "set -g @x 1\n".into());
            let config = config
                .iter()
                .map(|path: &&str| (*path).to_owned())
                .collect();
            fixture.apply(Input::Start {
                config,
                explicit: false,
            });
            let client = fixture.attach();
            let hint = |fixture: &mut TestWorld| {
                let line = status_line(fixture, client);
                line.contains("C-b ? keys · C-b d leave").then_some(line)
            };
            assert_eq!(hint(&mut fixture).is_some(), greeted);
            if !greeted {
                continue;
            }
            // The prefix key and typed text leave it, and the list of windows stays.
            let line = hint(&mut fixture).unwrap();
            assert!(line.contains("C-b % split"), "{line}");
            fixture.keys(client, &["x", "C-b", "%"]);
            let line = hint(&mut fixture).unwrap();
            assert!(line.starts_with("[s] 0:w"), "{line}");
            assert!(
                !line.contains('%') && line.contains("C-b arrows move"),
                "{line}"
            );
            fixture.keys(client, &["C-b", "Escape"]);
            assert_eq!(hint(&mut fixture), None);
            let saved = fixture.files.get("/first-steps").cloned();
            assert!(saved.is_some_and(|text| text.contains("dismissed")));
        }
    }

    #[test]
    fn a_hint_that_was_closed_or_done_stays_away() {
        for (state, shown) in [
            ("", true),
            ("dismissed\n", false),
            ("session 1\nsession 2\n", true),
            ("session 1\nsession 2\nsession 3\n", false),
        ] {
            let mut fixture = TestWorld::new();
            fixture.world.host.first_steps = state.to_owned();
            fixture.apply(Input::Start {
                config: vec![],
                explicit: false,
            });
            let client = fixture.attach();
            let line = status_line(&mut fixture, client);
            assert_eq!(line.contains("C-b ? keys"), shown, "{state}: {line}");
        }
    }

    #[test]
    fn the_hint_ends_when_the_prefix_key_was_used_in_three_sessions() {
        let mut fixture = TestWorld::new();
        fixture.world.first_steps.wanted = true;
        let client = fixture.attach();
        for session in ["s", "b", "c"] {
            if session != "s" {
                fixture.now.wall += 5;
                fixture.ok(&format!("new -d -s {session} ; switch-client -t {session}"));
            }
            let line = status_line(&mut fixture, client);
            assert!(line.contains("C-b ? keys"), "{session}: {line}");
            fixture.keys(client, &["C-b", "t", "q"]);
        }
        let line = status_line(&mut fixture, client);
        assert!(!line.contains("C-b ? keys"), "{line}");
    }

    fn status_line(fixture: &mut TestWorld, client: ClientId) -> String {
        let scene = fixture.scene(client).unwrap_or_default();
        let lines = scene.status_lines.iter();
        lines.map(|label| label.line.text()).collect()
    }

    #[test]
    fn sessions_that_nobody_shows_end_with_destroy_unattached() {
        for (before, set, left) in [
            ("new -d -s u", "set -t u destroy-unattached on", "s"),
            ("new -d -s u", "set -g destroy-unattached on", "s"),
            ("new -d -s u", "set -g destroy-unattached keep-last", "s,u"),
            ("new -d -s u", "set -g destroy-unattached keep-group", "s"),
            (
                "new -d -s u ; new -d -s v -t u",
                "set -g destroy-unattached keep-last",
                "s,v",
            ),
            (
                "new -d -s u ; new -d -s v -t u",
                "set -g destroy-unattached keep-group",
                "s,v",
            ),
        ] {
            let mut fixture = TestWorld::new();
            fixture.attach();
            fixture.ok(before);
            fixture.ok(set);
            let sessions = fixture.ok("ls -F '#S'");
            assert_eq!(sessions.trim_end().replace('\n', ","), left, "{set}");
        }
        let mut fixture = TestWorld::new();
        let client = fixture.attach();
        fixture.ok("set -g destroy-unattached on ; new -d -s u");
        assert_eq!(fixture.ok("ls -F '#S'"), "s\n", "when its client left");
        fixture.ok("new -d -s u ; switch-client -t u");
        assert_eq!(fixture.ok("ls -F '#S'"), "u\n", "when its client switched");
        fixture.keys(client, &["C-b", "d"]);
        assert!(fixture.world.sessions.is_empty());
    }

    #[test]
    fn a_client_of_a_closed_session_goes_where_detach_on_destroy_says() {
        for (how, closed, shown) in [
            ("previous", "cc", Some("bb")),
            ("previous", "aa", Some("dd")),
            ("next", "cc", Some("dd")),
            ("next", "dd", Some("aa")),
            ("off", "cc", Some("bb")),
            ("no-detached", "cc", Some("bb")),
            ("on", "cc", None),
        ] {
            let mut fixture = TestWorld::with_session("new -d -s aa");
            fixture.ok("new -d -s cc ; new -d -s dd ; new -d -s bb");
            // The option of the session itself counts.
            fixture.ok(&format!("set -t {closed} detach-on-destroy {how}"));
            let client = fixture.attach();
            fixture.ok(&format!("switch-client -t {closed} ; kill-session"));
            let session = fixture.world.clients[&client].session;
            let name = session.map(|id| fixture.world.sessions[&id].name.clone());
            assert_eq!(name.as_deref(), shown, "{how} {closed}");
        }
    }

    #[test]
    fn a_new_status_interval_counts_at_once() {
        let mut fixture = TestWorld::new();
        fixture.attach();
        fixture.effects.clear();
        fixture.ok("set -g status-interval 2");
        let started = fixture
            .effects
            .iter()
            .any(|effect| matches!(effect, Effect::Timer(_, TimerEffect::Start(2000))));
        assert!(started, "{:?}", fixture.effects);
        fixture.effects.clear();
        fixture.ok("set -g status-left x");
        let timers = fixture
            .effects
            .iter()
            .filter(|e| matches!(e, Effect::Timer(..)));
        assert_eq!(timers.count(), 0);
    }
}
