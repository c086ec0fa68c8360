//! The first command of a client that connects.

use crate::base::{ClientId, ClientInfo, Size};
use crate::lang::script::{Script, from_words};
use crate::lang::tables::options;
use crate::model::ops::{messages, queue};
use crate::model::script::{parse, table};
use crate::model::state::client::Client;
use crate::model::state::command::{Origin, Queue};
use crate::model::state::options::OptionScope;
use crate::model::state::world::World;

/// Registers a client that connected and queues its command line.
pub(crate) fn run_client_command(
    world: &mut World,
    id: ClientId,
    words: &[String],
    caller: ClientInfo,
) {
    world.presence.connected = true;
    // Clients wait until the config is loaded, so that they see its options and the restored
    // sessions. A shell command of the config is an exception: the config waits for it, so its own
    // `mux` client must run at once.
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
    // The whole command line is checked before any of it runs, as in tmux.
    let queue = match table::parse_all(world.commands, &script) {
        Ok(parsed) => {
            let queue = queue::enqueue(world, run, &script);
            let items = world.queues.all.get_mut(&queue).map(|run| &mut run.items);
            for (item, parsed) in items.into_iter().flatten().zip(parsed) {
                item.parsed = Some(parsed);
            }
            queue
        }
        Err(error) => {
            let queue = queue::enqueue(world, run, &Script::default());
            messages::report_error(world, queue, None, &error);
            queue
        }
    };
    if waiting {
        world.queues.after_config.push((queue, words.is_empty()));
    }
}

/// The commands of a client without arguments: `default-client-command`. With its default value,
/// mux attaches to an existing session, and only a client called `tmux` always creates a new one.
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

/// Recomputes the default command of a waiting client, because the config or a restore may have
/// created sessions.
pub(crate) fn update_default_script(world: &mut World, queue: u64) {
    let client = world.queues.all.get(&queue).and_then(|run| run.client);
    let Some(client) = client else { return };
    let script = default_script(world, client);
    let script = parse::with_aliases(world, script);
    if let Some(run) = world.queues.all.get_mut(&queue) {
        run.items.clear();
    }
    queue::insert_first(world, queue, &script);
}
