//! Messages to clients, and the message log.

use crate::base::ClientId;
use crate::lang::tables::options;
use crate::model::modes::view_mode;
use crate::model::ops::overlays;
use crate::model::ops::timers;
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
    log_message(world, text.replace("##", "#"));
    let session = world.clients.get(&id).and_then(|c| c.session);
    if session.is_none() {
        return;
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
    view_mode::show_output(world, id, errors);
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
    log_message(world, text);
}

/// Appends a line to the message log (`show-messages`), which keeps the last 1000.
pub(crate) fn log_message(world: &mut World, text: String) {
    const KEPT: usize = 1000;
    if world.log.len() >= KEPT {
        world.log.remove(0);
    }
    world.log.push((world.now.wall, text));
}
