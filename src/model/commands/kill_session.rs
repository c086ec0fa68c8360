//! `kill-session`: end sessions.

use crate::base::{Result, SessionId};
use crate::model::command::def::Command;
use crate::model::ops::lifecycle::{close, session_lifecycle};
use crate::model::state::command::{CommandContext, Flow};
use crate::model::state::session::Alerts;

/// End a session, and close its windows unless other sessions share them.
#[derive(clap::Args, Debug)]
pub struct KillSession {
    /// End all sessions except the target
    #[arg(short = 'a')]
    all: bool,
    /// Only clear the alerts of the session's windows
    #[arg(short = 'C')]
    clear: bool,
    /// End all sessions of the target's session group
    #[arg(short = 'g')]
    group: bool,
    /// Only those for which this format is true
    #[arg(short = 'f', value_name = "filter")]
    filter: Option<String>,
    /// Target session (default: the current session)
    #[arg(short = 't', value_name = "target-session")]
    target: Option<String>,
}

impl Command for KillSession {
    const NAME: &'static str = "kill-session";

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        let place = cx.session_target(self.target.as_deref())?;
        if self.clear {
            for link in cx.session(place.session)?.windows.values_mut() {
                link.alerts = Alerts::empty();
            }
            session_lifecycle::session_changed(cx.world, place.session);
        } else if self.all {
            let all: Vec<SessionId> = cx.world.sessions.keys().copied().collect();
            for session in all {
                if session != place.session && self.fits(cx, session) {
                    close::close_session(cx.world, session);
                }
            }
        } else {
            let group = cx.world.group_of(place.session).filter(|_| self.group);
            let all = group.map_or_else(|| vec![place.session], |(_, members)| members.to_vec());
            for session in all {
                if self.fits(cx, session) {
                    close::close_session(cx.world, session);
                }
            }
        }
        Ok(Flow::Done)
    }
}

impl KillSession {
    fn fits(&self, cx: &CommandContext<'_>, session: SessionId) -> bool {
        let place = cx.world.session_location(session);
        place.is_none_or(|place| cx.fits(self.filter.as_deref(), place))
    }
}
