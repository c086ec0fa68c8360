//! Records the commands that run in the message log (`show-messages`).

use crate::lang::keys::key_name;
use crate::lang::script::{CommandLine, Script, Sequence, print_script};
use crate::model::ops::message_log;
use crate::model::script::table;
use crate::model::state::world::World;

/// Logs a command that is about to run, with its client and the key that runs it. Commands of the
/// config that is read at the start are not logged, as in tmux.
pub(crate) fn log_command(world: &mut World, run: u64, line: &CommandLine) {
    if world.queues.config.is_some() {
        return;
    }
    let sequence = Sequence {
        commands: vec![line.clone()],
    };
    let command = print_script(&table::listed(world.commands, Script::from(sequence)));
    let queue = world.queues.all.get(&run);
    let client = queue.and_then(|queue| world.clients.get(&queue.client?));
    let key = queue.and_then(|queue| queue.key);
    let text = match (client, key) {
        (Some(client), Some(key)) if client.attached() => {
            format!("{} key {}: {command}", client.name, key_name(key))
        }
        (Some(client), _) => format!("{} command: {command}", client.name),
        (None, _) => format!("command: {command}"),
    };
    message_log::log_message(world, text);
}
