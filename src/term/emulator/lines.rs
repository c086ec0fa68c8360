//! The logical lines of the visible rows: their numbers, their text, and the stamps of their
//! changes.

use super::state::State;
use crate::term::grid::cell_grid::Grid;
use std::ops::Range;

/// The most bytes of a line's part in history that are read with its rows.
const MAX_HEAD: usize = 16 << 10;

/// A logical line that has rows on the screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::term) struct GridLine {
    /// The number of the line; on the alternate screen that of its first row.
    pub number: u64,
    /// Its rows.
    pub rows: Range<u16>,
    /// The stamp of the last change of its text.
    pub written: u64,
    /// It begins in history.
    pub open: bool,
}

impl State {
    /// The lines of the visible screen, from the top.
    pub fn grid_lines(&self) -> impl Iterator<Item = GridLine> + '_ {
        let open = !self.alternate && self.history.is_open();
        let end = self.history.end();
        let number = if self.alternate {
            0
        } else {
            end - u64::from(open)
        };
        lines_of(&self.grid, number, open)
    }

    /// The screen that exchanges lines with history, and its lines.
    fn main_lines(&self) -> Vec<GridLine> {
        let grid = match &self.other {
            Some(main) if self.alternate => main,
            _ => &self.grid,
        };
        let open = self.history.is_open();
        lines_of(grid, self.history.end() - u64::from(open), open).collect()
    }

    /// The numbers of the lines of the main screen and their stamps.
    pub fn main_stamps(&self) -> Vec<(u64, u64)> {
        let lines = self.main_lines().into_iter();
        lines.map(|line| (line.number, line.written)).collect()
    }

    /// Sets the stamps of the lines of the main screen after its rows were made anew. Lines that
    /// come from history are old.
    pub fn set_main_stamps(&mut self, stamps: &[(u64, u64)]) {
        for line in self.main_lines() {
            let known = stamps.iter().find(|(number, _)| *number == line.number);
            let stamp = known.map_or(0, |(_, stamp)| *stamp);
            let grid = match &mut self.other {
                Some(main) if self.alternate => main,
                _ => &mut self.grid,
            };
            line.rows.for_each(|y| grid.set_written(y, stamp));
        }
    }

    /// The text of a line of the visible screen without trailing blanks. Of a line that begins in
    /// history the last 16 KiB of that part are included.
    pub fn line_text(&self, line: &GridLine) -> String {
        let mut text = if line.open {
            self.head()
        } else {
            String::new()
        };
        for y in line.rows.clone() {
            self.row_text(y, self.grid.row(y).len(), &mut text);
        }
        let end = text.trim_end_matches('\0').len();
        text.truncate(end);
        text.replace('\0', " ")
    }

    /// The place in the text of [`State::line_text`] of column `x` of row `y`, which is one of the
    /// line's.
    pub fn line_offset(&self, line: &GridLine, x: u16, y: u16) -> usize {
        let mut text = if line.open {
            self.head()
        } else {
            String::new()
        };
        for row in line.rows.start..y {
            self.row_text(row, self.grid.row(row).len(), &mut text);
        }
        self.row_text(y, usize::from(x), &mut text);
        text.len()
    }

    /// Appends the first `cols` cells of a row, with a NUL for each blank.
    fn row_text(&self, y: u16, cols: usize, to: &mut String) {
        let row = self.grid.row(y);
        for &value in &row[..cols.min(row.len())] {
            let before = to.len();
            self.cell_text(value, to);
            if value as u32 == 0 {
                to.truncate(before);
                to.push('\0');
            }
        }
        for _ in row.len()..cols {
            to.push('\0');
        }
    }

    /// The part of the first visible line that is in history.
    fn head(&self) -> String {
        let last = self.history.end().saturating_sub(1);
        let mut head = String::new();
        self.history
            .scan(last..self.history.end(), false, |_, text, _| {
                head.push_str(text);
                true
            });
        let mut from = head.len().saturating_sub(MAX_HEAD);
        while !head.is_char_boundary(from) {
            from += 1;
        }
        head.split_off(from)
    }
}

/// The lines of a grid; the first has this number.
fn lines_of(grid: &Grid, first: u64, open: bool) -> impl Iterator<Item = GridLine> + '_ {
    let rows = grid.size().rows;
    let mut y = 0;
    let mut number = first;
    let mut open = open;
    std::iter::from_fn(move || {
        if y >= rows {
            return None;
        }
        let start = y;
        let mut written = grid.info(y).written;
        while grid.info(y).wrapped && y + 1 < rows {
            y += 1;
            written = written.max(grid.info(y).written);
        }
        y += 1;
        let line = GridLine {
            number,
            rows: start..y,
            written,
            open: std::mem::take(&mut open),
        };
        number += 1;
        Some(line)
    })
}
