//! Handles file contents and write results.

use crate::base::Error;
use crate::lang::config;
use crate::lang::script::{Script, print};
use crate::model::command::config_files::position;
use crate::model::ops::{clipboard, messages, queue};
use crate::model::script::parse;
use crate::model::script::parse::WorldEnv;
use crate::model::state::client::Client;
use crate::model::state::command::{CommandContext, IntoBuffer, Origin, Queue};
use crate::model::state::pane_access::NoPanes;
use crate::model::state::world::World;
use crate::model::workspace::load;

/// Continues a request when its files are read: parses and runs commands (`source-file`, the
/// config), fills a paste buffer, or loads a workspace.
pub(crate) fn files_read(
    world: &mut World,
    number: u64,
    files: Vec<(String, Result<String, String>)>,
) {
    let Some(request) = world.queues.files.remove(&number) else {
        return;
    };
    if let Some(into) = &request.buffer {
        buffer_read(world, request.run, into, files);
        return;
    }
    if let (Some(run), Some(workspace)) = (request.run, &request.workspace) {
        load::workspaces_read(world, run, workspace, files);
        return;
    }
    let mut all = Script::default();
    let mut errors = Vec::new();
    let mut loaded = Vec::new();
    for (path, text) in files {
        match text {
            Ok(text) => {
                let (script, wrong) = config::parse(
                    &text,
                    Some(&path),
                    &mut WorldEnv {
                        world,
                        file: Some(&path),
                    },
                );
                errors.extend(wrong.iter().map(|e| e.describe(Some(&path))));
                loaded.push(path);
                all.sequences.extend(script.sequences);
            }
            Err(why) if !request.quiet => {
                let typed = request.typed.get(&path).unwrap_or(&path);
                errors.push(format!("{typed}: {why}"));
            }
            Err(_) => {}
        }
    }
    let at_start = world.queues.config == Some(number);
    let all = parse::with_aliases(world, all);
    if let Some(waiting) = request.run.filter(|_| request.verbose) {
        let mut call = CommandContext::new(world, &NoPanes, waiting);
        for command in all.sequences.iter().flat_map(|s| &s.commands) {
            call.print(&format!("{}: {}", position(command), print(command)));
        }
    }
    if at_start {
        world.show_first_run_hint = loaded.is_empty();
        world.config_files = loaded;
    }
    if request.check {
        let commands = all.sequences.iter().flat_map(|s| &s.commands);
        for command in commands {
            if let Err(error) = crate::model::script::table::check(world.commands, command) {
                errors.push(format!("{}: {}", position(command), error.message));
            }
        }
    }
    let script = if request.check {
        Script::default()
    } else {
        all
    };
    match request.run {
        None => {
            world.startup_messages.extend(errors);
            let run = Queue {
                origin: Origin::Config,
                ..Queue::default()
            };
            let run = queue::enqueue(world, run, &script);
            if at_start {
                world.queues.config = Some(run);
            }
        }
        Some(waiting) => {
            queue::insert_nested(world, waiting, &script, 1);
            report_file_errors(world, waiting, errors);
            queue::wake(world, waiting);
        }
    }
}

/// Stores the file of `load-buffer` in a paste buffer.
fn buffer_read(
    world: &mut World,
    run: Option<u64>,
    into: &IntoBuffer,
    files: Vec<(String, Result<String, String>)>,
) {
    let Some(run) = run else { return };
    for (path, text) in files {
        match text {
            Ok(text) => {
                if into.clipboard.is_some() {
                    clipboard::set_client_clipboard(world, into.clipboard, text.as_bytes());
                }
                clipboard::add_buffer(world, into.name.as_deref(), text.into_bytes());
            }
            Err(why) => {
                messages::report_error(world, run, None, &Error::user(format!("{path}: {why}")));
            }
        }
    }
    queue::wake(world, run);
}

/// Continues the queue that waits for a write, and reports its error.
pub(crate) fn file_written(world: &mut World, request: u64, result: Result<(), String>) {
    let Some((run, path)) = world.queues.writes.remove(&request) else {
        return;
    };
    if let Err(why) = result {
        messages::report_error(world, run, None, &Error::user(format!("{path}: {why}")));
    }
    queue::wake(world, run);
}

/// Reports the errors in config files. An attached client gets all of them in view mode, because a
/// message would show only the last one.
fn report_file_errors(world: &mut World, id: u64, errors: Vec<String>) {
    let Some(run) = world.queues.all.get_mut(&id) else {
        return;
    };
    let (client, origin) = (run.client, run.origin);
    let shown = client.is_some_and(|c| world.clients.get(&c).is_some_and(Client::attached));
    if shown && matches!(origin, Origin::Line | Origin::Key) {
        run.status = if errors.is_empty() { run.status } else { 1 };
        run.output.extend(errors);
        return;
    }
    for error in errors {
        messages::report_error(world, id, None, &Error::user(error));
    }
}
