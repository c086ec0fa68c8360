//! `switch-client`: switch a client to another session.

use crate::base::sorted::{sort_by, sort_by_key};
use crate::base::{Error, Result, SessionId};
use crate::model::command::def::Command;
use crate::model::commands::attach_session::{How, attach};
use crate::model::input::key_dispatch;
use crate::model::ops::window_size;
use crate::model::state::command::{CommandContext, Flow};

/// Switch a client to another session.
#[derive(clap::Args, Debug)]
pub struct SwitchClient {
    /// Do not update the session's environment from this client (see update-environment)
    #[arg(short = 'E')]
    keep_environment: bool,
    /// No effect, as in tmux
    #[arg(short = 'F')]
    accepted: bool,
    /// Switch to the previously shown session
    #[arg(short = 'l')]
    last: bool,
    /// Switch to the next session
    #[arg(short = 'n')]
    next: bool,
    /// Switch to the previous session
    #[arg(short = 'p')]
    previous: bool,
    /// Toggle whether the client is read-only
    #[arg(short = 'r')]
    read_only: bool,
    /// Keep the window zoomed
    #[arg(short = 'Z')]
    keep_zoom: bool,
    /// Client to switch (default: the current client)
    #[arg(short = 'c', value_name = "target-client")]
    client: Option<String>,
    /// Session order for -n and -p: index, name, creation, activity
    #[arg(short = 'O', value_name = "order")]
    order: Option<String>,
    /// Target session, or a window or pane in it
    #[arg(short = 't', value_name = "target-session")]
    target: Option<String>,
    /// Look up the next key in this key table, instead of switching
    #[arg(short = 'T', value_name = "key-table")]
    table: Option<String>,
}

impl Command for SwitchClient {
    const NAME: &'static str = "switch-client";
    const ALIAS: &'static str = "switchc";
    const READ_ONLY_OK: bool = true;

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        let id = cx.client_target(self.client.as_deref())?;
        let user = cx
            .world
            .clients
            .get(&id)
            .and_then(|client| client.user.as_ref());
        let reader = cx.world.is_reader(user);
        if self.read_only
            && let Some(client) = cx.world.clients.get_mut(&id)
        {
            client.read_only = !client.read_only || reader;
            client.ignore_size = client.read_only;
        }
        if let Some(table) = &self.table {
            return self.key_table(cx, id, table);
        }
        let session = if self.next || self.previous {
            self.neighbour(cx, id)?
        } else if self.last {
            let last = cx.world.clients.get(&id).and_then(|c| c.last_session);
            let last = last.filter(|s| cx.world.sessions.contains_key(s));
            last.ok_or_else(|| Error::user("can't find last session"))?
        } else if self.read_only && self.target.is_none() {
            return Ok(Flow::Done);
        } else {
            self.go(cx)?
        };
        let how = How {
            read_only: false,
            keep_environment: self.keep_environment,
            flags: "",
        };
        attach(cx, id, session, &how)?;
        Ok(Flow::Done)
    }
}

impl SwitchClient {
    fn key_table(
        &self,
        cx: &mut CommandContext<'_>,
        id: crate::base::ClientId,
        table: &str,
    ) -> Result<Flow> {
        if table == "root" {
            key_dispatch::leave_key_table(cx.world, id);
        } else if cx.world.keys.0.contains_key(table) {
            key_dispatch::enter_key_table(cx.world, id, table);
        } else {
            return Err(Error::user(format!("table {table} doesn't exist")));
        }
        Ok(Flow::Done)
    }

    /// Returns the target session, and selects the window and pane that the target names.
    fn go(&self, cx: &mut CommandContext<'_>) -> Result<SessionId> {
        let target = self.target.as_deref();
        let fine =
            target.is_some_and(|t| t.contains([':', '.']) || t.starts_with(['%', '@', '=', '{']));
        let place = if fine {
            cx.pane_target(target)?
        } else {
            cx.session_target(target)?
        };
        if fine {
            cx.session(place.session)?.select(place.index);
            let window = cx.window(place.window)?;
            if window.select(place.pane) {
                window.zoomed &= self.keep_zoom;
            }
            window_size::update_pane_sizes(cx.world, place.window);
        }
        Ok(place.session)
    }

    fn neighbour(&self, cx: &CommandContext<'_>, id: crate::base::ClientId) -> Result<SessionId> {
        let mut all: Vec<_> = cx.world.sessions.values().collect();
        match self.order.as_deref() {
            Some("index") => {}
            Some("creation") => sort_by_key(&mut all, |s| s.created),
            Some("activity") => sort_by_key(&mut all, |s| std::cmp::Reverse(s.activity)),
            _ => sort_by(&mut all, |a, b| a.name.cmp(&b.name)),
        }
        let here = cx.world.clients.get(&id).and_then(|c| c.session);
        let at = all.iter().position(|s| Some(s.id) == here).unwrap_or(0);
        let to = if self.next {
            at + 1
        } else {
            at + all.len() - 1
        } % all.len().max(1);
        let what = if self.next {
            "can't find next session"
        } else {
            "can't find previous session"
        };
        all.get(to).map(|s| s.id).ok_or_else(|| Error::user(what))
    }
}
