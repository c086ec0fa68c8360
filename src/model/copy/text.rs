//! Reads the frozen text by rows, and converts rows to lines of the history and back.

use crate::base::sorted::SortedMap;
use crate::model::copy::row::Row;
use crate::model::state::mode::copy_mode::{FrozenText, Place};
use crate::model::state::pane_access::{PaneAccess, of_screen};
use crate::term::MarkedRow;
use std::cell::RefCell;
use std::ops::Range;
use std::rc::Rc;

/// Rows of history that are read at once, because neighbours are usually read next.
const BATCH: i64 = 64;
/// Rows that are kept. Walks over a long history would fill the memory.
const KEPT: usize = 4096;

/// A character set of blanks.
pub const WHITESPACE: &str = "\t ";

/// Handles the number and the text of a line, and whether it goes on in the next one.
pub type Visit<'a> = dyn FnMut(u64, &str, bool) -> bool + 'a;

/// A reader of the frozen text.
pub struct Text<'a> {
    frozen: &'a FrozenText,
    access: &'a dyn PaneAccess,
    /// The number of rows above row 0.
    history: i64,
    rows: RefCell<SortedMap<i64, Rc<Row>>>,
}

impl<'a> Text<'a> {
    /// A reader. It counts the rows of history once, so it is for one input only.
    pub fn new(frozen: &'a FrozenText, access: &'a dyn PaneAccess) -> Self {
        let cols = frozen.size.cols.max(1);
        let end = frozen.end;
        let older = of_screen(access, frozen.source, |s| s.rows_between(0, end, cols));
        let mut text = Self {
            frozen,
            access,
            history: 0,
            rows: RefCell::default(),
        };
        text.history = signed(older) + text.above();
        text
    }

    /// The frozen text.
    pub const fn frozen(&self) -> &FrozenText {
        self.frozen
    }

    /// The number of columns of the view.
    pub fn cols(&self) -> usize {
        usize::from(self.frozen.size.cols)
    }

    /// The number of rows of the view.
    pub fn height(&self) -> usize {
        usize::from(self.frozen.size.rows)
    }

    /// The number of rows that the view can be scrolled up.
    pub fn history(&self) -> usize {
        usize::try_from(self.history).unwrap_or(0)
    }

    /// The first row.
    pub const fn top(&self) -> i64 {
        -self.history
    }

    /// The last row.
    pub fn bottom(&self) -> i64 {
        signed(self.height()) - 1
    }

    /// The number of copied rows above row 0.
    fn above(&self) -> i64 {
        signed(self.frozen.rows.len()) - signed(self.height())
    }

    /// The rows with these numbers; those outside of the text are blank.
    pub fn marked_rows(&self, rows: Range<i64>) -> Vec<MarkedRow> {
        let above = self.above();
        let mut out = Vec::new();
        let older = rows.start.max(self.top())..rows.end.min(-above);
        out.resize_with(
            count(older.start.min(rows.end) - rows.start),
            MarkedRow::default,
        );
        if !older.is_empty() {
            let back = count(1 - older.end - above)..count(1 - older.start - above);
            let (end, cols) = (self.frozen.end, self.frozen.size.cols.max(1));
            let found = of_screen(self.access, self.frozen.source, |s| {
                s.rows_before(end, cols, back.clone())
            });
            out.extend(found);
        }
        out.resize_with(
            count(rows.end.min(-above).max(rows.start) - rows.start),
            MarkedRow::default,
        );
        for y in rows.start.max(-above)..rows.end {
            let copied = usize::try_from(y + above).ok();
            let copied = copied.and_then(|at| self.frozen.rows.get(at));
            out.push(copied.cloned().unwrap_or_default());
        }
        out
    }

    /// Row `y`; blank outside of the text.
    pub fn row(&self, y: i64) -> Rc<Row> {
        if let Some(row) = self.rows.borrow().get(&y) {
            return Rc::clone(row);
        }
        let mut known = self.rows.borrow_mut();
        if known.len() > KEPT {
            known.clear();
        }
        let start = y.div_euclid(BATCH) * BATCH;
        let found = self.marked_rows(start..start + BATCH).into_iter();
        for (n, row) in found.enumerate() {
            known.insert(start + signed(n), Rc::new(Row::new(row)));
        }
        known.get(&y).cloned().unwrap_or_default()
    }

    /// The length of row `y` without trailing blanks. In a view of one column a row with a wide
    /// character has two, and the cursor stays in the first.
    pub fn length(&self, y: i64) -> usize {
        self.row(y).length().min(self.cols())
    }

    /// Whether the line of row `y` continues in the next row.
    pub fn wraps(&self, y: i64) -> bool {
        self.row(y).line.wrapped && y < self.bottom()
    }

    /// The first row of the line that has row `y`.
    pub fn line_start(&self, mut y: i64) -> i64 {
        while y > self.top() && self.wraps(y - 1) {
            y -= 1;
        }
        y
    }

    /// The last row of the line that has row `y`.
    pub fn line_end(&self, mut y: i64) -> i64 {
        while self.wraps(y) {
            y += 1;
        }
        y
    }

    /// Whether a cell is inside of the text, in the view or above it.
    pub fn contains(&self, place: Place) -> bool {
        (self.top()..=self.bottom()).contains(&place.y) && place.x <= self.cols()
    }

    /// The first copied row.
    pub fn first_copied(&self) -> i64 {
        -self.above()
    }

    /// The line of the history that has row `y`, and the index of the row in it; `None` for copied
    /// rows and those that left the history.
    pub fn history_line(&self, y: i64) -> Option<(u64, usize)> {
        let distance = usize::try_from(-y - self.above()).ok().filter(|n| *n > 0)?;
        let (end, cols) = (self.frozen.end, self.frozen.size.cols.max(1));
        of_screen(self.access, self.frozen.source, |s| {
            s.line_at(end, cols, distance)
        })
    }

    /// The number of the line that has row `y`; `None` if it left the history.
    pub fn line_number(&self, y: i64) -> Option<u64> {
        if y < self.first_copied() {
            return self.history_line(y).map(|(line, _)| line);
        }
        let before = count(y - self.first_copied()).min(self.frozen.rows.len());
        let rows = &self.frozen.rows[..before];
        let lines = rows.iter().filter(|(row, _)| !row.wrapped).count();
        Some(self.frozen.end + lines as u64)
    }

    /// The first row of a line of the history; `None` if the line left it.
    pub fn row_of_line(&self, line: u64) -> Option<i64> {
        let (end, cols) = (self.frozen.end, self.frozen.size.cols.max(1));
        let rows = of_screen(self.access, self.frozen.source, |s| {
            (line >= s.oldest_line(end) && line < end).then(|| s.rows_between(line, end, cols))
        })?;
        Some(-signed(rows) - self.above())
    }

    /// Visits the text of the lines of the history with the numbers `lines`, until `visit` returns
    /// false. The flag says that the line goes on in the next one.
    pub fn scan(&self, lines: Range<u64>, back: bool, visit: &mut Visit<'_>) {
        let lines = lines.start..lines.end.min(self.frozen.end);
        of_screen(self.access, self.frozen.source, |s| {
            s.scan_lines(lines.clone(), back, |n, text, continues| {
                visit(n, text, continues)
            });
        });
    }

    /// The first of the lines of the history with these numbers, or (`back`) the last, that begins
    /// with a prompt or (`output`) with the output of a command.
    pub fn find_mark(&self, lines: Range<u64>, back: bool, output: bool) -> Option<u64> {
        let lines = lines.start..lines.end.min(self.frozen.end);
        of_screen(self.access, self.frozen.source, |s| {
            s.find_mark(lines.clone(), back, output)
        })
    }

    /// The numbers of the lines of the history.
    pub fn lines(&self) -> Range<u64> {
        let end = self.frozen.end;
        let oldest = of_screen(self.access, self.frozen.source, |s| s.oldest_line(end));
        oldest..self.frozen.end.max(oldest)
    }
}

/// A number of rows as a signed one.
pub fn signed(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// A difference of rows as a count; 0 if it is negative.
pub fn count(n: i64) -> usize {
    usize::try_from(n).unwrap_or(0)
}
