//! `resize-window`: resize a window, and stop fitting it to its clients.

use crate::base::{Result, Size};
use crate::lang::tables::choices::WindowSize;
use crate::lang::tables::option_value::Value;
use crate::lang::tables::options;
use crate::model::command::def::Command;
use crate::model::commands::values::number;
use crate::model::ops::window_size;
use crate::model::state::command::{CommandContext, Flow};

/// Resize a window, and stop fitting it to its clients.
#[derive(clap::Args, Debug)]
pub struct ResizeWindow {
    /// Use the size of the largest client that shows it
    #[arg(short = 'A')]
    largest: bool,
    /// Use the size of the smallest client that shows it
    #[arg(short = 'a')]
    smallest: bool,
    /// Add rows
    #[arg(short = 'D')]
    down: bool,
    /// Remove columns
    #[arg(short = 'L')]
    left: bool,
    /// Add columns
    #[arg(short = 'R')]
    right: bool,
    /// Remove rows
    #[arg(short = 'U')]
    up: bool,
    /// Target window (default: the current window)
    #[arg(short = 't', value_name = "target-window")]
    target: Option<String>,
    /// Width in columns
    #[arg(short = 'x', value_name = "width")]
    cols: Option<String>,
    /// Height in rows
    #[arg(short = 'y', value_name = "height")]
    rows: Option<String>,
    /// Number of rows or columns to add or remove (default: 1)
    #[arg(value_name = "adjustment")]
    adjustment: Option<String>,
}

impl Command for ResizeWindow {
    const NAME: &'static str = "resize-window";
    const ALIAS: &'static str = "resizew";
    const AFTER_HOOK: bool = true;

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        let place = cx.window_target(self.target.as_deref())?;
        let old = cx.window(place.window)?.size();
        let mut size = self.asked(old)?;
        if self.largest || self.smallest {
            let how = if self.largest {
                WindowSize::Largest
            } else {
                WindowSize::Smallest
            };
            let usual = window_size::new_window_size(cx.world, Some(place.session));
            size = window_size::size_for_clients(cx.world, place.window, how).unwrap_or(usual);
        }
        let window = cx.window(place.window)?;
        window.options.set(
            options::WINDOW_SIZE.name(),
            Value::Choice("manual".to_owned()),
        );
        window.manual = Some(size);
        window_size::update_window_sizes(cx.world);
        Ok(Flow::Done)
    }
}

impl ResizeWindow {
    /// Returns the size from `-x`, `-y` and the direction flags.
    ///
    /// # Errors
    /// If a number is invalid, too small or too large.
    fn asked(&self, old: Size) -> Result<Size> {
        let short = |n: i64| u16::try_from(n).unwrap_or(u16::MAX);
        let by = match &self.adjustment {
            None => 1,
            Some(text) => short(number(text, "adjustment", 1, i64::from(i32::MAX))?),
        };
        let side = |text: &Option<String>, what: &str, old: u16| match text {
            None => Ok(old),
            Some(text) => number(text, what, 1, i64::from(Size::MAX)).map(short),
        };
        let mut size = Size::new(
            side(&self.cols, "width", old.cols)?,
            side(&self.rows, "height", old.rows)?,
        );
        let less = |n: u16| if n > by { n - by } else { n };
        if self.left {
            size.cols = less(size.cols);
        } else if self.right {
            size.cols = size.cols.saturating_add(by);
        } else if self.up {
            size.rows = less(size.rows);
        } else if self.down {
            size.rows = size.rows.saturating_add(by);
        }
        Ok(size.clamped())
    }
}
