//! The command lines of a control client. They run one after the other: a line begins when the one
//! before has ended.

use crate::base::{ClientId, PaneId};
use crate::model::command::client_commands;
use crate::model::ops::control::block;
use crate::model::ops::lifecycle::client_lifecycle;
use crate::model::ops::queue;
use crate::model::script::parse;
use crate::model::state::command::{Origin, ParsedScript, Queue};
use crate::model::state::world::World;

/// Receives a line. An empty one detaches the client, as does the end of its input.
pub(crate) fn receive(world: &mut World, id: ClientId, line: String) {
    let control = world.control_mut(id);
    let Some(control) = control.filter(|c| !c.leaving) else {
        return;
    };
    if line.is_empty() {
        control.leaving = true;
    } else {
        control.lines.push_back(line);
    }
    run_next_line(world, id);
}

/// The server has paused the output of a pane, because the client does not read it.
pub(crate) fn paused(world: &mut World, id: ClientId, pane: PaneId) {
    let control = world.control_mut(id);
    if let Some(control) = control {
        control.paused.insert(pane);
    }
}

/// Begins the next line of a control client that has no command running, or detaches the client.
pub(crate) fn run_next_line(world: &mut World, id: ClientId) {
    let Some(client) = world.clients.get_mut(&id) else {
        return;
    };
    let attached = client.attached();
    let Some(control) = client.control.as_deref_mut() else {
        return;
    };
    if let Some(run) = control.queue.and_then(|queue| world.queues.all.get(&queue)) {
        // A client that leaves does not wait for a person or another queue.
        if !(control.leaving && run.waiting && run.block.is_none()) {
            return;
        }
        control.lines.clear();
    }
    let Some(line) = control.lines.pop_front() else {
        if control.leaving && attached {
            client_lifecycle::detach(world, id, String::new(), None, false);
        }
        return;
    };
    let run = Queue {
        client: Some(id),
        origin: Origin::Line,
        ..Queue::default()
    };
    let parsed =
        parse::parse(world, &line).map_err(|error| format!("parse error: {}", error.message));
    let parsed = parsed.and_then(|script| {
        client_commands::for_client(world, id, script).map_err(|error| error.message)
    });
    let (script, error) = match parsed {
        Ok(script) => (script, None),
        Err(message) => (ParsedScript::default(), Some(message)),
    };
    let queue = queue::enqueue(world, run, script);
    if let Some(control) = world.control_mut(id) {
        control.queue = Some(queue);
    }
    if let Some(message) = error {
        block::send_error(world, queue, &message);
    }
}
