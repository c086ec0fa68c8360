//! Continues command queues when their shell commands end.

use crate::base::{ClientId, JobId};
use crate::model::ops::{job, message_log, messages, pipe, queue};
use crate::model::script::parse;
use crate::model::state::command::{AfterJob, CommandContext, Origin, Queue, RunningJob};
use crate::model::state::input::Exit;
use crate::model::state::location::Location;
use crate::model::state::pane_access::NoPanes;
use crate::model::state::world::World;

/// Handles the end of a shell command: of a format, a pipe, `run-shell` or `if-shell`.
pub(crate) fn job_done(world: &mut World, job: JobId, output: String, exit: Exit) {
    if job::format_job_done(world, job, &output) || pipe::pipe_done(world, job) {
        return;
    }
    let Some(RunningJob { command, then }) = world.queues.jobs.remove(&job) else {
        return;
    };
    match then {
        AfterJob::Print { queue, client } => {
            print_job(world, queue, client, &command, &output, exit);
        }
        AfterJob::Branch {
            queue,
            client,
            place,
            yes,
            no,
        } => {
            let text = if exit.status == Some(0) {
                Some(yes)
            } else {
                no
            };
            branch(world, queue, client, place, text);
        }
    }
}

/// Runs the chosen script of `if-shell` and wakes its queue.
fn branch(
    world: &mut World,
    queue: Option<u64>,
    client: Option<ClientId>,
    place: Option<Location>,
    text: Option<String>,
) {
    match (text.map(|t| parse::parse(world, &t)), queue) {
        (Some(Ok(script)), Some(id)) => queue::insert_first(world, id, &script),
        (Some(Ok(script)), None) => {
            let run = Queue {
                client,
                origin: Origin::Key,
                place,
                ..Queue::default()
            };
            queue::enqueue(world, run, &script);
        }
        (Some(Err(error)), Some(id)) => messages::report_error(world, id, None, &error),
        (Some(Err(error)), None) => message_log::log_message(world, error.message),
        (None, _) => {}
    }
    if let Some(id) = queue {
        queue::wake(world, id);
    }
}

/// Prints the output of `run-shell`, and its status if it is not 0, and wakes its queue.
fn print_job(
    world: &mut World,
    queue: Option<u64>,
    client: Option<ClientId>,
    command: &str,
    output: &str,
    exit: Exit,
) {
    let mut lines: Vec<String> = output.lines().map(str::to_owned).collect();
    match (exit.status, exit.signal) {
        (Some(0), _) | (None, None) => {}
        (Some(status), _) => lines.push(format!("'{command}' returned {status}")),
        (None, Some(signal)) => {
            lines.push(format!("'{command}' terminated by signal {signal}"));
        }
    }
    let status = exit.status.or(exit.signal.map(|s| s.saturating_add(128)));
    let id = queue.unwrap_or_else(|| {
        let run = Queue {
            client,
            origin: Origin::Key,
            ..Queue::default()
        };
        queue::enqueue(world, run, &crate::lang::script::Script::default())
    });
    let mut cx = CommandContext::new(world, &NoPanes, id);
    for line in lines {
        cx.print(&line);
    }
    if let Some(status) = status.filter(|s| *s != 0) {
        cx.status(status);
    }
    queue::wake(world, id);
}
