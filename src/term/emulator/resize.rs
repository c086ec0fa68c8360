//! Resizing. The main screen is reflowed and exchanges rows with history; the alternate screen is
//! cut or extended. Rows below the cursor that do not fit are kept until the screen changes, and
//! come back if it grows before.

use super::fields::{CursorPos, Margins, PageLengths, SavedCursor};
use super::state::State;
use crate::base::Size;
use crate::term::grid::cell;
use crate::term::grid::cell_grid::Grid;
use crate::term::grid::reflow::{
    LogicalLine, OverflowRows, WrappedRow, row_info, row_of, split_rows, wrap_all,
};
use crate::term::grid::row::trimmed;
use std::collections::VecDeque;

impl State {
    /// Changes the size, clamped.
    pub fn resize(&mut self, size: Size) {
        let size = size.clamped();
        if size == self.size() {
            return;
        }
        self.begin();
        let stamps = self.main_stamps();
        let mut expected_line_rows = None;
        if self.alternate {
            self.resize_alternate(size);
            if let Some(main) = self.other.take() {
                let shown = std::mem::replace(&mut self.grid, main);
                let mut cursors = [CursorPos::default(); 2];
                cursors[0] = self.saved_main.map_or(cursors[0], |s| s.cursor);
                cursors[1] = self.saved[1].map_or(cursors[0], |s| s.cursor);
                self.reflow(size, &mut cursors);
                self.other = Some(std::mem::replace(&mut self.grid, shown));
                keep(&mut self.saved_main, cursors[0]);
                keep(&mut self.saved[1], cursors[1]);
            }
        } else {
            self.other = None;
            if size.cols != self.size().cols {
                self.blank_prompt();
            }
            expected_line_rows = self.expected_line_rows();
            let mut cursors = [self.cursor; 2];
            cursors[1] = self.saved[0].map_or(self.cursor, |s| s.cursor);
            self.reflow(size, &mut cursors);
            self.cursor = cursors[0];
            keep(&mut self.saved[0], cursors[1]);
        }
        self.margins = Margins::whole(size);
        self.page = PageLengths::default();
        self.expect_redraw(expected_line_rows);
        self.set_main_stamps(&stamps);
        self.shell.input = None;
        self.fit_tabs(size.cols);
        self.changed = true;
        self.end(self.cursor);
    }

    /// Removes rows below the cursor and fills their place from history (`resize-pane -T`).
    pub fn trim(&mut self) {
        let size = self.size();
        let back = u16::try_from(self.history.rows(size.cols)).unwrap_or(u16::MAX);
        let rows = (size.rows - 1).saturating_sub(self.cursor.y).min(back);
        if self.alternate || rows == 0 {
            return;
        }
        let margins = self.margins;
        self.begin();
        self.grid.erase_rows(size.rows - rows, size.rows, 0);
        self.end(self.cursor);
        self.resize(Size::new(size.cols, size.rows - rows));
        self.resize(size);
        self.margins = margins;
    }

    fn fit_tabs(&mut self, cols: u16) {
        let old = self.tabs.len();
        self.tabs.resize(usize::from(cols), false);
        for x in (old..usize::from(cols)).filter(|x| x % 8 == 0) {
            self.tabs[x] = true;
        }
    }

    fn resize_alternate(&mut self, size: Size) {
        let first = (self.cursor.y + 1).saturating_sub(size.rows);
        let mut grid = self.grid.resized(size, first);
        grid.touch_all();
        self.grid = grid;
        self.cursor.y -= first;
        self.cursor.x = self.cursor.x.min(size.cols - 1);
        self.cursor.wrap_pending = false;
    }

    /// Reflows the main screen, which is `self.grid`. `cursors` stay with their text, and the first
    /// one stays on the screen.
    fn reflow(&mut self, size: Size, cursors: &mut [CursorPos; 2]) {
        let old = self.grid.size();
        let used = self
            .grid
            .content_rows()
            .max(cursors[0].y.min(old.rows - 1) + 1);
        let (mut lines, spots, open_rows) = self.take_lines(used, cursors);
        self.restore_overflow(&mut lines);
        let mut rows = wrap_all(&lines, size.cols);
        let cursor = row_of(&rows, spots[0]);
        let mut out = 0;
        let mut shift = 0;
        if rows.len() > usize::from(size.rows) {
            out = (rows.len() - usize::from(size.rows)).min(cursor);
        } else {
            let grown = usize::from(size.rows.saturating_sub(old.rows));
            let before = usize::from(used) + open_rows;
            let freed = if used == old.rows {
                before.saturating_sub(rows.len())
            } else {
                0
            };
            let target = (rows.len() + grown + freed).min(usize::from(size.rows));
            shift = self.pull_lines(&mut lines, target - rows.len(), size.cols);
            if shift > 0 {
                rows = wrap_all(&lines, size.cols);
                out = rows.len().saturating_sub(target);
            }
        }
        for row in &rows[..out] {
            self.push_out(&lines[row.line], row);
        }
        let shown = &rows[out..rows.len().min(out + usize::from(size.rows))];
        self.grid = self.lay_out(size, &lines, shown);
        for (cursor, spot) in cursors.iter_mut().zip(spots) {
            *cursor = locate(&rows, (spot.0 + shift, spot.1), out, size);
        }
        self.store_overflow(lines, rows.get(out + shown.len()));
    }

    /// Appends the overflow rows if the screen has not changed since they were stored.
    fn restore_overflow(&mut self, lines: &mut VecDeque<LogicalLine>) {
        let below = std::mem::take(&mut self.overflow);
        let rows = 0..self.grid.size().rows;
        if rows.into_iter().any(|y| self.grid.changed(y) > below.tick) {
            return;
        }
        let mut rest = below.lines.into_iter();
        if below.joined
            && let Some(last) = lines.back_mut()
            && let Some(first) = rest.next()
        {
            last.cells.extend(first.cells);
            last.fill = first.fill;
        }
        lines.extend(rest);
    }

    /// Stores the rows from `first` on, which did not fit.
    fn store_overflow(&mut self, mut lines: VecDeque<LogicalLine>, first: Option<&WrappedRow>) {
        let Some(first) = first else { return };
        let mut rest: Vec<_> = lines.drain(first.line..).collect();
        if let Some(line) = rest.first_mut() {
            line.cells.drain(..first.cells.start);
            if !first.first {
                line.marks = 0;
            }
        }
        self.overflow = OverflowRows {
            lines: rest,
            joined: !first.first,
            tick: self.generation + 1,
        };
    }

    /// Takes the used rows as logical lines. Returns them, the cursors as line and offset, and how
    /// many rows of the first line were in history.
    fn take_lines(
        &mut self,
        used: u16,
        cursors: &[CursorPos; 2],
    ) -> (VecDeque<LogicalLine>, [(usize, usize); 2], usize) {
        let cols = self.grid.size().cols;
        let mut lines = VecDeque::new();
        let mut spots = [(0, 0); 2];
        let mut line = LogicalLine::default();
        let mut open_rows = 0;
        if self.history.is_open()
            && let Some((cells, _, marks)) = self.history.pop_line(&mut self.interners, true)
        {
            open_rows = split_rows(&cells, cols).len();
            line.cells = cells;
            line.marks = marks;
        }
        for y in 0..used {
            for (spot, cursor) in spots.iter_mut().zip(cursors) {
                let beyond = cursor.y >= used && y + 1 == used;
                if cursor.y == y || beyond {
                    let x = usize::from(cursor.x) + usize::from(cursor.wrap_pending);
                    *spot = (lines.len(), line.cells.len() + x);
                }
            }
            let info = self.grid.info(y);
            let (cells, fill) = trimmed(self.grid.row(y), info, cols);
            line.cells.extend_from_slice(cells);
            line.fill = fill;
            line.marks |= info.marks;
            if !info.wrapped || y + 1 == used {
                lines.push_back(std::mem::take(&mut line));
            }
        }
        (lines, spots, open_rows)
    }

    /// Takes lines from history until they fill `rows` rows. Returns their number.
    fn pull_lines(&mut self, lines: &mut VecDeque<LogicalLine>, rows: usize, cols: u16) -> usize {
        let mut pulled = 0;
        let mut count = 0;
        while pulled < rows {
            let Some((cells, fill, marks)) = self.history.pop_line(&mut self.interners, false)
            else {
                break;
            };
            pulled += split_rows(&cells, cols).len();
            lines.push_front(LogicalLine { cells, fill, marks });
            count += 1;
        }
        count
    }

    fn push_out(&mut self, line: &LogicalLine, row: &WrappedRow) {
        let info = row_info(line, row);
        let fill = if row.last { line.fill } else { 0 };
        let cells = &line.cells[row.cells.clone()];
        self.history.push_row(cells, fill, &info, &self.interners);
    }

    fn lay_out(&self, size: Size, lines: &VecDeque<LogicalLine>, rows: &[WrappedRow]) -> Grid {
        let mut grid = Grid::new(size, self.generation + 1);
        for (y, row) in rows.iter().enumerate() {
            let line = &lines[row.line];
            let mut cells = line.cells[row.cells.clone()].to_vec();
            if row.last && line.fill != 0 {
                let cols = usize::from(size.cols).max(cells.len());
                cells.resize(cols, cell::blank(line.fill));
            }
            grid.put_row(y as u16, &cells, row_info(line, row));
        }
        grid
    }
}

fn keep(saved: &mut Option<SavedCursor>, cursor: CursorPos) {
    if let Some(saved) = saved {
        saved.cursor = cursor;
    }
}

/// The position on the screen of a line and offset, if `out` rows are above the screen.
fn locate(rows: &[WrappedRow], spot: (usize, usize), out: usize, size: Size) -> CursorPos {
    let n = row_of(rows, spot);
    let start = rows.get(n).map_or(0, |row| row.cells.start);
    let end = rows.get(n).map_or(0, |row| row.cells.end);
    let x = spot.1.saturating_sub(start);
    let full = x == usize::from(size.cols) && spot.1 == end;
    CursorPos {
        x: x.min(usize::from(size.cols) - 1) as u16,
        y: n.saturating_sub(out).min(usize::from(size.rows) - 1) as u16,
        wrap_pending: full,
    }
}
