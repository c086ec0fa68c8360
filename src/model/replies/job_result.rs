//! Continues command queues when their shell commands end.

use crate::base::{ClientId, Error, JobId, Result};
use crate::lang::script::quote;
use crate::model::ops::{job, message_log, messages, mode_change, pipe, queue};
use crate::model::overlays::list::switcher;
use crate::model::script::parse;
use crate::model::state::command::{AfterJob, CommandContext, Origin, Queue, RunningJob};
use crate::model::state::input::Exit;
use crate::model::state::location::Location;
use crate::model::state::pane_access::NoPanes;
use crate::model::state::settings::author::Author;
use crate::model::state::world::World;

/// Handles the end of a shell command: of a format, a pipe, `run-shell` or `if-shell`.
pub(crate) fn job_done(world: &mut World, job: JobId, output: String, exit: Exit) {
    if job::format_job_done(world, job, &output) || pipe::pipe_done(world, job, exit) {
        return;
    }
    let Some(RunningJob { command, then }) = world.queues.jobs.remove(&job) else {
        return;
    };
    match then {
        AfterJob::Print {
            queue,
            client,
            pane,
            in_config,
        } => {
            let problem = match exit.status {
                Some(126) => Some("cannot be run"),
                Some(127) => Some("not found"),
                _ => None,
            };
            if let (Some(position), Some(problem)) = (in_config, problem) {
                let program = command.split_whitespace().next().unwrap_or_default();
                messages::show_notice(world, format!("{position}: {program}: {problem}"));
            }
            let place = pane.and_then(|pane| world.pane_location(pane));
            let place = match queue {
                Some(_) => place,
                None => place.or_else(|| background_place(world, client)),
            };
            print_job(world, queue, place, &command, &output, exit);
        }
        AfterJob::Report { client } => report_failure(world, client, &command, exit),
        AfterJob::List { client, source } => switcher::arrived(world, client, source, &output),
        AfterJob::Directory { queue, directory } => {
            if let Err(error) = go_to_directory(world, queue, &directory, &output, exit) {
                messages::report_error(world, queue, None, &error);
            }
            queue::wake(world, queue);
        }
        AfterJob::Branch {
            queue,
            client,
            author,
            place,
            yes,
            no,
        } => {
            let text = if exit.status == Some(0) {
                Some(yes)
            } else {
                no
            };
            branch(world, queue, (client, author), place, text);
        }
    }
}

/// Continues `pick -c`: goes to the session of a directory, or makes it. The output has the real
/// path of the directory, then the id and the real path of each session.
///
/// # Errors
/// If the directory cannot be entered.
fn go_to_directory(
    world: &mut World,
    queue: u64,
    directory: &str,
    output: &str,
    exit: Exit,
) -> Result<()> {
    let mut lines = output.lines();
    let real = lines.next().filter(|_| exit.status == Some(0));
    let real =
        real.ok_or_else(|| Error::not_found(format!("can't open {directory}: no such directory")))?;
    let there = lines.filter_map(|line| line.split_once('\t'));
    let there: Vec<&str> = there
        .filter(|(_, path)| *path == real)
        .map(|(id, _)| id)
        .collect();
    let sessions = world.sessions.values();
    let found = sessions.filter(|session| there.contains(&session.id.to_string().as_str()));
    let found = found.max_by_key(|session| session.activity);
    let run = world.queues.all.get(&queue);
    let client = run.and_then(|run| run.client);
    let attached = client.is_some_and(|client| world.is_attached(client));
    let text = match found {
        Some(session) if attached => format!("switch-client -t '{}'", session.id),
        Some(session) => format!("attach-session -t '{}'", session.id),
        None => {
            let name = quote(&free_name(world, real));
            format!("new-session -s {name} -c {}", quote(real))
        }
    };
    let script = parse::parse(world, &text)?;
    queue::insert_first(world, queue, script);
    Ok(())
}

/// A name for the session of a directory that no session has: that of the directory, with that of
/// its parent before it, then with a number.
fn free_name(world: &World, path: &str) -> String {
    let taken = |name: &String| world.sessions.values().any(|session| session.name == *name);
    let name = switcher::session_name(path);
    let parent = path.rsplit_once('/').map(|(parent, _)| parent);
    let longer = parent.map(|parent| format!("{}-{name}", switcher::session_name(parent)));
    let numbered = (2..).map(|number| format!("{name}-{number}"));
    let mut all = [name.clone()].into_iter().chain(longer).chain(numbered);
    all.find(|name| !taken(name)).unwrap_or_default()
}

/// Runs the chosen script of `if-shell` and wakes its queue.
fn branch(
    world: &mut World,
    queue: Option<u64>,
    (client, author): (Option<ClientId>, Author),
    place: Option<Location>,
    text: Option<String>,
) {
    match (text.map(|t| parse::parse(world, &t)), queue) {
        (Some(Ok(script)), Some(id)) => queue::insert_first(world, id, script),
        (Some(Ok(script)), None) => {
            let run = Queue {
                client,
                origin: Origin::Key,
                author,
                place,
                ..Queue::default()
            };
            queue::enqueue(world, run, script);
        }
        (Some(Err(error)), Some(id)) => messages::report_error(world, id, None, &error),
        (Some(Err(error)), None) => message_log::log_message(world, error.message),
        (None, _) => {}
    }
    if let Some(id) = queue {
        queue::wake(world, id);
    }
}

/// Tells a client that a shell command failed, if it did.
fn report_failure(world: &mut World, client: Option<ClientId>, command: &str, exit: Exit) {
    let text = match (exit.status, exit.signal) {
        (Some(0), _) | (None, None) => return,
        (Some(status), _) => format!("'{command}' returned {status}"),
        (None, Some(signal)) => format!("'{command}' terminated by signal {signal}"),
    };
    tell(world, client, text);
}

/// The command of a pipe has not read its input for some time.
pub(crate) fn input_unread(world: &mut World, job: JobId) {
    if let Some(RunningJob {
        command,
        then: AfterJob::Report { client },
    }) = world.queues.jobs.get(&job)
    {
        let (client, text) = (*client, format!("'{command}' does not read its input"));
        tell(world, client, text);
    }
}

/// Shows a message to a client, or logs it if that is not attached.
fn tell(world: &mut World, client: Option<ClientId>, text: String) {
    match client.filter(|client| world.is_attached(*client)) {
        Some(client) => {
            messages::show_message(world, client, &text.replace('#', "##"), None, false);
        }
        None => message_log::log_message(world, text),
    }
}

/// The pane that shows the output of `run-shell -b` without `-t`: the active one of the client that
/// ran it, else of the most recently used session.
fn background_place(world: &World, client: Option<ClientId>) -> Option<Location> {
    let shown = client.and_then(|client| world.clients.get(&client)?.session);
    let session = shown.or_else(|| world.latest_session(false))?;
    world.session_location(session)
}

/// Passes on the output of `run-shell`, and its status if it is not 0: in view mode in the pane
/// `place`, else as output of the queue, which it wakes.
fn print_job(
    world: &mut World,
    queue: Option<u64>,
    place: Option<Location>,
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
    match (place, queue) {
        (Some(_), _) if lines.is_empty() => {}
        (Some(place), _) => mode_change::show_output_in(world, place, lines),
        (None, Some(id)) => {
            let mut cx = CommandContext::new(world, &NoPanes, id);
            lines.iter().for_each(|line| cx.print(line));
        }
        (None, None) => {}
    }
    let status = exit.status.or(exit.signal.map(|s| s.saturating_add(128)));
    if let Some(run) = queue.and_then(|id| world.queues.all.get_mut(&id)) {
        run.status = status.filter(|s| *s != 0).unwrap_or(run.status);
    }
    if let Some(id) = queue {
        queue::wake(world, id);
    }
}
