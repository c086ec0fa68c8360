//! `join-pane`: split a pane, and move another pane into the space.

use crate::base::{Axis, Error, PaneId, Result};
use crate::layout::Split;
use crate::model::command::def::Command;
use crate::model::commands::split_window::extent;
use crate::model::commands::swap_pane::{marked_or, not_modal};
use crate::model::ops::lifecycle::{close, floating, pane_lifecycle, session_lifecycle};
use crate::model::ops::{auto_rename, window_size};
use crate::model::state::command::{CommandContext, Flow};
use crate::model::state::location::Location;

/// The flags of `join-pane` and `move-pane`.
#[derive(clap::Args, Debug)]
pub struct Join {
    /// Place the pane left of or above the target pane
    #[arg(short = 'b')]
    before: bool,
    /// Do not select the pane
    #[arg(short = 'd')]
    stay: bool,
    /// Use the full height or width of the window
    #[arg(short = 'f')]
    full: bool,
    /// Place the panes side by side
    #[arg(short = 'h')]
    horizontal: bool,
    /// Place the panes one above the other (default)
    #[arg(short = 'v')]
    vertical: bool,
    /// Size in columns or rows, or a percentage such as 30%
    #[arg(short = 'l', value_name = "size")]
    size: Option<String>,
    /// Size in percent (old form of -l)
    #[arg(short = 'p', value_name = "percentage", hide = true)]
    percent: Option<String>,
    /// Pane to move (default: the marked pane, else the active pane)
    #[arg(short = 's', value_name = "src-pane")]
    source: Option<String>,
    /// Pane to split (default: the active pane)
    #[arg(short = 't', value_name = "dst-pane")]
    target: Option<String>,
}

/// Split the target pane, and move another pane into the space. A floating pane without a target
/// becomes a tiled one.
#[derive(clap::Args, Debug)]
pub struct JoinPane {
    #[command(flatten)]
    join: Join,
}

impl Command for JoinPane {
    const NAME: &'static str = "join-pane";
    const ALIAS: &'static str = "joinp";

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        self.join.run(cx)
    }
}

/// A placeholder for the moving pane while a layout holds it twice.
const MOVING: PaneId = PaneId(u32::MAX - 1);

impl Join {
    /// Moves the source pane beside the target pane. A floating source without a target goes into
    /// the layout of its window.
    ///
    /// # Errors
    /// If both are the same pane, or the target pane is too small or floats.
    pub(super) fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        let source = marked_or(cx, self.source.as_deref())?;
        let target = cx.pane_target(self.target.as_deref())?;
        not_modal(cx, source)?;
        if self.target.is_some() {
            not_modal(cx, target)?;
        }
        let floats = cx.window(source.window)?.floats.contains(source.pane);
        let itself = self.target.is_none() || source.pane == target.pane;
        if floats && itself {
            return self.tile(cx, source);
        }
        if source.pane == target.pane {
            return Err(Error::user("source and target panes must be different"));
        }
        let split = Split {
            axis: if self.horizontal {
                Axis::LeftRight
            } else {
                Axis::TopBottom
            },
            before: self.before,
            full: self.full,
            size: extent(self.size.as_deref(), self.percent.as_deref())?,
        };
        let window = cx.window(target.window)?;
        if window.floats.contains(target.pane) {
            return Err(Error::user("can't split a floating pane"));
        }
        let tree = window
            .tree
            .split(target.pane, MOVING, split)
            .map_err(|_| Error::user("create pane failed: pane too small"))?;
        window.zoomed = false;
        window.order.retain(|pane| *pane != source.pane);
        if source.window == target.window && floats {
            window.tree = tree.replace(MOVING, source.pane)?;
            window.floats.tile(source.pane);
        } else if source.window == target.window {
            let tree = tree.remove(source.pane)?;
            let tree = tree.ok_or_else(|| Error::user("create pane failed: pane too small"))?;
            window.tree = tree.replace(MOVING, source.pane)?;
        } else {
            window.tree = tree.replace(MOVING, source.pane)?;
            pane_lifecycle::set_window(cx.world, source.pane, target.window);
            close::detach_pane(cx.world, source.pane, source.window);
        }
        if !self.stay {
            self.show(cx, target, source.pane)?;
        }
        window_size::update_pane_sizes(cx.world, target.window);
        auto_rename::schedule_rename(cx.world, target.window);
        Ok(Flow::Done)
    }

    /// Puts a floating pane into the layout of its window.
    fn tile(&self, cx: &mut CommandContext<'_>, source: Location) -> Result<Flow> {
        floating::tile(cx.world, source)?;
        if !self.stay {
            cx.window(source.window)?.select(source.pane);
        }
        window_size::update_pane_sizes(cx.world, source.window);
        auto_rename::schedule_rename(cx.world, source.window);
        Ok(Flow::Done)
    }

    /// The value of `-t`.
    pub(super) fn target(&self) -> Option<&str> {
        self.target.as_deref()
    }

    fn show(&self, cx: &mut CommandContext<'_>, target: Location, pane: PaneId) -> Result<()> {
        cx.window(target.window)?.select(pane);
        cx.session(target.session)?.select(target.index);
        session_lifecycle::session_changed(cx.world, target.session);
        Ok(())
    }
}
