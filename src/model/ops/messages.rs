//! Messages to clients, and the message log.

use crate::base::json::Json;
use crate::base::width::{ascii_only, str_width, truncate};
use crate::base::{ClientId, Error, raw_bytes};
use crate::lang::keys::key_name;
use crate::lang::script::CommandLine;
use crate::lang::tables::options;
use crate::model::ops::control::block;
use crate::model::ops::{message_log, mode_change, overlays, queue, timers, window_size};
use crate::model::script::parse;
use crate::model::state::command::{CommandContext, Origin, Queue};
use crate::model::state::effect::{ClientEffect, Effect};
use crate::model::state::options::OptionScope;
use crate::model::state::overlay::{Message, MessageKind, OverlayKind};
use crate::model::state::pane_access::NoPanes;
use crate::model::state::timers::Purpose;
use crate::model::state::world::World;

/// Shows a message over the status line of an attached client, and logs it. `ms` is the duration:
/// `None` is `display-time`, 0 is until a key. In `text`, `#[...]` are styles and `##` is a `#`.
pub(crate) fn show_message(
    world: &mut World,
    id: ClientId,
    text: &str,
    ms: Option<u64>,
    ignore_keys: bool,
) {
    show_message_of(world, id, MessageKind::Info, text, (ms, ignore_keys));
}

/// Shows the message of an error, which is plain text, for `display-time`.
pub(crate) fn show_error(world: &mut World, id: ClientId, text: &str) {
    let text = text.replace('#', "##");
    show_message_of(world, id, MessageKind::Error, &text, (None, false));
}

/// Runs a command line that a user chose in the client of `run`. A line that cannot be parsed is
/// reported there.
pub(crate) fn run_line(world: &mut World, run: Queue, line: &str) {
    let client = run.client;
    match parse::parse(world, line) {
        Ok(script) => drop(queue::enqueue(world, run, script)),
        Err(error) => {
            if let Some(client) = client {
                show_error(world, client, &error.message);
            }
        }
    }
}

/// As [`show_message`], about something; `(ms, ignore_keys)` are its last parameters.
pub(crate) fn show_message_of(
    world: &mut World,
    id: ClientId,
    kind: MessageKind,
    text: &str,
    (ms, ignore_keys): (Option<u64>, bool),
) {
    let client = world.clients.get(&id);
    let name = client.map(|c| c.name.clone()).unwrap_or_default();
    let logged = format!("{name} message: {}", text.replace("##", "#"));
    message_log::log_message(world, logged);
    let Some(client) = world.clients.get(&id).filter(|c| c.attached()) else {
        return;
    };
    let session = client.session;
    if client.control.is_some() {
        return block::notify(world, id, &format!("%message {}", text.replace("##", "#")));
    }
    let ms = ms.unwrap_or_else(|| world.get(options::DISPLAY_TIME, OptionScope::Session(session)));
    let purpose = Purpose::Overlay(id, OverlayKind::Message);
    let timer = (ms > 0).then(|| timers::start_timer(world, purpose, ms));
    let message = Message {
        text: text.to_owned(),
        timer,
        ignore_keys,
        kind,
    };
    overlays::open(world, id, message);
}

/// Shows errors of the config, and messages that had no client, in view mode to the first client
/// that attaches. Words of the config that are not supported yet are one line instead.
pub(crate) fn show_startup_messages(world: &mut World, id: ClientId) {
    let errors = std::mem::take(&mut world.startup_messages);
    if world.clients.get(&id).is_some_and(|c| c.control.is_some()) {
        for error in errors {
            block::notify(world, id, &format!("%config-error {error}"));
        }
        return;
    }
    if !errors.is_empty() {
        mode_change::show_output(world, id, errors);
    }
    if let Some(notice) = world.startup_notice.take() {
        let notice = shortened(world, id, notice);
        show_message(world, id, &notice.replace('#', "##"), Some(0), false);
    }
}

/// A logged message that fits into the status line of a client: what is cut off can be read with
/// the key of the log.
fn shortened(world: &World, id: ClientId, text: String) -> String {
    let client = world.clients.get(&id);
    let cols = client.map_or(usize::MAX, |client| usize::from(client.size.cols));
    if str_width(&text) <= cols {
        return text;
    }
    let of = OptionScope::Session(client.and_then(|client| client.session));
    let rest = format!("… {} ~ shows it", key_name(world.get(options::PREFIX, of)));
    truncate(&text, cols.saturating_sub(str_width(&rest))).to_owned() + &rest
}

/// Notes a word of the config that is not supported yet. A line counts once.
pub(crate) fn note_unsupported(world: &mut World, file: &str, line: u32, message: String) {
    let noted = &mut world.unsupported_lines;
    if noted.iter().any(|(f, n, _)| f == file && *n == line) {
        return;
    }
    noted.push((file.to_owned(), line, message));
}

/// After the config: logs the lines that are not supported yet, and counts them in one sentence for
/// the first client that attaches.
pub(crate) fn count_unsupported(world: &mut World) {
    let noted = std::mem::take(&mut world.unsupported_lines);
    let Some((first, ..)) = noted.first() else {
        return;
    };
    let home = format!("{}/", world.host.home);
    let files = if noted.iter().any(|(file, ..)| file != first) {
        "the configuration".to_owned()
    } else {
        match first.strip_prefix(&home) {
            Some(rest) => format!("~/{rest}"),
            None => first.clone(),
        }
    };
    let (what, them) = match noted.len() {
        1 => (format!("1 line of {files} is"), "it"),
        count => (format!("{count} lines of {files} are"), "them"),
    };
    let prefix = world.get(options::PREFIX, OptionScope::Session(None));
    let prefix = key_name(prefix);
    for (file, line, message) in noted {
        message_log::log_message(world, format!("{file}:{line}: {message}"));
    }
    show_notice(
        world,
        format!("{what} not supported yet: press {prefix} ~ to read {them}"),
    );
}

/// Shows a message to every attached client for `ms`, as [`show_message`] does. False if there is
/// none.
fn show_to_attached(world: &mut World, text: &str, ms: Option<u64>) -> bool {
    let attached = world.attached_clients();
    for client in &attached {
        show_message(world, *client, &text.replace('#', "##"), ms, false);
    }
    !attached.is_empty()
}

/// Logs a message about the config and shows it in the status line of every attached client until a
/// key, else of the first client that attaches.
pub(crate) fn show_notice(world: &mut World, text: String) {
    if show_to_attached(world, &text, Some(0)) {
        return;
    }
    keep_notice(world, text);
}

/// Logs a message and keeps it for the status line of the first client that attaches.
fn keep_notice(world: &mut World, text: String) {
    message_log::log_message(world, text.clone());
    let earlier = world.startup_notice.take();
    world.startup_notice = Some(match earlier {
        Some(earlier) => format!("{earlier}; {text}"),
        None => text,
    });
}

/// Shows a message to every attached client until a key, else to the first client that attaches.
pub(crate) fn show_banner_to_all(world: &mut World, text: String) {
    if !show_to_attached(world, &text, Some(0)) {
        world.startup_messages.push(text);
    }
}

/// Logs a message and shows it to every attached client for `display-time`, else to the first
/// client that attaches.
pub(crate) fn show_message_to_all(world: &mut World, text: String) {
    match show_to_attached(world, &text, None) {
        true => message_log::log_message(world, text),
        false => keep_notice(world, text),
    }
}

/// An error message for people; tmux's messages about names of keys get examples of such names.
fn explained(text: &str) -> String {
    let name = ["bad key: ", "unknown key: ", "invalid key: "];
    let name = name.iter().find_map(|start| text.strip_prefix(start));
    match name {
        Some(name) => format!("unknown key: {name} (examples: C-a, M-x, F12, C-Space)"),
        None => text.to_owned(),
    }
}

/// Sets the notice that status lines show while new output cannot be saved. Clients without a
/// status line get it as a message.
pub(crate) fn set_saving_notice(world: &mut World, notice: Option<String>) {
    let text = notice
        .as_deref()
        .unwrap_or("New output is being saved again.");
    for client in world.attached_clients() {
        if world.status_rows(client) == 0 {
            let text = text.replace('#', "##");
            show_message_of(world, client, MessageKind::Warning, &text, (None, false));
        }
    }
    message_log::log_message(world, text.to_owned());
    world.saving_notice = notice;
    window_size::redraw_all(world);
}

/// Reports an error of a queue by its origin: to standard error, as a message, in view mode, in the
/// message log, or to the first client that attaches.
pub(crate) fn report_error(world: &mut World, id: u64, line: Option<&CommandLine>, error: &Error) {
    let Some(run) = world.queues.all.get_mut(&id) else {
        return;
    };
    run.status = error.status();
    let (client, origin) = (run.client, run.origin);
    let text = error.message.clone();
    // As in tmux, only the config has positions: its errors are read later, and without a client.
    let place = line.filter(|_| origin == Origin::Config);
    let place = place.and_then(|l| Some((l.file.as_deref()?, l.line)));
    let text = place.map_or(text.clone(), |(f, n)| format!("{f}:{n}: {text}"));
    if block::fail(world, id, &text) {
        return;
    }
    match (origin, client) {
        (Origin::Config, _) => world.startup_messages.push(text),
        (Origin::Line, Some(client)) if !world.is_attached(client) => {
            let known = world.clients.get(&client);
            let text = match known.is_some_and(|client| client.json) {
                true => as_json(error, &text).to_string(),
                false => with_hint(error, text),
            };
            let plain = known.is_some_and(|client| !client.caller.is_utf8());
            let text = if plain { ascii_only(&text) } else { text };
            world.effect(Effect::Client(
                client,
                ClientEffect::Stderr(raw_bytes::to_bytes(&format!("{text}\n"))),
            ));
        }
        (_, Some(client)) => {
            let as_tmux = world.seen_as_tmux(Some(client));
            let text = if as_tmux { text } else { explained(&text) };
            let mut chars = text.chars();
            let first = chars.next().map(|c| c.to_uppercase().to_string());
            let text = first.unwrap_or_default() + chars.as_str();
            show_error(world, client, &text);
        }
        (_, None) => message_log::log_message(world, text),
    }
}

/// The message of an error, with the command that helps.
fn with_hint(error: &Error, text: String) -> String {
    let hint = error.failure.as_ref().and_then(|f| f.hint.as_ref());
    hint.map_or(text.clone(), |hint| format!("{text} (try: {hint})"))
}

/// An error as JSON: an object if scripts can decide by it, else only its message.
fn as_json(error: &Error, text: &str) -> Json {
    let value = match &error.failure {
        None => text.into(),
        Some(failure) => {
            let mut members = vec![("code", failure.code.into()), ("message", text.into())];
            if let Some(hint) = &failure.hint {
                members.push(("hint", hint.as_str().into()));
            }
            Json::object(members)
        }
    };
    Json::object([("error", value)])
}

/// Reports the mistakes in files: they are output of the command, as in tmux.
pub(crate) fn report_mistakes(world: &mut World, id: u64, mistakes: Vec<String>) {
    let Some(run) = world
        .queues
        .all
        .get_mut(&id)
        .filter(|_| !mistakes.is_empty())
    else {
        return;
    };
    run.status = 1;
    match run.origin {
        Origin::Config => world.startup_messages.extend(mistakes),
        Origin::Hook => {
            for mistake in mistakes {
                message_log::log_message(world, mistake);
            }
        }
        Origin::Line | Origin::Key => {
            let mut cx = CommandContext::new(world, &NoPanes, id);
            for mistake in &mistakes {
                cx.print(mistake);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::model::state::input::Input;
    use crate::model::testing::TestWorld;

    #[test]
    fn a_message_without_a_client_waits_for_the_status_line_of_the_first_one() {
        let long = format!("{}: the disk is full", "/a/long/path".repeat(8));
        let cut = format!("{}… C-b ~ shows it", &long[..64]);
        for (text, shown) in [("a note", "a note"), (&long, &cut)] {
            let mut fixture = TestWorld::new();
            fixture.apply(Input::Message(text.to_owned()));
            let client = fixture.attach();
            assert_eq!(fixture.message(client), Some(shown));
            assert_eq!(fixture.format("#{pane_mode}"), "");
            assert!(fixture.ok("show-messages").contains(text), "{text}");
        }
    }
}
