//! Finds the next match of a pattern in the whole text. Lines of the history are read by blocks,
//! because splitting a million lines into rows would take seconds.

use crate::base::tabs;
use crate::lang::format::Pattern;
use crate::model::copy::matches::{Match, WholeLine};
use crate::model::copy::text::Text;
use crate::model::state::mode::copy_mode::Place;
use std::borrow::Cow;

/// The most lines of the history whose matches are counted.
const MAX_COUNTED: usize = 200_000;

/// A number of matches.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// The number of matches in the lines that were counted.
    pub matches: usize,
    /// Older lines were not counted.
    pub partial: bool,
}

impl Count {
    /// The number to show: a lower bound if the count is partial, as in tmux.
    pub fn known(self) -> Option<usize> {
        if !self.partial {
            return Some(self.matches);
        }
        [1000, 100, 10].into_iter().find(|n| self.matches > *n)
    }
}

/// The first match that starts at or after `from`.
pub fn next(text: &Text<'_>, pattern: &Pattern, from: Place) -> Option<Match> {
    let line = WholeLine::at(text, from.y.clamp(text.top(), text.bottom()));
    let matches = line.matches(pattern).into_iter();
    if let Some(found) = { matches }.find(|m| m.start >= from) {
        return Some(found);
    }
    let mut y = line.rows().1;
    if let Some((number, _)) = text.history_line(y) {
        let mut found = None;
        text.scan(number..u64::MAX, false, &mut |n, line| {
            found = pattern.is_in(&readable(line)).then_some(n);
            found.is_none()
        });
        let first = found.and_then(|n| text.row_of_line(n));
        if let Some(found) = first.and_then(|y| in_line(text, pattern, y, false)) {
            return Some(found);
        }
        y = text.first_copied();
    }
    while y <= text.bottom() {
        let line = WholeLine::at(text, y);
        if let Some(found) = line.matches(pattern).first() {
            return Some(*found);
        }
        y = line.rows().1;
    }
    None
}

/// The last match that starts before `from`.
pub fn previous(text: &Text<'_>, pattern: &Pattern, from: Place) -> Option<Match> {
    let line = WholeLine::at(text, from.y.clamp(text.top(), text.bottom()));
    let matches = line.matches(pattern).into_iter().rev();
    if let Some(found) = { matches }.find(|m| m.start < from) {
        return Some(found);
    }
    let mut y = line.rows().0 - 1;
    while y >= text.first_copied().max(text.top()) {
        let line = WholeLine::at(text, y);
        if let Some(found) = line.matches(pattern).last() {
            return Some(*found);
        }
        y = line.rows().0 - 1;
    }
    let (number, _) = text.history_line(y)?;
    let mut found = None;
    text.scan(0..number + 1, true, &mut |n, line| {
        found = pattern.is_in(&readable(line)).then_some(n);
        found.is_none()
    });
    let first = found.and_then(|n| text.row_of_line(n))?;
    in_line(text, pattern, first, true)
}

fn in_line(text: &Text<'_>, pattern: &Pattern, y: i64, last: bool) -> Option<Match> {
    let matches = WholeLine::at(text, y).matches(pattern);
    if last {
        matches.last()
    } else {
        matches.first()
    }
    .copied()
}

/// The number of matches in the text, newest lines first.
pub fn count(text: &Text<'_>, pattern: &Pattern) -> Count {
    let mut counted = Count::default();
    let mut y = text.first_copied();
    while y <= text.bottom() {
        let line = WholeLine::at(text, y);
        counted.matches += pattern.count(&line.text);
        y = line.rows().1;
    }
    let mut lines = 0;
    text.scan(text.lines(), true, &mut |_, line| {
        counted.partial = lines == MAX_COUNTED;
        if counted.partial {
            return false;
        }
        lines += 1;
        counted.matches += pattern.count(&readable(line));
        true
    });
    counted
}

/// A line of the history with tabs and without trailing blanks, as [`WholeLine`] has it.
fn readable(line: &str) -> Cow<'_, str> {
    let line = line.trim_end_matches(' ');
    if line.bytes().any(|byte| tabs::is_column(char::from(byte))) {
        Cow::Owned(tabs::restore(line))
    } else {
        Cow::Borrowed(line)
    }
}
