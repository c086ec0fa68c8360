//! Command queues: enqueue, insert, wake.

use crate::lang::script::Script;
use crate::model::state::queue::{Queue, QueuedCommand};
use crate::model::state::world::World;

impl World {
    /// Puts a script into a new queue; it runs before `apply` returns.
    pub(crate) fn enqueue(&mut self, mut run: Queue, script: &Script) -> u64 {
        run.items = self.items(script, run.depth).into();
        self.queues.next += 1;
        self.queues.all.insert(self.queues.next, run);
        self.queues.next
    }

    pub(crate) fn items(&mut self, script: &Script, depth: u8) -> Vec<QueuedCommand> {
        let mut items = Vec::new();
        for sequence in &script.sequences {
            self.queues.next_sequence += 1;
            items.extend(sequence.commands.iter().map(|line| QueuedCommand {
                line: line.clone(),
                sequence: self.queues.next_sequence,
                depth,
            }));
        }
        items
    }

    /// Puts a script before everything else in a queue.
    pub(crate) fn insert_first(&mut self, id: u64, script: &Script) {
        self.insert_deeper(id, script, 0);
    }

    /// The same for a script that is `more` files deeper than the queue's present command.
    pub(crate) fn insert_deeper(&mut self, id: u64, script: &Script, more: u8) {
        let depth = self.queues.all.get(&id).map_or(0, |run| run.depth);
        let items = self.items(script, depth.saturating_add(more));
        if let Some(run) = self.queues.all.get_mut(&id) {
            for item in items.into_iter().rev() {
                run.items.push_front(item);
            }
        }
    }

    /// Lets a queue that waits go on.
    pub(crate) fn wake(&mut self, id: u64) {
        if let Some(run) = self.queues.all.get_mut(&id) {
            run.waiting = false;
        }
    }
}
