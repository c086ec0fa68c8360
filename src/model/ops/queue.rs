//! Command queues: enqueue, insert, wake.

use crate::lang::script::Script;
use crate::model::state::queue::{Queue, QueuedCommand};
use crate::model::state::world::World;

/// Puts a script into a new queue; it runs before `apply` returns.
pub(crate) fn enqueue(world: &mut World, mut run: Queue, script: &Script) -> u64 {
    run.items = items(world, script, run.depth).into();
    world.queues.next += 1;
    world.queues.all.insert(world.queues.next, run);
    world.queues.next
}

pub(crate) fn items(world: &mut World, script: &Script, depth: u8) -> Vec<QueuedCommand> {
    let mut items = Vec::new();
    for sequence in &script.sequences {
        world.queues.next_sequence += 1;
        items.extend(sequence.commands.iter().map(|line| QueuedCommand {
            line: line.clone(),
            sequence: world.queues.next_sequence,
            depth,
        }));
    }
    items
}

/// Puts a script before everything else in a queue.
pub(crate) fn insert_first(world: &mut World, id: u64, script: &Script) {
    insert_deeper(world, id, script, 0);
}

/// The same for a script that is `more` files deeper than the queue's present command.
pub(crate) fn insert_deeper(world: &mut World, id: u64, script: &Script, more: u8) {
    let depth = world.queues.all.get(&id).map_or(0, |run| run.depth);
    let items = items(world, script, depth.saturating_add(more));
    if let Some(run) = world.queues.all.get_mut(&id) {
        for item in items.into_iter().rev() {
            run.items.push_front(item);
        }
    }
}

/// Lets a queue that waits go on.
pub(crate) fn wake(world: &mut World, id: u64) {
    if let Some(run) = world.queues.all.get_mut(&id) {
        run.waiting = false;
    }
}
