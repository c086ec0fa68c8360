//! Searches: moves the cursor to matches and counts them.

use crate::lang::format::Pattern;
use crate::model::copy::engine::Engine;
use crate::model::copy::matches::{self, Match, WholeLine};
use crate::model::copy::scan::{self, Near};
use crate::model::copy::text::signed;
use crate::model::state::mode::copy_mode::Place;
use crate::model::state::mode::history_search::{Find, FoundLine};

/// The result of a search.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// The cursor is at a match.
    Yes,
    /// There is no match; the view is unchanged.
    No,
    /// The regular expression is not valid; the view is unchanged.
    Invalid,
    /// There is no match in the lines that are near: the rest of a long history is to be searched,
    /// for so many matches. [`Engine::finish_search`] takes the result.
    Far(Find, usize),
}

impl Engine<'_, '_> {
    /// Searches for the text of the state from the cursor on, and moves the cursor to the match.
    /// Counts and highlights the matches of a new text; `search.partial` says whether a long
    /// history is still to be counted.
    pub fn search(&mut self, down: bool, times: usize) -> Found {
        let Some(pattern) = matches::pattern(&self.s.search) else {
            return Found::Invalid;
        };
        self.s.search.went_down = down;
        self.search_times(&pattern, down, times, false)
    }

    fn search_times(&mut self, pattern: &Pattern, down: bool, times: usize, any: bool) -> Found {
        for n in 0..times {
            let before = self.at();
            match self.search_once(pattern, down) {
                Near::Match(found) => self.go_to_match(found, down),
                Near::None if n > 0 || any => return Found::Yes,
                Near::None => return Found::No,
                Near::Far(from) => {
                    let wraps = self.wrap_search;
                    return Found::Far(Find { down, from, wraps }, times - n);
                }
            }
            if !self.s.search.shown || self.s.search.count.is_none() && !self.s.search.partial {
                self.count_matches(pattern);
            }
            if before == self.at() {
                break;
            }
        }
        Found::Yes
    }

    /// Goes to the match that a search through the history found, and on to so many matches.
    pub fn finish_search(&mut self, find: Find, times: usize, line: FoundLine) -> Found {
        let Some(pattern) = matches::pattern(&self.s.search) else {
            return Found::Invalid;
        };
        let in_history = |line| scan::in_history(self.text, &pattern, line, !find.down);
        let found = line.ahead.and_then(in_history).or_else(|| {
            let copied = if find.down {
                scan::next_copied(self.text, &pattern, self.text.first_copied())
            } else if find.wraps {
                scan::previous_copied(self.text, &pattern, self.text.bottom()).0
            } else {
                None
            };
            copied.or_else(|| line.wrapped.and_then(in_history))
        });
        let Some(found) = found else {
            return Found::No;
        };
        self.go_to_match(found, find.down);
        if !self.s.search.shown {
            self.count_matches(&pattern);
        }
        self.search_times(&pattern, find.down, times.saturating_sub(1), true)
    }

    /// Counts the matches and highlights them.
    pub(super) fn count_matches(&mut self, pattern: &Pattern) {
        let counted = scan::count(self.text, pattern);
        self.s.search.shown = true;
        self.s.search.count = counted.known();
        self.s.search.partial = counted.partial;
    }

    /// Sets the number of matches, given the number of those in the history.
    pub fn finish_count(&mut self, in_history: usize) {
        if let Some(pattern) = matches::pattern(&self.s.search).filter(|_| self.s.search.shown) {
            self.s.search.count = Some(in_history + scan::count_copied(self.text, &pattern));
            self.s.search.partial = false;
        }
    }

    /// Removes the highlights of matches.
    pub fn hide_matches(&mut self) {
        self.s.search.shown = false;
        self.s.search.count = None;
        self.s.search.partial = false;
    }

    fn search_once(&self, pattern: &Pattern, down: bool) -> Near {
        let at = self.at();
        if down {
            let found = scan::next(self.text, pattern, self.search_start(at));
            let top = Place::new(0, self.text.top());
            self.wrapped(found, || scan::next(self.text, pattern, top))
        } else {
            let found = scan::previous(self.text, pattern, at);
            let bottom = Place::new(usize::MAX, self.text.bottom());
            self.wrapped(found, || scan::previous(self.text, pattern, bottom))
        }
    }

    fn wrapped(&self, found: Near, again: impl FnOnce() -> Near) -> Near {
        if found == Near::None && self.wrap_search {
            again()
        } else {
            found
        }
    }

    fn go_to_match(&mut self, found: Match, down: bool) {
        self.show(found.start.x, found.start.y);
        if down && !self.vi {
            self.after_match(found);
        }
    }

    /// The cell from which a search downwards starts. The keys of vi leave the cursor at the start
    /// of a match, which must not be found again.
    fn search_start(&self, at: Place) -> Place {
        if !self.vi {
            return at;
        }
        let current = matches::match_at_cursor(self.text, self.s, at);
        match current.filter(|m| m.contains(at)) {
            Some(found) => found.end,
            None => Place::new(self.text.row(at.y).after(at.x), at.y),
        }
    }

    /// Moves the cursor to the cell after a match. It is in the next row if the match ends at the
    /// right edge of a row.
    fn after_match(&mut self, found: Match) {
        let mut end = found.end;
        if end.x >= self.text.cols() && end.y < self.text.bottom() {
            end = Place::new(0, end.y + 1);
        }
        let top = -signed(self.s.up);
        if end.y - top > signed(self.last_row()) {
            self.view_down(1);
        }
        let row = end.y + signed(self.s.up);
        self.s.row = usize::try_from(row).unwrap_or(0).min(self.last_row());
        self.s.x = end.x;
    }

    /// Searches while the text is typed: from where the search began if the text has changed.
    /// `typed` is the text after `=`, or after `+` and `-`, which go on to the next match.
    pub fn search_typed(&mut self, typed: &str, down: bool) -> Found {
        let (step, text) = match typed.chars().next() {
            Some(c @ ('=' | '+' | '-')) => (c, &typed[1..]),
            _ => ('=', typed),
        };
        match self.s.search.origin {
            None => {
                self.s.search.origin = Some((Place::new(self.s.x, signed(self.s.row)), self.s.up));
            }
            Some((place, up)) if text != self.s.search.text => {
                self.s.up = up.min(self.text.history());
                self.s.row = usize::try_from(place.y).unwrap_or(0).min(self.last_row());
                self.s.x = place.x.min(self.limit(self.y(), false));
            }
            Some(_) => {}
        }
        if text.is_empty() {
            self.hide_matches();
            return Found::Yes;
        }
        let down = match step {
            '+' => true,
            '-' => false,
            _ => down,
        };
        if self.s.search.text != text {
            self.hide_matches();
        }
        self.s.search.down = down;
        self.s.search.regex = false;
        text.clone_into(&mut self.s.search.text);
        let found = self.search(down, 1);
        if matches!(found, Found::No | Found::Invalid) {
            self.hide_matches();
        }
        found
    }

    /// The text of the match at the cursor.
    pub fn match_text(&self) -> Option<String> {
        let found = matches::match_at_cursor(self.text, self.s, self.at())?;
        Some(matches::match_text(self.text, found))
    }

    /// The line at the cursor over all of its rows.
    pub fn whole_line(&self) -> WholeLine {
        WholeLine::at(self.text, self.y())
    }
}
