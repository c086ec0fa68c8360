//! The cells of one screen, row by row, with the time of each row's last change. It has no cursor,
//! no modes and no history.
//!
//! Rows are reached through an index, so scrolling moves indices instead of cells. A row knows how
//! many of its cells were written; the rest are blank whatever the memory contains, so erasing a
//! row does not touch its cells.

use super::cell::{self, StyleId};
use super::row::RowInfo;
use crate::base::{Size, tabs};
use std::ops::Range;

/// The cells of one screen.
#[derive(Debug)]
pub(in crate::term) struct Grid {
    cols: u16,
    rows: u16,
    cells: Vec<u64>,
    /// From `first` on: the index of each visible row in `cells` and `info`. The vector has room
    /// for twice the rows, so scrolling the whole screen usually only increments `first`.
    order: Vec<u16>,
    first: usize,
    info: Vec<RowInfo>,
    /// The tick of each visible row's last change.
    changed: Vec<u64>,
    /// The current tick.
    tick: u64,
    /// The current stamp ([`RowInfo::written`]).
    stamp: u64,
    /// Rows that changed in this tick and whose entries in `changed` are not updated yet. A flood
    /// scrolls all rows with every line; so it writes `changed` only once per tick.
    touched: Range<u16>,
}

impl Grid {
    /// A blank grid. `size` must have at least one row and one column.
    pub fn new(size: Size, tick: u64) -> Self {
        let rows = usize::from(size.rows);
        Self {
            cols: size.cols,
            rows: size.rows,
            cells: vec![0; size.area()],
            order: (0..size.rows).cycle().take(2 * rows).collect(),
            first: 0,
            info: vec![RowInfo::default(); rows],
            changed: vec![tick; rows],
            tick,
            stamp: 0,
            touched: 0..0,
        }
    }

    /// The size in cells.
    pub fn size(&self) -> Size {
        Size::new(self.cols, self.rows)
    }

    #[inline]
    fn at(&self, y: u16) -> usize {
        usize::from(self.order[self.first + usize::from(y)])
    }

    /// The index entries of the rows `top..bottom`.
    fn order_of(&mut self, top: u16, bottom: u16) -> &mut [u16] {
        &mut self.order[self.first + usize::from(top)..self.first + usize::from(bottom)]
    }

    /// Moves all rows up by one and the first below the last. Returns the index of the moved row.
    #[inline]
    fn rotate_all(&mut self) -> u16 {
        let rows = usize::from(self.rows);
        let moved = self.order[self.first];
        if self.first + rows < self.order.len() {
            self.first += 1;
        } else {
            self.order.copy_within(self.first + 1.., 0);
            self.first = 0;
        }
        self.order[self.first + rows - 1] = moved;
        moved
    }

    /// The written cells of row `y`.
    #[inline]
    pub fn row(&self, y: u16) -> &[u64] {
        let at = self.at(y);
        let start = at * usize::from(self.cols);
        &self.cells[start..start + usize::from(self.info[at].used)]
    }

    /// The flags of row `y`.
    #[inline]
    pub fn info(&self, y: u16) -> &RowInfo {
        &self.info[self.at(y)]
    }

    fn info_mut(&mut self, y: u16) -> &mut RowInfo {
        let at = self.at(y);
        &mut self.info[at]
    }

    /// The cell at column `x` of row `y`.
    pub fn cell(&self, y: u16, x: u16) -> u64 {
        self.row(y).get(usize::from(x)).copied().unwrap_or(0)
    }

    /// Sets whether row `y` continues in the next row.
    pub fn set_wrapped(&mut self, y: u16, wrapped: bool) {
        self.info_mut(y).wrapped = wrapped;
    }

    /// Adds `MARK_*` bits to row `y`.
    pub fn add_marks(&mut self, y: u16, marks: u8) {
        self.info_mut(y).marks |= marks;
        self.redraw(y);
    }

    /// Sets the stamp of the changes that follow.
    pub fn set_stamp(&mut self, stamp: u64) {
        self.stamp = stamp;
    }

    /// Sets the stamp of row `y`'s last change.
    pub fn set_written(&mut self, y: u16, stamp: u64) {
        self.info_mut(y).written = stamp;
    }

    /// Sets the tick of the changes that follow.
    pub fn set_tick(&mut self, tick: u64) {
        self.flush_touched();
        self.tick = tick;
    }

    /// Writes `touched` to `changed`.
    pub fn flush_touched(&mut self) {
        let touched = std::mem::replace(&mut self.touched, 0..0);
        self.changed[usize::from(touched.start)..usize::from(touched.end)].fill(self.tick);
    }

    /// The tick of row `y`'s last change.
    pub fn changed(&self, y: u16) -> u64 {
        if self.touched.contains(&y) {
            return self.tick;
        }
        self.changed[usize::from(y)]
    }

    /// Whether a row changed in the current tick.
    pub fn has_changed(&self) -> bool {
        !self.touched.is_empty() || self.changed.contains(&self.tick)
    }

    /// Marks row `y`, whose text changes, as changed.
    #[inline]
    pub fn touch(&mut self, y: u16) {
        self.redraw(y);
        let at = self.at(y);
        self.info[at].written = self.stamp;
    }

    /// Marks row `y`, whose text stays, as changed.
    #[inline]
    fn redraw(&mut self, y: u16) {
        self.changed[usize::from(y)] = self.tick;
    }

    /// Marks all rows as changed.
    pub fn touch_all(&mut self) {
        self.touch_rows(0, self.rows);
    }

    #[inline]
    fn touch_rows(&mut self, top: u16, bottom: u16) {
        if self.touched.start <= top && bottom <= self.touched.end {
            return;
        }
        if self.touched.start < self.touched.end {
            self.flush_touched();
        }
        self.touched = top..bottom;
    }

    /// Row `y` with the cells up to column `end` initialized and counted as used.
    #[inline]
    fn extend_to(&mut self, y: u16, end: usize) -> (&mut [u64], &mut RowInfo) {
        let at = self.at(y);
        let start = at * usize::from(self.cols);
        let info = &mut self.info[at];
        let used = usize::from(info.used);
        let row = &mut self.cells[start..start + usize::from(self.cols)];
        if used < end {
            row[used..end].fill(0);
            info.used = end as u16;
        }
        (row, info)
    }

    /// Writes printable ASCII at column `x` of row `y`. It must fit into the row.
    #[inline]
    pub fn write_ascii(&mut self, y: u16, x: u16, text: &[u8], style_id: StyleId) {
        let (from, end) = (usize::from(x), usize::from(x) + text.len());
        self.touch(y);
        let at = self.at(y);
        if self.info[at].mixed {
            self.split_wide_at_both(y, x, end as u16);
        }
        let start = at * usize::from(self.cols);
        let info = &mut self.info[at];
        let used = usize::from(info.used);
        let row = &mut self.cells[start..start + usize::from(self.cols)];
        if used < from {
            row[used..from].fill(0);
        }
        info.used = used.max(end) as u16;
        info.styled |= style_id != 0;
        let upper = cell::blank(style_id);
        for (to, &byte) in row[from..end].iter_mut().zip(text) {
            *to = upper | u64::from(byte);
        }
    }

    /// Writes one cell, and the spacer of a wide one, at column `x` of row `y`. It must fit into
    /// the row.
    #[inline]
    pub fn write(&mut self, y: u16, x: u16, value: u64) {
        self.touch(y);
        let wide = cell::is_wide(value);
        let (from, end) = (usize::from(x), usize::from(x) + 1 + usize::from(wide));
        let at = self.at(y);
        let used = usize::from(self.info[at].used);
        if from < used {
            self.split_wide(y, x);
            self.split_wide(y, end as u16);
        }
        let start = at * usize::from(self.cols);
        let row = &mut self.cells[start..start + usize::from(self.cols)];
        if used < from {
            row[used..from].fill(0);
        }
        let info = &mut self.info[at];
        info.used = used.max(end) as u16;
        info.mixed = true;
        info.styled |= cell::style_id(value) != 0;
        row[from] = value;
        if wide {
            row[from + 1] = cell::spacer(cell::style_id(value));
        }
    }

    /// Row `y` for writing complete characters from column `x` on. [`Grid::end_run`] must follow.
    #[inline]
    pub fn begin_run(&mut self, y: u16, x: u16) -> &mut [u64] {
        self.touch(y);
        self.split_wide(y, x);
        let at = self.at(y);
        let start = at * usize::from(self.cols);
        let row = &mut self.cells[start..start + usize::from(self.cols)];
        let used = usize::from(self.info[at].used);
        if used < usize::from(x) {
            row[used..usize::from(x)].fill(0);
        }
        row
    }

    /// Ends a run of characters in row `y` before column `end`.
    #[inline]
    pub fn end_run(&mut self, y: u16, end: u16, style_id: StyleId) {
        let at = self.at(y);
        let info = &mut self.info[at];
        if end < info.used {
            let next = &mut self.cells[at * usize::from(self.cols) + usize::from(end)];
            if cell::is_spacer(*next) {
                *next = cell::blank(cell::style_id(*next));
            }
        }
        info.used = info.used.max(end);
        info.mixed = true;
        info.styled |= style_id != 0;
    }

    /// Writes a tab over the columns `from..to` of row `y`, which must fit into the row, if they
    /// are blank in one style. The row looks as before.
    pub fn write_tab(&mut self, y: u16, from: u16, to: u16) {
        let columns = usize::from(from)..usize::from(to);
        let (first, last) = (columns.start, columns.end.saturating_sub(1));
        let style_id = cell::style_id(self.cell(y, from));
        let blank = [cell::blank(style_id), cell::character(' ', false, style_id)];
        if columns.is_empty() || (from..to).any(|x| !blank.contains(&self.cell(y, x))) {
            return;
        }
        let (row, _) = self.extend_to(y, columns.end);
        let column = |c| cell::character(c, false, style_id);
        row[columns].fill(column(tabs::MIDDLE));
        row[first] = column(tabs::FIRST);
        row[last] = column(if first == last {
            tabs::SINGLE
        } else {
            tabs::LAST
        });
    }

    /// Changes the style of the cell at column `x` of row `y`.
    pub fn set_style(&mut self, y: u16, x: u16, style_id: StyleId) {
        self.redraw(y);
        let (row, info) = self.extend_to(y, usize::from(x) + 1);
        info.styled |= style_id != 0;
        let value = row[usize::from(x)];
        row[usize::from(x)] = (value ^ cell::blank(cell::style_id(value))) | cell::blank(style_id);
    }

    #[cold]
    fn split_wide_at_both(&mut self, y: u16, from: u16, to: u16) {
        self.split_wide(y, from);
        self.split_wide(y, to);
    }

    /// Blanks both halves of a wide character that lies across the left edge of column `x`.
    fn split_wide(&mut self, y: u16, x: u16) {
        let at = self.at(y);
        let info = self.info[at];
        if !info.mixed || x == 0 || x >= info.used {
            return;
        }
        let i = at * usize::from(self.cols) + usize::from(x);
        if cell::is_spacer(self.cells[i]) {
            self.cells[i] = cell::blank(cell::style_id(self.cells[i]));
            self.cells[i - 1] = cell::blank(cell::style_id(self.cells[i - 1]));
        }
    }

    /// Blanks the columns `from..to` of row `y`.
    pub fn erase(&mut self, y: u16, from: u16, to: u16, style_id: StyleId) {
        let to = to.min(self.cols);
        if from >= to {
            return;
        }
        self.touch(y);
        self.split_wide(y, from);
        self.split_wide(y, to);
        let cols = self.cols;
        let info = self.info_mut(y);
        if to == cols {
            info.wrapped = false;
        }
        if from == 0 && to == cols {
            *info = RowInfo {
                marks: info.marks,
                written: info.written,
                ..RowInfo::default()
            };
        }
        if style_id == 0 && to >= info.used {
            info.used = info.used.min(from);
            return;
        }
        info.styled |= style_id != 0;
        let (row, _) = self.extend_to(y, usize::from(to));
        row[usize::from(from)..usize::from(to)].fill(cell::blank(style_id));
    }

    /// Blanks the cells of `from..to` whose style id `keep` does not accept (selective erase).
    pub fn erase_unless(
        &mut self,
        y: u16,
        from: u16,
        to: u16,
        style_id: StyleId,
        keep: impl Fn(StyleId) -> bool,
    ) {
        for x in from..to.min(self.cols) {
            if !keep(cell::style_id(self.cell(y, x))) {
                self.erase(y, x, x + 1, style_id);
            }
        }
    }

    /// Blanks the rows `top..bottom` and removes their marks.
    pub fn erase_rows(&mut self, top: u16, bottom: u16, style_id: StyleId) {
        for y in top..bottom.min(self.rows) {
            self.info_mut(y).marks = 0;
            self.erase(y, 0, self.cols, style_id);
        }
    }

    /// Inserts `n` blank cells at column `x` of row `y`. Cells that leave `x..right` are lost.
    pub fn insert_cells(&mut self, y: u16, x: u16, n: u16, right: u16, style_id: StyleId) {
        let n = n.min(right.saturating_sub(x));
        if n == 0 {
            return;
        }
        self.split_wide(y, x);
        self.split_wide(y, right);
        self.split_wide(y, right - n);
        self.touch(y);
        let (row, info) = self.extend_to(y, usize::from(right));
        info.wrapped = false;
        let (x, n, right) = (usize::from(x), usize::from(n), usize::from(right));
        row.copy_within(x..right - n, x + n);
        row[x..x + n].fill(cell::blank(style_id));
        info.styled |= style_id != 0;
    }

    /// Deletes `n` cells at column `x` of row `y`. Blank cells come in at `right`.
    pub fn delete_cells(&mut self, y: u16, x: u16, n: u16, right: u16, style_id: StyleId) {
        let n = n.min(right.saturating_sub(x));
        if n == 0 {
            return;
        }
        self.split_wide(y, x);
        self.split_wide(y, x + n);
        self.split_wide(y, right);
        self.touch(y);
        let (row, info) = self.extend_to(y, usize::from(right));
        info.wrapped = false;
        let (x, n, right) = (usize::from(x), usize::from(n), usize::from(right));
        row.copy_within(x + n..right, x);
        row[right - n..right].fill(cell::blank(style_id));
        info.styled |= style_id != 0;
    }

    /// Scrolls the rows `top..bottom` up by `n`. Blank rows come in at the bottom.
    #[inline]
    pub fn scroll_up(&mut self, top: u16, bottom: u16, n: u16, style_id: StyleId) {
        let n = n.min(bottom.saturating_sub(top));
        if n == 0 {
            return;
        }
        self.touch_rows(top, bottom);
        if n == 1 {
            let moved = if bottom - top == self.rows {
                self.rotate_all()
            } else {
                let order = self.order_of(top, bottom);
                order.rotate_left(1);
                order[order.len() - 1]
            };
            if style_id == 0 {
                self.info[usize::from(moved)] = RowInfo::default();
                return;
            }
        } else {
            self.order_of(top, bottom).rotate_left(usize::from(n));
        }
        self.clear_moved(bottom - n, bottom, style_id);
    }

    /// Scrolls the rows `top..bottom` down by `n`. Blank rows come in at the top.
    pub fn scroll_down(&mut self, top: u16, bottom: u16, n: u16, style_id: StyleId) {
        let n = n.min(bottom.saturating_sub(top));
        if n == 0 {
            return;
        }
        self.touch_rows(top, bottom);
        self.order_of(top, bottom).rotate_right(usize::from(n));
        self.clear_moved(top, top + n, style_id);
    }

    fn clear_moved(&mut self, top: u16, bottom: u16, style_id: StyleId) {
        for y in top..bottom {
            *self.info_mut(y) = RowInfo::default();
            if style_id != 0 {
                self.erase(y, 0, self.cols, style_id);
            }
        }
    }

    /// Copies the columns `cols` of row `from` to row `to`.
    pub fn copy_cells(&mut self, from: u16, to: u16, cols: Range<u16>) {
        let (left, right) = (usize::from(cols.start), usize::from(cols.end));
        for y in [from, to] {
            self.split_wide(y, cols.start);
            self.split_wide(y, cols.end);
            self.extend_to(y, right);
        }
        self.touch(to);
        let source = *self.info(from);
        let start = self.at(from) * usize::from(self.cols);
        let target = self.at(to) * usize::from(self.cols);
        self.cells
            .copy_within(start + left..start + right, target + left);
        let info = self.info_mut(to);
        info.mixed |= source.mixed;
        info.styled |= source.styled;
        info.wrapped = false;
    }

    /// Scrolls the columns `cols` of the rows `top..bottom` up by `n`.
    pub fn scroll_up_part(
        &mut self,
        top: u16,
        bottom: u16,
        cols: Range<u16>,
        n: u16,
        style_id: StyleId,
    ) {
        let n = n.min(bottom.saturating_sub(top));
        for y in top..bottom - n {
            self.copy_cells(y + n, y, cols.clone());
        }
        for y in bottom - n..bottom {
            self.erase(y, cols.start, cols.end, style_id);
        }
    }

    /// Scrolls the columns `cols` of the rows `top..bottom` down by `n`.
    pub fn scroll_down_part(
        &mut self,
        top: u16,
        bottom: u16,
        cols: Range<u16>,
        n: u16,
        style_id: StyleId,
    ) {
        let n = n.min(bottom.saturating_sub(top));
        for y in (top + n..bottom).rev() {
            self.copy_cells(y - n, y, cols.clone());
        }
        for y in top..top + n {
            self.erase(y, cols.start, cols.end, style_id);
        }
    }

    /// Replaces the cells and flags of row `y`. Cells that do not fit are cut off.
    pub fn put_row(&mut self, y: u16, cells: &[u64], info: RowInfo) {
        let cols = usize::from(self.cols);
        let used = cells.len().min(cols);
        let at = self.at(y);
        let row = &mut self.cells[at * cols..(at + 1) * cols];
        row[..used].copy_from_slice(&cells[..used]);
        if used < cells.len() && cell::is_wide(row[used - 1]) {
            row[used - 1] = cell::blank(cell::style_id(row[used - 1]));
        }
        self.info[at] = RowInfo {
            used: used as u16,
            mixed: true,
            styled: true,
            ..info
        };
        self.redraw(y);
    }

    /// Sets the flags `mixed` and `styled` of row `y`, which [`Grid::put_row`] can only set to
    /// true.
    pub fn set_kinds(&mut self, y: u16, mixed: bool, styled: bool) {
        let info = self.info_mut(y);
        info.mixed = mixed;
        info.styled = styled;
    }

    /// A grid of another size with the rows from `first` on, cut or extended at the right.
    pub fn resized(&self, size: Size, first: u16) -> Self {
        let mut grid = Self::new(size, self.tick);
        for y in 0..size.rows.min(self.rows.saturating_sub(first)) {
            let mut info = *self.info(first + y);
            info.wrapped &= size.cols == self.cols;
            grid.put_row(y, self.row(first + y), info);
        }
        grid
    }

    /// The number of rows up to the last one with content.
    pub fn content_rows(&self) -> u16 {
        let written = |y: &u16| self.row(*y).iter().any(|&c| c != 0);
        (0..self.rows).rev().find(written).map_or(0, |y| y + 1)
    }

    /// The used cells of all rows, for the sweep of unused ids.
    pub fn all_rows(&self) -> impl Iterator<Item = &[u64]> {
        (0..self.rows).map(|y| self.row(y))
    }
}
