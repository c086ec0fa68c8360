//! A screen as it was at one moment: the lines that are in history, by number, and copies of the
//! rows below them. History goes on being read from the live screen, so a copy costs one
//! screenful whatever the length of the history.

use super::grid::row::{MARK_OUTPUT, MARK_PROMPT, Reading};
use super::screen::{RowMarks, Screen};
use crate::base::Line;
use std::ops::Range;

/// A row of text as the program sent it (see [`tabs`](crate::base::tabs)) with its OSC 133 marks.
pub type MarkedRow = (Line, RowMarks);

/// The rows of a screen that may still change, and the number of the line at which they begin.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FrozenScreen {
    /// The lines before this number are in history and complete.
    pub end: u64,
    /// The rows from there on: first those of a line that continues on the screen, then the screen.
    pub rows: Vec<MarkedRow>,
}

impl Screen {
    /// Copies the rows that the program may still change.
    pub fn freeze(&self) -> FrozenScreen {
        let cols = self.size().cols;
        let history = &self.state.history;
        let mut end = history.end();
        let mut rows = Vec::new();
        if history.is_open() {
            end = end.saturating_sub(1);
            let count = history.rows_between(end, u64::MAX, cols);
            rows = marked(history.view_before(u64::MAX, cols, 1..count + 1, Reading::Sent));
            if let Some((last, _)) = rows.last_mut().filter(|_| self.on_alternate()) {
                last.wrapped = false;
            }
        }
        let screen = (0..self.size().rows).map(|y| {
            let marks = self.state.grid.info(y).marks;
            let line = self.state.line_of(&self.state.grid, y, Reading::Sent);
            (line, RowMarks::from_bits(marks))
        });
        rows.extend(screen);
        FrozenScreen { end, rows }
    }

    /// The number of rows at a width of the lines `from..end` that are in history.
    pub fn rows_between(&self, from: u64, end: u64, cols: u16) -> usize {
        self.state.history.rows_between(from, end, cols)
    }

    /// Rows of history before line `end` at a width, by their distance from there: `1..3` are the
    /// last two. The oldest comes first.
    pub fn rows_before(&self, end: u64, cols: u16, back: Range<usize>) -> Vec<MarkedRow> {
        marked(
            self.state
                .history
                .view_before(end, cols, back, Reading::Sent),
        )
    }

    /// The line of history with the row at this distance before line `end`, and the index of that
    /// row in the line.
    pub fn line_at(&self, end: u64, cols: u16, distance: usize) -> Option<(u64, usize)> {
        self.state.history.line_at(end, cols, distance)
    }

    /// The number of the oldest line in history.
    pub fn oldest_line(&self) -> u64 {
        self.state.history.oldest()
    }

    /// The number after the newest line in history.
    pub fn end_line(&self) -> u64 {
        self.state.history.end()
    }

    /// Visits the text of lines of history by number, the oldest first or (`back`) the newest
    /// first, until `visit` returns false.
    pub fn scan_lines(&self, lines: Range<u64>, back: bool, visit: impl FnMut(u64, &str) -> bool) {
        self.state.history.scan(lines, back, visit);
    }
}

fn marked(rows: Vec<(Line, u8)>) -> Vec<MarkedRow> {
    let rows = rows.into_iter();
    rows.map(|(line, bits)| (line, RowMarks::from_bits(bits)))
        .collect()
}

impl RowMarks {
    /// The marks of a row from its bits.
    pub(super) fn from_bits(bits: u8) -> Self {
        Self {
            prompt: bits & MARK_PROMPT != 0,
            output: bits & MARK_OUTPUT != 0,
        }
    }
}
