//! Resizing. The main screen is wrapped again at its new width and exchanges rows with history;
//! the alternate screen is cut or extended. Rows below the cursor for which there is no room are
//! kept aside until the screen is drawn on: when it grows again before that, they come back.

use super::fields::{Margins, Place, Saved};
use super::state::State;
use crate::base::Size;
use crate::term::grid::cell;
use crate::term::grid::cell_grid::Grid;
use crate::term::grid::reflow::{Below, Logical, Row, parts, row_info, row_of, wrap_all};
use crate::term::grid::row::trimmed;
use std::collections::VecDeque;

impl State {
    /// Another size from now on.
    pub fn resize(&mut self, size: Size) {
        let size = size.clamped();
        if size == self.size() {
            return;
        }
        self.begin();
        let mut believed = None;
        if self.alternate {
            self.resize_alternate(size);
            if let Some(main) = self.other.take() {
                let shown = std::mem::replace(&mut self.grid, main);
                let mut places = [Place::default(); 2];
                places[0] = self.saved_main.map_or(places[0], |s| s.place);
                places[1] = self.saved[1].map_or(places[0], |s| s.place);
                self.reflow(size, &mut places);
                self.other = Some(std::mem::replace(&mut self.grid, shown));
                keep(&mut self.saved_main, places[0]);
                keep(&mut self.saved[1], places[1]);
            }
        } else {
            self.other = None;
            if size.cols != self.size().cols {
                self.blank_prompt();
            }
            believed = self.believed();
            let mut places = [self.place; 2];
            places[1] = self.saved[0].map_or(self.place, |s| s.place);
            self.reflow(size, &mut places);
            self.place = places[0];
            keep(&mut self.saved[0], places[1]);
        }
        self.margins = Margins::whole(size);
        self.keep_belief(believed);
        self.shell.input = None;
        self.fit_tabs(size.cols);
        self.changed = true;
        self.end(self.place);
    }

    /// Rows below the cursor go, as many as there are rows of history that come down in their place.
    pub fn trim(&mut self) {
        let size = self.size();
        let back = u16::try_from(self.history.rows(size.cols)).unwrap_or(u16::MAX);
        let rows = (size.rows - 1).saturating_sub(self.place.y).min(back);
        if self.alternate || rows == 0 {
            return;
        }
        let margins = self.margins;
        self.begin();
        self.grid.erase_rows(size.rows - rows, size.rows, 0);
        self.end(self.place);
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
        let first = (self.place.y + 1).saturating_sub(size.rows);
        let mut grid = self.grid.resized(size, first);
        grid.touch_all();
        self.grid = grid;
        self.place.y -= first;
        self.place.x = self.place.x.min(size.cols - 1);
        self.place.pending = false;
    }

    /// Wraps the main screen, which is `self.grid`, again; `places` move with their text, and the
    /// first of them stays on the screen.
    fn reflow(&mut self, size: Size, places: &mut [Place; 2]) {
        let old = self.grid.size();
        let used = self
            .grid
            .content_rows()
            .max(places[0].y.min(old.rows - 1) + 1);
        let (mut lines, spots, open_rows) = self.take_lines(used, places);
        self.take_below(&mut lines);
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
        for (place, spot) in places.iter_mut().zip(spots) {
            *place = locate(&rows, (spot.0 + shift, spot.1), out, size);
        }
        self.keep_below(lines, rows.get(out + shown.len()));
    }

    /// Appends what was put aside, if the screen is still as it was then.
    fn take_below(&mut self, lines: &mut VecDeque<Logical>) {
        let below = std::mem::take(&mut self.below);
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

    /// Puts aside what begins with row `first`, for which there was no room.
    fn keep_below(&mut self, mut lines: VecDeque<Logical>, first: Option<&Row>) {
        let Some(first) = first else { return };
        let mut rest: Vec<_> = lines.drain(first.line..).collect();
        if let Some(line) = rest.first_mut() {
            line.cells.drain(..first.part.start);
            if !first.first {
                line.marks = 0;
            }
        }
        self.below = Below {
            lines: rest,
            joined: !first.first,
            tick: self.generation + 1,
        };
    }

    /// The used rows as lines, the places as line and column, and how many rows of the first line
    /// were in history.
    fn take_lines(
        &mut self,
        used: u16,
        places: &[Place; 2],
    ) -> (VecDeque<Logical>, [(usize, usize); 2], usize) {
        let cols = self.grid.size().cols;
        let mut lines = VecDeque::new();
        let mut spots = [(0, 0); 2];
        let mut line = Logical::default();
        let mut open_rows = 0;
        if self.history.is_open()
            && let Some((cells, _, marks)) = self.history.pop_line(&mut self.tables, true)
        {
            open_rows = parts(&cells, cols).len();
            line.cells = cells;
            line.marks = marks;
        }
        for y in 0..used {
            for (spot, place) in spots.iter_mut().zip(places) {
                let beyond = place.y >= used && y + 1 == used;
                if place.y == y || beyond {
                    let x = usize::from(place.x) + usize::from(place.pending);
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

    /// Takes back lines from history until they fill `rows` rows. Returns how many.
    fn pull_lines(&mut self, lines: &mut VecDeque<Logical>, rows: usize, cols: u16) -> usize {
        let mut pulled = 0;
        let mut count = 0;
        while pulled < rows {
            let Some((cells, fill, marks)) = self.history.pop_line(&mut self.tables, false) else {
                break;
            };
            pulled += parts(&cells, cols).len();
            lines.push_front(Logical { cells, fill, marks });
            count += 1;
        }
        count
    }

    fn push_out(&mut self, line: &Logical, row: &Row) {
        let info = row_info(line, row);
        let fill = if row.last { line.fill } else { 0 };
        let cells = &line.cells[row.part.clone()];
        self.history.push_row(cells, fill, &info, &self.tables);
    }

    fn lay_out(&self, size: Size, lines: &VecDeque<Logical>, rows: &[Row]) -> Grid {
        let mut grid = Grid::new(size, self.generation + 1);
        for (y, row) in rows.iter().enumerate() {
            let line = &lines[row.line];
            let mut cells = line.cells[row.part.clone()].to_vec();
            if row.last && line.fill != 0 {
                let cols = usize::from(size.cols).max(cells.len());
                cells.resize(cols, cell::blank(line.fill));
            }
            grid.put_row(y as u16, &cells, row_info(line, row));
        }
        grid
    }
}

fn keep(saved: &mut Option<Saved>, place: Place) {
    if let Some(saved) = saved {
        saved.place = place;
    }
}

/// Where a place lies on a screen whose first row is row `out`.
fn locate(rows: &[Row], spot: (usize, usize), out: usize, size: Size) -> Place {
    let n = row_of(rows, spot);
    let start = rows.get(n).map_or(0, |row| row.part.start);
    let end = rows.get(n).map_or(0, |row| row.part.end);
    let x = spot.1.saturating_sub(start);
    let full = x == usize::from(size.cols) && spot.1 == end;
    Place {
        x: x.min(usize::from(size.cols) - 1) as u16,
        y: n.saturating_sub(out).min(usize::from(size.rows) - 1) as u16,
        pending: full,
    }
}
