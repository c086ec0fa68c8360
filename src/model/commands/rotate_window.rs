//! `rotate-window`: move each pane of a window to the next position.

use crate::base::{PaneId, Result};
use crate::model::command::def::Command;
use crate::model::ops::window_size;
use crate::model::state::command::{CommandContext, Flow};

/// Rotate the panes of a window through their positions.
#[derive(clap::Args, Debug)]
pub struct RotateWindow {
    /// Rotate down: the last pane becomes the first
    #[arg(short = 'D')]
    down: bool,
    /// Rotate up (default): the first pane becomes the last
    #[arg(short = 'U')]
    up: bool,
    /// Keep the window zoomed
    #[arg(short = 'Z')]
    keep_zoom: bool,
    /// Target window (default: the current window)
    #[arg(short = 't', value_name = "target-window")]
    target: Option<String>,
}

impl Command for RotateWindow {
    const NAME: &'static str = "rotate-window";
    const ALIAS: &'static str = "rotatew";

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        let place = cx.window_target(self.target.as_deref())?;
        let up = !self.down;
        let keep = self.keep_zoom;
        let window = cx.window(place.window)?;
        let at = window.position(window.active);
        window.rotate(up);
        window.zoomed &= keep;
        let panes: Vec<PaneId> = window.panes();
        if let Some(pane) = at.and_then(|at| panes.get(at)).copied() {
            window.select(pane);
        }
        window_size::update_pane_sizes(cx.world, place.window);
        Ok(Flow::Done)
    }
}
