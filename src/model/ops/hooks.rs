//! Hooks: commands in options that run after an event (`set-hook`).

use crate::base::{ClientId, PaneId, SessionId};
use crate::lang::tables::hooks::{self as hook_events, HookEvent};
use crate::lang::tables::option_value::Value;
use crate::model::ops::{message_log, queue, wait_channels};
use crate::model::script::parse;
use crate::model::state::command::{AfterHook, HookVariables, Origin, Queue};
use crate::model::state::location::Location;
use crate::model::state::observed::Ended;
use crate::model::state::options::OptionScope;
use crate::model::state::settings::author::Author;
use crate::model::state::world::World;

/// Queues the commands of the hook of an event, with the default target `place`. Returns the last
/// queue. What commands of hooks do runs no hooks.
pub(crate) fn hook(
    world: &mut World,
    event: HookEvent,
    client: Option<ClientId>,
    place: Option<Location>,
) -> Option<u64> {
    wait_channels::event(world, event.name());
    if world.queues.in_hook {
        return None;
    }
    run_hook(world, event.name(), client, place)
}

/// Fires an event of the user, `@name`: queues the commands of its hook, with variables of the
/// event, and wakes the queues that wait for it (`set-hook -E`, `wait-for -E`).
pub(crate) fn user_event(
    world: &mut World,
    name: &str,
    client: Option<ClientId>,
    place: Option<Location>,
    variables: Vec<(&'static str, String)>,
) -> Option<u64> {
    wait_channels::event(world, name);
    let mut about = about_hook(world, name, client, place);
    about.extend(variables_of(variables));
    queue_hook(world, name, client, place, about)
}

/// Queues the commands of the hook `name` now, as `set-hook -R`.
pub(crate) fn run_hook(
    world: &mut World,
    name: &str,
    client: Option<ClientId>,
    place: Option<Location>,
) -> Option<u64> {
    let about = about_hook(world, name, client, place);
    queue_hook(world, name, client, place, about)
}

/// Queues the hook of a command that ran.
pub(crate) fn after_hook(
    world: &mut World,
    hook: AfterHook,
    client: Option<ClientId>,
    place: Option<Location>,
) -> Option<u64> {
    let mut about = about_hook(world, &hook.name, client, place);
    about.extend(hook.arguments);
    queue_hook(world, &hook.name, client, place, about)
}

/// Queues the hook of an object that ended. Its default target is the session that a window left,
/// else the most recently used session.
pub(crate) fn ended_hook(world: &mut World, ended: &Ended) -> Option<u64> {
    let (event, session, variables) = match ended {
        Ended::Session { id, name } => {
            let session = [
                ("hook_session", id.to_string()),
                ("hook_session_name", name.clone()),
            ];
            (hook_events::SESSION_CLOSED, Some(*id), session.to_vec())
        }
        Ended::Member { id, name } => {
            let session = [
                ("hook_session", id.to_string()),
                ("hook_session_name", name.clone()),
            ];
            (
                hook_events::SESSION_REMOVED_FROM_GROUP,
                None,
                session.to_vec(),
            )
        }
        Ended::Window { id, name } => {
            let window = [
                ("hook_window", id.to_string()),
                ("hook_window_name", name.clone()),
            ];
            (hook_events::WINDOW_CLOSED, None, window.to_vec())
        }
        Ended::Client { name } => {
            let client = [("hook_client", name.clone())];
            (hook_events::CLIENT_CLOSED, None, client.to_vec())
        }
        Ended::Link {
            session,
            session_name,
            window,
            window_name,
        } => {
            let link = [
                ("hook_session", session.to_string()),
                ("hook_session_name", session_name.clone()),
                ("hook_window", window.to_string()),
                ("hook_window_name", window_name.clone()),
            ];
            (hook_events::WINDOW_UNLINKED, Some(*session), link.to_vec())
        }
    };
    let mut about = variables_of(variables);
    about.push(("hook".to_owned(), event.name().to_owned()));
    wait_channels::event(world, event.name());
    let place = session.and_then(|session| world.session_location(session));
    let place = place.or_else(|| {
        let latest = world.latest_session(false)?;
        world.session_location(latest)
    });
    queue_hook(world, event.name(), None, place, about)
}

/// Whether any session has commands for the hook `name` of a session, or all have.
pub(crate) fn is_set(world: &World, name: &str) -> bool {
    let own = world.sessions.values();
    let own = own.map(|session| &session.options);
    own.chain([&world.options.session])
        .any(|options| options.get(name).is_some())
}

/// Queues the commands of a hook, one queue per command. A hook of the session replaces the global
/// one. A hook with a user's name (`@name`) is one text of commands.
fn queue_hook(
    world: &mut World,
    name: &str,
    client: Option<ClientId>,
    place: Option<Location>,
    about: HookVariables,
) -> Option<u64> {
    // In safe mode the server crashed repeatedly just after its start, and a hook may be the cause.
    // Without hooks the user can attach and repair the config.
    if world.safe {
        return None;
    }
    let chain = [
        Some(OptionScope::Session(place.map(|p| p.session))),
        place.map(|p| OptionScope::Pane(p.pane)),
        Some(OptionScope::Window(place.map(|p| p.window))),
    ];
    let mut chain = chain.into_iter().flatten();
    let commands: Vec<String> = match chain.find_map(|of| world.set_option(name, of))? {
        Value::Array(commands) => commands.values().cloned().collect(),
        Value::Str(text) => vec![text.clone()],
        Value::Num(_) | Value::Flag(_) | Value::Choice(_) | Value::Key(_) | Value::Colour(_) => {
            vec![]
        }
    };
    let mut last = None;
    for text in commands {
        match parse::parse(world, &text) {
            Ok(script) => {
                let run = Queue {
                    client,
                    origin: Origin::Hook,
                    author: Author::Automatic,
                    place,
                    about: about.clone(),
                    ..Queue::default()
                };
                last = Some(queue::enqueue(world, run, script));
            }
            Err(error) => message_log::log_message(world, format!("{name}: {}", error.message)),
        }
    }
    last
}

fn variables_of(pairs: impl IntoIterator<Item = (&'static str, String)>) -> HookVariables {
    let owned = pairs
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value));
    owned.collect()
}

/// The format variables of a hook: `hook`, and `hook_session`, `hook_window` or `hook_pane` by the
/// first word of its name.
fn about_hook(
    world: &World,
    name: &str,
    client: Option<ClientId>,
    place: Option<Location>,
) -> HookVariables {
    let mut about = vec![("hook", name.to_owned())];
    let kind = name.split('-').next().unwrap_or_default();
    if let Some(client) = client.and_then(|c| world.clients.get(&c)) {
        about.push(("hook_client", client.name.clone()));
    }
    let Some(place) = place else {
        return variables_of(about);
    };
    if name == hook_events::WINDOW_LINKED.name() || matches!(kind, "session" | "client" | "alert") {
        let session = world.sessions.get(&place.session).map(|s| s.name.clone());
        about.push(("hook_session", place.session.to_string()));
        about.push(("hook_session_name", session.unwrap_or_default()));
    }
    if matches!(kind, "window" | "alert") {
        let window = world.windows.get(&place.window).map(|w| w.name.clone());
        about.push(("hook_window", place.window.to_string()));
        about.push(("hook_window_name", window.unwrap_or_default()));
    }
    if kind == "pane" {
        about.push(("hook_pane", place.pane.to_string()));
    }
    variables_of(about)
}

/// Queues a hook about a session.
pub(crate) fn session_hook(world: &mut World, event: HookEvent, session: SessionId) {
    let place = world.session_location(session);
    hook(world, event, None, place);
}

/// Queues a hook about a pane.
pub(crate) fn pane_hook(world: &mut World, event: HookEvent, pane: PaneId) {
    let place = world.pane_location(pane);
    hook(world, event, None, place);
}

/// Queues a hook about a client and the session that it shows. Returns its last queue.
pub(crate) fn client_hook(world: &mut World, event: HookEvent, client: ClientId) -> Option<u64> {
    let session = world.clients.get(&client).and_then(|c| c.session);
    let place = session.and_then(|s| world.session_location(s));
    hook(world, event, Some(client), place)
}
