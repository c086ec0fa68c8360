//! `new-pane`: start a program in a floating pane.

use crate::base::{BoxRect, Error, Result};
use crate::lang::tables::choices::{Compatibility, PaneBorderLines};
use crate::lang::tables::option_value::Value;
use crate::lang::tables::options;
use crate::model::command::def::Command;
use crate::model::commands::place_args::{Counts, PlaceArgs, usual_size};
use crate::model::commands::split_window::SplitArgs;
use crate::model::commands::start_args::{StartArgs, option_value, set_options};
use crate::model::ops::lifecycle::{floating, pane_lifecycle};
use crate::model::state::command::{CommandContext, Flow};
use crate::model::state::location::Location;
use crate::model::state::options::OptionScope;

/// Start a program in a floating pane above the layout.
#[derive(clap::Args, Debug)]
pub struct NewPane {
    /// Split the target pane instead, as split-window does
    #[arg(short = 'L')]
    tiled: bool,
    /// Lines of the pane's border, as in the option pane-border-lines
    #[arg(short = 'B', value_name = "border-lines")]
    lines: Option<String>,
    #[command(flatten)]
    split: SplitArgs,
    /// Pane in whose window it is made (default: the active pane)
    #[arg(short = 't', value_name = "target-pane")]
    target: Option<String>,
    /// Title of the pane
    #[arg(short = 'T', value_name = "title")]
    title: Option<String>,
    #[command(flatten)]
    place: PlaceArgs,
    #[command(flatten)]
    start: StartArgs,
}

impl Command for NewPane {
    const NAME: &'static str = "new-pane";
    const ALIAS: &'static str = "newp";

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        let place = cx.pane_target(self.target.as_deref())?;
        let split = self.split.split()?;
        let mut set = self.start.options()?;
        if let Some(lines) = &self.lines {
            set.push(option_value(options::PANE_BORDER_LINES, lines)?);
        }
        let program = self.start.program(cx, place)?;
        let new = if self.tiled {
            pane_lifecycle::add_pane(cx.world, place, &program, split, !self.start.stay)?
        } else {
            let bordered = match set.last() {
                Some((name, value)) if *name == options::PANE_BORDER_LINES.name() => {
                    *value != Value::Choice("none".to_owned())
                }
                _ => {
                    let of = OptionScope::Window(Some(place.window));
                    cx.world.get(options::PANE_BORDER_LINES, of) != PaneBorderLines::None
                }
            };
            let rect = self.rect(cx, place, bordered)?;
            let rect = (rect, bordered);
            floating::add_floating(cx.world, place, &program, rect, !self.start.stay)?
        };
        set_options(cx, new.pane, set);
        if let Some(title) = &self.title {
            let title = cx.expand(title, Some(new));
            cx.pane(new.pane)?.title = title;
        }
        self.start.start(cx, new)
    }
}

impl NewPane {
    fn rect(&self, cx: &mut CommandContext<'_>, at: Location, bordered: bool) -> Result<BoxRect> {
        let version = cx.world.get(options::COMPATIBILITY, OptionScope::Server);
        let counts = match version {
            Compatibility::V3_7 => Counts::Cells,
            Compatibility::V3_8 => Counts::Box,
        };
        let window = cx.world.windows.get_mut(&at.window);
        let window = window.ok_or_else(|| Error::not_found("can't find window"))?;
        let size = window.size();
        let rect = BoxRect::new(0, 0, usual_size(size));
        let rect = self.place.applied(rect, size, counts, bordered)?;
        let (x, y) = match (&self.place.x, &self.place.y) {
            (Some(_), Some(_)) => (rect.x, rect.y),
            (x, y) => {
                let next = window.floats.next_corner(size);
                let x = if x.is_some() { rect.x } else { next.0 };
                (x, if y.is_some() { rect.y } else { next.1 })
            }
        };
        Ok(BoxRect { x, y, ..rect })
    }
}
