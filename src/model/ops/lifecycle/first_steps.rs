//! Shows, advances and ends the hint for new users, and notes that are shown once.

use crate::base::{ClientId, PaneId};
use crate::lang::keys::key_name;
use crate::lang::script::Script;
use crate::lang::tables::first_steps::{FirstSteps, Step, Told};
use crate::lang::tables::options;
use crate::model::ops::messages;
use crate::model::state::effect::{Effect, FileEffect};
use crate::model::state::options::OptionScope;
use crate::model::state::pane_access::PaneAccess;
use crate::model::state::world::World;

/// Programs in which a second prefix key may be meant for another multiplexer.
const NESTED: [&str; 4] = ["ssh", "mosh-client", "mux", "tmux"];

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
        && world.first_steps.shown()
}

/// Notes that a key with these commands was pressed after the prefix key.
pub(crate) fn pressed(world: &mut World, id: ClientId, script: &Script) {
    if !shown_to(world, id) {
        return;
    }
    let session = world.clients.get(&id).and_then(|client| client.session);
    let session = session.and_then(|session| world.sessions.get(&session));
    let created = session.map(|session| session.created);
    let steps = &mut world.first_steps;
    let used = created.is_some_and(|created| steps.sessions.insert(created));
    let done = Step::of(script).is_some_and(|step| steps.done.insert(step));
    if used || done {
        changed(world);
    }
}

/// Tells a new user once how to select with the terminal, because the mouse is mux's or the
/// program's.
pub(crate) fn tell_of_shift(world: &mut World, id: ClientId) {
    let text = "Hold Shift (Option on a Mac) and drag for your terminal's own selection";
    tell(world, id, Told::Shift, text);
}

/// Tells a new user once how the prefix key reaches a multiplexer in the pane, if one may run
/// there.
pub(crate) fn tell_of_nesting(
    world: &mut World,
    id: ClientId,
    pane: PaneId,
    access: &dyn PaneAccess,
) {
    if world.first_steps.told.contains(&Told::Nested) {
        return;
    }
    let program = access.command(pane).unwrap_or_default();
    if NESTED.contains(&&*program) {
        let of = OptionScope::Session(world.clients.get(&id).and_then(|c| c.session));
        let prefix = key_name(world.get(options::PREFIX, of));
        let text = format!("{prefix} {prefix} sends it inside ({program})");
        tell(world, id, Told::Nested, &text);
    }
}

/// Whether a new user detaches for the first time; says so once.
pub(crate) fn first_detach(world: &mut World) -> bool {
    let first = world.first_steps.wanted && world.first_steps.told.insert(Told::Detach);
    if first {
        save(world);
    }
    first
}

fn tell(world: &mut World, id: ClientId, note: Told, text: &str) {
    let client = world.clients.get(&id);
    let mine = client.is_some_and(|client| !client.caller.as_tmux && client.attached());
    if mine && world.first_steps.wanted && world.first_steps.told.insert(note) {
        save(world);
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
