//! `split-window`: split a pane, and start a program in the new one.

use crate::base::{Axis, Result};
use crate::layout::{Extent, Split};
use crate::model::command::def::Command;
use crate::model::commands::new_window::{PLACE, program};
use crate::model::commands::values::number;
use crate::model::ops::lifecycle::pane_lifecycle;
use crate::model::ops::window_size;
use crate::model::state::command::{CommandContext, Flow};

/// Split a pane, and start a program in the new one.
#[derive(clap::Args, Debug)]
pub struct SplitWindow {
    /// Place the new pane left of or above the target pane
    #[arg(short = 'b')]
    before: bool,
    /// Do not select the new pane
    #[arg(short = 'd')]
    stay: bool,
    /// Use the full height or width of the window
    #[arg(short = 'f')]
    full: bool,
    /// Place the panes side by side
    #[arg(short = 'h')]
    horizontal: bool,
    /// Print the new pane's target
    #[arg(short = 'P')]
    print: bool,
    /// Place the panes one above the other (default)
    #[arg(short = 'v')]
    vertical: bool,
    /// Zoom the active pane afterwards
    #[arg(short = 'Z')]
    zoom: bool,
    /// Directory to start in (default: the session's)
    #[arg(short = 'c', value_name = "start-directory")]
    cwd: Option<String>,
    /// Environment variable, as NAME=VALUE (may be repeated)
    #[arg(short = 'e', value_name = "environment")]
    env: Vec<String>,
    /// Format for -P (default: session:window.pane)
    #[arg(short = 'F', value_name = "format")]
    format: Option<String>,
    /// Size in columns or rows, or a percentage such as 30%
    #[arg(short = 'l', value_name = "size")]
    size: Option<String>,
    /// Size in percent (old form of -l)
    #[arg(short = 'p', value_name = "percentage")]
    percent: Option<String>,
    /// Pane to split (default: the active pane)
    #[arg(short = 't', value_name = "target-pane")]
    target: Option<String>,
    /// Shell command to run in the pane (default: a shell)
    #[arg(value_name = "shell-command")]
    command: Vec<String>,
}

impl Command for SplitWindow {
    const NAME: &'static str = "split-window";
    const ALIAS: &'static str = "splitw";
    const AFTER_HOOK: bool = true;

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        let place = cx.pane_target(self.target.as_deref())?;
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
        let program = program(
            cx,
            &self.command,
            self.cwd.as_deref(),
            &self.env,
            Some(place),
        )?;
        let new = pane_lifecycle::add_pane(cx.world, place, &program, split, !self.stay)?;
        if self.zoom
            && let Some(window) = cx.world.windows.get_mut(&place.window)
        {
            window.zoomed = true;
            cx.world.window_sized.insert(new.pane);
        }
        pane_lifecycle::start_program(cx.world, new, None);
        window_size::update_pane_sizes(cx.world, place.window);
        if self.print {
            return Ok(cx.print_started(new, self.format.as_deref().unwrap_or(PLACE)));
        }
        Ok(Flow::Start(new))
    }
}

/// Parses the size of `-l`, or the percentage of `-p`.
///
/// # Errors
/// `size invalid`, `size too small`, `size too large`.
pub(super) fn extent(size: Option<&str>, percent: Option<&str>) -> Result<Option<Extent>> {
    let short = |n: i64| u16::try_from(n).unwrap_or(u16::MAX);
    let share = |text: &str| number(text, "size", 0, 100).map(|n| Extent::Percent(short(n)));
    let extent = match (size, percent) {
        (Some(size), _) => match size.strip_suffix('%') {
            Some(percent) => share(percent)?,
            None => Extent::Cells(short(number(size, "size", 0, i64::from(i32::MAX))?)),
        },
        (None, Some(percent)) => share(percent)?,
        (None, None) => return Ok(None),
    };
    Ok(Some(extent))
}
