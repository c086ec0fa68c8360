//! Prompts without OSC 133 marks, after the width changed. Such a shell redraws its prompt by
//! moving up as many rows as the prompt had at the old width. If reflow changed that number, the
//! new prompt would start in the wrong row: beside the rest of the old one, or over the output
//! above it. So the emulator remembers the number that the shell expects, and removes the old
//! prompt when the redraw begins.

use super::fields::{LineRows, Margins, RedrawnLine};
use super::state::State;

impl State {
    /// The rows that the program expects its line to have. Call it before a resize. `None` if the
    /// line begins in history.
    pub fn expected_line_rows(&self) -> Option<LineRows> {
        match self.redrawn_line {
            Some(stale) if self.is_untouched(&stale) => Some(stale.known),
            _ => self.line_rows(self.cursor.y),
        }
    }

    /// Call it after a resize: remembers the line if it does not have the rows that the program
    /// expects.
    pub fn expect_redraw(&mut self, known: Option<LineRows>) {
        let now = self.line_rows(self.cursor.y);
        self.redrawn_line = known
            .filter(|known| now.is_some_and(|now| now != *known))
            .map(|known| RedrawnLine {
                known,
                y: self.cursor.y,
                tick: self.generation + 1,
            });
    }

    /// Call it before the cursor moves up or a line is erased. If that is the first output after
    /// the resize, it starts a redraw: removes the old line and puts the cursor where the program
    /// expects it.
    pub fn begin_redraw(&mut self) {
        let Some(stale) = self
            .redrawn_line
            .take()
            .filter(|stale| self.is_untouched(stale))
        else {
            return;
        };
        let Some(now) = self.line_rows(stale.y) else {
            return;
        };
        let size = self.size();
        let top = stale.y - now.above;
        let down = self.cursor.y - stale.y;
        let marks = self.grid.info(top).marks;
        self.grid.erase_rows(top, stale.y + now.below + 1, 0);
        self.grid.add_marks(top, marks);
        let cursor = top + stale.known.above + down;
        let beyond = cursor.saturating_sub(size.rows - 1);
        if beyond > 0 {
            self.scroll_up(beyond);
        }
        self.cursor.y = cursor - beyond;
        self.cursor.wrap_pending = false;
    }

    /// Whether nothing was written since the resize, and the cursor is in its row or in the last
    /// row of the line: some shells move there first.
    fn is_untouched(&self, stale: &RedrawnLine) -> bool {
        let rows = self.size().rows;
        let down = self.cursor.y.checked_sub(stale.y);
        !self.alternate
            && down.is_some_and(|down| down == 0 || down == stale.known.below)
            && self.margins == Margins::whole(self.size())
            && (0..rows).all(|y| self.grid.changed(y) <= stale.tick)
    }

    /// The rows of the logical line at row `y`; `None` if it begins in history.
    fn line_rows(&self, y: u16) -> Option<LineRows> {
        let goes_on = |y: &u16| self.grid.info(*y).wrapped;
        let above = (0..y).rev().take_while(goes_on).count();
        let below = (y..self.size().rows - 1).take_while(goes_on).count();
        let above = u16::try_from(above).ok()?;
        let below = u16::try_from(below).ok()?;
        (above < y || !self.history.is_open()).then_some(LineRows { above, below })
    }
}
