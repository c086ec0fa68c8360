//! Lines that more lines in the same read push off the screen again. They go from the bytes straight
//! into history and never become cells; what is left behind is what writing them would have left.

use super::fields::{Margins, Switches};
use super::state::State;
use crate::term::parse::utf8::ascii_run;

/// What looking ahead found.
pub(in crate::term) struct Ahead {
    /// Where to go on: at the first byte that is still to be read.
    pub next: usize,
    /// Up to here, looking again would find nothing else.
    pub seen: usize,
}

/// So many lines at most are looked at before the first of them are moved. Screens are smaller.
const BATCH: usize = 2048;

impl State {
    /// Whether plain lines would do nothing now but fill the bottom row and scroll.
    #[inline]
    pub fn scrolls_lines(&mut self) -> bool {
        let size = self.size();
        let place = self.place;
        if place.y + 1 != size.rows || place.x != 0 || place.pending || self.alternate {
            return false;
        }
        let above = match place.y.checked_sub(1) {
            Some(y) => self.grid.info(y).wrapped,
            None => self.history.is_open(),
        };
        let row = self.grid.info(place.y);
        !above
            && row.used == 0
            && row.marks == 0
            && self.margins == Margins::whole(size)
            && self.is(Switches::WRAP)
            && !self.is(Switches::INSERT)
            && self.charsets.is_plain()
            && self.look() == 0
    }

    /// Given [`State::scrolls_lines`]: looks for lines from `from` on, and moves those of them into
    /// history that would not be on the screen any more at the end.
    pub fn pass_lines(&mut self, bytes: &[u8], from: usize) -> Ahead {
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
            self.place.y = 0;
            self.marks_scrolled(count.min(usize::from(u16::MAX)) as u16);
            for &end in &ends[..count] {
                let line = &bytes[next..end];
                self.history.push_text(line);
                if let Some(&last) = line.last() {
                    self.last = Some(char::from(last));
                }
                next = end + 2;
            }
        }
        self.line_ends = ends;
        Ahead { next, seen }
    }
}
