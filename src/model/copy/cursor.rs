//! A position that moves over the text by characters, words and lines. Words of wrapped lines are
//! whole.

use crate::model::copy::text::{Text, WHITESPACE};
use crate::model::state::mode::copy_mode::Place;

/// A position in the text.
#[derive(Clone, Copy)]
pub struct Cursor<'t, 'a> {
    text: &'t Text<'a>,
    /// The position.
    pub at: Place,
}

impl<'t, 'a> Cursor<'t, 'a> {
    /// A cursor at a position.
    pub const fn new(text: &'t Text<'a>, at: Place) -> Self {
        Self { text, at }
    }

    /// Whether the character at the cursor is one of `set`.
    pub fn is_in(&self, set: &str) -> bool {
        self.text.row(self.at.y).is_in(self.at.x, set)
    }

    fn is_blank(&self) -> bool {
        self.is_in(WHITESPACE)
    }

    fn length(&self) -> usize {
        self.text.length(self.at.y)
    }

    /// One character to the right, up to column `limit` of the row. `wrap`: from there on to the
    /// next row.
    pub fn right(&mut self, wrap: bool, limit: usize) {
        if wrap && self.at.x >= limit && self.at.y < self.text.bottom() {
            self.at = Place::new(0, self.at.y + 1);
        } else if self.at.x < limit {
            self.at.x = self.text.row(self.at.y).after(self.at.x).min(limit);
        }
    }

    /// One character to the left. At the start of a row it goes to the end of the row above if the
    /// line continues there, or always (`wrap`).
    pub fn left(&mut self, wrap: bool) {
        let row = self.text.row(self.at.y);
        self.at.x = row.start_of(self.at.x);
        let above = self.at.y > self.text.top() && (wrap || self.text.wraps(self.at.y - 1));
        if self.at.x == 0 && above {
            self.up();
            self.at.x = self.length();
        } else if self.at.x > 0 {
            self.at.x -= 1;
        }
    }

    fn up(&mut self) {
        if self.at.y > self.text.top() {
            self.at.y -= 1;
        }
        self.at.x = self.text.row(self.at.y).start_of(self.at.x);
    }

    /// To the start of the line.
    pub fn line_start(&mut self) {
        self.at = Place::new(0, self.text.line_start(self.at.y));
    }

    /// To the end of the line; `all`: to the right edge.
    pub fn line_end(&mut self, all: bool) {
        self.at.y = self.text.line_end(self.at.y);
        self.at.x = if all { self.text.cols() } else { self.length() };
    }

    /// To the first character of the line that is not a blank.
    pub fn indentation(&mut self) {
        let mut y = self.text.line_start(self.at.y);
        loop {
            let row = self.text.row(y);
            let first =
                (0..row.length()).find(|x| !row.is_in(*x, WHITESPACE) && !row.is_padding(*x));
            if let Some(x) = first {
                self.at = Place::new(x, y);
                return;
            }
            if !self.text.wraps(y) {
                return;
            }
            y += 1;
        }
    }

    /// The last column that a word of the row can have.
    fn word_limit(&self) -> usize {
        if self.text.wraps(self.at.y) {
            self.text.cols().saturating_sub(1)
        } else {
            self.length()
        }
    }

    /// Goes to the next row if the cursor is past `limit`. Returns false at the end of the text.
    fn wrap_right(&mut self, limit: &mut usize) -> bool {
        while self.at.x > *limit {
            if self.at.y >= self.text.bottom() {
                self.at.x = self.at.x.min(self.text.cols());
                return false;
            }
            self.at = Place::new(0, self.at.y + 1);
            *limit = self.word_limit();
        }
        true
    }

    /// Skips characters while `is` is true. The first one is skipped in any case.
    fn skip(&mut self, limit: &mut usize, is: impl Fn(&Self) -> bool) {
        loop {
            self.at.x += 1;
            if !self.wrap_right(limit) || !is(self) {
                return;
            }
        }
    }

    /// To the start of the next word.
    pub fn next_word(&mut self, separators: &str) {
        let mut limit = self.word_limit();
        if !self.wrap_right(&mut limit) {
            return;
        }
        if !self.is_blank() {
            let separated = self.is_in(separators);
            self.skip(&mut limit, |c| c.is_word_part(separators, separated));
        }
        while self.wrap_right(&mut limit) && self.is_blank() {
            self.at.x += 1;
        }
    }

    /// Whether the character at the cursor continues a word of separators, or one of others.
    fn is_word_part(&self, separators: &str, separated: bool) -> bool {
        !self.is_blank() && self.is_in(separators) == separated
    }

    /// To the column after the end of the next word.
    pub fn next_word_end(&mut self, separators: &str) {
        let mut limit = self.word_limit();
        while self.wrap_right(&mut limit) {
            if self.is_blank() {
                self.at.x += 1;
                continue;
            }
            let separated = self.is_in(separators);
            self.skip(&mut limit, |c| c.is_word_part(separators, separated));
            return;
        }
    }

    /// To the start of the previous word. `already`: also if the cursor is in a word. `stop`: a
    /// row that ends with a blank is a stop.
    pub fn previous_word(&mut self, separators: &str, already: bool, stop: bool) {
        let mut letters = !self.is_in(separators);
        if already || self.is_blank() {
            loop {
                if self.at.x > 0 {
                    self.at.x -= 1;
                    if !self.is_blank() {
                        letters = !self.is_in(separators);
                        break;
                    }
                    continue;
                }
                if self.at.y <= self.text.top() {
                    return;
                }
                self.up();
                self.at.x = self.length();
                if stop && self.at.x > 0 {
                    let row = self.text.row(self.at.y);
                    if row.is_in(self.at.x - 1, WHITESPACE) {
                        letters = false;
                        break;
                    }
                }
            }
        }
        loop {
            let before = self.at;
            if self.at.x == 0 {
                if self.at.y <= self.text.top() || !self.text.wraps(self.at.y - 1) {
                    return;
                }
                self.up();
                self.at.x = self.text.cols();
            }
            self.at.x = self.at.x.saturating_sub(1);
            if self.is_blank() || letters == self.is_in(separators) {
                self.at = before;
                return;
            }
        }
    }

    /// To the next character `wanted` of the line, from the cursor on. Returns false if there is
    /// none.
    pub fn find(&mut self, wanted: &str) -> bool {
        let Place { mut y, mut x } = self.at;
        loop {
            let row = self.text.row(y);
            if let Some(x) = (x..row.length()).find(|x| row.cell(*x) == wanted) {
                self.at = Place::new(x, y);
                return true;
            }
            if !self.text.wraps(y) {
                return false;
            }
            (x, y) = (0, y + 1);
        }
    }

    /// To the previous character `wanted` of the line, from the cursor on. Returns false if there
    /// is none.
    pub fn find_back(&mut self, wanted: &str) -> bool {
        let mut y = self.at.y;
        let mut end = self.at.x + 1;
        loop {
            let row = self.text.row(y);
            if let Some(x) = (0..end).rev().find(|x| row.cell(*x) == wanted) {
                self.at = Place::new(x, y);
                return true;
            }
            if y <= self.text.top() || !self.text.wraps(y - 1) {
                return false;
            }
            y -= 1;
            end = self.text.length(y);
        }
    }
}

/// The word at a cell, over the rows of a wrapped line, as formats have it: on a separator or a
/// blank it is the word that begins at the next cell. Empty if there is none.
pub fn word_at(text: &Text<'_>, at: Place, separators: &str) -> String {
    let outside = |at: Place| {
        let row = text.row(at.y);
        row.is_in(at.x, WHITESPACE) || row.is_in(at.x, separators)
    };
    let next = |at: Place| {
        let row = text.row(at.y);
        let x = row.after(at.x);
        let wraps = text.wraps(at.y);
        if x < if wraps { row.used() } else { row.length() } {
            Some(Place::new(x, at.y))
        } else {
            wraps.then(|| Place::new(0, at.y + 1))
        }
    };
    let mut start = Place::new(text.row(at.y).start_of(at.x), at.y);
    if outside(start) {
        match next(start) {
            Some(after) => start = after,
            None => return String::new(),
        }
    } else {
        loop {
            let before = if start.x > 0 {
                Place::new(text.row(start.y).start_of(start.x - 1), start.y)
            } else if start.y > text.top() && text.wraps(start.y - 1) {
                let row = text.row(start.y - 1);
                let last = row.used().saturating_sub(1);
                Place::new(row.start_of(last), start.y - 1)
            } else {
                break;
            };
            if outside(before) {
                break;
            }
            start = before;
        }
    }
    let mut word = String::new();
    let mut at = Some(start);
    while let Some(here) = at.filter(|at| !outside(*at)) {
        word.push_str(text.row(here.y).cell(here.x));
        at = next(here);
    }
    word
}
