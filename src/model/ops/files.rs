//! Requests to read and write files.

use crate::model::state::command::FileRequest;
use crate::model::state::effect::{ClientEffect, Effect, FileEffect};
use crate::model::state::world::World;

/// Requests files and returns the number of the request. `replies::files::files_read` gets the
/// answer.
pub(crate) fn request_files(world: &mut World, patterns: Vec<String>, request: FileRequest) -> u64 {
    world.queues.next += 1;
    let number = world.queues.next;
    // `-` is the standard input of the client that runs the command.
    let asking = request
        .queue()
        .and_then(|run| world.queues.all.get(&run)?.client);
    let streams = matches!(request, FileRequest::Shown(..));
    world.queues.files.insert(number, request);
    if let ([stdin], Some(client)) = (patterns.as_slice(), asking)
        && stdin == "-"
    {
        let read = match streams {
            true => ClientEffect::StreamStdin(number),
            false => ClientEffect::ReadStdin(number),
        };
        world.effect(Effect::Client(client, read));
        return number;
    }
    world.effect(Effect::File {
        request: number,
        op: FileEffect::Read { patterns },
    });
    number
}

/// Requests a write of a file. The queue must wait for the answer.
pub(crate) fn write_file(world: &mut World, run: u64, path: String, append: bool, bytes: Vec<u8>) {
    let request = request_write(world, run, &path);
    world.effect(Effect::File {
        request,
        op: FileEffect::Write {
            path,
            append,
            bytes,
        },
    });
}

/// A new request number for a write that the queue waits for.
pub(crate) fn request_write(world: &mut World, run: u64, path: &str) -> u64 {
    world.queues.next += 1;
    let request = world.queues.next;
    world.queues.writes.insert(request, (run, path.to_owned()));
    request
}
