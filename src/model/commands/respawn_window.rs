//! `respawn-window`: restart a window with one pane.

use crate::base::{Error, Result};
use crate::layout::Tree;
use crate::model::command::def::Command;
use crate::model::commands::respawn_pane::{Respawn, alive};
use crate::model::ops::lifecycle::close;
use crate::model::ops::window_size;
use crate::model::state::command::{CommandContext, Flow};
use crate::model::state::location::Location;

/// Start a window again with one pane, after its programs have ended.
#[derive(clap::Args, Debug)]
pub struct RespawnWindow {
    #[command(flatten)]
    respawn: Respawn,
    /// Target window (default: the current window)
    #[arg(short = 't', value_name = "target-window")]
    target: Option<String>,
}

impl Command for RespawnWindow {
    const NAME: &'static str = "respawn-window";
    const ALIAS: &'static str = "respawnw";

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        let place = cx.window_target(self.target.as_deref())?;
        let panes = cx.window(place.window)?.panes();
        if !self.respawn.kill && panes.iter().any(|p| alive(cx, *p)) {
            let name = cx.expand("#{session_name}:#{window_index}", Some(place));
            let message = format!("respawn window failed: window {name} still active");
            return Err(Error::user(message));
        }
        let Some((first, others)) = panes.split_first() else {
            return Err(Error::not_found("can't find pane"));
        };
        for pane in others {
            close::close_pane(cx.world, *pane);
        }
        let window = cx.window(place.window)?;
        window.zoomed = false;
        window.active = *first;
        window.last.clear();
        window.preset = None;
        window.old_layout = None;
        window.floats.clear();
        window.tree = Tree::single(*first, window.size()).with_border(window.tree.border());
        window_size::update_pane_sizes(cx.world, place.window);
        self.respawn.start(
            cx,
            Location {
                pane: *first,
                ..place
            },
        )
    }
}
