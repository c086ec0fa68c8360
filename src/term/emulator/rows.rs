//! Reading the screen as lines of styled text.

use super::state::State;
use crate::base::{Cells, Line};
use crate::term::grid::cell::{self, Content};
use crate::term::grid::cell_grid::Grid;
use crate::term::grid::row::Reading;
use std::ops::Range;

impl State {
    /// Row `y` of the visible screen as it is displayed.
    pub fn line(&self, y: u16) -> Line {
        self.line_of(&self.grid, y, Reading::Shown)
    }

    /// Row `y` of `grid`.
    pub fn line_of(&self, grid: &Grid, y: u16, reading: Reading) -> Line {
        let mut line = Line {
            wrapped: grid.info(y).wrapped,
            ..Line::default()
        };
        let row = grid.row(y);
        // Tabs in the default style are blanks when displayed, also at the end of a row.
        let least = if reading == Reading::Shown { 0x20 } else { 1 };
        let end = row.iter().rposition(|&c| c >= least).map_or(0, |n| n + 1);
        let mut text = String::new();
        let mut i = 0;
        while i < end {
            let style_id = cell::style_id(row[i]);
            let packed = self.interners.style(style_id);
            let style = reading.style(packed);
            let link = self.interners.link(packed.link());
            let kind = kind(row[i]);
            text.clear();
            let start = i;
            while i < end && cell::style_id(row[i]) == style_id {
                let spacer = cell::is_spacer(row[i]) && i > start;
                let single = i > start && matches!(kind, Cells::Cluster(_));
                if !spacer && (single || self::kind(row[i]) != kind) {
                    break;
                }
                if reading == Reading::Sent
                    && let Some(column) = cell::tab_column(row[i])
                {
                    text.push(column);
                } else if !spacer {
                    self.cell_text(row[i], &mut text);
                }
                i += 1;
            }
            if !text.is_empty() {
                line.push_run(&text, style, link, kind);
            }
        }
        line
    }

    /// Rows as capture-pane(1) counts them: 0 is the first visible row, history is negative.
    pub fn rows(&self, range: Range<i64>, reading: Reading) -> Vec<Line> {
        let size = self.size();
        let end = range.end.min(i64::from(size.rows));
        // Counting the rows of history would read all of it; so only the requested ones are read.
        let start = range.start.max(-i64::from(u32::MAX));
        let mut out = Vec::new();
        if start < 0 && end > start {
            let newest = (-(end - 1)).max(1) as usize;
            let back = newest..(-start) as usize + 1;
            out = self.history.view(size.cols, back, reading);
        }
        for y in start.max(0)..end {
            out.push(self.line_of(&self.grid, y as u16, reading));
        }
        out
    }
}

fn kind(value: u64) -> Cells {
    match cell::content(value) {
        Content::Cluster(_) => Cells::Cluster(1 + u8::from(cell::is_wide(value))),
        Content::Char(_) if cell::is_wide(value) => Cells::Wide,
        _ => Cells::Narrow,
    }
}
