//! `attach-session`: attach the calling client to a session.

use crate::base::{ClientId, Error, Result};
use crate::lang::tables::options;
use crate::model::command::def::Command;
use crate::model::ops::control::flags::set_flags;
use crate::model::ops::lifecycle::client_lifecycle;
use crate::model::state::command::{CommandContext, Flow};
use crate::model::state::options::OptionScope;

/// Attach to an existing session.
#[derive(clap::Args, Debug, Default)]
pub struct AttachSession {
    /// Detach all other clients of the session
    #[arg(short = 'd')]
    pub detach: bool,
    /// Do not update the session's environment from this client (see update-environment)
    #[arg(short = 'E')]
    pub keep_environment: bool,
    /// Attach read-only
    #[arg(short = 'r')]
    pub read_only: bool,
    /// Like -d, and send SIGHUP to the clients' parent processes
    #[arg(short = 'x')]
    pub hangup: bool,
    /// Default directory of new windows
    #[arg(short = 'c', value_name = "working-directory")]
    pub cwd: Option<String>,
    /// Client flags, comma-separated: read-only, ignore-size (! before a flag clears it)
    #[arg(short = 'f', value_name = "flags")]
    pub flags: Option<String>,
    /// Target session, or a window or pane in it (default: the most recently used session)
    #[arg(short = 't', value_name = "target-session")]
    pub target: Option<String>,
}

impl Command for AttachSession {
    const NAME: &'static str = "attach-session";
    const ALIAS: &'static str = "attach";
    const STARTS_SERVER: bool = true;
    const READ_ONLY_OK: bool = true;

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        let client = cx
            .client_id()
            .ok_or_else(|| Error::user("no current client"))?;
        if cx.world.sessions.is_empty() {
            return Err(Error::not_found("no sessions"));
        }
        // A whole name comes first, so that the command that a detach prints works for names with
        // `:` and `.` too.
        let named = self.target.as_ref().and_then(|target| {
            let mut sessions = cx.world.sessions.values();
            let found = sessions.find(|session| session.name == *target)?;
            cx.world.session_location(found.id)
        });
        let place = match &self.target {
            Some(_) if let Some(place) = named => place,
            Some(target) if target.contains([':', '.']) || target.starts_with(['%', '@']) => {
                cx.pane_target(Some(target))?
            }
            Some(target) => cx.session_target(Some(target))?,
            None => {
                let latest = cx.world.latest_session(true);
                let place = latest.and_then(|s| cx.world.session_location(s));
                place.ok_or_else(|| Error::not_found("no sessions"))?
            }
        };
        if self.target.is_some()
            && let Some(session) = cx.world.sessions.get_mut(&place.session)
        {
            session.select(place.index);
            if let Some(window) = cx.world.windows.get_mut(&place.window) {
                window.select(place.pane);
            }
        }
        if let Some(cwd) = &self.cwd {
            let cwd = cx.expand(cwd, Some(place));
            cx.session(place.session)?.cwd = cwd;
        }
        if self.detach || self.hangup {
            detach_others(cx, place.session, client, self.hangup);
        }
        let how = How {
            read_only: self.read_only,
            keep_environment: self.keep_environment,
            flags: self.flags.as_deref().unwrap_or_default(),
        };
        attach(cx, client, place.session, &how)?;
        Ok(Flow::Done)
    }
}

/// The options of an attach, from the flags of a command.
pub(super) struct How<'a> {
    pub read_only: bool,
    pub keep_environment: bool,
    pub flags: &'a str,
}

/// Detaches all clients of a session except `but`.
pub(super) fn detach_others(
    cx: &mut CommandContext<'_>,
    session: crate::base::SessionId,
    but: ClientId,
    hangup: bool,
) {
    for other in cx.world.attached_to(session) {
        if other != but {
            let how = if hangup {
                "detached and SIGHUP"
            } else {
                "detached"
            };
            let message = client_lifecycle::detach_message(cx.world, other, how);
            client_lifecycle::detach(cx.world, other, message, None, hangup);
        }
    }
}

/// Attaches a client to a session, or switches an attached client to it.
///
/// # Errors
/// If the client runs in a pane of this server, or its terminal cannot be used.
pub(super) fn attach(
    cx: &mut CommandContext<'_>,
    id: ClientId,
    session: crate::base::SessionId,
    how: &How<'_>,
) -> Result<()> {
    let Some(client) = cx.world.clients.get(&id) else {
        return Ok(());
    };
    if !client.attached() {
        let nested = cx.world.nested(&client.caller);
        if let Some(nested) = nested.filter(|_| !client.caller.reattaching) {
            return Err(nested);
        }
        if client.control.is_none()
            && let Some(why) = &client.caller.cannot_attach
        {
            return Err(Error::user(why.clone()));
        }
    }
    let environment = client.caller.env.clone();
    if !how.keep_environment && !client.caller.reattaching {
        let patterns = cx
            .world
            .get(
                options::UPDATE_ENVIRONMENT,
                OptionScope::Session(Some(session)),
            )
            .clone();
        if let Some(known) = cx.world.sessions.get_mut(&session) {
            known.environment.update(&patterns, &environment);
        }
    }
    if let Some(client) = cx.world.clients.get_mut(&id) {
        client.read_only |= how.read_only;
        client.ignore_size |= how.read_only;
    }
    set_flags(cx.world, id, how.flags);
    client_lifecycle::show_session(cx.world, id, session);
    Ok(())
}
