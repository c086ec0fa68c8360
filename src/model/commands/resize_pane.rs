//! `resize-pane`: resize a pane, zoom it, or remove lines below its cursor.

use crate::base::{Axis, Direction, Error, Grip, Result, Size};
use crate::model::command::def::Command;
use crate::model::commands::place_args::{Counts, PlaceArgs};
use crate::model::commands::values::{cells, number};
use crate::model::input::{floats, mouse};
use crate::model::ops::lifecycle::{auto_layout, manual_layout};
use crate::model::ops::window_size;
use crate::model::state::client::Drag;
use crate::model::state::command::{CommandContext, Flow};
use crate::model::state::effect::{Effect, PaneEffect};
use crate::model::state::location::Location;

/// The largest size of a pane, and the farthest that a border moves.
const LONGEST: i64 = Size::MAX as i64;

/// Resize or zoom a pane.
#[derive(clap::Args, Debug)]
pub struct ResizePane {
    /// Move the pane's border down
    #[arg(short = 'D')]
    down: bool,
    /// Move the pane's border left
    #[arg(short = 'L')]
    left: bool,
    /// Resize by dragging the border under the mouse
    #[arg(short = 'M')]
    mouse: bool,
    /// Move the pane's border right
    #[arg(short = 'R')]
    right: bool,
    /// Remove the lines below the cursor
    #[arg(short = 'T')]
    trim: bool,
    /// Move the pane's border up
    #[arg(short = 'U')]
    up: bool,
    /// Toggle zoom
    #[arg(short = 'Z')]
    zoom: bool,
    /// Target pane (default: the active pane)
    #[arg(short = 't', value_name = "target-pane")]
    target: Option<String>,
    /// Width in columns, or a percentage of the window such as 30%
    #[arg(short = 'x', value_name = "width")]
    cols: Option<String>,
    /// Height in rows, or a percentage of the window such as 30%
    #[arg(short = 'y', value_name = "height")]
    rows: Option<String>,
    /// Number of cells to move the border (default: 1)
    #[arg(value_name = "adjustment")]
    adjustment: Option<String>,
}

impl Command for ResizePane {
    const NAME: &'static str = "resize-pane";
    const ALIAS: &'static str = "resizep";
    const AFTER_HOOK: bool = true;

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        if self.mouse {
            return Ok(drag(cx));
        }
        let place = cx.pane_target(self.target.as_deref())?;
        if self.trim {
            if cx.pane(place.pane)?.mode.is_none() {
                cx.world.effect(Effect::Pane(place.pane, PaneEffect::Trim));
            }
            return Ok(Flow::Done);
        }
        if self.zoom {
            return zoom(cx, place);
        }
        if cx.window(place.window)?.floats.contains(place.pane) {
            return self.resize_float(cx, place);
        }
        let by = match &self.adjustment {
            None => 1,
            Some(text) => number(text, "adjustment", 1, i64::from(u16::MAX))?,
        };
        let by = u16::try_from(by).unwrap_or(u16::MAX);
        let client = cx.client_id();
        let window = cx.window(place.window)?;
        if window.stacked && !window.zoomed {
            return Ok(Flow::Done);
        }
        let whole = window.size();
        let mut tree = window.tree.clone();
        if let Some(cols) = &self.cols {
            let cols = cells(cols, "width", whole.cols)?;
            tree = tree.resize_pane_to(place.pane, Axis::LeftRight, cols)?;
        }
        if let Some(rows) = &self.rows {
            let rows = cells(rows, "height", whole.rows)?;
            tree = tree.resize_pane_to(place.pane, Axis::TopBottom, rows)?;
        }
        let direction = if self.left {
            Some(Direction::Left)
        } else if self.right {
            Some(Direction::Right)
        } else if self.up {
            Some(Direction::Up)
        } else if self.down {
            Some(Direction::Down)
        } else {
            None
        };
        if let Some(direction) = direction {
            tree = tree.resize_pane(place.pane, direction, by)?;
        }
        window.zoomed = false;
        if window.tree != tree {
            window.tree = tree;
            manual_layout::pause(cx.world, place.window, client);
        }
        window_size::update_pane_sizes(cx.world, place.window);
        Ok(Flow::Done)
    }
}

impl ResizePane {
    /// Resizes a floating pane: the right and the lower edge move with `-R` and `-D`, the left and
    /// the upper edge with `-L` and `-U`, outwards by a positive number. Cells are those of the
    /// pane; percentages are of the window and include the border.
    fn resize_float(&self, cx: &mut CommandContext<'_>, place: Location) -> Result<Flow> {
        let by = match &self.adjustment {
            None => 1,
            Some(text) => number(text, "adjustment", -LONGEST, LONGEST)?,
        };
        let window = cx.window(place.window)?;
        let size = window.size();
        let float = window.floats.get(place.pane).copied();
        let float = float.ok_or_else(|| Error::user("pane is not floating"))?;
        let mut rect = float.shown(size);
        let share = |text: &Option<String>| text.as_ref().is_some_and(|t| t.ends_with('%'));
        for (cols, rows) in [(true, false), (false, true)] {
            let flags = PlaceArgs {
                x: None,
                y: None,
                cols: self.cols.clone().filter(|_| cols),
                rows: self.rows.clone().filter(|_| rows),
            };
            let percent = share(&flags.cols) || share(&flags.rows);
            let counts = if percent { Counts::Box } else { Counts::Cells };
            rect = flags.applied(rect, size, counts, float.bordered)?;
        }
        let grown = |now: u16| {
            let grown = (i64::from(now) + by).clamp(1, LONGEST);
            u16::try_from(grown).unwrap_or(now)
        };
        let (cols, rows) = (grown(rect.cols), grown(rect.rows));
        if self.left {
            rect.x -= i32::from(cols) - i32::from(rect.cols);
        }
        if self.up {
            rect.y -= i32::from(rows) - i32::from(rect.rows);
        }
        if self.left || self.right {
            rect.cols = cols;
        }
        if self.up || self.down {
            rect.rows = rows;
        }
        window.floats.put(place.pane, rect, size);
        if self.left || self.right || self.up || self.down {
            auto_layout::forget_shares(cx.world, place.pane);
        } else {
            let flags = PlaceArgs {
                x: None,
                y: None,
                cols: self.cols.clone(),
                rows: self.rows.clone(),
            };
            let counts = if share(&self.cols) || share(&self.rows) {
                Counts::Box
            } else {
                Counts::Cells
            };
            flags.keep_shares(cx.world, place.pane, counts);
        }
        window_size::update_pane_sizes(cx.world, place.window);
        Ok(Flow::Done)
    }
}

/// Zooms a pane, or unzooms its window if it is zoomed.
fn zoom(cx: &mut CommandContext<'_>, place: Location) -> Result<Flow> {
    let window = cx.window(place.window)?;
    if window.zoomed {
        window.zoomed = false;
    } else if window.panes().len() > 1 {
        window.select(place.pane);
        window.zoom();
    }
    window_size::update_pane_sizes(cx.world, place.window);
    Ok(Flow::Done)
}

/// Starts dragging the border under the mouse.
fn drag(cx: &mut CommandContext<'_>) -> Flow {
    if let Some(grip) = cx.queue().mouse.as_ref().and_then(|mouse| mouse.grip) {
        return drag_float(cx, grip);
    }
    let mouse = cx.queue().mouse.as_ref();
    let hit = mouse.and_then(|m| Some((m.border.clone()?, m.event.at)));
    if let Some((border, at)) = hit
        && let Some(id) = cx.client_id()
        && let Some(client) = cx.world.clients.get_mut(&id)
    {
        client.mouse.drag = Some(Drag::Border(border.clone()));
        mouse::drag_border(cx.world, id, &border, at);
    }
    Flow::Done
}

/// Starts a drag of the floating pane under the mouse, which holds it at `grip`.
pub(super) fn drag_float(cx: &mut CommandContext<'_>, grip: Grip) -> Flow {
    let mouse = cx.queue().mouse.clone();
    if let Some(mouse) = mouse
        && let (Some(place), Some(id)) = (mouse.place, cx.client_id())
    {
        let down = cx.world.clients.get(&id).and_then(|c| c.mouse.down);
        floats::start_drag(cx.world, id, place, grip, down.unwrap_or(mouse.event.at));
        floats::drag_on(cx.world, id, mouse.event.at);
    }
    Flow::Done
}
