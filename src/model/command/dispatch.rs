//! Runs command queues. A queue runs its commands in order until it is empty or one of them waits:
//! for a program, a file, the store, a shell command, a prompt or another queue. `wake` lets it
//! continue, in the input that brought the answer.

use crate::base::PaneId;
use crate::model::command::config_files;
use crate::model::ops::{change_hooks, hooks, messages, mode_change, queue};
use crate::model::script::table;
use crate::model::state::command::{CommandContext, CommandDef, Flow, Origin, Queue};
use crate::model::state::effect::{ClientEffect, Effect};
use crate::model::state::location::Location;
use crate::model::state::pane::ProgramState;
use crate::model::state::pane_access::PaneAccess;
use crate::model::state::world::World;

/// Runs all ready queues, the oldest first, until each is finished or waits. After every command
/// the choice is made anew, so that a queue which a command created or woke runs in the same input.
pub(crate) fn run_ready(world: &mut World, access: &dyn PaneAccess) {
    loop {
        let mut all = world.queues.all.iter();
        let ready = all.find(|(_, run)| !run.waiting || has_started(world, run));
        let Some(id) = ready.map(|(id, _)| *id) else {
            return;
        };
        run_next(world, id, access);
    }
}

/// Runs the next command of a queue, or finishes the queue if it has none.
pub(crate) fn run_next(world: &mut World, id: u64, access: &dyn PaneAccess) {
    let Some(run) = world.queues.all.get_mut(&id) else {
        return;
    };
    if let Some((place, def)) = run.starting.take() {
        run.waiting = false;
        print_start_format(world, id, place, access);
        run_after_hook(world, id, def);
        return;
    }
    let Some(item) = run.items.pop_front() else {
        finish_queue(world, id);
        return;
    };
    run.depth = item.depth;
    let hooked = run.origin == Origin::Hook;
    let parsed = match item.parsed {
        Some(parsed) => Ok(parsed),
        None => table::parse(world.commands, &item.line),
    };
    let result = parsed.and_then(|parsed| {
        let mut cx = CommandContext::new(world, access, id);
        let flow = table::run(&mut cx, &item.line, &parsed)?;
        Ok((flow, parsed.def))
    });
    // Changes that a hook makes are observed and dropped, so that hooks trigger no hooks.
    if hooked {
        change_hooks::diff_observed(world, access);
    } else {
        change_hooks::fire_change_hooks(world, access);
    }
    match result {
        Ok((Flow::Done, def)) => run_after_hook(world, id, def),
        Ok((Flow::Wait, _)) => {
            if let Some(run) = world.queues.all.get_mut(&id) {
                run.waiting = true;
            }
        }
        Ok((Flow::Start(place), def)) => {
            if let Some(run) = world.queues.all.get_mut(&id) {
                run.starting = Some((place, def));
                run.waiting = true;
            }
        }
        Err(error) => {
            messages::report_error(world, id, Some(&item.line), &error);
            if let Some(run) = world.queues.all.get_mut(&id) {
                // Commands joined by `;` form a sequence, and an error drops the rest of it only.
                run.items.retain(|i| i.sequence != item.sequence);
            }
        }
    }
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

/// Queues the `after-` hook of a command that succeeded, and makes the queue wait for it. Commands
/// of hooks have no hooks, else a hook could run itself forever.
fn run_after_hook(world: &mut World, id: u64, def: &CommandDef) {
    if !def.after_hook {
        return;
    }
    let Some(run) = world
        .queues
        .all
        .get(&id)
        .filter(|r| r.origin != Origin::Hook)
    else {
        return;
    };
    let (client, place) = (run.client, run.place);
    let hook = format!("after-{}", def.name);
    let session = client.and_then(|c| world.clients.get(&c)?.session);
    let latest = || world.latest_session(false);
    let here = place.or_else(|| world.session_location(session.or_else(latest)?));
    if let Some(last) = hooks::hook(world, &hook, client, here) {
        if let Some(hooked) = world.queues.all.get_mut(&last) {
            hooked.wakes = Some(id);
        }
        if let Some(run) = world.queues.all.get_mut(&id) {
            run.waiting = true;
        }
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
    if run.origin == Origin::Line && !world.is_attached(client) {
        world.effect(Effect::Client(client, ClientEffect::Exit(run.status)));
        return;
    }
    if !run.output.is_empty() {
        mode_change::show_output(world, client, run.output);
    }
}
