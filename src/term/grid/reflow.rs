//! Wrapping logical lines into rows of another width.

use super::cell;
use super::line_wrap::LineWrap;
use super::row::RowInfo;
use std::collections::VecDeque;
use std::ops::Range;

/// Rows that did not fit below the main screen when it shrank.
#[derive(Default)]
pub(in crate::term) struct OverflowRows {
    pub lines: Vec<LogicalLine>,
    /// The first line continues the last row of the screen.
    pub joined: bool,
    /// The tick at which they were stored. If a row changed later, they are stale.
    pub tick: u64,
}

impl OverflowRows {
    /// The cells of its lines, for the sweep of unused ids.
    pub fn rows(&self) -> impl Iterator<Item = &[u64]> {
        self.lines.iter().map(|line| line.cells.as_slice())
    }
}

/// A logical line as cells.
#[derive(Default)]
pub(in crate::term) struct LogicalLine {
    pub cells: Vec<u64>,
    /// The style that fills the rest of its last row.
    pub fill: u32,
    pub marks: u8,
}

/// A row of the resized screen: a range of a line's cells.
pub(in crate::term) struct WrappedRow {
    pub line: usize,
    pub cells: Range<usize>,
    pub first: bool,
    pub last: bool,
}

pub(in crate::term) fn row_info(line: &LogicalLine, row: &WrappedRow) -> RowInfo {
    RowInfo {
        wrapped: !row.last,
        mixed: true,
        styled: true,
        marks: if row.first { line.marks } else { 0 },
        ..RowInfo::default()
    }
}

/// The ranges of cells that make up the rows; at least one.
pub(in crate::term) fn split_rows(cells: &[u64], cols: u16) -> Vec<Range<usize>> {
    let width = usize::from(cols);
    if !cells.iter().any(|&c| cell::is_wide(c)) {
        let starts = (0..cells.len().max(1)).step_by(width);
        return starts.map(|s| s..(s + width).min(cells.len())).collect();
    }
    let mut wrap = LineWrap::new(cols);
    let mut out = Vec::new();
    let mut start = 0;
    for (i, &value) in cells.iter().enumerate() {
        if cell::is_spacer(value) {
            continue;
        }
        if wrap.advance(1 + u8::from(cell::is_wide(value))) {
            out.push(start..i);
            start = i;
        }
    }
    out.push(start..cells.len());
    out
}

pub(in crate::term) fn wrap_all(lines: &VecDeque<LogicalLine>, cols: u16) -> Vec<WrappedRow> {
    let mut rows = Vec::new();
    for (n, line) in lines.iter().enumerate() {
        let split_rows = split_rows(&line.cells, cols);
        let count = split_rows.len();
        rows.extend(
            split_rows
                .into_iter()
                .enumerate()
                .map(|(i, cells)| WrappedRow {
                    line: n,
                    cells,
                    first: i == 0,
                    last: i + 1 == count,
                }),
        );
    }
    rows
}

/// The index of the row that contains a position.
pub(in crate::term) fn row_of(rows: &[WrappedRow], (line, offset): (usize, usize)) -> usize {
    let holds = |row: &WrappedRow| row.line == line && (row.last || offset < row.cells.end);
    rows.iter()
        .position(holds)
        .unwrap_or(rows.len().saturating_sub(1))
}
