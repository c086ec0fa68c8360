//! Wrapping logical lines into the rows of a grid of another width.

use super::cell;
use super::line_wrap::Wrap;
use super::row::RowInfo;
use std::collections::VecDeque;
use std::ops::Range;

/// Rows below the end of the main screen.
#[derive(Default)]
pub(in crate::term) struct Below {
    pub lines: Vec<Logical>,
    /// The first of them goes on from the last row of the screen.
    pub joined: bool,
    /// When they were put aside; they are of no use once a row has changed since.
    pub tick: u64,
}

impl Below {
    /// Its cells, for marking what is in use.
    pub fn rows(&self) -> impl Iterator<Item = &[u64]> {
        self.lines.iter().map(|line| line.cells.as_slice())
    }
}

/// A line as it would be on an endless row.
#[derive(Default)]
pub(in crate::term) struct Logical {
    pub cells: Vec<u64>,
    /// The look that fills the rest of its last row.
    pub fill: u32,
    pub marks: u8,
}

/// A row of the new screen: a part of a line.
pub(in crate::term) struct Row {
    pub line: usize,
    pub part: Range<usize>,
    pub first: bool,
    pub last: bool,
}

pub(in crate::term) fn row_info(line: &Logical, row: &Row) -> RowInfo {
    RowInfo {
        wrapped: !row.last,
        mixed: true,
        styled: true,
        marks: if row.first { line.marks } else { 0 },
        ..RowInfo::default()
    }
}

/// How cells are cut into rows; at least one.
pub(in crate::term) fn parts(cells: &[u64], cols: u16) -> Vec<Range<usize>> {
    let width = usize::from(cols);
    if !cells.iter().any(|&c| cell::is_wide(c)) {
        let starts = (0..cells.len().max(1)).step_by(width);
        return starts.map(|s| s..(s + width).min(cells.len())).collect();
    }
    let mut wrap = Wrap::new(cols);
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

pub(in crate::term) fn wrap_all(lines: &VecDeque<Logical>, cols: u16) -> Vec<Row> {
    let mut rows = Vec::new();
    for (n, line) in lines.iter().enumerate() {
        let parts = parts(&line.cells, cols);
        let count = parts.len();
        rows.extend(parts.into_iter().enumerate().map(|(i, part)| Row {
            line: n,
            part,
            first: i == 0,
            last: i + 1 == count,
        }));
    }
    rows
}

/// The row in which a place lies.
pub(in crate::term) fn row_of(rows: &[Row], (line, offset): (usize, usize)) -> usize {
    let holds = |row: &Row| row.line == line && (row.last || offset < row.part.end);
    rows.iter()
        .position(holds)
        .unwrap_or(rows.len().saturating_sub(1))
}
