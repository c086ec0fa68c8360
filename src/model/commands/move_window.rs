//! `move-window`: another index, or another session.

use crate::base::{Error, Result, SessionId};
use crate::model::call::{Call, Flow};
use crate::model::command::Verb;
use crate::model::options::Of;
use crate::model::session::Winlink;

/// Move a window to another index.
#[derive(clap::Args, Debug)]
pub struct MoveWindow {
    /// After the target window
    #[arg(short = 'a')]
    after: bool,
    /// Before the target window
    #[arg(short = 'b')]
    before: bool,
    /// Do not make it current
    #[arg(short = 'd')]
    stay: bool,
    /// Replace the window that is there
    #[arg(short = 'k')]
    kill: bool,
    /// Number all windows of the session anew
    #[arg(short = 'r')]
    renumber: bool,
    /// The window to move
    #[arg(short = 's', value_name = "src-window")]
    source: Option<String>,
    /// Where to
    #[arg(short = 't', value_name = "dst-window")]
    target: Option<String>,
}

impl Verb for MoveWindow {
    const NAME: &'static str = "move-window";
    const ALIAS: &'static str = "movew";

    fn run(self, call: &mut Call<'_>) -> Result<Flow> {
        if self.renumber {
            let place = call.session_target(self.target.as_deref())?;
            call.world.renumber(place.session);
            call.world.session_changed(place.session);
            return Ok(Flow::Done);
        }
        let source = call.window_target(self.source.as_deref())?;
        let (session, index) = call.index_target(self.target.as_deref())?;
        let same = (source.session, Some(source.index)) == (session, index);
        if same && !self.after && !self.before {
            return Err(Error::user(format!("same index: {}", source.index)));
        }
        let spot = Spot {
            after: self.after,
            before: self.before,
            kill: self.kill,
        };
        let index = spot.open(call, session, index, "can't move window")?;
        let source_index = call
            .session(source.session)?
            .index_of(source.window)
            .ok_or_else(|| Error::not_found("can't find window"))?;
        let was_current = call.session(source.session)?.current == source_index;
        let link = Winlink::new(source.window);
        call.session(session)?.windows.insert(index, link);
        if let Some(known) = call.world.sessions.get_mut(&source.session) {
            known.windows.remove(&source_index);
            if known.windows.is_empty() {
                call.world.close_session(source.session);
            } else if was_current && source.session != session {
                known.windows.insert(source_index, link);
                call.world.unlink(source.session, source_index);
            } else if was_current {
                known.current = index;
            }
        }
        let known = call.session(session)?;
        known.last.retain(|i| *i != source_index || source.session != session);
        if !self.stay {
            known.select(index);
        }
        if call.world.flag("renumber-windows", Of::Session(Some(source.session))) {
            call.world.renumber(source.session);
        }
        call.world.session_changed(session);
        call.world.session_changed(source.session);
        Ok(Flow::Done)
    }
}

/// Where in a session a window goes.
pub(super) struct Spot {
    pub after: bool,
    pub before: bool,
    pub kill: bool,
}

impl Spot {
    /// Makes the index free.
    pub fn open(
        &self,
        call: &mut Call<'_>,
        session: SessionId,
        index: Option<u32>,
        failure: &str,
    ) -> Result<u32> {
        let base = call.world.number("base-index", Of::Session(Some(session)));
        let base = u32::try_from(base).unwrap_or(0);
        let known = call.session(session)?;
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
                return Err(Error::user(format!("{failure}: index {index} in use")));
            }
            call.world.vacate(session, index);
        }
        Ok(index)
    }
}
