//! `toggle-floating`: hide or show the floating panes of a window.

use crate::base::{Error, Result};
use crate::lang::tables::options;
use crate::model::command::def::Command;
use crate::model::ops::{auto_rename, window_size};
use crate::model::state::command::{CommandContext, Flow};
use crate::model::state::options::OptionScope;

/// Hide the floating panes of a window, or show them again. Their programs go on. Panes with the
/// option `pane-pinned` stay.
#[derive(clap::Args, Debug)]
pub struct ToggleFloating {
    /// Target window (default: the current window)
    #[arg(short = 't', value_name = "target-window")]
    target: Option<String>,
}

impl Command for ToggleFloating {
    const NAME: &'static str = "toggle-floating";
    const OWN: bool = true;

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        let place = cx.window_target(self.target.as_deref())?;
        let window = cx.window(place.window)?;
        if window.floats.is_empty() {
            return Err(Error::user(
                "no floating panes in this window: new-pane makes one",
            ));
        }
        if window.floats.hidden {
            window.floats.hidden = false;
            window_size::update_pane_sizes(cx.world, place.window);
            return Ok(Flow::Done);
        }
        let recent = window.recent();
        let active = window.active;
        let tiled = recent.into_iter().find(|pane| window.tree.contains(*pane));
        let tiled = tiled.or_else(|| window.tree.panes().first().copied());
        let pinned = |pane| cx.world.get(options::PANE_PINNED, OptionScope::Pane(pane));
        let stays = !cx.world.windows[&place.window].floats.contains(active) || pinned(active);
        let tiled = match tiled {
            Some(tiled) => tiled,
            None if stays => active,
            None => return Err(Error::user("only floating panes in this window")),
        };
        let window = cx.window(place.window)?;
        if !stays {
            window.select(tiled);
        }
        window.floats.hidden = true;
        window_size::update_pane_sizes(cx.world, place.window);
        auto_rename::schedule_rename(cx.world, place.window);
        Ok(Flow::Done)
    }
}
