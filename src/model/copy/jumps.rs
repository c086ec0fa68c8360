//! Jumps: to characters, matching brackets, the mark.

use crate::model::copy::engine::Engine;
use crate::model::copy::text::Text;
use crate::model::state::mode::copy_mode::{JumpKind, Place};

const OPENING: &str = "{[(";
const CLOSING: &str = "}])";

/// The bracket of `of` with the position that `found` has in `from`.
fn partner(found: &str, from: &str, of: &str) -> Option<String> {
    let at = from.chars().position(|c| found.chars().eq([c]))?;
    of.chars().nth(at).map(String::from)
}

impl JumpKind {
    /// The jump in the other direction.
    const fn reverse(self) -> Self {
        match self {
            Self::Forward => Self::Backward,
            Self::Backward => Self::Forward,
            Self::ToForward => Self::ToBackward,
            Self::ToBackward => Self::ToForward,
        }
    }
}

impl Engine<'_, '_> {
    /// Jumps to a character of the line, and keeps the jump.
    pub fn jump(&mut self, kind: JumpKind, wanted: &str, times: usize) {
        self.s.jump = Some((kind, wanted.to_owned()));
        for _ in 0..times {
            self.jump_once(kind, wanted);
        }
    }

    /// Repeats the last jump, in the other direction if `reverse`.
    pub fn jump_again(&mut self, reverse: bool, times: usize) {
        let Some((kind, wanted)) = self.s.jump.clone() else {
            return;
        };
        let kind = if reverse { kind.reverse() } else { kind };
        for _ in 0..times {
            self.jump_once(kind, &wanted);
        }
    }

    fn jump_once(&mut self, kind: JumpKind, wanted: &str) {
        let mut cursor = self.cursor();
        match kind {
            JumpKind::Forward | JumpKind::ToForward => {
                let before = kind == JumpKind::ToForward;
                cursor.at.x += if before { 2 } else { 1 };
                if cursor.find(wanted) {
                    if before {
                        cursor.left(true);
                    }
                    self.acquire_down(cursor.at, false);
                }
            }
            JumpKind::Backward | JumpKind::ToBackward => {
                let after = kind == JumpKind::ToBackward;
                let start = cursor.at;
                cursor.left(false);
                if after {
                    cursor.left(false);
                }
                // At the start of the text the cursor cannot move, and its own character is not
                // a target.
                if cursor.at == start || !cursor.find_back(wanted) {
                    return;
                }
                if after {
                    let limit = self.limit(cursor.at.y, false);
                    cursor.right(true, limit);
                }
                self.acquire_up(cursor.at);
            }
        }
    }

    /// Exchanges cursor and mark, and shows the mark's row at the top if it is in the history.
    pub fn jump_to_mark(&mut self) {
        let at = self.at();
        let mark = std::mem::replace(&mut self.s.mark, at);
        self.s.mark_shown = true;
        self.show_at_top(mark.x, mark.y);
    }

    /// Sets the mark at the cursor.
    pub fn set_mark(&mut self) {
        self.s.mark = self.at();
        self.s.mark_shown = true;
    }

    /// To the opening bracket that belongs to the closing one at the cursor or, with the keys of
    /// emacs, before it. Without one, the keys of emacs go back by a word.
    pub fn previous_bracket(&mut self) {
        let Place { x, y } = self.at();
        if self.text.length(y) == 0 {
            return;
        }
        let before = (!self.vi).then(|| x.checked_sub(1)).flatten();
        let mut tried = std::iter::once(x).chain(before);
        let closing = |x: &usize| partner(self.text.row(y).cell(*x), CLOSING, OPENING).is_some();
        let Some(x) = tried.find(closing) else {
            if !self.vi {
                self.previous_word(CLOSING, true);
            }
            return;
        };
        if let Some(to) = bracket_of(self.text, Place::new(x, y)) {
            self.show(to.x, to.y);
        }
    }

    /// To the bracket that belongs to the one at the cursor. The keys of emacs look at the next
    /// character too, and without a bracket they go forward by a word. The keys of vi look at the
    /// rest of the line, and also go from closing brackets to opening ones.
    pub fn next_bracket(&mut self) {
        let start = self.at();
        if self.text.length(start.y) == 0 {
            return;
        }
        let last = if self.vi { usize::MAX } else { start.x + 1 };
        let Place { mut x, mut y } = start;
        let found = loop {
            let row = self.text.row(y);
            let end = row.length().min(last.saturating_add(1));
            let bracket = |x: &usize| {
                let cell = row.cell(*x);
                partner(cell, OPENING, CLOSING).is_some()
                    || self.vi && partner(cell, CLOSING, OPENING).is_some()
            };
            if let Some(x) = (x..end).find(bracket) {
                break Some(Place::new(x, y));
            }
            if !self.vi || !self.text.wraps(y) {
                break None;
            }
            (x, y) = (0, y + 1);
        };
        let Some(at) = found else {
            if !self.vi {
                self.next_word_end(OPENING, false);
            }
            return;
        };
        if let Some(to) = bracket_of(self.text, at) {
            self.show(to.x, to.y);
        }
    }
}

/// The bracket that belongs to the one at `at`: after an opening one, before a closing one.
fn bracket_of(text: &Text<'_>, at: Place) -> Option<Place> {
    let found = text.row(at.y).cell(at.x).to_owned();
    let closing = partner(&found, OPENING, CLOSING);
    let down = closing.is_some();
    let wanted = closing.or_else(|| partner(&found, CLOSING, OPENING))?;
    let mut y = at.y;
    let mut depth = 1;
    loop {
        let row = text.row(y);
        let length = row.length();
        let mut columns = match (y == at.y, down) {
            (true, true) => at.x + 1..length,
            (true, false) => 0..at.x.min(length),
            (false, _) => 0..length,
        };
        let mut is_partner = |x: &usize| {
            let cell = row.cell(*x);
            if cell == found {
                depth += 1;
            } else if cell == wanted {
                depth -= 1;
            }
            depth == 0
        };
        let x = if down {
            columns.find(&mut is_partner)
        } else {
            columns.rfind(&mut is_partner)
        };
        if let Some(x) = x {
            return Some(Place::new(x, y));
        }
        if y == if down { text.bottom() } else { text.top() } {
            return None;
        }
        y += if down { 1 } else { -1 };
    }
}
