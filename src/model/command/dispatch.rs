//! Runs command queues. A queue runs its commands in order until it is empty or one of them waits:
//! for a program, a file, the store, a shell command, a prompt or another queue. `wake` lets it
//! continue, in the input that brought the answer.

use crate::base::PaneId;
use crate::model::command::{after_hook, command_log, config_files, control_lines};
use crate::model::ops::automation::settle;
use crate::model::ops::control::{block, notify};
use crate::model::ops::{change_hooks, messages, mode_change, queue};
use crate::model::persist::undo;
use crate::model::script::table;
use crate::model::state::command::{CommandContext, FileRequest, Flow, Origin, Queue};
use crate::model::state::effect::{ClientEffect, Effect};
use crate::model::state::location::Location;
use crate::model::state::pane::ProgramState;
use crate::model::state::pane_access::PaneAccess;
use crate::model::state::world::World;

/// Runs all ready queues, the oldest first, until each is finished or waits. After every command
/// the choice is made anew, so that a queue which a command created or woke runs in the same input.
pub(crate) fn run_ready(world: &mut World, access: &dyn PaneAccess) {
    loop {
        end_streams_to_closed_panes(world);
        settle::settle(world, access);
        let mut all = world.queues.all.iter();
        let ready = all.find(|(_, run)| !run.waiting || has_started(world, run));
        let Some(id) = ready.map(|(id, _)| *id) else {
            return;
        };
        run_next(world, id, access);
        // Control clients hear of each command's changes before the next command runs.
        notify::notify_changes(world, access);
    }
}

/// Fails the commands that show their standard input in a pane which was closed.
fn end_streams_to_closed_panes(world: &mut World) {
    let requests = world.queues.files.iter();
    let ended = requests.filter_map(|(number, request)| match request {
        FileRequest::Shown(run, pane) if !world.panes.contains_key(pane) => Some((*number, *run)),
        _ => None,
    });
    for (number, run) in ended.collect::<Vec<_>>() {
        world.queues.files.remove(&number);
        if let Some(run) = world.queues.all.get_mut(&run) {
            run.status = 1;
            run.items.clear();
        }
        queue::wake(world, run);
    }
}

/// Runs the next command of a queue, or finishes the queue if it has none.
pub(crate) fn run_next(world: &mut World, id: u64, access: &dyn PaneAccess) {
    let Some(run) = world.queues.all.get_mut(&id) else {
        return;
    };
    if let Some((place, hook)) = run.starting.take() {
        run.waiting = false;
        print_start_format(world, id, place, access);
        block::end(world, id);
        if let Some(hook) = hook {
            after_hook::run(world, id, hook, Some(place));
        }
        return;
    }
    if run.block.is_some() {
        // The answer that the command waited for is here.
        block::end(world, id);
        return;
    }
    if let Some(hook) = run.pending_hook.take() {
        after_hook::run(world, id, hook, None);
        return;
    }
    let left = run.items.len();
    if let Some((_, mistakes)) = run.mistakes.pop_if(|(at, _)| *at >= left) {
        messages::report_mistakes(world, id, mistakes);
        return;
    }
    let Some(item) = run.items.pop_front() else {
        finish_queue(world, id);
        return;
    };
    world.changed |= item.parsed.command.def.changes_world;
    let Some(run) = world.queues.all.get_mut(&id) else {
        return;
    };
    run.depth = item.depth;
    run.sequence = item.sequence;
    run.author = item.author;
    let hooked = run.origin == Origin::Hook;
    block::begin(world, id);
    world.queues.in_hook = hooked;
    command_log::log_command(world, id, &item.parsed.line);
    let mut cx = CommandContext::new(world, access, id);
    let hook = after_hook::prepare(&cx, &item.parsed.line, &item.parsed.command);
    let error_hook = after_hook::prepare_error(&cx, &item.parsed.line, &item.parsed.command);
    let result = table::run(&mut cx, &item.parsed);
    world.queues.in_hook = false;
    let client = world.queues.all.get(&id).and_then(|run| run.client);
    undo::finish_step(world, client, access);
    // Changes that a hook makes are observed and dropped, so that hooks trigger no hooks.
    if hooked {
        change_hooks::diff_observed(world, access);
    } else {
        change_hooks::fire_change_hooks(world, access);
    }
    match result {
        Ok(Flow::Done) => {
            block::end(world, id);
            if let Some(hook) = hook {
                after_hook::run(world, id, hook, None);
            }
        }
        Ok(Flow::Wait) => {
            // Only an answer of the server itself belongs to the block.
            if !answer_follows(world, id) {
                block::end(world, id);
            }
            if let Some(run) = world.queues.all.get_mut(&id) {
                run.waiting = true;
                run.pending_hook = hook;
            }
        }
        Ok(Flow::Start(place)) => {
            if let Some(run) = world.queues.all.get_mut(&id) {
                run.starting = Some((place, hook));
                run.waiting = true;
            }
        }
        Err(error) => {
            let line = &item.parsed.line;
            let run = world.queues.all.get(&id);
            let in_config = run.is_some_and(|run| run.origin == Origin::Config);
            match item.parsed.command.unsupported.filter(|_| in_config) {
                Some(message) => {
                    let file = line.file.as_deref().unwrap_or_default();
                    messages::note_unsupported(world, file, line.line, message);
                }
                None => messages::report_error(world, id, Some(line), &error),
            }
            block::end(world, id);
            if let Some(run) = world.queues.all.get_mut(&id) {
                // Commands joined by `;` form a sequence, and an error drops the rest of it only.
                run.items.retain(|i| i.sequence != item.sequence);
            }
            if let Some(hook) = error_hook {
                after_hook::run(world, id, hook, None);
            }
        }
    }
}

/// Whether a queue waits for files or for the store, which answer soon, and not for a person, a
/// shell command or another queue.
fn answer_follows(world: &World, id: u64) -> bool {
    let queues = &world.queues;
    let reads = queues
        .files
        .values()
        .any(|request| request.queue() == Some(id));
    let writes = queues.writes.values().any(|(queue, _)| *queue == id);
    let stores = world.effects.iter().any(|effect| match effect {
        Effect::Store { run, .. } | Effect::Upgrade { run, .. } => *run == id,
        _ => false,
    });
    reads || writes || stores
}

/// Whether the program that a queue waits for has started or failed to. A respawn is not complete
/// before the old program has exited.
fn has_started(world: &World, run: &Queue) -> bool {
    let starting = |pane: PaneId| {
        world
            .panes
            .get(&pane)
            .is_some_and(|p| p.respawn || p.state == ProgramState::Starting)
    };
    run.starting
        .as_ref()
        .is_some_and(|(place, _)| !starting(place.pane))
}

/// Prints the format of a command (`-P`) about the program that it started.
fn print_start_format(world: &mut World, id: u64, place: Location, access: &dyn PaneAccess) {
    let format = world
        .queues
        .all
        .get_mut(&id)
        .and_then(|r| r.announce.take());
    if let Some(format) = format {
        let mut cx = CommandContext::new(world, access, id);
        let text = cx.expand(&format, Some(place));
        cx.print(&text);
    }
}

/// Ends a queue: wakes the queue that waits for it, ends the config, and sends the client its exit
/// status or shows the output in view mode.
pub(crate) fn finish_queue(world: &mut World, id: u64) {
    let Some(run) = world.queues.all.remove(&id) else {
        return;
    };
    if let Some(after) = run.wakes {
        queue::wake(world, after);
    }
    if world.queues.config == Some(id) {
        config_files::config_done(world);
    }
    let Some(client) = run.client else { return };
    if run.origin == Origin::Line && world.is_control(client) && world.is_attached(client) {
        // Output that arrived after the end of its block, as that of run-shell does.
        if !run.output.is_empty() {
            mode_change::show_output(world, client, run.output);
        }
        control_lines::run_next_line(world, client);
        return;
    }
    if run.origin == Origin::Line && !world.is_attached(client) {
        world.effect(Effect::Client(client, ClientEffect::Exit(run.status)));
        return;
    }
    if !run.output.is_empty() {
        mode_change::show_output(world, client, run.output);
    }
}
