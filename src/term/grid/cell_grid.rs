//! One screenful of cells with their rows. It moves and erases cells and knows which rows changed;
//! it knows nothing of cursors, modes or history.
//!
//! Rows are reached through a table, so scrolling moves numbers and no cells. A row knows how many
//! of its cells were ever written: those beyond are blank, whatever the memory holds.

use super::cell;
use super::row::RowInfo;
use crate::base::Size;
use std::ops::Range;

/// A screenful of cells.
#[derive(Debug)]
pub(in crate::term) struct Grid {
    cols: u16,
    rows: u16,
    cells: Vec<u64>,
    /// From `first` on: where each visible row lies in `cells` and `info`. There is room for as
    /// many again, so that scrolling everything up mostly moves `first` alone.
    order: Vec<u16>,
    first: usize,
    info: Vec<RowInfo>,
    /// The tick at which each visible row last changed.
    changed: Vec<u64>,
    /// The present tick.
    tick: u64,
    /// Rows that changed in this tick and are not yet in `changed`.
    stale: Range<u16>,
}

impl Grid {
    /// A blank grid. `size` has at least one row and column.
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
            stale: 0..0,
        }
    }

    /// Its size.
    pub fn size(&self) -> Size {
        Size::new(self.cols, self.rows)
    }

    #[inline]
    fn at(&self, y: u16) -> usize {
        usize::from(self.order[self.first + usize::from(y)])
    }

    /// Where the rows `top..bottom` lie.
    fn order_of(&mut self, top: u16, bottom: u16) -> &mut [u16] {
        &mut self.order[self.first + usize::from(top)..self.first + usize::from(bottom)]
    }

    /// All rows one up, the first below the last.
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

    /// What is known of row `y`.
    #[inline]
    pub fn info(&self, y: u16) -> &RowInfo {
        &self.info[self.at(y)]
    }

    fn info_mut(&mut self, y: u16) -> &mut RowInfo {
        let at = self.at(y);
        &mut self.info[at]
    }

    /// The cell in column `x` of row `y`.
    pub fn cell(&self, y: u16, x: u16) -> u64 {
        self.row(y).get(usize::from(x)).copied().unwrap_or(0)
    }

    /// Row `y` goes on in the next one, or not.
    pub fn set_wrapped(&mut self, y: u16, wrapped: bool) {
        self.info_mut(y).wrapped = wrapped;
    }

    /// Adds mark bits to row `y`.
    pub fn add_marks(&mut self, y: u16, marks: u8) {
        self.info_mut(y).marks |= marks;
        self.touch(y);
    }

    /// From now on changes happen at `tick`.
    pub fn set_tick(&mut self, tick: u64) {
        self.settle();
        self.tick = tick;
    }

    /// Notes pending changes; called before anyone asks for them.
    pub fn settle(&mut self) {
        let stale = std::mem::replace(&mut self.stale, 0..0);
        self.changed[usize::from(stale.start)..usize::from(stale.end)].fill(self.tick);
    }

    /// The tick at which row `y` last changed.
    pub fn changed(&self, y: u16) -> u64 {
        if self.stale.contains(&y) {
            return self.tick;
        }
        self.changed[usize::from(y)]
    }

    /// Whether any row changed at the present tick.
    pub fn has_changed(&self) -> bool {
        !self.stale.is_empty() || self.changed.contains(&self.tick)
    }

    /// Row `y` changed.
    #[inline]
    pub fn touch(&mut self, y: u16) {
        self.changed[usize::from(y)] = self.tick;
    }

    /// All rows changed.
    pub fn touch_all(&mut self) {
        self.touch_rows(0, self.rows);
    }

    #[inline]
    fn touch_rows(&mut self, top: u16, bottom: u16) {
        if self.stale.start <= top && bottom <= self.stale.end {
            return;
        }
        if self.stale.start < self.stale.end {
            self.settle();
        }
        self.stale = top..bottom;
    }

    /// The cells from the left up to column `end`, all of them written from now on.
    #[inline]
    fn written(&mut self, y: u16, end: usize) -> (&mut [u64], &mut RowInfo) {
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

    /// Writes printable ASCII from column `x` of row `y`; it must fit.
    #[inline]
    pub fn write_ascii(&mut self, y: u16, x: u16, text: &[u8], look: u32) {
        let (from, end) = (usize::from(x), usize::from(x) + text.len());
        self.touch(y);
        let at = self.at(y);
        if self.info[at].mixed {
            self.part_both(y, x, end as u16);
        }
        let start = at * usize::from(self.cols);
        let info = &mut self.info[at];
        let used = usize::from(info.used);
        let row = &mut self.cells[start..start + usize::from(self.cols)];
        if used < from {
            row[used..from].fill(0);
        }
        info.used = used.max(end) as u16;
        info.styled |= look != 0;
        let upper = cell::blank(look);
        for (to, &byte) in row[from..end].iter_mut().zip(text) {
            *to = upper | u64::from(byte);
        }
    }

    /// Writes one cell, and its spacer if it is wide, at column `x` of row `y`; it must fit.
    #[inline]
    pub fn write(&mut self, y: u16, x: u16, value: u64) {
        self.touch(y);
        let wide = cell::is_wide(value);
        let (from, end) = (usize::from(x), usize::from(x) + 1 + usize::from(wide));
        let at = self.at(y);
        let used = usize::from(self.info[at].used);
        if from < used {
            self.part(y, x);
            self.part(y, end as u16);
        }
        let start = at * usize::from(self.cols);
        let row = &mut self.cells[start..start + usize::from(self.cols)];
        if used < from {
            row[used..from].fill(0);
        }
        let info = &mut self.info[at];
        info.used = used.max(end) as u16;
        info.mixed = true;
        info.styled |= cell::look(value) != 0;
        row[from] = value;
        if wide {
            row[from + 1] = cell::spacer(cell::look(value));
        }
    }

    /// Row `y`, to be written from column `x` on with whole characters; [`Grid::end_run`] follows.
    #[inline]
    pub fn begin_run(&mut self, y: u16, x: u16) -> &mut [u64] {
        self.touch(y);
        self.part(y, x);
        let at = self.at(y);
        let start = at * usize::from(self.cols);
        let row = &mut self.cells[start..start + usize::from(self.cols)];
        let used = usize::from(self.info[at].used);
        if used < usize::from(x) {
            row[used..usize::from(x)].fill(0);
        }
        row
    }

    /// Row `y` was written up to column `end` in a look.
    #[inline]
    pub fn end_run(&mut self, y: u16, end: u16, look: u32) {
        let at = self.at(y);
        let info = &mut self.info[at];
        if end < info.used {
            let next = &mut self.cells[at * usize::from(self.cols) + usize::from(end)];
            if cell::is_spacer(*next) {
                *next = cell::blank(cell::look(*next));
            }
        }
        info.used = info.used.max(end);
        info.mixed = true;
        info.styled |= look != 0;
    }

    /// Another look for the cell in column `x` of row `y`.
    pub fn set_look(&mut self, y: u16, x: u16, look: u32) {
        self.touch(y);
        let (row, info) = self.written(y, usize::from(x) + 1);
        info.styled |= look != 0;
        let value = row[usize::from(x)];
        row[usize::from(x)] = (value ^ cell::blank(cell::look(value))) | cell::blank(look);
    }

    #[cold]
    fn part_both(&mut self, y: u16, from: u16, to: u16) {
        self.part(y, from);
        self.part(y, to);
    }

    /// If a wide character straddles the left edge of column `x`, both halves become blank.
    fn part(&mut self, y: u16, x: u16) {
        let at = self.at(y);
        let info = self.info[at];
        if !info.mixed || x == 0 || x >= info.used {
            return;
        }
        let i = at * usize::from(self.cols) + usize::from(x);
        if cell::is_spacer(self.cells[i]) {
            self.cells[i] = cell::blank(cell::look(self.cells[i]));
            self.cells[i - 1] = cell::blank(cell::look(self.cells[i - 1]));
        }
    }

    /// Makes the columns `from..to` of row `y` blank in a look.
    pub fn erase(&mut self, y: u16, from: u16, to: u16, look: u32) {
        let to = to.min(self.cols);
        if from >= to {
            return;
        }
        self.touch(y);
        self.part(y, from);
        self.part(y, to);
        let cols = self.cols;
        let info = self.info_mut(y);
        if to == cols {
            info.wrapped = false;
        }
        if from == 0 && to == cols {
            *info = RowInfo {
                marks: info.marks,
                ..RowInfo::default()
            };
        }
        if look == 0 && to >= info.used {
            info.used = info.used.min(from);
            return;
        }
        info.styled |= look != 0;
        let (row, _) = self.written(y, usize::from(to));
        row[usize::from(from)..usize::from(to)].fill(cell::blank(look));
    }

    /// Makes blank those cells of `from..to` for which `spare` does not hold (selective erase).
    pub fn erase_unless(
        &mut self,
        y: u16,
        from: u16,
        to: u16,
        look: u32,
        spare: impl Fn(u32) -> bool,
    ) {
        for x in from..to.min(self.cols) {
            if !spare(cell::look(self.cell(y, x))) {
                self.erase(y, x, x + 1, look);
            }
        }
    }

    /// Makes the rows `top..bottom` blank.
    pub fn erase_rows(&mut self, top: u16, bottom: u16, look: u32) {
        for y in top..bottom.min(self.rows) {
            self.info_mut(y).marks = 0;
            self.erase(y, 0, self.cols, look);
        }
    }

    /// Moves the cells of row `y` from column `x` on right by `n`, inside of `x..right`.
    pub fn insert_cells(&mut self, y: u16, x: u16, n: u16, right: u16, look: u32) {
        let n = n.min(right.saturating_sub(x));
        if n == 0 {
            return;
        }
        self.part(y, x);
        self.part(y, right);
        self.part(y, right - n);
        self.touch(y);
        let (row, info) = self.written(y, usize::from(right));
        info.wrapped = false;
        let (x, n, right) = (usize::from(x), usize::from(n), usize::from(right));
        row.copy_within(x..right - n, x + n);
        row[x..x + n].fill(cell::blank(look));
        info.styled |= look != 0;
    }

    /// Removes `n` cells of row `y` at column `x`, moving those up to `right` left.
    pub fn delete_cells(&mut self, y: u16, x: u16, n: u16, right: u16, look: u32) {
        let n = n.min(right.saturating_sub(x));
        if n == 0 {
            return;
        }
        self.part(y, x);
        self.part(y, x + n);
        self.part(y, right);
        self.touch(y);
        let (row, info) = self.written(y, usize::from(right));
        info.wrapped = false;
        let (x, n, right) = (usize::from(x), usize::from(n), usize::from(right));
        row.copy_within(x + n..right, x);
        row[right - n..right].fill(cell::blank(look));
        info.styled |= look != 0;
    }

    /// Moves the rows `top..bottom` up by `n`; blank ones come in below.
    #[inline]
    pub fn scroll_up(&mut self, top: u16, bottom: u16, n: u16, look: u32) {
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
            if look == 0 {
                self.info[usize::from(moved)] = RowInfo::default();
                return;
            }
        } else {
            self.order_of(top, bottom).rotate_left(usize::from(n));
        }
        self.clear_moved(bottom - n, bottom, look);
    }

    /// Moves the rows `top..bottom` down by `n`; blank ones come in above.
    pub fn scroll_down(&mut self, top: u16, bottom: u16, n: u16, look: u32) {
        let n = n.min(bottom.saturating_sub(top));
        if n == 0 {
            return;
        }
        self.touch_rows(top, bottom);
        self.order_of(top, bottom).rotate_right(usize::from(n));
        self.clear_moved(top, top + n, look);
    }

    fn clear_moved(&mut self, top: u16, bottom: u16, look: u32) {
        for y in top..bottom {
            *self.info_mut(y) = RowInfo::default();
            if look != 0 {
                self.erase(y, 0, self.cols, look);
            }
        }
    }

    /// Copies the cells `cols` of row `from` over those of row `to`.
    pub fn copy_cells(&mut self, from: u16, to: u16, cols: Range<u16>) {
        let (left, right) = (usize::from(cols.start), usize::from(cols.end));
        for y in [from, to] {
            self.part(y, cols.start);
            self.part(y, cols.end);
            self.written(y, right);
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

    /// Moves the part `cols` of the rows `top..bottom` up by `n`.
    pub fn scroll_up_part(&mut self, top: u16, bottom: u16, cols: Range<u16>, n: u16, look: u32) {
        let n = n.min(bottom.saturating_sub(top));
        for y in top..bottom - n {
            self.copy_cells(y + n, y, cols.clone());
        }
        for y in bottom - n..bottom {
            self.erase(y, cols.start, cols.end, look);
        }
    }

    /// Moves the part `cols` of the rows `top..bottom` down by `n`.
    pub fn scroll_down_part(&mut self, top: u16, bottom: u16, cols: Range<u16>, n: u16, look: u32) {
        let n = n.min(bottom.saturating_sub(top));
        for y in (top + n..bottom).rev() {
            self.copy_cells(y - n, y, cols.clone());
        }
        for y in top..top + n {
            self.erase(y, cols.start, cols.end, look);
        }
    }

    /// Replaces row `y` by given cells; what does not fit is cut off.
    pub fn put_row(&mut self, y: u16, cells: &[u64], info: RowInfo) {
        let cols = usize::from(self.cols);
        let used = cells.len().min(cols);
        let at = self.at(y);
        let row = &mut self.cells[at * cols..(at + 1) * cols];
        row[..used].copy_from_slice(&cells[..used]);
        if used < cells.len() && cell::is_wide(row[used - 1]) {
            row[used - 1] = cell::blank(cell::look(row[used - 1]));
        }
        self.info[at] = RowInfo {
            used: used as u16,
            mixed: true,
            styled: true,
            ..info
        };
        self.touch(y);
    }

    /// What is known of the cells of row `y`: see [`RowInfo`].
    pub fn set_kinds(&mut self, y: u16, mixed: bool, styled: bool) {
        let info = self.info_mut(y);
        info.mixed = mixed;
        info.styled = styled;
    }

    /// A grid of another size with the same rows from `first` on, cut or extended at the right.
    pub fn resized(&self, size: Size, first: u16) -> Self {
        let mut grid = Self::new(size, self.tick);
        for y in 0..size.rows.min(self.rows.saturating_sub(first)) {
            let mut info = *self.info(first + y);
            info.wrapped &= size.cols == self.cols;
            grid.put_row(y, self.row(first + y), info);
        }
        grid
    }

    /// One more than the last row in which something stands; 0 when there is none.
    pub fn content_rows(&self) -> u16 {
        let written = |y: &u16| self.row(*y).iter().any(|&c| c != 0);
        (0..self.rows).rev().find(written).map_or(0, |y| y + 1)
    }

    /// The written cells of all rows, for marking what is in use.
    pub fn all_rows(&self) -> impl Iterator<Item = &[u64]> {
        (0..self.rows).map(|y| self.row(y))
    }
}
