//! The changed lines of a pane whose requests come back after the death of a server: later output
//! may replace a line before its wait is there again.

use crate::term::{Screen, TrackedLine};
use std::collections::VecDeque;
use std::ops::Range;

/// The most text that is kept, in bytes. The oldest goes first.
const MAX_BYTES: usize = 1 << 20;

/// A line as it was after a step of output.
#[derive(Debug)]
struct LoggedLine {
    number: u64,
    text: String,
    stamp: Option<u64>,
    typed: Vec<Range<usize>>,
    has_cursor: bool,
}

/// The lines that changed, in order.
#[derive(Debug, Default)]
pub struct LineLog {
    era: u32,
    lines: VecDeque<LoggedLine>,
    bytes: usize,
    /// Lines are gone.
    forgot: bool,
}

impl LineLog {
    /// Appends the lines that changed since a stamp.
    pub fn add(&mut self, screen: &Screen, since: u64) {
        if self.era != screen.era() {
            *self = Self {
                era: screen.era(),
                ..Self::default()
            };
        }
        screen.changed_lines(since, &mut |line| {
            self.bytes += line.text.len();
            self.lines.push_back(LoggedLine {
                number: line.number,
                text: line.text.to_owned(),
                stamp: line.stamp,
                typed: line.typed.clone(),
                has_cursor: line.has_cursor,
            });
        });
        while self.bytes > MAX_BYTES
            && let Some(oldest) = self.lines.pop_front()
        {
            self.bytes -= oldest.text.len();
            self.forgot = true;
        }
    }

    /// Whether lines are gone, because there were too many.
    pub const fn has_forgotten(&self) -> bool {
        self.forgot
    }

    /// Visits the lines of the present screen.
    pub fn visit(&self, screen: &Screen, visit: &mut dyn FnMut(&TrackedLine<'_>)) {
        let lines = self.lines.iter().filter(|_| self.era == screen.era());
        for line in lines {
            visit(&TrackedLine {
                number: line.number,
                text: &line.text,
                stamp: line.stamp,
                typed: line.typed.clone(),
                has_cursor: line.has_cursor,
            });
        }
    }
}
