//! What a client needs to detach by itself while there is no server: the keys, and how to come
//! back.

use crate::base::client_info::{COMMAND, FORWARDS, HOST};
use crate::base::sorted::sort_by_key;
use crate::base::{ClientId, DetachInfo, Key, KeyCode, SessionId, url};
use crate::lang::script::Script;
use crate::lang::shell::quote;
use crate::lang::tables::options;
use crate::model::script::table::lookup;
use crate::model::state::client::Client;
use crate::model::state::command::CommandDef;
use crate::model::state::effect::{ClientEffect, Effect};
use crate::model::state::options::OptionScope;
use crate::model::state::world::World;

/// The most sequences that are sent.
const MAX_SEQUENCES: usize = 16;

/// Sends each attached client its [`DetachInfo`] if that has changed.
pub(crate) fn send_changes(world: &mut World) {
    let attached = world.clients.values().filter(|c| c.attached());
    let all: Vec<(ClientId, DetachInfo)> = attached
        .map(|client| (client.id, detach_info(world, client)))
        .collect();
    for (id, info) in all {
        let Some(client) = world.clients.get_mut(&id) else {
            continue;
        };
        if client.detach_info != info {
            client.detach_info = info.clone();
            world.effect(Effect::Client(id, ClientEffect::DetachInfo(Box::new(info))));
        }
    }
}

fn detach_info(world: &World, client: &Client) -> DetachInfo {
    let session = client.session.and_then(|id| world.sessions.get(&id));
    DetachInfo {
        keys: sequences(world, client.session),
        session: session.map(|s| s.name.clone()).unwrap_or_default(),
        attach_again: attach_command(world, client).unwrap_or_default(),
    }
}

/// The key sequences that detach: a prefix and a key of the table `prefix`, or a key of the
/// session's own table. The default key is the first one.
fn sequences(world: &World, session: Option<SessionId>) -> Vec<Vec<Key>> {
    let of = OptionScope::Session(session);
    let prefixes = [
        world.get(options::PREFIX, of),
        world.get(options::PREFIX2, of),
    ];
    let bound = |table: &str| -> Vec<Key> {
        let keys = world.keys.0.get(table).into_iter().flatten();
        let keys = keys.filter(|(_, binding)| detaches(world.commands, &binding.script));
        let mut keys: Vec<Key> = keys.map(|(key, _)| *key).collect();
        sort_by_key(&mut keys, |key| *key != Key::char('d'));
        keys
    };
    let after_prefix = bound("prefix");
    let mut all = Vec::new();
    for prefix in prefixes.into_iter().filter(|key| key.code != KeyCode::None) {
        all.extend(after_prefix.iter().map(|key| vec![prefix, *key]));
    }
    let typed = |key: &Key| !matches!(key.code, KeyCode::Mouse(_) | KeyCode::Any);
    let direct = bound(world.get(options::KEY_TABLE, of));
    all.extend(direct.into_iter().map(|key| vec![key]));
    all.retain(|keys| keys.iter().all(typed));
    all.truncate(MAX_SEQUENCES);
    all
}

/// Whether a binding is `detach-client` without arguments.
fn detaches(table: &'static [CommandDef], script: &Script) -> bool {
    let mut commands = script.sequences.iter().flat_map(|s| &s.commands);
    let (Some(line), None) = (commands.next(), commands.next()) else {
        return false;
    };
    line.args.len() == 1 && lookup(table, line).is_ok_and(|c| c.name == "detach-client")
}

/// The shell command that attaches a client to its session again; `None` for a client called
/// `tmux`, which prints what tmux prints.
pub(crate) fn attach_command(world: &World, client: &Client) -> Option<String> {
    if client.caller.as_tmux {
        return None;
    }
    let session = world.sessions.get(&client.session?)?;
    let program = client.caller.variable(COMMAND).unwrap_or("mux");
    let program = quote(program);
    if let Some(host) = client.caller.variable(HOST) {
        let target = match host.contains("://") {
            true => format!("{host}/s/{}", url::encode(&session.name)),
            false => format!("{host}:{}", session.name),
        };
        let target = quote(&target);
        let flags = client.caller.variable(FORWARDS);
        let flags = flags.map(|flags| format!(" {flags}")).unwrap_or_default();
        return Some(format!("{program} attach {target}{flags}"));
    }
    let server = server_flags(world);
    let target = quote(&session_target(&session.name, session.id));
    Some(format!("{program}{server} attach -t {target}"))
}

/// The shell command that brings back a closed session, and where to run it; `None` for a client
/// called `tmux`.
pub(crate) fn undo_command(world: &World, client: &Client) -> Option<String> {
    if client.caller.as_tmux {
        return None;
    }
    Some(match client.caller.variable(HOST) {
        Some(host) => format!("On {host}, mux undo"),
        None => {
            let program = quote(client.caller.variable(COMMAND).unwrap_or("mux"));
            format!("{program}{} undo", server_flags(world))
        }
    })
}

/// A target that names the session and nothing else. `attach-session` takes a whole name before
/// it looks for windows and panes, but the first character of some names has a meaning of its own.
fn session_target(name: &str, id: SessionId) -> String {
    let special = |c: char| "$@%=~{}+-!^*?[".contains(c);
    match name.is_empty() || name.starts_with(special) {
        true => id.to_string(),
        false => name.to_owned(),
    }
}

/// The flags `-L` or `-S` that select this server; empty for the default server.
fn server_flags(world: &World) -> String {
    let socket = world.host.socket.as_str();
    let (directory, name) = socket.rsplit_once('/').unwrap_or(("", socket));
    let usual = format!("mux-{}", world.host.uid);
    let in_usual = directory.rsplit('/').next() == Some(usual.as_str());
    match (in_usual, name) {
        (true, "default") => String::new(),
        (true, name) => format!(" -L {}", quote(name)),
        _ => format!(" -S {}", quote(socket)),
    }
}

#[cfg(test)]
mod tests {
    use super::{FORWARDS, HOST};
    use crate::base::{DetachInfo, Key};
    use crate::model::state::effect::{ClientEffect, Effect};
    use crate::model::testing::TestWorld;

    fn last_sent(fixture: &TestWorld) -> Option<&DetachInfo> {
        let mut effects = fixture.effects.iter().rev();
        effects.find_map(|effect| match effect {
            Effect::Client(_, ClientEffect::DetachInfo(info)) => Some(&**info),
            _ => None,
        })
    }

    #[test]
    fn a_client_knows_the_keys_that_detach_before_it_needs_them() {
        let mut fixture = TestWorld::new();
        fixture.attach();
        let d = Key::char('d');
        let info = last_sent(&fixture).expect("sent when the client attached");
        assert_eq!(info.keys, [[Key::ctrl('b'), d]]);
        assert_eq!(info.session, "s");
        for (command, keys) in [
            ("set -g prefix C-a", vec![vec![Key::ctrl('a'), d]]),
            (
                "set -g prefix2 C-q",
                vec![vec![Key::ctrl('a'), d], vec![Key::ctrl('q'), d]],
            ),
            (
                "set -g prefix2 None ; bind -n C-x detach",
                vec![vec![Key::ctrl('a'), d], vec![Key::ctrl('x')]],
            ),
            ("unbind d ; unbind -n C-x", vec![]),
            // Other clients, a question and a shell command are for the server.
            ("bind d detach -a ; bind D confirm detach", vec![]),
        ] {
            fixture.ok(command);
            assert_eq!(last_sent(&fixture).unwrap().keys, keys, "{command}");
        }
        let sent = fixture.effects.len();
        fixture.ok("set -g @x 1");
        let new = &fixture.effects[sent..];
        let again =
            |effect: &Effect| matches!(effect, Effect::Client(_, ClientEffect::DetachInfo(_)));
        assert!(!new.iter().any(again), "sent without a change");
    }

    #[test]
    fn the_command_to_come_back_works_for_every_name() {
        for (name, target) in [
            ("s", "s"),
            ("main.x:y", "main.x:y"),
            ("it's $x", r"'it'\''s $x'"),
            ("-v", "'$0'"),
            ("{x}", "'$0'"),
        ] {
            let mut fixture = TestWorld::new();
            fixture.attach();
            let id = *fixture.world.sessions.keys().next().unwrap();
            fixture.world.sessions.get_mut(&id).unwrap().name = name.to_owned();
            fixture.ok("set -g @x 1");
            let info = last_sent(&fixture).unwrap();
            let (_, back) = info.attach_again.rsplit_once(" attach -t ").unwrap();
            assert_eq!(back, target, "{name}");
        }
    }

    #[test]
    fn the_command_to_come_back_names_the_host_and_its_forwards() {
        for (host, flags, want) in [
            ("box", None, "mux attach box:s"),
            (
                "box",
                Some("-L 8080:localhost:80"),
                "mux attach box:s -L 8080:localhost:80",
            ),
            (
                "https://mux.example",
                Some("-L '[::1]:1:a:2' -L 3:b:4"),
                "mux attach https://mux.example/s/s -L '[::1]:1:a:2' -L 3:b:4",
            ),
        ] {
            let mut fixture = TestWorld::new();
            let client = fixture.attach();
            let caller = &mut fixture.world.clients.get_mut(&client).unwrap().caller;
            let mut set = |name: &str, value: &str| caller.env.push((name.into(), value.into()));
            set(HOST, host);
            if let Some(flags) = flags {
                set(FORWARDS, flags);
            }
            fixture.ok("set -g @x 1");
            assert_eq!(last_sent(&fixture).unwrap().attach_again, want);
        }
    }
}
