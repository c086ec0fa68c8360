//! `swap-pane`: swap two panes.

use crate::base::{Error, PaneId, Result, WindowId};
use crate::model::command::def::Command;
use crate::model::ops::lifecycle::{floating, pane_lifecycle};
use crate::model::ops::{auto_rename, window_size};
use crate::model::state::command::{CommandContext, Flow};
use crate::model::state::location::Location;

/// Swap two panes.
#[derive(clap::Args, Debug)]
pub struct SwapPane {
    /// Swap the target with the next pane
    #[arg(short = 'D')]
    down: bool,
    /// Do not change which position is active
    #[arg(short = 'd')]
    stay: bool,
    /// Swap the target with the previous pane
    #[arg(short = 'U')]
    up: bool,
    /// Keep the window zoomed
    #[arg(short = 'Z')]
    keep_zoom: bool,
    /// First pane (default: the marked pane, else the active pane)
    #[arg(short = 's', value_name = "src-pane")]
    source: Option<String>,
    /// Second pane, or target of -D and -U (default: the active pane)
    #[arg(short = 't', value_name = "dst-pane")]
    target: Option<String>,
}

impl Command for SwapPane {
    const NAME: &'static str = "swap-pane";
    const ALIAS: &'static str = "swapp";

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        let target = cx.pane_target(self.target.as_deref())?;
        let source = if self.down || self.up {
            let pane = step(cx, target, if self.down { 1 } else { -1 })?;
            Location { pane, ..target }
        } else {
            marked_or(cx, self.source.as_deref())?
        };
        if source.pane == target.pane {
            return Ok(Flow::Done);
        }
        not_modal(cx, source)?;
        not_modal(cx, target)?;
        self.swap(cx, source, target)?;
        for id in [source.window, target.window] {
            cx.window(id)?.zoomed &= self.keep_zoom;
            floating::set_borders(cx.world, id);
            window_size::update_pane_sizes(cx.world, id);
            auto_rename::schedule_rename(cx.world, id);
        }
        Ok(Flow::Done)
    }
}

impl SwapPane {
    fn swap(&self, cx: &mut CommandContext<'_>, source: Location, target: Location) -> Result<()> {
        if source.window == target.window {
            let window = cx.window(source.window)?;
            window.rename_panes(|pane| match pane {
                pane if pane == source.pane => target.pane,
                pane if pane == target.pane => source.pane,
                pane => pane,
            });
            if !self.stay || window.active == source.pane {
                window.select(target.pane);
            }
            if self.stay && window.active == target.pane {
                window.select(source.pane);
            }
            return Ok(());
        }
        for (at, old, new) in [
            (source.window, source.pane, target.pane),
            (target.window, target.pane, source.pane),
        ] {
            self.exchange(cx, at, old, new)?;
        }
        Ok(())
    }

    /// Puts the pane `new` in the position of `old` in a window.
    fn exchange(
        &self,
        cx: &mut CommandContext<'_>,
        at: WindowId,
        old: PaneId,
        new: PaneId,
    ) -> Result<()> {
        let window = cx.window(at)?;
        window.rename_panes(|pane| if pane == old { new } else { pane });
        window.last.retain(|p| *p != old);
        if window.active == old {
            window.active = new;
        } else if !self.stay {
            window.select(new);
        }
        pane_lifecycle::set_window(cx.world, new, at);
        Ok(())
    }
}

/// Returns the tiled pane `n` positions after a pane, wrapping around.
///
/// # Errors
/// The pane floats.
fn step(cx: &mut CommandContext<'_>, from: Location, n: isize) -> Result<PaneId> {
    let window = cx.window(from.window)?;
    if window.floats.contains(from.pane) {
        let way = if n > 0 { "down" } else { "up" };
        return Err(Error::user(format!("cannot swap {way} on floating pane")));
    }
    let panes = window.tiled();
    let count = isize::try_from(panes.len()).unwrap_or(1).max(1);
    let at = panes.iter().position(|p| *p == from.pane).unwrap_or(0);
    let to = (isize::try_from(at).unwrap_or(0) + n).rem_euclid(count);
    Ok(panes[to.unsigned_abs()])
}

/// Returns the pane of `-s`, else the marked pane, else the active pane.
pub(super) fn marked_or(cx: &CommandContext<'_>, source: Option<&str>) -> Result<Location> {
    let marked = cx.world.marked.and_then(|p| cx.world.pane_location(p));
    match (source, marked) {
        (None, Some(place)) => Ok(place),
        _ => cx.pane_target(source),
    }
}

/// # Errors
/// `pane is modal`: a modal pane stays where it is.
pub(super) fn not_modal(cx: &mut CommandContext<'_>, place: Location) -> Result<()> {
    let modal = cx.window(place.window)?.floats.above.modal;
    if modal.is_some_and(|modal| modal.pane == place.pane) {
        return Err(Error::user("pane is modal"));
    }
    Ok(())
}
