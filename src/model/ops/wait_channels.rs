//! The channels of `wait-for` at the end of the server.

use crate::model::ops::queue;
use crate::model::state::world::World;

/// Wakes every queue that waits for a channel or its lock. Returns whether there was one.
pub(crate) fn wake_all(world: &mut World) -> bool {
    let mut waiting = Vec::new();
    for channel in world.queues.channels.values_mut() {
        waiting.append(&mut channel.waiters);
        waiting.extend(channel.lockers.drain(..));
    }
    for run in &waiting {
        queue::wake(world, *run);
    }
    !waiting.is_empty()
}
