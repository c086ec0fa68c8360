//! `split-window`: split a pane, and start a program in the new one.

use crate::base::{Axis, Result};
use crate::layout::{Extent, Split};
use crate::model::call::{Call, Flow};
use crate::model::command::Verb;
use crate::model::commands::new_window::{PLACE, program};
use crate::model::commands::values::number;

/// Make a pane by splitting another.
#[derive(clap::Args, Debug)]
pub struct SplitWindow {
    /// Before the target pane: left of it or above it
    #[arg(short = 'b')]
    before: bool,
    /// Do not make it active
    #[arg(short = 'd')]
    stay: bool,
    /// Over the whole height or width of the window
    #[arg(short = 'f')]
    full: bool,
    /// Side by side
    #[arg(short = 'h')]
    horizontal: bool,
    /// Print where it is
    #[arg(short = 'P')]
    print: bool,
    /// One above the other, as without a flag
    #[arg(short = 'v')]
    vertical: bool,
    /// Keep the window zoomed
    #[arg(short = 'Z')]
    zoom: bool,
    /// Where it starts
    #[arg(short = 'c', value_name = "start-directory")]
    cwd: Option<String>,
    /// A variable for its environment
    #[arg(short = 'e', value_name = "environment")]
    env: Vec<String>,
    /// How -P prints
    #[arg(short = 'F', value_name = "format")]
    format: Option<String>,
    /// Its size: cells, or N%
    #[arg(short = 'l', value_name = "size")]
    size: Option<String>,
    /// Its size in percent, as in old versions of tmux
    #[arg(short = 'p', value_name = "percentage")]
    percent: Option<String>,
    /// The pane to split
    #[arg(short = 't', value_name = "target-pane")]
    target: Option<String>,
    /// What runs in it
    #[arg(value_name = "shell-command")]
    command: Vec<String>,
}

impl Verb for SplitWindow {
    const NAME: &'static str = "split-window";
    const ALIAS: &'static str = "splitw";

    fn run(self, call: &mut Call<'_>) -> Result<Flow> {
        let place = call.pane_target(self.target.as_deref())?;
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
            call,
            &self.command,
            self.cwd.as_deref(),
            &self.env,
            Some(place),
        )?;
        let new = call.world.add_pane(place, &program, split, !self.stay)?;
        if self.zoom
            && let Some(window) = call.world.windows.get_mut(&place.window)
        {
            window.zoomed = true;
        }
        call.world.launch(new);
        call.world.fit_panes(place.window);
        if self.print {
            return Ok(call.print_started(new, self.format.as_deref().unwrap_or(PLACE)));
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
