//! `last-window`: select the previously selected window.

use crate::base::{Error, Result};
use crate::model::command::def::Command;
use crate::model::ops::lifecycle::session_lifecycle;
use crate::model::state::command::{CommandContext, Flow};

/// Select the previously selected window.
#[derive(clap::Args, Debug)]
pub struct LastWindow {
    /// Target session (default: the current session)
    #[arg(short = 't', value_name = "target-session")]
    target: Option<String>,
}

impl Command for LastWindow {
    const NAME: &'static str = "last-window";
    const ALIAS: &'static str = "last";
    const READ_ONLY_OK: bool = true;

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        let place = cx.session_target(self.target.as_deref())?;
        let session = cx.session(place.session)?;
        let index = session
            .last_index()
            .ok_or_else(|| Error::user("no last window"))?;
        session.select(index);
        session_lifecycle::session_changed(cx.world, place.session);
        Ok(Flow::Done)
    }
}
