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

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        let marked = cx.world.marked.is_some() && self.source.is_none();
        let source = if marked {
            cx.window_target(Some("~"))?
        } else {
            cx.window_target(self.source.as_deref())?
        };
        let target = cx.window_target(self.target.as_deref())?;
        let grouped = "can't move window, sessions are grouped";
        group::check_not_grouped(cx.world, source, target.session, grouped)?;
        if source.window == target.window {
            return Ok(Flow::Done);
        }
        let gone = || Error::not_found("can't find window");
        for (place, window) in [(source, target.window), (target, source.window)] {
            let link = cx.session(place.session)?.windows.get_mut(&place.index);
            link.ok_or_else(gone)?.window = window;
        }
        if self.stay {
            cx.session(target.session)?.select(target.index);
            if source.session != target.session {
                cx.session(source.session)?.select(source.index);
            }
        }
        session_lifecycle::session_changed(cx.world, source.session);
        session_lifecycle::session_changed(cx.world, target.session);
        Ok(Flow::Done)
    }
}
