//! The work of a search through a long history. It needs no world and no screen, only one block of
//! lines after the other, so it runs on a thread of its own.

use crate::lang::format::Pattern;
use crate::model::copy::matches;
use crate::model::copy::scan::readable;
use crate::model::state::mode::history_search::{FoundLine, HistorySearch, SearchReport};
use crate::term::LineTexts;
use std::collections::VecDeque;
use std::ops::Range;

/// Lines that are searched one after the other.
#[derive(Debug)]
struct Part {
    lines: Range<u64>,
    /// From the newest line to the oldest.
    back: bool,
    /// The part is beyond an end of the history.
    wrapped: bool,
}

/// A search in progress.
pub struct SearchRun {
    id: u64,
    pattern: Option<Pattern>,
    parts: VecDeque<Part>,
    finds: bool,
    wraps: bool,
    counts: bool,
    found: Option<FoundLine>,
    count: usize,
}

impl SearchRun {
    /// The start of a search.
    pub fn new(search: &HistorySearch) -> Self {
        let part = |lines, back, wrapped| Part {
            lines,
            back,
            wrapped,
        };
        let end = search.end;
        let parts = match search.find {
            Some(find) if find.down => [
                part(find.from..end, false, false),
                part(0..find.from, false, true),
            ]
            .into(),
            Some(find) => [
                part(0..find.from, true, false),
                part(find.from..end, true, true),
            ]
            .into(),
            None => [part(0..end, true, false)].into(),
        };
        Self {
            id: search.id,
            pattern: matches::compile(&search.text, search.regex),
            parts,
            finds: search.find.is_some(),
            wraps: search.find.is_some_and(|find| find.wraps),
            counts: search.counts,
            found: None,
            count: 0,
        }
    }

    /// A line of the block that is searched next; `None` at the end of the search.
    pub fn wanted(&mut self) -> Option<u64> {
        loop {
            let part = self.parts.front()?;
            let searched = self.counts || self.finds && self.found.is_none();
            let skipped = part.wrapped && !self.wraps && !self.counts;
            if !searched || skipped || self.pattern.is_none() {
                self.parts.clear();
            } else if part.lines.is_empty() {
                let ended = self.parts.pop_front();
                let ahead = ended.is_some_and(|part| !part.wrapped);
                if ahead && !self.wraps && self.finds && self.found.is_none() {
                    self.found = Some(FoundLine::default());
                }
            } else if part.back {
                return Some(part.lines.end - 1);
            } else {
                return Some(part.lines.start);
            }
        }
    }

    /// Searches the block around the wanted line: its first line, the line after its last, and its
    /// text. Without the wanted line it is the first block after it. `None` if there is none.
    pub fn search(&mut self, block: Option<(u64, u64, LineTexts)>) {
        let (Some(part), Some(pattern)) = (self.parts.front_mut(), &self.pattern) else {
            return;
        };
        let Some((first, end, texts)) = block else {
            part.lines = part.lines.end..part.lines.end;
            return;
        };
        let (finds, counts) = (self.finds, self.counts);
        let (found, count, wrapped) = (&mut self.found, &mut self.count, part.wrapped);
        let wraps = self.wraps;
        texts.scan(&part.lines, part.back, |n, line| {
            let line = readable(line);
            let looks = finds && found.is_none() && (!wrapped || wraps);
            let is_match = if counts {
                let matches = pattern.count(&line);
                *count += matches;
                matches > 0
            } else {
                pattern.is_in(&line)
            };
            if is_match && looks {
                *found = Some(if wrapped {
                    FoundLine {
                        ahead: None,
                        wrapped: Some(n),
                    }
                } else {
                    FoundLine {
                        ahead: Some(n),
                        wrapped: None,
                    }
                });
            }
            counts || !is_match
        });
        part.lines = if part.back {
            // If the wanted line is gone, the block is newer and no older one is left.
            let start = part.lines.start;
            let rest = if first < part.lines.end { first } else { start };
            start..rest.max(start)
        } else {
            end.clamp(part.lines.start, part.lines.end)..part.lines.end
        };
    }

    /// The match, once it is known.
    pub const fn found(&self) -> Option<FoundLine> {
        self.found
    }

    /// The report about the search so far, or at its end (`done`).
    pub fn report(&self, done: bool) -> SearchReport {
        let found = self.found.or(Some(FoundLine::default()).filter(|_| done));
        SearchReport {
            id: self.id,
            found: found.filter(|_| self.finds),
            count: (done && self.counts).then_some(self.count),
            done,
        }
    }
}
