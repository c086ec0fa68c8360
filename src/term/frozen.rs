//! A screen as it was at one moment: the lines that are in history, by number, and copies of the
//! rows below them. History goes on being read from the live screen, so a copy costs one
//! screenful whatever the length of the history.

use super::grid::archive::Piece;
use super::grid::history::History;
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
        let history = &self.state.history;
        history.seen_by(end, |history| history.rows_between(from, end, cols))
    }

    /// Rows of history before line `end` at a width, by their distance from there: `1..3` are the
    /// last two. The oldest comes first.
    pub fn rows_before(&self, end: u64, cols: u16, back: Range<usize>) -> Vec<MarkedRow> {
        let history = &self.state.history;
        marked(history.seen_by(end, |history| {
            history.view_before(end, cols, back, Reading::Sent)
        }))
    }

    /// The line of history with the row at this distance before line `end`, and the index of that
    /// row in the line.
    pub fn line_at(&self, end: u64, cols: u16, distance: usize) -> Option<(u64, usize)> {
        let history = &self.state.history;
        history.seen_by(end, |history| history.line_at(end, cols, distance))
    }

    /// The number of the oldest line that a view of the lines before number `end` has.
    pub fn oldest_line(&self, end: u64) -> u64 {
        self.state.history.seen_by(end, History::oldest)
    }

    /// The first row of a line: 0 is the first row of the screen, rows of history are negative.
    /// `None` if the line is gone.
    pub fn row_of_line(&self, line: u64) -> Option<i64> {
        let history = &self.state.history;
        if line < history.oldest() {
            return None;
        }
        if line < history.end() {
            let rows = history.rows_between(line, u64::MAX, self.size().cols);
            return i64::try_from(rows).ok().map(|rows| -rows);
        }
        let starts = (0..self.size().rows).filter(|y| match y.checked_sub(1) {
            Some(above) => !self.state.grid.info(above).wrapped,
            None => !history.is_open(),
        });
        let later = usize::try_from(line - history.end()).ok()?;
        { starts }.nth(later).map(i64::from)
    }

    /// Keeps the lines of frozen views when the history is cleared, until
    /// [`Screen::release_frozen`].
    pub fn hold_frozen(&self) {
        self.state.history.hold();
    }

    /// Drops the lines that were kept for frozen views: there are none.
    pub fn release_frozen(&self) {
        self.state.history.release();
    }

    /// The number after the newest line in history.
    pub fn end_line(&self) -> u64 {
        self.state.history.end()
    }

    /// The lines of history around line `number` of a view of the lines before `end`, for a reader
    /// that goes on without the screen. If the line is gone, those after it. `None` if there are
    /// none.
    pub fn piece_at(&self, end: u64, number: u64) -> Option<Piece> {
        let history = &self.state.history;
        history.seen_by(end, |history| history.piece_at(number))
    }

    /// The first of the lines of history with these numbers, or (`back`) the last, that begins with
    /// a prompt or (`output`) with the output of a command.
    pub fn find_mark(&self, lines: Range<u64>, back: bool, output: bool) -> Option<u64> {
        let bits = if output { MARK_OUTPUT } else { MARK_PROMPT };
        let history = &self.state.history;
        history.seen_by(lines.end, |history| {
            history.find_marked(lines.clone(), back, bits)
        })
    }

    /// Visits the text of lines of history by number, the oldest first or (`back`) the newest
    /// first, until `visit` returns false. The flag says that the line goes on in the next one.
    pub fn scan_lines(
        &self,
        lines: Range<u64>,
        back: bool,
        visit: impl FnMut(u64, &str, bool) -> bool,
    ) {
        let history = &self.state.history;
        history.seen_by(lines.end, |history| {
            history.scan(lines.clone(), back, visit);
        });
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
