//! Patterns of searches and their matches in lines of the text.

use crate::lang::format::{Pattern, compile_pattern};
use crate::model::copy::row::Row;
use crate::model::copy::text::Text;
use crate::model::state::mode::copy_mode::{CopyState, Place, Search};
use std::rc::Rc;

/// A match: its first cell and the cell after its last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Match {
    /// The first cell.
    pub start: Place,
    /// The cell after the last, in the row of the last.
    pub end: Place,
}

impl Match {
    /// Whether it covers a cell.
    pub fn contains(&self, at: Place) -> bool {
        self.start <= at && at < self.end
    }
}

/// The pattern of a search; `None` if the regular expression is not valid. A text without capital
/// letters is searched without regard to case.
pub fn pattern(search: &Search) -> Option<Pattern> {
    compile(&search.text, search.regex)
}

/// As [`pattern`], from a text or (`regex`) a regular expression.
pub fn compile(text: &str, regex: bool) -> Option<Pattern> {
    let ignore_case = !text.chars().any(char::is_uppercase);
    compile_pattern(text, regex, ignore_case)
}

/// A line of the text over all of its rows.
pub struct WholeLine {
    first: i64,
    rows: Vec<Rc<Row>>,
    /// The text without trailing blanks.
    pub text: String,
}

impl WholeLine {
    /// The line that has row `y`.
    pub fn at(text: &Text<'_>, y: i64) -> Self {
        let (first, last) = (text.line_start(y), text.line_end(y));
        let rows: Vec<Rc<Row>> = (first..=last).map(|y| text.row(y)).collect();
        let mut joined: String = rows.iter().map(|row| row.text.as_str()).collect();
        joined.truncate(joined.trim_end_matches(' ').len());
        Self {
            first,
            rows,
            text: joined,
        }
    }

    /// The rows of the line: the first, and the one after the last.
    pub fn rows(&self) -> (i64, i64) {
        (
            self.first,
            self.first + i64::try_from(self.rows.len()).unwrap_or(1),
        )
    }

    /// The matches of a pattern in the line, from left to right. Empty matches do not count.
    pub fn matches(&self, pattern: &Pattern) -> Vec<Match> {
        let found = pattern.find(&self.text);
        if found.is_empty() {
            return Vec::new();
        }
        // The cells of the line by the byte at which their text starts.
        let mut cells = Vec::new();
        let mut at = 0;
        for (y, row) in (self.first..).zip(&self.rows) {
            cells.extend(
                row.starts()
                    .map(|(x, start)| (at + start, Place::new(x, y))),
            );
            at += row.text.len();
        }
        let cell_at = |byte: usize| {
            let n = cells.partition_point(|(start, _)| *start <= byte);
            n.checked_sub(1).map(|n| cells[n].1)
        };
        let one = |(start, end): (usize, usize)| {
            let last = cell_at(end - 1)?;
            let row = &self.rows[usize::try_from(last.y - self.first).ok()?];
            Some(Match {
                start: cell_at(start)?,
                end: Place::new(row.after(last.x), last.y),
            })
        };
        found.into_iter().filter_map(one).collect()
    }
}

/// The matches in the rows `from..to`, with those that begin above.
pub fn visible_matches(text: &Text<'_>, search: &Search, from: i64, to: i64) -> Vec<Match> {
    let Some(pattern) = Some(search).filter(|s| s.shown).and_then(pattern) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    let mut y = from.max(text.top());
    while y < to.min(text.bottom() + 1) {
        let line = WholeLine::at(text, y);
        found.extend(line.matches(&pattern));
        y = line.rows().1;
    }
    found
}

/// The match at the cursor, or the one that ends at it: a search downwards with the keys of emacs
/// leaves the cursor there.
pub fn match_at_cursor(text: &Text<'_>, state: &CopyState, at: Place) -> Option<Match> {
    let found = visible_matches(text, &state.search, at.y, at.y + 1);
    let inside = found.iter().find(|m| m.contains(at));
    inside
        .or_else(|| found.iter().find(|m| m.end == at))
        .copied()
}

/// The text of a match.
pub fn match_text(text: &Text<'_>, found: Match) -> String {
    let rows = found.start.y..=found.end.y;
    let part = |y: i64| {
        let from = if y == found.start.y { found.start.x } else { 0 };
        let to = if y == found.end.y {
            found.end.x
        } else {
            usize::MAX
        };
        text.row(y).slice(from, to)
    };
    rows.map(part).collect()
}
