//! `rename-session`: rename a session.

use crate::base::{Error, Result};
use crate::lang::tables::hooks as hook_events;
use crate::model::command::def::Command;
use crate::model::ops::auto_rename::given;
use crate::model::ops::{hooks, window_size};
use crate::model::state::command::{CommandContext, Flow};

/// Rename a session.
#[derive(clap::Args, Debug)]
pub struct RenameSession {
    /// Target session (default: the current session)
    #[arg(short = 't', value_name = "target-session")]
    target: Option<String>,
    /// New name
    #[arg(value_name = "new-name", required = true)]
    name: String,
}

impl Command for RenameSession {
    const NAME: &'static str = "rename-session";
    const ALIAS: &'static str = "rename";
    const AFTER_HOOK: bool = true;

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        let place = cx.session_target(self.target.as_deref())?;
        let name = given("session", &cx.expand(&self.name, Some(place)))?;
        let mut others = cx.world.sessions.values();
        if others.any(|s| s.name == name && s.id != place.session) {
            return Err(Error::user(format!("duplicate session: {name}")));
        }
        cx.session(place.session)?.name = name;
        window_size::redraw_all(cx.world);
        hooks::session_hook(cx.world, hook_events::SESSION_RENAMED, place.session);
        Ok(Flow::Done)
    }
}
