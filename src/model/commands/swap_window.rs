//! `swap-window`: swap two windows.

use crate::base::{Error, Result};
use crate::model::command::def::Command;
use crate::model::ops::group;
use crate::model::ops::lifecycle::session_lifecycle;
use crate::model::state::command::{CommandContext, Flow};

/// Swap two windows.
#[derive(clap::Args, Debug)]
pub struct SwapWindow {
    /// Select the source window at its new index
    #[arg(short = 'd')]
    stay: bool,
    /// First window (default: the marked pane's window, else the current window)
    #[arg(short = 's', value_name = "src-window")]
    source: Option<String>,
    /// Second window (default: the current window)
    #[arg(short = 't', value_name = "dst-window")]
    target: Option<String>,
}

impl Command for SwapWindow {
    const NAME: &'static str = "swap-window";
    const ALIAS: &'static str = "swapw";

    fn run(self, call: &mut CommandContext<'_>) -> Result<Flow> {
        let marked = call.world.marked.is_some() && self.source.is_none();
        let source = if marked {
            call.window_target(Some("~"))?
        } else {
            call.window_target(self.source.as_deref())?
        };
        let target = call.window_target(self.target.as_deref())?;
        let grouped = "can't move window, sessions are grouped";
        group::check_not_grouped(call.world, source, target.session, grouped)?;
        if source.window == target.window {
            return Ok(Flow::Done);
        }
        let gone = || Error::not_found("can't find window");
        for (place, window) in [(source, target.window), (target, source.window)] {
            let link = call.session(place.session)?.windows.get_mut(&place.index);
            link.ok_or_else(gone)?.window = window;
        }
        if self.stay {
            call.session(target.session)?.select(target.index);
            if source.session != target.session {
                call.session(source.session)?.select(source.index);
            }
        }
        session_lifecycle::session_changed(call.world, source.session);
        session_lifecycle::session_changed(call.world, target.session);
        Ok(Flow::Done)
    }
}
