//! Handles file contents and write results.

use crate::base::{Error, raw_bytes};
use crate::lang::config;
use crate::lang::script::Script;
use crate::model::ops::files::request_files;
use crate::model::ops::lifecycle::first_steps;
use crate::model::ops::settings::{prompt_history, reload};
use crate::model::ops::{clipboard, messages, queue};
use crate::model::script::parse::{Rejected, Resolver, WorldEnv};
use crate::model::state::command::{
    CommandContext, FileRequest, IntoBuffer, Origin, ParsedScript, Queue, SourceRequest,
};
use crate::model::state::effect::{Effect, PaneEffect};
use crate::model::state::pane_access::NoPanes;
use crate::model::state::settings::author::Author;
use crate::model::state::world::World;
use crate::model::workspace::load;

/// The error of a file that does not exist.
const MISSING: &str = "No such file or directory";

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
        FileRequest::Source(source) => source_read(world, source, files),
        FileRequest::Buffer(run, into) => buffer_read(world, run, &into, files),
        FileRequest::PromptHistory => {
            let text = files.into_iter().find_map(|(_, text)| text.ok());
            prompt_history::file_read(world, &text.unwrap_or_default());
        }
        // Its pieces come one by one.
        FileRequest::Shown(run, _) => queue::wake(world, run),
        FileRequest::Workspace(run, request) => load::workspaces_read(world, run, &request, files),
    }
}

/// The commands of files.
#[derive(Default)]
struct Parsed {
    /// The commands, with aliases replaced.
    script: ParsedScript,
    /// Mistakes in the files, with their positions.
    mistakes: Vec<String>,
    /// Files that cannot be read.
    missing: Vec<String>,
    /// The paths of the files that were read.
    loaded: Vec<String>,
    /// The commands as they were understood, with their positions.
    log: Vec<String>,
}

/// What a mistake in a file keeps from running.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mistake {
    /// Only its line: without its configuration a new server is hard to use.
    SkipsLine,
    /// The whole file, as in tmux. Only the first mistake counts.
    SkipsFile,
}

/// How files are parsed.
#[derive(Clone, Copy)]
struct Reading {
    mistake: Mistake,
    /// Keeps [`Parsed::log`].
    verbose: bool,
    /// The author of the settings in files that are not part of the configuration.
    author: Author,
}

/// Parses files in order. `name` returns the path for the error about a file that cannot be read;
/// `None` reports no such error.
fn parse_files(
    world: &mut World,
    files: Files,
    reading: Reading,
    name: impl Fn(&str, &str) -> Option<String>,
) -> Parsed {
    let mut parsed = Parsed::default();
    for (path, text) in files {
        match text {
            Ok(text) => {
                if reading.author == Author::Config {
                    world.hand_changes.config_sources.insert(path.clone());
                }
                reload::file_read(world, &path, &text);
                parse_file(world, &path, &text, reading, &mut parsed);
                parsed.loaded.push(path);
            }
            Err(why) => {
                let missing = name(&path, &why).map(|name| format!("{why}: {name}"));
                parsed.missing.extend(missing);
            }
        }
    }
    parsed
}

fn parse_file(
    world: &mut World,
    path: &str,
    text: &str,
    Reading {
        mistake,
        verbose,
        author,
    }: Reading,
    parsed: &mut Parsed,
) {
    let file = Some(path);
    // A file that the configuration loaded is a part of it.
    let of_config = world.hand_changes.config_sources.contains(path);
    let author = if of_config { Author::Config } else { author };
    let mut env = WorldEnv {
        world,
        file,
        author,
    };
    let (script, wrong) = config::parse(text, file, &mut env);
    let mut mistakes = wrong.iter().map(|error| error.describe(file));
    let whole: Vec<Script> = match mistake {
        Mistake::SkipsFile => {
            if let Some(first) = mistakes.next() {
                parsed.mistakes.push(first);
                return;
            }
            vec![script]
        }
        Mistake::SkipsLine => {
            parsed.mistakes.extend(mistakes);
            script.sequences.into_iter().map(Script::from).collect()
        }
    };
    let mut resolver = Resolver::new(world).verbose(verbose);
    for script in whole {
        match resolver.resolve(script) {
            Ok(script) => parsed.script.sequences.extend(script.sequences),
            Err(Rejected { line, error, .. }) => {
                let message = format!("{path}:{line}: {}", error.message);
                parsed.mistakes.push(message);
            }
        }
    }
    let Resolver {
        log, unsupported, ..
    } = resolver;
    let log = log
        .iter()
        .map(|(line, text)| format!("{path}:{line}: {text}"));
    parsed.log.extend(log);
    if mistake == Mistake::SkipsLine {
        for (line, message) in unsupported {
            messages::note_unsupported(world, path, line, message);
        }
    }
}

/// Runs the config files of a new server in a queue of their own.
fn config_read(world: &mut World, quiet: bool, files: Files) {
    let name = |path: &str, _: &str| (!quiet).then(|| path.to_owned());
    let reading = Reading {
        mistake: Mistake::SkipsLine,
        verbose: false,
        author: Author::Config,
    };
    let parsed = parse_files(world, files, reading, name);
    first_steps::start(world, parsed.loaded.is_empty());
    world.config_files = parsed.loaded;
    world.startup_messages.extend(parsed.missing);
    world.startup_messages.extend(parsed.mistakes);
    let run = Queue {
        origin: Origin::Config,
        author: Author::Config,
        ..Queue::default()
    };
    world.queues.config = Some(queue::enqueue(world, run, parsed.script));
}

/// Prints, checks or runs the files of `source-file` in the queue that waits for them.
fn source_read(world: &mut World, mut source: SourceRequest, mut files: Files) {
    if !source.after_stdin.is_empty() {
        source.stdin = files.pop().and_then(|(_, text)| text.ok());
        let paths = std::mem::take(&mut source.after_stdin);
        request_files(world, paths, FileRequest::Source(source));
        return;
    }
    if let Some(stdin) = source.stdin.take()
        && let Some((_, text)) = files.iter_mut().find(|(path, _)| path == "-")
    {
        *text = Ok(stdin);
    }
    let name = |path: &str, why: &str| {
        let typed = source.typed.get(path).map_or(path, String::as_str);
        // A file that exists and cannot be read is an error in any case.
        (!source.quiet || why != MISSING).then(|| typed.to_owned())
    };
    let run = world.queues.all.get(&source.run);
    let reading = Reading {
        mistake: Mistake::SkipsFile,
        verbose: source.verbose,
        author: run.map_or(Author::Automatic, |run| run.author),
    };
    let parsed = parse_files(world, files, reading, name);
    let mistakes = !parsed.mistakes.is_empty() || !parsed.missing.is_empty();
    reload::was_read(world, source.run, mistakes);
    let mut cx = CommandContext::new(world, &NoPanes, source.run);
    for line in &parsed.log {
        cx.print(line);
    }
    // As in tmux, mistakes come after the output of the files.
    let run = world.queues.all.get(&source.run);
    let client = run.and_then(|run| run.client);
    if client.is_some_and(|client| world.is_control(client)) {
        // They belong to the block of the command.
        messages::report_mistakes(world, source.run, parsed.mistakes);
    } else if let Some(run) = world.queues.all.get_mut(&source.run)
        && !parsed.mistakes.is_empty()
    {
        run.mistakes.push((run.items.len(), parsed.mistakes));
    }
    if !source.check {
        queue::insert_file(world, source.run, parsed.script);
    }
    for missing in parsed.missing {
        messages::report_error(world, source.run, None, &Error::user(missing));
    }
    queue::wake(world, source.run);
}

/// Stores the file of `load-buffer` in a paste buffer.
fn buffer_read(world: &mut World, run: u64, into: &IntoBuffer, files: Files) {
    for (path, text) in files {
        match text {
            Ok(text) => {
                let bytes = raw_bytes::to_bytes(&text);
                if into.clipboard.is_some() {
                    clipboard::set_client_clipboard(world, into.clipboard, &bytes);
                }
                clipboard::add_buffer(world, into.name.as_deref(), bytes);
            }
            Err(why) => {
                messages::report_error(world, run, None, &Error::user(format!("{why}: {path}")));
            }
        }
    }
    queue::wake(world, run);
}

/// Shows a piece of standard input in a pane without a program. Its lines need no carriage
/// returns. The empty piece ends the command.
pub(crate) fn stdin_piece(world: &mut World, request: u64, piece: &[u8]) {
    let Some(FileRequest::Shown(run, pane)) = world.queues.files.get(&request) else {
        return;
    };
    let (run, pane) = (*run, *pane);
    if piece.is_empty() {
        world.queues.files.remove(&request);
        queue::wake(world, run);
        return;
    }
    let mut shown = Vec::with_capacity(piece.len() + piece.len() / 16);
    for (at, byte) in piece.iter().enumerate() {
        if *byte == b'\n' && at.checked_sub(1).map(|before| piece[before]) != Some(b'\r') {
            shown.push(b'\r');
        }
        shown.push(*byte);
    }
    world.effect(Effect::Pane(pane, PaneEffect::Show(shown)));
}

/// Continues the queue that waits for a write, and reports its error.
pub(crate) fn file_written(world: &mut World, request: u64, result: Result<(), String>) {
    let Some((run, path)) = world.queues.writes.remove(&request) else {
        return;
    };
    if let Err(why) = result {
        let message = write_error(&world.host.workspaces, &path, &why);
        messages::report_error(world, run, None, &Error::user(message));
    }
    queue::wake(world, run);
}

/// The message for a file that cannot be written or removed: as in tmux, or about a workspace,
/// whose name the user gave in place of a path.
fn write_error(workspaces: &str, path: &str, why: &str) -> String {
    let file = path
        .strip_prefix(workspaces)
        .and_then(|rest| rest.strip_prefix('/'));
    let name = file.and_then(|file| file.strip_suffix(".toml"));
    match (name, why) {
        (Some(name), "File exists") => {
            format!("workspace {name} already exists; --force replaces it")
        }
        (Some(name), MISSING) => format!("can't find workspace: {name}"),
        _ => format!("{why}: {path}"),
    }
}
