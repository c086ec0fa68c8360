//! A line that its program writes anew after the width changed. Who draws a prompt without marks
//! (OSC 133) first goes up as many rows as the prompt had at the old width. Where it has more or
//! fewer of them now, the new one would begin in the wrong row, beside what is left of the old one
//! or over what stands above it.

use super::state::{Margins, State};

/// A line that has another number of rows than its program knows.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stale {
    /// How many rows above the cursor the line began before.
    rows: u16,
    /// The cursor's row now.
    y: u16,
    /// When the width changed. Once a row has changed since, the program knows more.
    tick: u64,
}

impl State {
    /// How many rows above the cursor its program has to believe that the line begins; before a
    /// change of size. `None` if the line begins in history.
    pub fn believed_rows(&self) -> Option<u16> {
        match self.stale {
            Some(stale) if self.still(&stale) => Some(stale.rows),
            _ => self.rows_above(),
        }
    }

    /// After a change of size: remembers what the program believes where it is not so any more.
    pub fn keep_belief(&mut self, rows: Option<u16>) {
        let differs = |rows: &u16| self.rows_above().is_some_and(|now| now != *rows);
        self.stale = rows.filter(differs).map(|rows| Stale {
            rows,
            y: self.place.y,
            tick: self.generation + 1,
        });
    }

    /// A program that has written nothing since goes up or erases: it writes its line anew. The old
    /// one goes, and the cursor is where the program believes it.
    pub fn begin_rewrite(&mut self) {
        let Some(stale) = self.stale.take().filter(|stale| self.still(stale)) else {
            return;
        };
        let Some(above) = self.rows_above() else {
            return;
        };
        let size = self.size();
        let top = self.place.y - above;
        let goes_on = |y: &u16| self.grid.info(*y).wrapped;
        let bottom = (self.place.y..size.rows - 1).find(|y| !goes_on(y));
        let marks = self.grid.info(top).marks;
        let bottom = bottom.unwrap_or(size.rows - 1);
        self.grid.erase_rows(top, bottom + 1, 0);
        self.grid.add_marks(top, marks);
        let cursor = top + stale.rows;
        let beyond = cursor.saturating_sub(size.rows - 1);
        if beyond > 0 {
            self.scroll_up(beyond);
        }
        self.place.y = cursor - beyond;
        self.place.pending = false;
    }

    fn still(&self, stale: &Stale) -> bool {
        let rows = self.size().rows;
        !self.alternate
            && self.place.y == stale.y
            && self.margins == Margins::whole(self.size())
            && (0..rows).all(|y| self.grid.changed(y) <= stale.tick)
    }

    fn rows_above(&self) -> Option<u16> {
        let goes_on = |y: &u16| self.grid.info(*y).wrapped;
        let before = (0..self.place.y).rev();
        let begins = before.take_while(goes_on).count();
        let rows = u16::try_from(begins).ok()?;
        (rows < self.place.y || !self.history.is_open()).then_some(rows)
    }
}
