//! Messages to clients, and the message log.

use crate::base::{ClientId, Error};
use crate::lang::script::CommandLine;
use crate::lang::tables::options;
use crate::model::ops::control::block;
use crate::model::ops::{message_log, mode_change, overlays, timers};
use crate::model::state::command::Origin;
use crate::model::state::effect::{ClientEffect, Effect};
use crate::model::state::options::OptionScope;
use crate::model::state::overlay::{Message, OverlayKind};
use crate::model::state::timers::Purpose;
use crate::model::state::world::World;

/// Shows a message over the status line of an attached client, and logs it. `ms` is the duration:
/// `None` is `display-time`, 0 is until a key. In `text`, `#[...]` are styles and `##` is a `#`.
pub(crate) fn show_message(
    world: &mut World,
    id: ClientId,
    text: &str,
    ms: Option<u64>,
    ignore_keys: bool,
) {
    let client = world.clients.get(&id);
    let name = client.map(|c| c.name.clone()).unwrap_or_default();
    let logged = format!("{name} message: {}", text.replace("##", "#"));
    message_log::log_message(world, logged);
    let Some(client) = world.clients.get(&id).filter(|c| c.attached()) else {
        return;
    };
    let session = client.session;
    if client.control.is_some() {
        return block::notify(world, id, &format!("%message {}", text.replace("##", "#")));
    }
    let ms = ms.unwrap_or_else(|| world.get(options::DISPLAY_TIME, OptionScope::Session(session)));
    let purpose = Purpose::Overlay(id, OverlayKind::Message);
    let timer = (ms > 0).then(|| timers::start_timer(world, purpose, ms));
    let message = Message {
        text: text.to_owned(),
        timer,
        ignore_keys,
    };
    overlays::open(world, id, message);
}

/// Shows errors of the config, and messages that had no client, in view mode to the first client
/// that attaches.
pub(crate) fn show_startup_messages(world: &mut World, id: ClientId) {
    if world.startup_messages.is_empty() {
        return;
    }
    let errors = std::mem::take(&mut world.startup_messages);
    if world.clients.get(&id).is_some_and(|c| c.control.is_some()) {
        for error in errors {
            block::notify(world, id, &format!("%config-error {error}"));
        }
        return;
    }
    mode_change::show_output(world, id, errors);
}

/// Shows a message to every attached client until a key, else to the first client that attaches.
pub(crate) fn show_banner_to_all(world: &mut World, text: String) {
    let all: Vec<ClientId> = world
        .clients
        .values()
        .filter(|c| c.attached())
        .map(|c| c.id)
        .collect();
    for client in &all {
        show_message(world, *client, &text.replace('#', "##"), Some(0), false);
    }
    if all.is_empty() {
        world.startup_messages.push(text);
    }
}

/// Logs a message and shows it to every attached client for `display-time`, else to the first
/// client that attaches.
pub(crate) fn show_message_to_all(world: &mut World, text: String) {
    let attached = world.clients.values().filter(|c| c.attached());
    let attached: Vec<ClientId> = attached.map(|c| c.id).collect();
    if attached.is_empty() {
        world.startup_messages.push(text.clone());
    }
    for client in attached {
        show_message(world, client, &text.replace('#', "##"), None, false);
    }
    message_log::log_message(world, text);
}

/// An error message for people; tmux's messages about names of keys get examples of such names.
fn explained(text: &str) -> String {
    let name = ["bad key: ", "unknown key: ", "invalid key: "];
    let name = name.iter().find_map(|start| text.strip_prefix(start));
    match name {
        Some(name) => format!("unknown key: {name} (examples: C-a, M-x, F12, C-Space)"),
        None => text.to_owned(),
    }
}

/// Reports an error of a queue by its origin: to standard error, as a message, in view mode, in the
/// message log, or to the first client that attaches.
pub(crate) fn report_error(world: &mut World, id: u64, line: Option<&CommandLine>, error: &Error) {
    let Some(run) = world.queues.all.get_mut(&id) else {
        return;
    };
    run.status = 1;
    let (client, origin) = (run.client, run.origin);
    let place = line.and_then(|l| Some((l.file.as_deref()?, l.line)));
    let text = error.message.clone();
    let text = place.map_or(text.clone(), |(f, n)| format!("{f}:{n}: {text}"));
    if block::fail(world, id, &text) {
        return;
    }
    match (origin, client) {
        (Origin::Config, _) => world.startup_messages.push(text),
        (Origin::Line, Some(client)) if !world.is_attached(client) => {
            world.effect(Effect::Client(
                client,
                ClientEffect::Stderr(format!("{text}\n").into_bytes()),
            ));
        }
        (Origin::Line | Origin::Key, Some(_)) if place.is_some() => {
            if let Some(run) = world.queues.all.get_mut(&id) {
                run.output.push(text);
            }
        }
        (_, Some(client)) => {
            let as_tmux = world.seen_as_tmux(Some(client));
            let text = if as_tmux { text } else { explained(&text) };
            let mut chars = text.chars();
            let first = chars.next().map(|c| c.to_uppercase().to_string());
            let text = first.unwrap_or_default() + chars.as_str();
            show_message(world, client, &text.replace('#', "##"), None, false);
        }
        (_, None) => message_log::log_message(world, text),
    }
}
