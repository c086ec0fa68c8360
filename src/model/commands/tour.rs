//! `tour`: practice the first keys in a session of its own.

use crate::base::{Error, Result};
use crate::model::command::def::Command;
use crate::model::ops::lifecycle::tour;
use crate::model::ops::queue;
use crate::model::script::parse;
use crate::model::state::command::{CommandContext, Flow};

/// Practice the first keys in a session of its own, which ends afterwards (two minutes).
#[derive(clap::Args, Debug)]
pub struct Tour {
    /// End the practice session
    #[arg(long)]
    end: bool,
    /// The session was created.
    #[arg(long, hide = true)]
    begin: bool,
}

impl Command for Tour {
    const NAME: &'static str = "tour";
    const OWN: bool = true;
    const STARTS_SERVER: bool = true;

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        let session = tour::session(cx.world);
        if self.end {
            let id = session.ok_or_else(|| Error::not_found("no tour is in progress"))?;
            tour::end(cx.world, id);
            return Ok(Flow::Done);
        }
        if self.begin {
            let mut sessions = cx.world.sessions.values();
            let made = sessions.find(|session| session.name == tour::SESSION);
            let id = made.map(|session| session.id);
            if let Some(id) = id {
                tour::begin(cx.world, id);
            }
            return Ok(Flow::Done);
        }
        let name = tour::SESSION;
        let taken = cx.world.sessions.values().any(|known| known.name == name);
        if session.is_none() && taken {
            return Err(Error::user(
                "tour: a session is called tour: rename it first (mux rename-session -t tour NAME)",
            ));
        }
        let socket = cx.world.host.socket.clone();
        let inside = cx
            .client()
            .is_none_or(|client| client.attached() || client.caller.is_inside(&socket));
        let script = match (session.is_some(), inside) {
            (true, true) => format!("switch-client -t ={name}"),
            (true, false) => format!("attach-session -t ={name}"),
            (false, true) => {
                format!("new-session -d -s {name} ; tour --begin ; switch-client -t ={name}")
            }
            (false, false) => format!("new-session -s {name} ; tour --begin"),
        };
        let script = parse::parse(cx.world, &script)?;
        queue::insert_first(cx.world, cx.run, script);
        Ok(Flow::Done)
    }
}
