//! Shows, advances and ends the hint for new users.

use crate::base::ClientId;
use crate::lang::script::Script;
use crate::lang::tables::first_steps::{FirstSteps, Step};
use crate::model::ops::messages;
use crate::model::state::effect::{Effect, FileEffect};
use crate::model::state::world::World;

/// Starts the hint if the user has no configuration. The progress of earlier servers counts.
pub(crate) fn start(world: &mut World, no_config: bool) {
    world.first_steps = FirstSteps {
        wanted: no_config && !world.host.as_tmux,
        ..FirstSteps::parse(&world.host.first_steps)
    };
}

/// Whether a client sees the hint.
pub(crate) fn shown_to(world: &World, id: ClientId) -> bool {
    let client = world.clients.get(&id);
    client.is_some_and(|client| !client.caller.as_tmux && !client.read_only)
        && !world.is_control(id)
        && world.first_steps.shown(world.now.wall)
}

/// Notes the first display, from which the hint returns for some days.
pub(crate) fn attached(world: &mut World, id: ClientId) {
    if shown_to(world, id) && world.first_steps.since.is_none() {
        world.first_steps.since = Some(world.now.wall);
        save(world);
    }
}

/// Notes that a key with these commands was pressed.
pub(crate) fn pressed(world: &mut World, id: ClientId, script: &Script) {
    if shown_to(world, id)
        && let Some(step) = Step::of(script)
        && world.first_steps.done.insert(step)
    {
        changed(world);
    }
}

/// Tells a new user once how to select with the terminal, because the mouse is mux's or the
/// program's.
pub(crate) fn tell_of_shift(world: &mut World, id: ClientId) {
    let client = world.clients.get(&id);
    let mine = client.is_some_and(|client| !client.caller.as_tmux && client.attached());
    if mine && world.first_steps.wanted && !world.first_steps.told_of_shift {
        world.first_steps.told_of_shift = true;
        save(world);
        let text = "Hold Shift (Option on a Mac) and drag for your terminal's own selection";
        messages::show_message(world, id, text, None, false);
    }
}

/// Ends the hint. Returns false if the client does not see it.
pub(crate) fn dismiss(world: &mut World, id: ClientId) -> bool {
    let shown = shown_to(world, id);
    if shown {
        world.first_steps.dismissed = true;
        changed(world);
    }
    shown
}

fn changed(world: &mut World) {
    for client in world.clients.values_mut() {
        client.stale = true;
    }
    save(world);
}

/// Writes the state for the next server. A failure loses only the progress.
fn save(world: &mut World) {
    let path = world.host.first_steps_file.clone();
    if path.is_empty() {
        return;
    }
    world.queues.next += 1;
    let request = world.queues.next;
    world.effect(Effect::File {
        request,
        op: FileEffect::Keep {
            path,
            new: false,
            bytes: world.first_steps.print().into_bytes(),
        },
    });
}
