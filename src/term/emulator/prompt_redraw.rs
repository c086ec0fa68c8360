//! A line that its program writes anew after the width changed. Who draws a prompt without marks
//! (OSC 133) first goes up as many rows as the prompt had at the old width. Where it has more or
//! fewer of them now, the new one would begin in the wrong row, beside what is left of the old one
//! or over what stands above it.

use super::fields::{Around, Margins, Stale};
use super::state::State;

impl State {
    /// What the program has to believe of its line; before a change of size. `None` if the line
    /// begins in history.
    pub fn believed(&self) -> Option<Around> {
        match self.stale {
            Some(stale) if self.still(&stale) => Some(stale.known),
            _ => self.around(self.place.y),
        }
    }

    /// After a change of size: remembers what the program believes where it is not so any more.
    pub fn keep_belief(&mut self, known: Option<Around>) {
        let now = self.around(self.place.y);
        self.stale = known
            .filter(|known| now.is_some_and(|now| now != *known))
            .map(|known| Stale {
                known,
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
        let Some(now) = self.around(stale.y) else {
            return;
        };
        let size = self.size();
        let top = stale.y - now.above;
        let down = self.place.y - stale.y;
        let marks = self.grid.info(top).marks;
        self.grid.erase_rows(top, stale.y + now.below + 1, 0);
        self.grid.add_marks(top, marks);
        let cursor = top + stale.known.above + down;
        let beyond = cursor.saturating_sub(size.rows - 1);
        if beyond > 0 {
            self.scroll_up(beyond);
        }
        self.place.y = cursor - beyond;
        self.place.pending = false;
    }

    /// Nothing was written, and the cursor is in its row, or as far down as the line went on: there
    /// some begin.
    fn still(&self, stale: &Stale) -> bool {
        let rows = self.size().rows;
        let down = self.place.y.checked_sub(stale.y);
        !self.alternate
            && down.is_some_and(|down| down == 0 || down == stale.known.below)
            && self.margins == Margins::whole(self.size())
            && (0..rows).all(|y| self.grid.changed(y) <= stale.tick)
    }

    /// The rows of the line in row `y`, if it begins on the screen.
    fn around(&self, y: u16) -> Option<Around> {
        let goes_on = |y: &u16| self.grid.info(*y).wrapped;
        let above = (0..y).rev().take_while(goes_on).count();
        let below = (y..self.size().rows - 1).take_while(goes_on).count();
        let above = u16::try_from(above).ok()?;
        let below = u16::try_from(below).ok()?;
        (above < y || !self.history.is_open()).then_some(Around { above, below })
    }
}
