//! Handles file contents and write results.

use crate::base::Error;
use crate::lang::config;
use crate::lang::script::{Script, print};
use crate::model::command::config_files::position;
use crate::model::ops::{clipboard, messages, queue};
use crate::model::script::parse::WorldEnv;
use crate::model::script::{parse, table};
use crate::model::state::client::Client;
use crate::model::state::command::{
    CommandContext, FileRequest, IntoBuffer, Origin, Queue, SourceRequest,
};
use crate::model::state::pane_access::NoPanes;
use crate::model::state::world::World;
use crate::model::workspace::load;

/// Paths with the text of each file, or the reason why it cannot be read.
type Files = Vec<(String, Result<String, String>)>;

/// Continues a request when its files are read: parses and runs commands (`source-file`, the
/// config), fills a paste buffer, or loads a workspace.
pub(crate) fn files_read(world: &mut World, number: u64, files: Files) {
    let Some(request) = world.queues.files.remove(&number) else {
        return;
    };
    match request {
        FileRequest::Config { quiet } => config_read(world, quiet, files),
        FileRequest::Source(source) => source_read(world, &source, files),
        FileRequest::Buffer(run, into) => buffer_read(world, run, &into, files),
        FileRequest::Workspace(run, request) => load::workspaces_read(world, run, &request, files),
    }
}

/// The commands of files.
#[derive(Default)]
struct Parsed {
    /// The commands, with aliases replaced.
    script: Script,
    /// Syntax errors, and files that cannot be read.
    errors: Vec<String>,
    /// The paths of the files that were read.
    loaded: Vec<String>,
}

/// Parses files in order. `name` returns the path for the error about a file that cannot be read;
/// `None` reports no such error.
fn parse_files(world: &mut World, files: Files, name: impl Fn(&str) -> Option<String>) -> Parsed {
    let mut parsed = Parsed::default();
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
                let wrong = wrong.iter().map(|e| e.describe(Some(&path)));
                parsed.errors.extend(wrong);
                parsed.loaded.push(path);
                parsed.script.sequences.extend(script.sequences);
            }
            Err(why) => parsed
                .errors
                .extend(name(&path).map(|name| format!("{name}: {why}"))),
        }
    }
    parsed.script = parse::with_aliases(world, std::mem::take(&mut parsed.script));
    parsed
}

/// Runs the config files of a new server in a queue of their own.
fn config_read(world: &mut World, quiet: bool, files: Files) {
    let parsed = parse_files(world, files, |path| (!quiet).then(|| path.to_owned()));
    world.show_first_run_hint = parsed.loaded.is_empty();
    world.config_files = parsed.loaded;
    world.startup_messages.extend(parsed.errors);
    let run = Queue {
        origin: Origin::Config,
        ..Queue::default()
    };
    world.queues.config = Some(queue::enqueue(world, run, &parsed.script));
}

/// Prints, checks or runs the files of `source-file` in the queue that waits for them.
fn source_read(world: &mut World, source: &SourceRequest, files: Files) {
    let name = |path: &str| {
        let typed = source.typed.get(path).map_or(path, String::as_str);
        (!source.quiet).then(|| typed.to_owned())
    };
    let mut parsed = parse_files(world, files, name);
    let commands = parsed.script.sequences.iter().flat_map(|s| &s.commands);
    if source.verbose {
        let mut cx = CommandContext::new(world, &NoPanes, source.run);
        for command in commands.clone() {
            cx.print(&format!("{}: {}", position(command), print(command)));
        }
    }
    if source.check {
        for command in commands {
            if let Err(error) = table::check(world.commands, command) {
                let error = format!("{}: {}", position(command), error.message);
                parsed.errors.push(error);
            }
        }
        parsed.script = Script::default();
    }
    queue::insert_nested(world, source.run, &parsed.script, 1);
    report_file_errors(world, source.run, parsed.errors);
    queue::wake(world, source.run);
}

/// Stores the file of `load-buffer` in a paste buffer.
fn buffer_read(world: &mut World, run: u64, into: &IntoBuffer, files: Files) {
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
