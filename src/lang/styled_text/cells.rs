//! Cells of styled text: strips, which can be cut, and the row that they are copied to.

use crate::base::line::Link;
use crate::base::{Line, Style, width};
use crate::lang::style::RangeKind;
use serde::{Deserialize, Serialize};
use std::rc::Rc;

/// A range of columns and the meaning of a click on it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Range {
    /// First column.
    pub from: u16,
    /// The column after the last.
    pub to: u16,
    /// The meaning of a click.
    pub kind: RangeKind,
}

/// A cell: the start of a grapheme cluster, its continuation, or empty.
#[derive(Clone)]
enum Cell {
    Text(String, u8, Style, Option<Rc<Link>>),
    Rest(Style),
    Blank,
}

/// Styled text of any length with its click ranges.
#[derive(Clone, Default)]
pub(super) struct Strip {
    cells: Vec<Cell>,
    marks: Vec<(usize, usize, RangeKind)>,
}

impl Strip {
    /// Width in columns.
    pub(super) fn cols(&self) -> usize {
        self.cells.len()
    }

    /// Appends a cluster; control characters and zero-width clusters are dropped.
    pub(super) fn push(&mut self, cluster: &str, style: Style, link: Option<&Rc<Link>>) {
        let cols = width::cluster_width(cluster);
        if cols == 0 || cluster.contains(|c: char| c.is_control()) {
            return;
        }
        let text = Cell::Text(cluster.to_owned(), cols, style, link.cloned());
        self.cells.push(text);
        self.cells.extend((1..cols).map(|_| Cell::Rest(style)));
    }

    /// Marks the columns from `from` to the end.
    pub(super) fn mark(&mut self, from: usize, kind: RangeKind) {
        if from < self.cols() {
            self.marks.push((from, self.cols(), kind));
        }
    }

    /// Removes the columns from `from` to `to`, which hold whole clusters.
    pub(super) fn remove(&mut self, from: usize, to: usize) {
        let to = to.min(self.cols());
        if from >= to {
            return;
        }
        self.cells.drain(from..to);
        let moved = |at: usize| {
            if at <= from {
                at
            } else {
                at.saturating_sub(to - from).max(from)
            }
        };
        for (start, end, _) in &mut self.marks {
            (*start, *end) = (moved(*start), moved(*end));
        }
        self.marks.retain(|(start, end, _)| start < end);
    }

    /// Appends the first `cols` columns of another strip.
    pub(super) fn append(&mut self, other: Self, cols: usize) {
        let at = self.cols();
        let cols = cols.min(other.cols());
        self.cells.extend(other.cells.into_iter().take(cols));
        for (from, to, kind) in other.marks {
            if from < cols {
                self.marks.push((at + from, at + to.min(cols), kind));
            }
        }
    }
}

/// The row under construction.
pub(super) struct Row {
    cells: Vec<Cell>,
    blank: Style,
    pub(super) ranges: Vec<Range>,
    pub(super) covered: Vec<(u16, u16)>,
}

impl Row {
    /// A blank row of `cols` columns (at most 65,535) in a style.
    pub(super) fn new(cols: usize, blank: Style) -> Self {
        Self {
            cells: vec![Cell::Blank; cols.min(usize::from(u16::MAX))],
            blank,
            ranges: Vec::new(),
            covered: Vec::new(),
        }
    }

    /// Width in columns.
    pub(super) fn cols(&self) -> usize {
        self.cells.len()
    }

    /// Copies `cols` columns of a strip, from its column `start`, to column `at`, with their
    /// ranges.
    pub(super) fn put(&mut self, at: usize, strip: &Strip, start: usize, cols: usize) {
        let cols = cols
            .min(strip.cols().saturating_sub(start))
            .min(self.cols().saturating_sub(at));
        if cols == 0 {
            return;
        }
        let end = start + cols;
        for (to, from) in (start..end).enumerate() {
            self.cells[at + to] = match &strip.cells[from] {
                Cell::Text(_, wide, style, _) if from + usize::from(*wide) > end => half(*style),
                Cell::Rest(style) if from == start => half(*style),
                cell => cell.clone(),
            };
        }
        self.mend(at + cols);
        self.covered.extend(columns(at, at + cols));
        for (from, to, kind) in &strip.marks {
            let (from, to) = ((*from).max(start), (*to).min(end));
            if from >= to {
                continue;
            }
            if let Some((from, to)) = columns(from - start + at, to - start + at) {
                let kind = kind.clone();
                self.ranges.push(Range { from, to, kind });
            }
        }
    }

    /// Blanks a cluster whose start was overwritten.
    fn mend(&mut self, at: usize) {
        if let Some(cell @ Cell::Rest(_)) = self.cells.get_mut(at) {
            *cell = Cell::Blank;
        }
    }

    /// The row as spans.
    pub(super) fn line(&self) -> Line {
        let mut line = Line::default();
        for (at, cell) in self.cells.iter().enumerate() {
            let cut = !matches!(self.cells.get(at + 1), Some(Cell::Rest(_)));
            match cell {
                // The other half of this wide character was overwritten.
                Cell::Text(_, 2, style, _) if cut => line.push_cluster(" ", *style, None),
                Cell::Text(text, _, style, link) => {
                    line.push_cluster(text, *style, link.as_deref());
                }
                Cell::Rest(_) => {}
                Cell::Blank => line.push_cluster(" ", self.blank, None),
            }
        }
        line
    }
}

/// Replacement for a wide character that was cut in half.
fn half(style: Style) -> Cell {
    Cell::Text(" ".to_owned(), 1, style, None)
}

fn columns(from: usize, to: usize) -> Option<(u16, u16)> {
    Some((u16::try_from(from).ok()?, u16::try_from(to).ok()?))
}
