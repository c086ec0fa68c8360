//! Command queues: enqueue, insert, wake.

use crate::base::PaneId;
use crate::model::state::command::{ParsedScript, Queue, QueuedCommand};
use crate::model::state::settings::author::Author;
use crate::model::state::world::World;

/// Puts a script into a new queue and returns its number. `run_ready` runs it before `apply`
/// returns.
pub(crate) fn enqueue(world: &mut World, mut run: Queue, script: ParsedScript) -> u64 {
    run.items = queued_commands(world, script, run.depth, run.author).into();
    world.queues.next += 1;
    world.queues.all.insert(world.queues.next, run);
    world.queues.next
}

/// The commands of a script. Each sequence (commands joined by `;`) gets its own number, because an
/// error drops the rest of its sequence only.
fn queued_commands(
    world: &mut World,
    script: ParsedScript,
    depth: u8,
    author: Author,
) -> Vec<QueuedCommand> {
    let mut items = Vec::new();
    for sequence in script.sequences {
        world.queues.next_sequence += 1;
        items.extend(sequence.into_iter().map(|parsed| QueuedCommand {
            parsed,
            sequence: world.queues.next_sequence,
            depth,
            author,
        }));
    }
    items
}

/// Inserts a script before the remaining commands of a queue.
pub(crate) fn insert_first(world: &mut World, id: u64, script: ParsedScript) {
    insert_nested(world, id, script, 0);
}

/// Inserts a script before the remaining commands of a queue, nested `more` files deeper than its
/// current command (`source-file` has a depth limit).
pub(crate) fn insert_nested(world: &mut World, id: u64, script: ParsedScript, more: u8) {
    let run = world.queues.all.get(&id);
    let (depth, author) = run.map_or_else(Default::default, |run| (run.depth, run.author));
    let items = queued_commands(world, script, depth.saturating_add(more), author);
    if let Some(run) = world.queues.all.get_mut(&id) {
        for item in items.into_iter().rev() {
            run.items.push_front(item);
        }
    }
}

/// Inserts the commands of files before the remaining commands of a queue. Files of the
/// configuration keep their author.
pub(crate) fn insert_file(world: &mut World, id: u64, script: ParsedScript) {
    let count = script.sequences.iter().map(Vec::len).sum();
    insert_nested(world, id, script, 1);
    let sources = &world.hand_changes.config_sources;
    let items = world.queues.all.get_mut(&id).map(|run| &mut run.items);
    for item in items.into_iter().flatten().take(count) {
        let file = item.parsed.line.file.as_deref();
        if file.is_some_and(|file| sources.contains(file)) {
            item.author = Author::Config;
        }
    }
}

/// Marks a waiting queue as ready. It runs within the same input.
pub(crate) fn wake(world: &mut World, id: u64) {
    if let Some(run) = world.queues.all.get_mut(&id) {
        run.waiting = false;
    }
}

/// Wakes the queues that wait for the end of a pane's program. `status` becomes their exit status.
pub(crate) fn program_ended(world: &mut World, pane: PaneId, status: u8) {
    for id in world.queues.program_ends.remove(&pane).unwrap_or_default() {
        if let Some(run) = world.queues.all.get_mut(&id) {
            run.status = status;
        }
        wake(world, id);
    }
}
