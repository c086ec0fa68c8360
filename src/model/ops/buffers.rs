//! Adds paste buffers and copies them to clipboards.

use crate::base::ClientId;
use crate::lang::tables::options;
use crate::model::state::effect::{ClientEffect, Effect};
use crate::model::state::options::OptionScope;
use crate::model::state::world::World;

/// Stores data in the paste buffer called `name`, or in a new one with an automatic name. At most
/// `buffer-limit` buffers with automatic names remain.
pub(crate) fn add_buffer(world: &mut World, name: Option<&str>, data: Vec<u8>) {
    let limit = world.get(options::BUFFER_LIMIT, OptionScope::Server);
    let now = world.now.wall;
    world.buffers.put(name, data, now, limit);
}

/// Sets the clipboard of a client's terminal (OSC 52).
pub(crate) fn set_client_clipboard(world: &mut World, client: Option<ClientId>, data: &[u8]) {
    if let Some(client) = client {
        world.effect(Effect::Client(
            client,
            ClientEffect::Clipboard("c".to_owned(), data.to_vec()),
        ));
    }
}
