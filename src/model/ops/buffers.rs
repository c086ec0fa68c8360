//! Adds paste buffers and copies them to clipboards.

use crate::base::ClientId;
use crate::lang::tables::options;
use crate::model::state::effect::{ClientEffect, Effect};
use crate::model::state::options::OptionScope;
use crate::model::state::world::World;

/// Puts data into a paste buffer.
pub(crate) fn add_buffer(world: &mut World, name: Option<&str>, data: Vec<u8>) {
    let limit = world.get(options::BUFFER_LIMIT, OptionScope::Server);
    let now = world.now.wall;
    world.buffers.put(name, data, now, limit);
}

/// Puts data into the clipboard of a client's terminal.
pub(crate) fn fill_clipboard(world: &mut World, client: Option<ClientId>, data: &[u8]) {
    if let Some(client) = client {
        world.effect(Effect::Client(
            client,
            ClientEffect::Clipboard("c".to_owned(), data.to_vec()),
        ));
    }
}
