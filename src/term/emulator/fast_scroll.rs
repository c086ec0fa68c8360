//! A fast path for floods: lines that scroll off the screen within the same read go from the bytes
//! to history and never become cells. The screen ends up as if they had been printed.

use super::fields::{Margins, ModeFlags};
use super::state::State;
use crate::term::parse::utf8::ascii_run;

/// The result of a lookahead.
pub(in crate::term) struct Lookahead {
    /// The index of the first byte that is not processed.
    pub next: usize,
    /// A new lookahead before this index would find nothing more.
    pub seen: usize,
}

/// The most lines of one lookahead. It is more than the rows of a usual screen.
const BATCH: usize = 2048;

impl State {
    /// Whether plain lines would now only fill the bottom row and scroll.
    #[inline]
    pub fn can_scroll_lines_out(&mut self) -> bool {
        let size = self.size();
        let cursor = self.cursor;
        if cursor.y + 1 != size.rows || cursor.x != 0 || cursor.wrap_pending || self.alternate {
            return false;
        }
        let above = match cursor.y.checked_sub(1) {
            Some(y) => self.grid.info(y).wrapped,
            None => self.history.is_open(),
        };
        let row = self.grid.info(cursor.y);
        !above
            && row.used == 0
            && row.marks == 0
            && self.margins == Margins::whole(size)
            && self.has(ModeFlags::WRAP)
            && !self.has(ModeFlags::INSERT)
            && self.charsets.is_plain()
            && self.style_id() == 0
    }

    /// Moves the lines from index `from` on to history, as far as they would scroll off the screen.
    /// [`State::can_scroll_lines_out`] must hold.
    pub fn scroll_lines_out(&mut self, bytes: &[u8], from: usize) -> Lookahead {
        let size = self.size();
        let keep = usize::from(size.rows - 1).max(1);
        let mut ends = std::mem::take(&mut self.line_ends);
        ends.clear();
        let mut seen = from;
        while ends.len() < BATCH {
            let run = ascii_run(&bytes[seen..]);
            let end = seen + run;
            if run > usize::from(size.cols) || !bytes[end..].starts_with(b"\r\n") {
                seen = end;
                break;
            }
            ends.push(end);
            seen = end + 2;
        }
        let mut next = from;
        if let Some(count) = ends.len().checked_sub(keep).filter(|n| *n > 0) {
            self.scroll_up(size.rows - 1);
            self.cursor.y = 0;
            self.marks_scrolled(count.min(usize::from(u16::MAX)) as u16);
            for &end in &ends[..count] {
                let line = &bytes[next..end];
                self.history.push_text(line);
                if let Some(&last) = line.last() {
                    self.last_char = Some(char::from(last));
                }
                next = end + 2;
            }
        }
        self.line_ends = ends;
        Lookahead { next, seen }
    }
}
