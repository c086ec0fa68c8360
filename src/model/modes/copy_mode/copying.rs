//! Copies text: to paste buffers, the clipboard and shell commands.

use crate::lang::tables::choices::SetClipboard;
use crate::lang::tables::options;
use crate::model::modes::copy_mode::words::Copied;
use crate::model::ops::{clipboard, job, messages};
use crate::model::state::command::{AfterJob, CommandContext};
use crate::model::state::location::Location;
use crate::model::state::options::OptionScope;
use crate::model::state::world::World;

/// The largest text that is sent to the clipboard of a terminal, in bytes.
const MAX_CLIPBOARD: usize = 1 << 20;

/// Copies a selection. Without one, only a shell command runs, with empty input.
pub(super) fn copy(cx: &mut CommandContext<'_>, place: Location, copied: Copied) {
    let selected = copied.selected.unwrap_or_default();
    let data = selected.text.into_bytes();
    if let Some(command) = &copied.pipe {
        pipe(cx, place, command, &data);
    }
    if data.is_empty() {
        return;
    }
    let mut notes = Vec::new();
    if selected.cut {
        notes.push(format!("Copied the first {} MiB only", data.len() >> 20));
    }
    if copied.clipboard && sets_clipboard(cx.world) {
        if data.len() > MAX_CLIPBOARD {
            notes.push("Too long for the clipboard of the terminal".to_owned());
        } else {
            clipboard::copy_to_terminals(cx.world, place.pane, &data);
        }
    }
    if copied.append {
        clipboard::append_to_buffer(cx.world, data);
    } else if let Some(prefix) = copied.buffer {
        clipboard::add_prefixed_buffer(cx.world, &prefix, data);
    }
    let Some(client) = cx.client_id().filter(|_| !notes.is_empty()) else {
        return;
    };
    let note = notes.join(". ");
    let as_tmux = cx.client().is_some_and(|client| client.caller.as_tmux);
    if cx.world.is_attached(client) {
        messages::show_message(cx.world, client, &note, None, false);
    } else if !as_tmux {
        cx.print(&note);
    }
}

/// Whether copying sets the clipboard of terminals.
fn sets_clipboard(world: &World) -> bool {
    world.get(options::SET_CLIPBOARD, OptionScope::Server) != SetClipboard::Off
}

/// Runs a shell command, or `copy-command` if it is empty, with `data` as its input.
fn pipe(cx: &mut CommandContext<'_>, place: Location, command: &str, data: &[u8]) {
    let usual = cx.world.get(options::COPY_COMMAND, OptionScope::Server);
    let command = if command.is_empty() { usual } else { command }.to_owned();
    if command.is_empty() {
        return;
    }
    let then = AfterJob::Report {
        client: cx.client_id(),
    };
    job::start_job_with_input(cx.world, command, Some(place), data.to_vec(), then);
}
