//! `select-window`: select a window.

use crate::base::{Error, Result};
use crate::model::command::def::Command;
use crate::model::ops::lifecycle::session_lifecycle;
use crate::model::state::command::{CommandContext, Flow};
use crate::model::state::session::Session;

/// Select a window.
#[derive(clap::Args, Debug)]
pub struct SelectWindow {
    /// Select the previously selected window
    #[arg(short = 'l')]
    last: bool,
    /// Select the next window
    #[arg(short = 'n')]
    next: bool,
    /// Select the previous window
    #[arg(short = 'p')]
    previous: bool,
    /// If the window is already selected, select the previously selected one
    #[arg(short = 'T')]
    toggle: bool,
    /// Target window (default: the current window)
    #[arg(short = 't', value_name = "target-window")]
    target: Option<String>,
}

impl Command for SelectWindow {
    const NAME: &'static str = "select-window";
    const ALIAS: &'static str = "selectw";
    const READ_ONLY_OK: bool = true;
    const AFTER_HOOK: bool = true;

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        let place = cx.window_target(self.target.as_deref())?;
        let session = cx.session(place.session)?;
        let (index, missing) = if self.next {
            (step(session, 1, false), "no next window")
        } else if self.previous {
            (step(session, -1, false), "no previous window")
        } else if self.last || (self.toggle && session.current == place.index) {
            (session.last_index(), "no last window")
        } else {
            (Some(place.index), "")
        };
        session.select(index.ok_or_else(|| Error::user(missing))?);
        session_lifecycle::session_changed(cx.world, place.session);
        Ok(Flow::Done)
    }
}

/// Returns the index `n` windows after the current one, or that of the next window with an alert in
/// the direction of `n`. Wraps around. `None` if that is the current window, as in tmux.
pub(super) fn step(session: &Session, n: i64, alert: bool) -> Option<u32> {
    if !alert {
        let index = session.step(session.current, n);
        return index.filter(|index| *index != session.current);
    }
    let count = i64::try_from(session.windows.len()).ok()?;
    let indexes = (1..count).filter_map(|i| session.step(session.current, i * n));
    let mut alerted =
        indexes.filter(|i| session.windows.get(i).is_some_and(|l| !l.alerts.is_empty()));
    alerted.next()
}
