//! `kill-session`: end sessions.

use crate::base::{Result, SessionId};
use crate::model::call::{Call, Flow};
use crate::model::command::Verb;
use crate::model::state::session::Alerts;

/// Close a session and every window that is in no other.
#[derive(clap::Args, Debug)]
pub struct KillSession {
    /// Every session but this one
    #[arg(short = 'a')]
    all: bool,
    /// Only clear the alerts of its windows
    #[arg(short = 'C')]
    clear: bool,
    /// The whole group of the session
    #[arg(short = 'g')]
    group: bool,
    /// The session
    #[arg(short = 't', value_name = "target-session")]
    target: Option<String>,
}

impl Verb for KillSession {
    const NAME: &'static str = "kill-session";

    fn run(self, call: &mut Call<'_>) -> Result<Flow> {
        let place = call.session_target(self.target.as_deref())?;
        if self.clear {
            for link in call.session(place.session)?.windows.values_mut() {
                link.alerts = Alerts::empty();
            }
            call.world.session_changed(place.session);
        } else if self.all {
            let all: Vec<SessionId> = call.world.sessions.keys().copied().collect();
            for session in all {
                if session != place.session {
                    call.world.close_session(session);
                }
            }
        } else {
            let group = call.world.group_of(place.session).filter(|_| self.group);
            let all = group.map_or_else(|| vec![place.session], |(_, members)| members.to_vec());
            all.into_iter()
                .for_each(|session| call.world.close_session(session));
        }
        Ok(Flow::Done)
    }
}
