//! The message log (`show-messages`).

use crate::lang::tables::options;
use crate::model::state::options::OptionScope;
use crate::model::state::world::World;

/// Appends a line to the message log (`show-messages`), which keeps the last `message-limit` lines.
pub(crate) fn log_message(world: &mut World, text: String) {
    let limit = world.get(options::MESSAGE_LIMIT, OptionScope::Server);
    world.log.push_back((world.now.wall, text));
    while world.log.len() > limit {
        world.log.pop_front();
    }
}
