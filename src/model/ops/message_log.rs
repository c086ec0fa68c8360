//! The message log (`show-messages`).

use crate::model::state::world::World;

/// Appends a line to the message log (`show-messages`), which keeps the last 1000.
pub(crate) fn log_message(world: &mut World, text: String) {
    const KEPT: usize = 1000;
    if world.log.len() >= KEPT {
        world.log.remove(0);
    }
    world.log.push((world.now.wall, text));
}
