//! `detach-client`: detach clients from their sessions, which keep running.

use crate::base::{ClientId, Result};
use crate::model::command::def::Command;
use crate::model::ops::lifecycle::client_lifecycle;
use crate::model::state::command::{CommandContext, Flow};

/// Detach a client from its session, which keeps running.
#[derive(clap::Args, Debug)]
pub struct DetachClient {
    /// Detach all clients except the target
    #[arg(short = 'a')]
    all: bool,
    /// Also send SIGHUP to the client's parent process
    #[arg(short = 'P')]
    hangup: bool,
    /// Shell command to run in place of the client
    #[arg(short = 'E', value_name = "shell-command")]
    exec: Option<String>,
    /// Detach all clients of this session
    #[arg(short = 's', value_name = "target-session")]
    session: Option<String>,
    /// Target client (default: the current client)
    #[arg(short = 't', value_name = "target-client")]
    target: Option<String>,
}

impl Command for DetachClient {
    const NAME: &'static str = "detach-client";
    const ALIAS: &'static str = "detach";
    const READ_ONLY_OK: bool = true;

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        let session = self.session.as_ref();
        let session = session.map(|s| cx.session_target(Some(s))).transpose()?;
        let one = cx.client_target(self.target.as_deref())?;
        let clients: Vec<ClientId> = if let Some(place) = session {
            cx.world.attached_to(place.session)
        } else if self.all {
            let all = cx.world.clients.values();
            all.filter(|c| c.attached() && c.id != one)
                .map(|c| c.id)
                .collect()
        } else {
            vec![one]
        };
        let how = if self.hangup {
            "detached and SIGHUP"
        } else {
            "detached"
        };
        for client in clients {
            let message = client_lifecycle::detach_message(cx.world, client, how);
            client_lifecycle::detach(cx.world, client, message, self.exec.clone(), self.hangup);
        }
        Ok(Flow::Done)
    }
}
