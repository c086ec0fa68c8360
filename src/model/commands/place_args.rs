//! The flags for the place and the size of a floating pane.

use crate::base::{BoxRect, Error, PaneId, Result, Size};
use crate::lang::tables::options;
use crate::layout::Shares;
use crate::model::commands::values::number;
use crate::model::ops::lifecycle::auto_layout;
use crate::model::state::options::OptionScope;
use crate::model::state::world::World;

/// The place and the size of a floating pane: cells, or percentages of the window.
#[derive(clap::Args, Debug)]
pub struct PlaceArgs {
    /// Column of the pane, or a percentage of the window such as 30%
    #[arg(short = 'X', value_name = "x-position", allow_hyphen_values = true)]
    pub(super) x: Option<String>,
    /// Width in columns, or a percentage of the window
    #[arg(short = 'x', value_name = "width")]
    pub(super) cols: Option<String>,
    /// Row of the pane, or a percentage of the window
    #[arg(short = 'Y', value_name = "y-position", allow_hyphen_values = true)]
    pub(super) y: Option<String>,
    /// Height in rows, or a percentage of the window
    #[arg(short = 'y', value_name = "height")]
    pub(super) rows: Option<String>,
}

/// What the numbers of [`PlaceArgs`] count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Counts {
    /// The cells of the pane, as in `new-pane` of tmux 3.7.
    Cells,
    /// The box with its border, as in the commands of tmux 3.8.
    Box,
}

impl PlaceArgs {
    /// The cells of the pane: `rect`, which has no border, with the given parts replaced.
    ///
    /// # Errors
    /// `width too small` and the like, in the words of [`number`].
    pub(super) fn applied(
        &self,
        rect: BoxRect,
        window: Size,
        counts: Counts,
        bordered: bool,
    ) -> Result<BoxRect> {
        let line = i32::from(bordered && counts == Counts::Box);
        let size = |text: &Option<String>, what: &str, whole: u16, now: u16| match text {
            None => Ok(now),
            Some(text) => {
                let cells = extent(text, what, whole, 1)? - line * 2;
                Ok(u16::try_from(cells.max(1))
                    .unwrap_or(Size::MAX)
                    .min(Size::MAX))
            }
        };
        let at = |text: &Option<String>, what: &str, whole: u16, now: i32| match text {
            None => Ok(now),
            Some(text) => Ok(extent(text, what, whole, -i32::from(Size::MAX))? + line),
        };
        Ok(BoxRect {
            x: at(&self.x, "x position", window.cols, rect.x)?,
            y: at(&self.y, "y position", window.rows, rect.y)?,
            cols: size(&self.cols, "width", window.cols, rect.cols)?,
            rows: size(&self.rows, "height", window.rows, rect.rows)?,
        })
    }

    /// Keeps the percentages that were given for a floating pane, so that its place follows the
    /// window. Parts given in cells have none from now on. In tmux they count only once.
    pub(super) fn keep_shares(&self, world: &mut World, pane: PaneId, counts: Counts) {
        if world.host.as_tmux {
            return;
        }
        let line = i16::from(world.is_bordered(pane) && counts == Counts::Box);
        let text = world.get(options::PANE_PLACE, OptionScope::Pane(pane));
        let Shares(mut parts) = Shares::parse(text).unwrap_or_default();
        let flags = [&self.x, &self.y, &self.cols, &self.rows];
        if flags.iter().all(|flag| flag.is_none()) {
            return;
        }
        let cells = [line, line, -2 * line, -2 * line];
        for ((part, flag), cells) in parts.iter_mut().zip(flags).zip(cells) {
            let percent = flag.as_ref().map(|text| text.strip_suffix('%'));
            if let Some(percent) = percent {
                let percent = percent.and_then(|n| n.parse().ok());
                *part = percent.filter(|n| *n <= 100).map(|n| (n, cells));
            }
        }
        auto_layout::put_shares(world, pane, Shares(parts));
    }

    /// Whether a flag for the place is given.
    pub(super) fn moves(&self) -> bool {
        self.x.is_some() || self.y.is_some()
    }
}

/// A number of cells from `least`, or a percentage of `whole`.
fn extent(text: &str, what: &str, whole: u16, least: i32) -> Result<i32> {
    let most = i64::from(Size::MAX);
    let n = match text.strip_suffix('%') {
        Some(percent) => {
            let percent = number(percent, what, i64::from(least.min(1)), 100)?;
            i64::from(whole) * percent / 100
        }
        None => number(text, what, i64::from(least), most)?,
    };
    i32::try_from(n).map_err(|_| Error::user(format!("{what} too large")))
}
