//! Answers to queues that wait for events (`events`).

use crate::model::ops::queue;
use crate::model::state::automation::event_log::EventFilter;
use crate::model::state::command::CommandContext;
use crate::model::state::pane_access::NoPanes;
use crate::model::state::world::World;

/// The most events of one answer.
const MOST: usize = 500;

/// Prints the events after a number to a queue. Returns whether there were any.
pub(crate) fn print_events(cx: &mut CommandContext<'_>, after: u64, filter: &EventFilter) -> bool {
    let events = cx.world.events.after(after, filter, MOST);
    let lines: Vec<String> = events
        .iter()
        .map(|event| event.json().to_string())
        .collect();
    lines.iter().for_each(|line| cx.print(line));
    !lines.is_empty()
}

/// Answers the queues that wait for an event that happened. Returns whether there is one.
pub(crate) fn answer_waiters(world: &mut World) -> bool {
    let mut answered = false;
    let mut waiters = std::mem::take(&mut world.events.waiters);
    waiters.retain(|waiter| {
        if !world.queues.all.contains_key(&waiter.queue) {
            return false;
        }
        let mut cx = CommandContext::new(world, &NoPanes, waiter.queue);
        let printed = print_events(&mut cx, waiter.after, &waiter.filter);
        if printed {
            queue::wake(world, waiter.queue);
            answered = true;
        }
        !printed
    });
    world.events.waiters.append(&mut waiters);
    answered
}
