//! `unlink-window`: remove a window from one of the sessions that share it.

use crate::base::{Error, Result};
use crate::model::command::def::Command;
use crate::model::ops::lifecycle::{close, session_lifecycle};
use crate::model::state::command::{CommandContext, Flow};

/// Remove a window from one of the sessions that share it.
#[derive(clap::Args, Debug)]
pub struct UnlinkWindow {
    /// Close the window if no other session shares it
    #[arg(short = 'k')]
    kill: bool,
    /// Target window (default: the current window)
    #[arg(short = 't', value_name = "target-window")]
    target: Option<String>,
}

impl Command for UnlinkWindow {
    const NAME: &'static str = "unlink-window";
    const ALIAS: &'static str = "unlinkw";

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        let place = cx.window_target(self.target.as_deref())?;
        let links = cx.world.sessions.values().flat_map(|s| s.windows.values());
        let count = links.filter(|link| link.window == place.window).count();
        if count > cx.world.links_per_session(place.session) {
            close::unlink(cx.world, place.session, place.index);
            session_lifecycle::session_changed(cx.world, place.session);
        } else if self.kill {
            close::close_window(cx.world, place.window);
        } else {
            return Err(Error::user("window only linked to one session"));
        }
        Ok(Flow::Done)
    }
}
