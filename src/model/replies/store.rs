//! Continues command queues when the store replies.

use crate::base::{Error, Line, PaneId, Result};
use crate::lang::script::quote;
use crate::model::modes::pane_mode::Move;
use crate::model::modes::{copy_mode, mode_dispatch, pane_mode};
use crate::model::ops::{messages, queue};
use crate::model::persist::restore;
use crate::model::replies::status;
use crate::model::state::command::CommandContext;
use crate::model::state::pane_access::{PaneAccess, of_screen};
use crate::model::state::saved_layout::SavedLayout;
use crate::model::state::store_request::{PendingRestore, StoreReply};
use crate::model::state::world::World;
use crate::term::Screen;

/// The number of rows to scroll up so that the newest line with this text is in the middle of the
/// screen; 0 if it is visible or missing.
fn rows_to_scroll(screen: &Screen, text: &str) -> i64 {
    /// The number of rows per step. Steps from the bottom find the newest line without decoding the
    /// whole history.
    const STEP: i64 = 500;
    let text = text.trim_end();
    let begins = |row: &Line| {
        let shown = row.text();
        let shown = shown.trim_end();
        !shown.is_empty() && (shown == text || row.wrapped && text.starts_with(shown))
    };
    let rows = i64::from(screen.size().rows);
    let oldest = -i64::try_from(screen.history_rows()).unwrap_or(i64::MAX);
    let mut end = rows;
    while end > oldest {
        let start = (end - STEP).max(oldest);
        let found = screen.rows(start..end).iter().rposition(begins);
        if let Some(n) = found {
            let at = start + i64::try_from(n).unwrap_or(0);
            return if at < 0 { rows / 2 - at } else { 0 };
        }
        end = start;
    }
    0
}

/// Handles the store's reply to the queue `run`: prints it, restores a layout, or opens a match.
pub(crate) fn handle_reply(
    world: &mut World,
    run: u64,
    answer: std::result::Result<StoreReply, String>,
    access: &dyn PaneAccess,
) {
    let request = world.queues.pending_restores.remove(&run);
    match answer {
        Ok(StoreReply::Lines(lines)) => {
            let mut cx = CommandContext::new(world, access, run);
            lines.iter().for_each(|line| cx.print(line));
        }
        Ok(StoreReply::Layout(id, saved)) => {
            finish_restore(world, run, id, &saved, request.unwrap_or_default(), access);
        }
        Ok(StoreReply::Nothing) => CommandContext::new(world, access, run).status(1),
        Ok(StoreReply::Open(lineage, pane, text)) => {
            if let Err(error) = open_line(world, run, (lineage, pane), &text, access) {
                messages::report_error(world, run, None, &error);
            }
        }
        Ok(StoreReply::Status(facts, json)) => {
            let lines = status::status_text(world, &facts, json, access);
            let mut cx = CommandContext::new(world, access, run);
            lines.iter().for_each(|line| cx.print(line));
        }
        Err(why) => messages::report_error(world, run, None, &Error::system(why)),
    }
    queue::wake(world, run);
}

/// Shows a line of a pane in copy mode to the client of the queue, if the pane exists.
fn open_line(
    world: &mut World,
    run: u64,
    (lineage, pane): (i64, PaneId),
    text: &str,
    access: &dyn PaneAccess,
) -> Result<()> {
    let place = Some(lineage)
        .filter(|lineage| *lineage == world.lineage)
        .and_then(|_| world.pane_location(pane));
    let place = place.ok_or_else(|| {
        Error::not_found("the pane of the newest match is closed (restore it with `mux restore`)")
    })?;
    let mut cx = CommandContext::new(world, access, run);
    let client = cx.client();
    let go = match client.map(|c| (c.attached(), cx.world.is_within(&c.caller))) {
        Some((true, _)) => format!("switch-client -t {pane}"),
        // The command was typed in a pane, so the client that shows this pane switches.
        Some((_, true)) => {
            let watcher = cx.client_target(None)?;
            let name = cx.world.clients.get(&watcher).map(|c| quote(&c.name));
            format!("switch-client -c {} -t {pane}", name.unwrap_or_default())
        }
        _ => format!("attach-session -t {pane}"),
    };
    cx.insert_text(&go)?;
    let up = of_screen(access, pane, |screen| rows_to_scroll(screen, text));
    pane_mode::leave(world, pane);
    copy_mode::enter(world, place, false, false);
    mode_dispatch::move_by(world, pane, Move::Rows(up), access);
    Ok(())
}

fn finish_restore(
    world: &mut World,
    run: u64,
    id: i64,
    saved: &SavedLayout,
    mut request: PendingRestore,
    access: &dyn PaneAccess,
) {
    request.choice.suffix = id.to_string();
    let lines = if request.dry_run {
        saved.plan(|session| restore::restored_name(world, session, &request.choice))
    } else {
        let done = restore::restore_sessions(world, saved, &request.choice);
        done.sessions
            .iter()
            .map(|name| format!("restored {name}"))
            .collect()
    };
    let lines = if lines.is_empty() {
        vec![format!("snapshot {id}: every session runs already")]
    } else {
        lines
    };
    let mut cx = CommandContext::new(world, access, run);
    lines.iter().for_each(|line| cx.print(line));
}
