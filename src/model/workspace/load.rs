//! Loads workspace files: list, show, create a session.

use crate::base::error::UNCONFIRMED;
use crate::base::json::Json;
use crate::base::{ClientId, Error, Result, SessionId, Size, counted};
use crate::lang::script::quote;
use crate::lang::tables::options;
use crate::model::ops::auto_rename::clean;
use crate::model::ops::lifecycle::client_lifecycle;
use crate::model::ops::{messages, queue, window_size};
use crate::model::overlays::prompt;
use crate::model::state::command::{
    CommandContext, Origin, ShownFile, WorkspaceAction, WorkspaceRequest,
};
use crate::model::state::environment::Environment;
use crate::model::state::options::OptionScope;
use crate::model::state::overlay::{Prompt, PromptKind};
use crate::model::state::pane_access::NoPanes;
use crate::model::state::world::World;
use crate::model::workspace::build;
use crate::model::workspace::build::Site;
use crate::model::workspace::schema::Workspace;

/// How many files are kept between the question and the answer.
const SHOWN: usize = 16;

/// What happens after the session exists.
enum Then {
    /// The calling client attaches.
    Attach,
    /// This attached client switches to the session.
    Switch(ClientId),
    /// No client shows the session.
    Nothing,
}

type Files = Vec<(String, std::result::Result<String, String>)>;

/// Continues a workspace command after its files were read.
pub(crate) fn workspaces_read(
    world: &mut World,
    run: u64,
    request: &WorkspaceRequest,
    files: Files,
) {
    let done = match request.action {
        WorkspaceAction::List { json } => {
            let lines = list_workspaces(world, files, json);
            say(world, run, &lines);
            Ok(())
        }
        WorkspaceAction::Show => read(files, request).map(|(_, text)| {
            say(world, run, &[text.trim_end().to_owned()]);
        }),
        WorkspaceAction::Load { detached, yes } => read(files, request).and_then(|(path, text)| {
            load_workspace(world, run, request, &path, &text, detached, yes)
        }),
    };
    if let Err(error) = done {
        messages::report_error(world, run, None, &error);
    }
    queue::wake(world, run);
}

fn say(world: &mut World, run: u64, lines: &[String]) {
    let mut cx = CommandContext::new(world, &NoPanes, run);
    lines.iter().for_each(|line| cx.print(line));
}

fn list_workspaces(world: &World, files: Files, json: bool) -> Vec<String> {
    let mut lines = Vec::new();
    for (path, text) in files {
        // A pattern without a match comes back as it is.
        let Some(name) = stem(&path).filter(|name| *name != "*") else {
            continue;
        };
        let parsed = text.and_then(|text| Workspace::parse(&text));
        let of = |w: &Workspace| w.name.clone().unwrap_or_else(|| name.to_owned());
        let session = parsed.as_ref().map_or_else(|_| name.to_owned(), of);
        let runs = world.sessions.values().any(|s| s.name == session);
        let counts = parsed.as_ref().map(|w| {
            let panes = w.windows.iter().map(|window| window.count());
            (w.windows.len(), panes.sum::<usize>())
        });
        lines.push(match (counts, json) {
            (counts, true) => {
                let count =
                    |pick: fn(&(usize, usize)) -> usize| Json::from(counts.as_ref().ok().map(pick));
                Json::object([
                    ("name", Json::from(name)),
                    ("file", path.as_str().into()),
                    ("session_name", session.as_str().into()),
                    ("windows", count(|counts| counts.0)),
                    ("panes", count(|counts| counts.1)),
                    ("running", runs.into()),
                    ("error", counts.err().map(String::as_str).into()),
                ])
                .to_string()
            }
            (Ok((windows, panes)), false) => format!(
                "{name}: {}, {}{}",
                counted(windows, "window"),
                counted(panes, "pane"),
                if runs { " (running)" } else { "" }
            ),
            (Err(why), false) => format!("{name}: {path}:{why}"),
        });
    }
    if json {
        return vec![format!("[{}]", lines.join(","))];
    }
    lines
}

/// Loads the file at `path` with the text that was shown for confirmation, so that a change of the
/// file since then cannot run other commands.
///
/// # Errors
/// If no text of the file was shown.
pub(crate) fn load_shown(world: &mut World, run: u64, path: &str, detached: bool) -> Result<()> {
    let shown = world.queues.shown.remove(path);
    let ShownFile { request, text, .. } =
        shown.ok_or_else(|| Error::not_found(format!("{path} was not shown for confirmation")))?;
    load_workspace(world, run, &request, path, &text, detached, true)
}

/// Forgets the file at `path`, whose commands the user does not want to run.
pub(crate) fn forget_shown(world: &mut World, path: &str) {
    world.queues.shown.remove(path);
}

/// Creates the session of a workspace unless it is running, and shows it.
fn load_workspace(
    world: &mut World,
    run: u64,
    request: &WorkspaceRequest,
    path: &str,
    text: &str,
    detached: bool,
    yes: bool,
) -> Result<()> {
    let parsed = Workspace::parse(text);
    let workspace = parsed.map_err(|why| Error::syntax(format!("{}:{why}", request.typed)))?;
    let name = workspace.name.as_deref().or(stem(path)).unwrap_or_default();
    let name = clean("session", name)?;
    let known = world.sessions.values().find(|s| s.name == name);
    let known = known.map(|s| s.id);
    // The commands are shown first, also to a client that cannot attach.
    let ask = known.is_none() && request.foreign && !yes;
    if ask && !confirmed(world, run, request, &workspace, (path, text))? {
        return Ok(());
    }
    let then = then(world, run, detached)?;
    let session = match known {
        Some(session) => session,
        None => make(world, run, &workspace, name, path, request.foreign, &then),
    };
    match then {
        Then::Nothing => Ok(()),
        Then::Attach => {
            let mut cx = CommandContext::new(world, &NoPanes, run);
            cx.insert_text(&format!("attach-session -t '{session}'"))
        }
        Then::Switch(client) => {
            client_lifecycle::show_session(world, client, session);
            Ok(())
        }
    }
}

fn then(world: &mut World, run: u64, detached: bool) -> Result<Then> {
    let cx = CommandContext::new(world, &NoPanes, run);
    let Some(client) = cx.client() else {
        return Ok(Then::Nothing);
    };
    match &client.caller.cannot_attach {
        _ if detached || cx.origin() == Origin::Config => Ok(Then::Nothing),
        _ if client.attached() => Ok(Then::Switch(client.id)),
        _ if cx.world.is_within(&client.caller) => cx.client_target(None).map(Then::Switch),
        Some(why) => Err(Error::user(why.clone())),
        None => Ok(Then::Attach),
    }
}

fn make(
    world: &mut World,
    run: u64,
    workspace: &Workspace,
    name: String,
    path: &str,
    foreign: bool,
    then: &Then,
) -> SessionId {
    let home = world.host.home.clone();
    let base = path.rsplit_once('/').map(|(dir, _)| dir);
    let base = without_dots(base.filter(|_| foreign).unwrap_or(&home));
    let client = world.queues.all.get(&run).and_then(|run| run.client);
    let caller = client.and_then(|id| Some(&world.clients.get(&id)?.caller));
    let patterns = world.get(options::UPDATE_ENVIRONMENT, OptionScope::Session(None));
    let mut environment = Environment::default();
    if let Some(caller) = caller {
        environment.update(patterns, &caller.env);
    }
    let own = caller.and_then(|caller| caller.size);
    let size = match (then, own, client) {
        (Then::Switch(client), ..) => world.window_space(*client),
        (Then::Attach, Some(size), Some(client)) => {
            let rows = size.rows.saturating_sub(world.status_rows(client));
            Size::new(size.cols, rows).clamped()
        }
        _ => {
            let drawn = workspace.windows.iter().find_map(|window| window.size);
            drawn.unwrap_or_else(|| window_size::new_window_size(world, None))
        }
    };
    let site = Site {
        name,
        base: &base,
        size,
        environment,
    };
    build::build(world, workspace, site)
}

/// Returns whether the commands of a file from elsewhere may run. If an attached client can be
/// asked, this is false, and the answer loads the file again with `--shown`.
fn confirmed(
    world: &mut World,
    run: u64,
    request: &WorkspaceRequest,
    workspace: &Workspace,
    (path, text): (&str, &str),
) -> Result<bool> {
    let commands = workspace.commands();
    if commands.is_empty() {
        return Ok(true);
    }
    let shown = commands
        .iter()
        .map(|command| format!("  {}", visible(command)));
    let mut lines = vec![format!("{} runs these commands:", request.typed)];
    lines.extend(shown);
    let typed = quote(&request.typed);
    let cx = CommandContext::new(world, &NoPanes, run);
    let outside = cx.client().filter(|client| !client.attached());
    let awaited = outside.is_some_and(|client| client.caller.tty.is_some());
    let shown = ShownFile {
        request: request.clone(),
        text: text.to_owned(),
        awaited,
    };
    if world.queues.shown.len() >= SHOWN {
        world.queues.shown.clear();
    }
    world.queues.shown.insert(path.to_owned(), shown);
    let cx = CommandContext::new(world, &NoPanes, run);
    let Some(client) = cx.client().filter(|c| c.attached()).map(|c| c.id) else {
        // A client with a terminal asks by itself.
        if !awaited {
            lines.push(format!(
                "nothing was started. To run them: mux workspace load --yes {typed}"
            ));
        }
        messages::report_error(world, run, None, &Error::user(lines.join("\n")));
        CommandContext::new(world, &NoPanes, run).status(UNCONFIRMED);
        return Ok(false);
    };
    say(world, run, &lines);
    let count = counted(commands.len(), "command");
    let question = format!(
        "Run {count} of {}? (y/n) ",
        request.typed.replace('#', "##")
    );
    let prompt = Prompt {
        template: format!("workspace --shown load {}", quote(path)),
        ..Prompt::new(PromptKind::Confirm('y', false), question, "")
    };
    prompt::open(world, client, prompt);
    Ok(false)
}

/// Returns the path and text of the requested file.
fn read(files: Files, request: &WorkspaceRequest) -> Result<(String, String)> {
    let file = files.into_iter().next();
    match file {
        Some((path, Ok(text))) => Ok((path, text)),
        Some((_, Err(_))) if !request.foreign => Err(Error::not_found(format!(
            "can't find workspace: {}",
            request.typed
        ))),
        Some((_, Err(why))) => Err(Error::not_found(format!("{}: {why}", request.typed))),
        None => Err(Error::not_found(format!(
            "can't find workspace: {}",
            request.typed
        ))),
    }
}

/// Returns the name of a file without its directory and `.toml`.
fn stem(path: &str) -> Option<&str> {
    let name = path.rsplit('/').next()?;
    Some(name.strip_suffix(".toml").unwrap_or(name)).filter(|name| !name.is_empty())
}

/// Removes empty and `.` components from a path.
fn without_dots(path: &str) -> String {
    let parts = path.split('/').filter(|part| !matches!(*part, "" | "."));
    let path = parts.fold(String::new(), |path, part| path + "/" + part);
    if path.is_empty() {
        "/".to_owned()
    } else {
        path
    }
}

/// Escapes control characters and bidirectional controls, so that a command cannot hide text.
fn visible(text: &str) -> String {
    let hidden = |c: char| {
        c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let mut out = String::new();
    for c in text.chars() {
        if hidden(c) {
            out.extend(c.escape_default());
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_named_without_dots() {
        for (path, wanted) in [("/a/./b/.", "/a/b"), ("", "/"), ("/..a//b", "/..a/b")] {
            assert_eq!(without_dots(path), wanted, "{path}");
        }
    }

    #[test]
    fn nothing_hides_in_a_command() {
        assert_eq!(visible("a\u{1b}[2K\u{202e}b é"), "a\\u{1b}[2K\\u{202e}b é");
    }
}
