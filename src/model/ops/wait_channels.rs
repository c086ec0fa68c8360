//! The channels of `wait-for`: events, and the end of the server.

use crate::model::ops::queue;
use crate::model::state::world::World;

/// The channel of an event (`wait-for -E`). Names of channels have no control characters.
pub(crate) fn of_event(name: &str) -> String {
    format!("\u{1}{name}")
}

/// Wakes the queues that wait for an event.
pub(crate) fn event(world: &mut World, name: &str) {
    if world.queues.channels.is_empty() {
        return;
    }
    let channel = world.queues.channels.remove(&of_event(name));
    let waiters = channel.map(|channel| channel.waiters).unwrap_or_default();
    for run in waiters {
        queue::wake(world, run);
    }
}

/// Fails every queue that waits for a channel or its lock, because the server ends. Returns whether
/// there was one. In tmux they succeed, so that scripts go on as if they had been signalled.
pub(crate) fn wake_all(world: &mut World) -> bool {
    let mut waiting = Vec::new();
    for channel in world.queues.channels.values_mut() {
        waiting.append(&mut channel.waiters);
        waiting.extend(channel.lockers.drain(..));
    }
    for id in &waiting {
        if let Some(run) = world.queues.all.get_mut(id) {
            run.status = 1;
            run.items.clear();
        }
        queue::wake(world, *id);
    }
    !waiting.is_empty()
}
