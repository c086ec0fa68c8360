//! The commands of a client that connects.

use crate::base::{ClientId, Size};
use crate::lang::script::{Script, from_words};
use crate::lang::tables::options;
use crate::model::script::parse::mistake;
use crate::model::state::client::{Client, ClientIdentity};
use crate::model::state::options::OptionScope;

use crate::model::command::dispatch;
use crate::model::ops::queue;
use crate::model::script::parse;
use crate::model::state::queue::{Origin, Queue};
use crate::model::state::world::World;

/// A client connected and asks to run a command.
pub(crate) fn client_runs(
    world: &mut World,
    id: ClientId,
    words: &[String],
    caller: ClientIdentity,
) {
    // What a shell command of the config asks is part of the config.
    let waiting = world.queues.config.is_some() && !caller.is_inside(&world.host.socket);
    let order = world.clients.values().map(|c| c.order).max().unwrap_or(0) + 1;
    let client = Client {
        id,
        name: caller
            .tty
            .clone()
            .unwrap_or_else(|| format!("client-{}", caller.pid)),
        size: caller.size.unwrap_or(Size::new(80, 24)).clamped(),
        created: world.now.wall,
        activity: world.now.wall,
        order,
        focused: true,
        caller,
        ..Client::default()
    };
    world.clients.insert(id, client);
    let script: Script = if words.is_empty() {
        default_script(world, id)
    } else {
        from_words(words).into()
    };
    let run = Queue {
        client: Some(id),
        origin: Origin::Line,
        waiting,
        ..Queue::default()
    };
    let script = parse::with_aliases(world, script);
    let wrong = mistake(world.commands, &script);
    let script = if wrong.is_some() {
        Script::default()
    } else {
        script
    };
    let queue = queue::enqueue(world, run, &script);
    if let Some(error) = wrong {
        dispatch::report_error(world, queue, None, &error);
    }
    if waiting {
        world.queues.after_config.push((queue, words.is_empty()));
    }
}

/// What a client runs that was given no words: mux goes back to what there is, and makes a
/// session where there is none.
fn default_script(world: &mut World, id: ClientId) -> Script {
    const NEW: &str = "new-session";
    let text = world
        .get(options::DEFAULT_CLIENT_COMMAND, OptionScope::Server)
        .to_owned();
    let as_tmux = world.clients.get(&id).is_some_and(|c| c.caller.as_tmux);
    if text == NEW && !as_tmux && !world.sessions.is_empty() {
        return from_words(&["attach-session".to_owned()]).into();
    }
    let parsed = parse::parse(world, &text).unwrap_or_default();
    if parsed.is_empty() {
        return from_words(&[NEW.to_owned()]).into();
    }
    parsed
}

/// What a client was given no words for is looked up again: there may be sessions by now.
pub(crate) fn redo_default(world: &mut World, queue: u64) {
    let client = world.queues.all.get(&queue).and_then(|run| run.client);
    let Some(client) = client else { return };
    let script = default_script(world, client);
    let script = parse::with_aliases(world, script);
    if let Some(run) = world.queues.all.get_mut(&queue) {
        run.items.clear();
    }
    queue::insert_first(world, queue, &script);
}
