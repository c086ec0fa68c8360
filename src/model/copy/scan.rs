//! Finds the next match of a pattern in the whole text. Lines of the history are read by blocks,
//! because splitting a million lines into rows would take seconds.

use crate::base::tabs;
use crate::lang::format::Pattern;
use crate::model::copy::matches::{Match, WholeLine};
use crate::model::copy::text::Text;
use crate::model::state::mode::copy_mode::Place;
use std::borrow::Cow;

/// Lines and bytes of the history that one search reads at once. Further lines are searched beside
/// the world.
const NEAR_LINES: usize = 10_000;
const NEAR_BYTES: usize = 1 << 20;

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

/// The result of a search in the lines that are near.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Near {
    /// The nearest match.
    Match(Match),
    /// There is none to the end of the text.
    None,
    /// There is none in the near lines. Downwards the first line that is left, upwards the line
    /// after it.
    Far(u64),
}

impl From<Option<Match>> for Near {
    fn from(found: Option<Match>) -> Self {
        found.map_or(Self::None, Self::Match)
    }
}

/// Limits the lines that are read.
#[derive(Default)]
struct Budget {
    lines: usize,
    bytes: usize,
}

impl Budget {
    /// Counts a line. Returns false if it is over the limit.
    fn allows(&mut self, line: &str) -> bool {
        self.lines += 1;
        self.bytes += line.len();
        self.lines <= NEAR_LINES && self.bytes <= NEAR_BYTES
    }
}

/// The first match that starts at or after `from`.
pub fn next(text: &Text<'_>, pattern: &Pattern, from: Place) -> Near {
    let line = WholeLine::at(text, from.y.clamp(text.top(), text.bottom()));
    let matches = line.matches(pattern).into_iter();
    if let Some(found) = { matches }.find(|m| m.start >= from) {
        return Near::Match(found);
    }
    let mut y = line.rows().1;
    if let Some((number, _)) = text.history_line(y) {
        let mut budget = Budget::default();
        let (mut found, mut left) = (None, None);
        text.scan(number..u64::MAX, false, &mut |n, line, _| {
            if !budget.allows(line) {
                left = Some(n);
                return false;
            }
            found = pattern.is_in(&readable(line)).then_some(n);
            found.is_none()
        });
        if let Some(found) = found.and_then(|n| in_history(text, pattern, n, false)) {
            return Near::Match(found);
        }
        if let Some(left) = left {
            return Near::Far(left);
        }
        y = text.first_copied();
    }
    next_copied(text, pattern, y).into()
}

/// The last match that starts before `from`.
pub fn previous(text: &Text<'_>, pattern: &Pattern, from: Place) -> Near {
    let line = WholeLine::at(text, from.y.clamp(text.top(), text.bottom()));
    let matches = line.matches(pattern).into_iter().rev();
    if let Some(found) = { matches }.find(|m| m.start < from) {
        return Near::Match(found);
    }
    let (found, y) = previous_copied(text, pattern, line.rows().0 - 1);
    if let Some(found) = found {
        return Near::Match(found);
    }
    let Some((number, _)) = text.history_line(y) else {
        return Near::None;
    };
    let mut budget = Budget::default();
    let (mut found, mut left) = (None, None);
    text.scan(0..number + 1, true, &mut |n, line, _| {
        if !budget.allows(line) {
            left = Some(n + 1);
            return false;
        }
        found = pattern.is_in(&readable(line)).then_some(n);
        found.is_none()
    });
    if let Some(found) = found.and_then(|n| in_history(text, pattern, n, true)) {
        return Near::Match(found);
    }
    left.map_or(Near::None, Near::Far)
}

/// The first match in the copied lines from row `y` on.
pub fn next_copied(text: &Text<'_>, pattern: &Pattern, mut y: i64) -> Option<Match> {
    while y <= text.bottom() {
        let line = WholeLine::at(text, y);
        if let Some(found) = line.matches(pattern).first() {
            return Some(*found);
        }
        y = line.rows().1;
    }
    None
}

/// The last match in the copied lines down to row `y`, and the row above those that were searched.
pub fn previous_copied(text: &Text<'_>, pattern: &Pattern, mut y: i64) -> (Option<Match>, i64) {
    while y >= text.first_copied().max(text.top()) {
        let line = WholeLine::at(text, y);
        if let Some(found) = line.matches(pattern).last() {
            return (Some(*found), y);
        }
        y = line.rows().0 - 1;
    }
    (None, y)
}

/// The first or the last match in a line of the history; `None` if the line is gone.
pub fn in_history(text: &Text<'_>, pattern: &Pattern, line: u64, last: bool) -> Option<Match> {
    let y = text.row_of_line(line)?;
    let matches = WholeLine::at(text, y).matches(pattern);
    if last {
        matches.last()
    } else {
        matches.first()
    }
    .copied()
}

/// The number of matches in the text, newest lines first. It is partial if the history is long.
pub fn count(text: &Text<'_>, pattern: &Pattern) -> Count {
    let mut counted = Count {
        matches: count_copied(text, pattern),
        partial: false,
    };
    let mut budget = Budget::default();
    text.scan(text.lines(), true, &mut |_, line, _| {
        counted.partial = !budget.allows(line);
        if counted.partial {
            return false;
        }
        counted.matches += pattern.count(&readable(line));
        true
    });
    counted
}

/// The number of matches in the copied lines.
pub fn count_copied(text: &Text<'_>, pattern: &Pattern) -> usize {
    let mut matches = 0;
    let mut y = text.first_copied();
    while y <= text.bottom() {
        let line = WholeLine::at(text, y);
        matches += pattern.count(&line.text);
        y = line.rows().1;
    }
    matches
}

/// A line of the history with tabs and without trailing blanks, as [`WholeLine`] has it.
pub fn readable(line: &str) -> Cow<'_, str> {
    let line = line.trim_end_matches(' ');
    tabs::restore(line)
}
