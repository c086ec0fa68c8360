//! `select-pane`: select a pane, mark it, set its title, or disable its input.

use crate::base::{Direction, Error, PaneId, Result};
use crate::lang::tables::option_value::Value;
use crate::lang::tables::options;
use crate::model::command::def::Command;
use crate::model::ops::lifecycle::pane_lifecycle;
use crate::model::ops::window_size;
use crate::model::state::command::{CommandContext, Flow};
use crate::model::state::effect::{Effect, PaneEffect};
use crate::model::state::location::Location;
use crate::model::state::options::OptionScope;

/// Select a pane.
#[derive(clap::Args, Debug)]
pub struct SelectPane {
    /// Select the pane below the target
    #[arg(short = 'D')]
    down: bool,
    /// Disable input to the pane instead of selecting it
    #[arg(short = 'd')]
    disable: bool,
    /// Enable input to the pane instead of selecting it
    #[arg(short = 'e')]
    enable: bool,
    /// Print the pane's style (old form of show-options -p window-style)
    #[arg(short = 'g', hide = true)]
    show_style: bool,
    /// Select the pane left of the target
    #[arg(short = 'L')]
    left: bool,
    /// Select the previously active pane
    #[arg(short = 'l')]
    last: bool,
    /// Clear the mark
    #[arg(short = 'M')]
    unmark: bool,
    /// Mark the pane, or clear its mark
    #[arg(short = 'm')]
    mark: bool,
    /// Select the pane right of the target
    #[arg(short = 'R')]
    right: bool,
    /// Select the pane above the target
    #[arg(short = 'U')]
    up: bool,
    /// Keep the window zoomed
    #[arg(short = 'Z')]
    keep_zoom: bool,
    /// Set the pane's style (old form of set-option -p window-style)
    #[arg(short = 'P', value_name = "style", hide = true)]
    style: Option<String>,
    /// Set the pane's title
    #[arg(short = 'T', value_name = "title")]
    title: Option<String>,
    /// Target pane (default: the active pane)
    #[arg(short = 't', value_name = "target-pane")]
    target: Option<String>,
}

impl Command for SelectPane {
    const NAME: &'static str = "select-pane";
    const ALIAS: &'static str = "selectp";
    const AFTER_HOOK: bool = true;

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        let place = cx.pane_target(self.target.as_deref())?;
        if self.last {
            return last(cx, place, self.switch(), self.keep_zoom);
        }
        let stacked = cx.window(place.window)?.stack().is_some();
        let mouse = cx.queue().mouse.as_ref();
        if self.unmark && mouse.is_some_and(|m| m.grip.is_some() || stacked) {
            // A click on the border of a floating pane, or on a title in a stack.
            let clicked = cx.queue().mouse.as_ref().and_then(|mouse| mouse.place);
            activate(cx, clicked.unwrap_or(place), self.keep_zoom)?;
            return Ok(Flow::Done);
        }
        if self.mark || self.unmark {
            self.set_mark(cx, place);
            return Ok(Flow::Done);
        }
        if let Some(style) = &self.style {
            let set = cx.world.option_set_mut(OptionScope::Pane(place.pane));
            if let Some(set) = set {
                crate::lang::style::LookStyle::parse(style)?;
                set.set(options::WINDOW_STYLE.name(), Value::Str(style.clone()));
                set.set(
                    options::WINDOW_ACTIVE_STYLE.name(),
                    Value::Str(style.clone()),
                );
            }
            window_size::redraw_window(cx.world, place.window);
        }
        if self.show_style {
            let style = cx
                .world
                .get(options::WINDOW_STYLE, OptionScope::Pane(place.pane));
            let style = style.as_str().to_owned();
            cx.print(&style);
            return Ok(Flow::Done);
        }
        let place = match self.direction() {
            Some(direction) => match neighbour(cx, place, direction)? {
                Some(pane) => Location { pane, ..place },
                None => return Ok(Flow::Done),
            },
            None => place,
        };
        if let Some(off) = self.switch() {
            cx.pane(place.pane)?.input_off = off;
            window_size::redraw_window(cx.world, place.window);
            return Ok(Flow::Done);
        }
        if let Some(title) = &self.title {
            let title = cx.expand(title, Some(place));
            cx.pane(place.pane)?.title.clone_from(&title);
            cx.world
                .effect(Effect::Pane(place.pane, PaneEffect::SetTitle(title)));
            window_size::redraw_window(cx.world, place.window);
            return Ok(Flow::Done);
        }
        activate(cx, place, self.keep_zoom)?;
        Ok(Flow::Done)
    }
}

impl SelectPane {
    const fn direction(&self) -> Option<Direction> {
        if self.left {
            Some(Direction::Left)
        } else if self.right {
            Some(Direction::Right)
        } else if self.up {
            Some(Direction::Up)
        } else if self.down {
            Some(Direction::Down)
        } else {
            None
        }
    }

    /// Returns `Some(true)` to disable input, `Some(false)` to enable it, `None` without a flag.
    const fn switch(&self) -> Option<bool> {
        if self.enable {
            Some(false)
        } else if self.disable {
            Some(true)
        } else {
            None
        }
    }

    fn set_mark(&self, cx: &mut CommandContext<'_>, place: Location) {
        let marked = cx.world.marked;
        cx.world.marked = if self.unmark || marked == Some(place.pane) {
            None
        } else {
            Some(place.pane)
        };
        window_size::redraw_all(cx.world);
    }
}

fn neighbour(
    cx: &mut CommandContext<'_>,
    place: Location,
    direction: Direction,
) -> Result<Option<PaneId>> {
    let window = cx.window(place.window)?;
    Ok(window.neighbour(place.pane, direction))
}

/// Selects the previously active pane, or with `off` disables or enables its input.
///
/// # Errors
/// `no last pane`.
pub(super) fn last(
    cx: &mut CommandContext<'_>,
    place: Location,
    off: Option<bool>,
    keep_zoom: bool,
) -> Result<Flow> {
    let window = cx.window(place.window)?;
    let active = window.active;
    let other = || match window.panes().as_slice() {
        [a, b] => Some(if *a == active { *b } else { *a }),
        _ => None,
    };
    let pane = window.last_pane().or_else(other);
    let pane = pane.ok_or_else(|| Error::user("no last pane"))?;
    if let Some(off) = off {
        cx.pane(pane)?.input_off = off;
        window_size::redraw_window(cx.world, place.window);
    } else {
        activate(cx, Location { pane, ..place }, keep_zoom)?;
    }
    Ok(Flow::Done)
}

/// Makes a pane the active one of its window. A zoomed window stays zoomed only with `keep_zoom`.
pub(super) fn activate(
    cx: &mut CommandContext<'_>,
    place: Location,
    keep_zoom: bool,
) -> Result<()> {
    cx.window(place.window)?;
    pane_lifecycle::select(cx.world, place, keep_zoom);
    Ok(())
}
