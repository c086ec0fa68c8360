//! Replies of the store to commands.

use crate::base::{Error, Line, PaneId, Result};
use crate::lang::script::quote;
use crate::model::modes::pane_mode::Move;
use crate::model::state::command::CommandContext;
use crate::model::state::pane_access::{PaneAccess, of_screen};
use crate::model::state::saved_layout::Saved;
use crate::model::state::store_request::{PendingRestore, StoreReply};
use crate::model::state::world::World;
use crate::term::Screen;

/// How far to scroll up to see the newest line with this text in the middle. Rows.
fn rows_up(screen: &Screen, text: &str) -> i64 {
    /// Rows that are looked at together.
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

impl World {
    /// The store has answered the queue `run`.
    pub(crate) fn stored(
        &mut self,
        run: u64,
        answer: std::result::Result<StoreReply, String>,
        sight: &dyn PaneAccess,
    ) {
        let wish = self.queues.wishes.remove(&run);
        match answer {
            Ok(StoreReply::Lines(lines)) => {
                let mut call = CommandContext::new(self, sight, run);
                lines.iter().for_each(|line| call.print(line));
            }
            Ok(StoreReply::Layout(id, saved)) => {
                self.restore_wish(run, id, &saved, wish.unwrap_or_default(), sight);
            }
            Ok(StoreReply::Nothing) => CommandContext::new(self, sight, run).status(1),
            Ok(StoreReply::Open(lineage, pane, text)) => {
                if let Err(error) = self.open_line(run, (lineage, pane), &text, sight) {
                    self.report_error(run, None, &error);
                }
            }
            Ok(StoreReply::Facts(facts, json)) => {
                let lines = self.facts_lines(&facts, json, sight);
                let mut call = CommandContext::new(self, sight, run);
                lines.iter().for_each(|line| call.print(line));
            }
            Err(why) => self.report_error(run, None, &Error::system(why)),
        }
        self.wake(run);
    }

    /// The client of the queue goes to a line of a pane, if that still runs.
    fn open_line(
        &mut self,
        run: u64,
        (lineage, pane): (i64, PaneId),
        text: &str,
        sight: &dyn PaneAccess,
    ) -> Result<()> {
        let place = Some(lineage)
            .filter(|lineage| *lineage == self.lineage)
            .and_then(|_| self.place_of(pane));
        let place = place.ok_or_else(|| {
            Error::not_found("the pane of the last line is closed; `mux restore` brings it back")
        })?;
        let socket = self.host.socket.clone();
        let mut call = CommandContext::new(self, sight, run);
        let client = call.client();
        let go = match client.map(|c| (c.attached(), c.caller.is_inside(&socket))) {
            Some((true, _)) => format!("switch-client -t {pane}"),
            // It was typed in a pane: whoever looks at that goes there.
            Some((_, true)) => {
                let watcher = call.client_target(None)?;
                let name = call.world.clients.get(&watcher).map(|c| quote(&c.name));
                format!("switch-client -c {} -t {pane}", name.unwrap_or_default())
            }
            _ => format!("attach-session -t {pane}"),
        };
        call.insert_text(&go)?;
        let up = of_screen(sight, pane, |screen| rows_up(screen, text));
        self.leave_mode(pane);
        self.enter_scroll(place, false, false);
        self.move_in_mode(pane, Move::Rows(up), sight);
        Ok(())
    }

    fn restore_wish(
        &mut self,
        run: u64,
        id: i64,
        saved: &Saved,
        mut wish: PendingRestore,
        sight: &dyn PaneAccess,
    ) {
        wish.choice.suffix = id.to_string();
        let lines = if wish.dry_run {
            saved.plan(|session| self.name_for(session, &wish.choice))
        } else {
            let done = self.bring_back(saved, &wish.choice);
            done.sessions
                .iter()
                .map(|name| format!("restored {name}"))
                .collect()
        };
        let lines = if lines.is_empty() {
            vec![format!("snapshot {id}: all of it runs already")]
        } else {
            lines
        };
        let mut call = CommandContext::new(self, sight, run);
        lines.iter().for_each(|line| call.print(line));
    }
}
