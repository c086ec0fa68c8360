//! `unlink-window`: take a window out of a session.

use crate::base::{Error, Result};
use crate::model::call::{Call, Flow};
use crate::model::command::Verb;

/// Take a window that other sessions show too out of this one.
#[derive(clap::Args, Debug)]
pub struct UnlinkWindow {
    /// Even if no other session shows it: then it closes
    #[arg(short = 'k')]
    kill: bool,
    /// The window
    #[arg(short = 't', value_name = "target-window")]
    target: Option<String>,
}

impl Verb for UnlinkWindow {
    const NAME: &'static str = "unlink-window";
    const ALIAS: &'static str = "unlinkw";

    fn run(self, call: &mut Call<'_>) -> Result<Flow> {
        let place = call.window_target(self.target.as_deref())?;
        let sessions = call.world.sessions.values();
        let links = sessions.flat_map(|s| s.windows.values());
        let count = links.filter(|l| l.window == place.window).count();
        if count < 2 {
            if !self.kill {
                return Err(Error::user("window only linked to one session"));
            }
            call.world.close_window(place.window);
        } else {
            call.world.unlink(place.session, place.index);
        }
        Ok(Flow::Done)
    }
}
