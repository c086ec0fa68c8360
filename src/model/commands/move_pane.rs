//! `move-pane`: move a floating pane, or move a pane as `join-pane` does.

use crate::base::{BoxRect, Error, Result, Size};
use crate::layout::Restack;
use crate::model::command::def::Command;
use crate::model::commands::join_pane::Join;
use crate::model::commands::place_args::{Counts, PlaceArgs};
use crate::model::commands::resize_pane::drag_float;
use crate::model::commands::values::number;
use crate::model::input::floats::MOVES;
use crate::model::ops::lifecycle::auto_layout;
use crate::model::ops::window_size;
use crate::model::state::command::{CommandContext, Flow};

/// Move a floating pane, or split the target pane and move another pane into the space.
#[derive(clap::Args, Debug)]
pub struct MovePane {
    #[command(flatten)]
    join: Join,
    /// Move the floating target pane down
    #[arg(short = 'D')]
    down: bool,
    /// Move the floating target pane left
    #[arg(short = 'L')]
    left: bool,
    /// Move the floating pane with the mouse
    #[arg(short = 'M')]
    mouse: bool,
    /// Move the floating target pane right
    #[arg(short = 'R')]
    right: bool,
    /// Move the floating target pane up
    #[arg(short = 'U')]
    up: bool,
    /// Position in the window: centre, top-left, top-centre, centre-right and so on; or front,
    /// back, forward, backward, forward-loop, backward-loop
    #[arg(short = 'P', value_name = "position")]
    position: Option<String>,
    /// Column of the floating target pane, or a percentage of the window such as 30%
    #[arg(short = 'X', value_name = "x-position", allow_hyphen_values = true)]
    x: Option<String>,
    /// Row of the floating target pane, or a percentage of the window
    #[arg(short = 'Y', value_name = "y-position", allow_hyphen_values = true)]
    y: Option<String>,
    /// Place of the floating target pane among the others, 0 at the front
    #[arg(short = 'z', value_name = "z-index")]
    depth: Option<String>,
    /// Number of cells to move (default: 1)
    #[arg(value_name = "adjustment")]
    adjustment: Option<String>,
}

impl Command for MovePane {
    const NAME: &'static str = "move-pane";
    const ALIAS: &'static str = "movep";

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        if self.mouse {
            return Ok(drag_float(cx, MOVES));
        }
        let shifts = self.down || self.left || self.right || self.up;
        let places = self.x.is_some() || self.y.is_some();
        if !shifts && !places && self.position.is_none() && self.depth.is_none() {
            return match &self.adjustment {
                Some(_) => Err(Error::user(
                    "command move-pane: too many arguments (need at most 0)",
                )),
                None => self.join.run(cx),
            };
        }
        let place = cx.pane_target(self.join.target())?;
        let window = cx.window(place.window)?;
        let size = window.size();
        let float = window.floats.get(place.pane).copied();
        let float = float.ok_or_else(|| Error::user("pane is not floating"))?;
        let restack = self.restack()?;
        let now = float.shown(size).around(float.bordered);
        let mut to = now;
        if let Some(position) = self.position.as_deref().filter(|_| restack.is_none()) {
            let at = placed(position, now, size);
            to = at.ok_or_else(|| Error::user(format!("invalid position: {position}")))?;
        }
        let by = self.adjustment.as_deref().unwrap_or("1");
        let by = number(
            by,
            "adjustment",
            -i64::from(Size::MAX),
            i64::from(Size::MAX),
        )?;
        let by = i32::try_from(by).unwrap_or(1);
        to.x += by * (i32::from(self.right) - i32::from(self.left));
        to.y += by * (i32::from(self.down) - i32::from(self.up));
        let flags = PlaceArgs {
            x: self.x,
            y: self.y,
            cols: None,
            rows: None,
        };
        let inside = to.inside(float.bordered);
        let inside = BoxRect {
            cols: float.rect.cols,
            rows: float.rect.rows,
            ..inside
        };
        let inside = flags.applied(inside, size, Counts::Box, float.bordered)?;
        let depth = match &self.depth {
            None => restack,
            Some(text) => {
                let depth = number(text, "z-index", 0, i64::from(u16::MAX))?;
                Some(Restack::To(usize::try_from(depth).unwrap_or(0)))
            }
        };
        if to != now || flags.moves() {
            window.floats.put(place.pane, inside, size);
        }
        if let Some(how) = depth {
            window.floats.restack(place.pane, how);
        }
        if to != now {
            auto_layout::forget_shares(cx.world, place.pane);
        }
        flags.keep_shares(cx.world, place.pane, Counts::Box);
        window_size::update_pane_sizes(cx.world, place.window);
        Ok(Flow::Done)
    }
}

impl MovePane {
    /// The change of the order that `-P` names; `None` if it names a position in the window.
    fn restack(&self) -> Result<Option<Restack>> {
        let Some(position) = &self.position else {
            return Ok(None);
        };
        Ok(Some(match position.as_str() {
            "front" => Restack::Front,
            "back" => Restack::Back,
            "forward" => Restack::Forward,
            "backward" => Restack::Backward,
            "forward-loop" => Restack::ForwardLoop,
            "backward-loop" => Restack::BackwardLoop,
            _ => return Ok(None),
        }))
    }
}

/// The box at a named position of a window: `centre`, a corner such as `top-left`, the middle of an
/// edge such as `top-centre` or `centre-left`.
fn placed(position: &str, rect: BoxRect, window: Size) -> Option<BoxRect> {
    let (right, below) = (
        i32::from(window.cols) - i32::from(rect.cols),
        i32::from(window.rows) - i32::from(rect.rows),
    );
    let (x, y) = match position.replace("center", "centre").as_str() {
        "centre" => (right / 2, below / 2),
        "top-left" => (0, 0),
        "top-centre" => (right / 2, 0),
        "top-right" => (right, 0),
        "centre-left" => (0, below / 2),
        "centre-right" => (right, below / 2),
        "bottom-left" => (0, below),
        "bottom-centre" => (right / 2, below),
        "bottom-right" => (right, below),
        _ => return None,
    };
    Some(BoxRect {
        x: x.max(0),
        y: y.max(0),
        ..rect
    })
}
