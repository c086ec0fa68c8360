//! Messages to clients, and the message log.

use crate::base::ClientId;
use crate::lang::tables::options;
use crate::model::ops::overlays;
use crate::model::ops::timers;
use crate::model::state::options::OptionScope;
use crate::model::state::overlay::{Message, OverlayKind};
use crate::model::state::timers::Purpose;
use crate::model::state::world::World;

/// Shows a line over the status line. `ms`: for how long, `display-time` if not said, until a
/// key if 0.
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

/// Shows what was wrong in the config to the first client that can see it.
pub(crate) fn show_config_errors(world: &mut World, id: ClientId) {
    if world.config_errors.is_empty() {
        return;
    }
    let errors = std::mem::take(&mut world.config_errors);
    world.show_output(id, errors, &crate::model::state::pane_access::NoPanes);
}

/// Tells everyone who looks, until a key, or the first who comes.
pub(crate) fn notice(world: &mut World, text: String) {
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
        world.config_errors.push(text);
    }
}

/// Tells everyone who is attached, or the next one who attaches.
pub(crate) fn note(world: &mut World, text: String) {
    let attached = world.clients.values().filter(|c| c.attached());
    let attached: Vec<ClientId> = attached.map(|c| c.id).collect();
    if attached.is_empty() {
        world.config_errors.push(text.clone());
    }
    for client in attached {
        show_message(world, client, &text.replace('#', "##"), None, false);
    }
    log_message(world, text);
}

pub(crate) fn log_message(world: &mut World, text: String) {
    const KEPT: usize = 1000;
    if world.log.len() >= KEPT {
        world.log.remove(0);
    }
    world.log.push((world.now.wall, text));
}
