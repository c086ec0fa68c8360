//! `move-window`: move a window to another index or session, or renumber a session's windows.

use crate::base::{Error, Result, SessionId};
use crate::lang::tables::options;
use crate::model::command::def::Command;
use crate::model::ops::lifecycle::{close, session_lifecycle};
use crate::model::ops::{change_hooks, group};
use crate::model::state::command::{CommandContext, Flow};
use crate::model::state::options::OptionScope;
use crate::model::state::session::Winlink;

/// Move a window to another index or session.
#[derive(clap::Args, Debug)]
pub struct MoveWindow {
    /// Insert after the target window
    #[arg(short = 'a')]
    after: bool,
    /// Insert before the target window
    #[arg(short = 'b')]
    before: bool,
    /// Do not select the window
    #[arg(short = 'd')]
    stay: bool,
    /// Replace the window at the target index
    #[arg(short = 'k')]
    kill: bool,
    /// Renumber all windows of the session, without gaps
    #[arg(short = 'r')]
    renumber: bool,
    /// Window to move (default: the current window)
    #[arg(short = 's', value_name = "src-window")]
    source: Option<String>,
    /// Session and index to move to (default: the next free index)
    #[arg(short = 't', value_name = "dst-window")]
    target: Option<String>,
}

impl Command for MoveWindow {
    const NAME: &'static str = "move-window";
    const ALIAS: &'static str = "movew";

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        if self.renumber {
            let place = cx.session_target(self.target.as_deref())?;
            session_lifecycle::renumber(cx.world, place.session);
            session_lifecycle::session_changed(cx.world, place.session);
            return Ok(Flow::Done);
        }
        let source = cx.window_target(self.source.as_deref())?;
        let (session, index) = cx.index_target(self.target.as_deref())?;
        group::check_not_grouped(cx.world, source, session, "sessions are grouped")?;
        let same = (source.session, Some(source.index)) == (session, index);
        if same && !self.after && !self.before {
            return Err(Error::user(format!("same index: {}", source.index)));
        }
        let spot = Spot {
            after: self.after,
            before: self.before,
            kill: self.kill,
        };
        let index = spot.open(cx, session, index, |i| format!("index in use: {i}"))?;
        let source_index = cx
            .session(source.session)?
            .index_of(source.window)
            .ok_or_else(|| Error::not_found("can't find window"))?;
        let known = cx.session(session)?;
        known.windows.insert(index, Winlink::new(source.window));
        if !self.stay {
            known.select(index);
        }
        change_hooks::link_made(cx.world, session, source.window);
        close::unlink(cx.world, source.session, source_index);
        session_lifecycle::session_changed(cx.world, session);
        session_lifecycle::session_changed(cx.world, source.session);
        Ok(Flow::Done)
    }
}

/// How to place a window at an index of a session: the flags `-a`, `-b` and `-k`.
pub(super) struct Spot {
    pub after: bool,
    pub before: bool,
    pub kill: bool,
}

impl Spot {
    /// Makes an index free and returns it: `index`, or the next free one.
    ///
    /// # Errors
    /// `in_use(index)` if another window has the index and `kill` is not set.
    pub fn open(
        &self,
        cx: &mut CommandContext<'_>,
        session: SessionId,
        index: Option<u32>,
        in_use: fn(u32) -> String,
    ) -> Result<u32> {
        let base = cx
            .world
            .get(options::BASE_INDEX, OptionScope::Session(Some(session)));
        let known = cx.session(session)?;
        if self.after || self.before {
            let at = index.unwrap_or(known.current);
            let at = if self.before { at } else { at + 1 };
            known.shuffle_up(at);
            return Ok(at);
        }
        let Some(index) = index else {
            return Ok(known.free_index(base));
        };
        if known.windows.contains_key(&index) {
            if !self.kill {
                return Err(Error::user(in_use(index)));
            }
            close::free_index(cx.world, session, index);
        }
        Ok(index)
    }
}
