//! Hooks: commands in options that run after an event (`set-hook`).

use crate::base::{ClientId, PaneId, SessionId};
use crate::lang::tables::option_value::Value;
use crate::model::ops::{message_log, queue};
use crate::model::script::parse;
use crate::model::state::command::{Origin, Queue};
use crate::model::state::location::Location;
use crate::model::state::options::OptionScope;
use crate::model::state::world::World;

/// Queues the commands of the hook `name` with the default target `place`, one queue per command.
/// Returns the last queue. The pane's value of the hook takes precedence over that of the session.
pub(crate) fn hook(
    world: &mut World,
    name: &str,
    client: Option<ClientId>,
    place: Option<Location>,
) -> Option<u64> {
    // In safe mode the server crashed repeatedly just after its start, and a hook may be the cause.
    // Without hooks the user can attach and repair the config.
    if world.safe {
        return None;
    }
    let chain = [
        place.map(|p| OptionScope::Pane(p.pane)),
        Some(OptionScope::Session(place.map(|p| p.session))),
    ];
    let found = chain
        .into_iter()
        .flatten()
        .find_map(|of| world.set_option(name, of));
    let commands = found.and_then(Value::items).filter(|c| !c.is_empty())?;
    let commands: Vec<String> = commands.values().cloned().collect();
    let about = about_hook(world, name, client, place);
    let mut last = None;
    for text in commands {
        match parse::parse(world, &text) {
            Ok(script) => {
                let run = Queue {
                    client,
                    origin: Origin::Hook,
                    place,
                    about: about.clone(),
                    ..Queue::default()
                };
                last = Some(queue::enqueue(world, run, &script));
            }
            Err(error) => message_log::log_message(world, format!("{name}: {}", error.message)),
        }
    }
    last
}

/// The format variables of a hook: `hook`, and `hook_session`, `hook_window` or `hook_pane` by the
/// first word of its name.
fn about_hook(
    world: &World,
    name: &str,
    client: Option<ClientId>,
    place: Option<Location>,
) -> Vec<(&'static str, String)> {
    let mut about = vec![("hook", name.to_owned())];
    let kind = name.split('-').next().unwrap_or_default();
    if let Some(client) = client.and_then(|c| world.clients.get(&c)) {
        about.push(("hook_client", client.name.clone()));
    }
    let Some(place) = place else { return about };
    let linked = matches!(name, "window-linked" | "window-unlinked");
    if linked || matches!(kind, "session" | "client" | "alert") {
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
    about
}

/// Queues a hook about a session.
pub(crate) fn session_hook(world: &mut World, name: &str, session: SessionId) {
    let place = world.session_location(session);
    hook(world, name, None, place);
}

/// Queues a hook about a pane.
pub(crate) fn pane_hook(world: &mut World, name: &str, pane: PaneId) {
    let place = world.pane_location(pane);
    hook(world, name, None, place);
}

/// Queues a hook about a client and the session that it shows.
pub(crate) fn client_hook(world: &mut World, name: &str, client: ClientId) {
    let session = world.clients.get(&client).and_then(|c| c.session);
    let place = session.and_then(|s| world.session_location(s));
    hook(world, name, Some(client), place);
}
