//! A row of text by columns.

use crate::base::{Cells, Line, Link, tabs};
use crate::term::RowMarks;

/// The start of a column that is the right part of a character.
const PADDING: usize = usize::MAX;

/// A row of text, addressed by columns. Columns to the right of the text are blank.
#[derive(Clone, Debug, Default)]
pub struct Row {
    /// The styled text, with tabs as the characters of [`tabs`].
    pub line: Line,
    /// The OSC 133 marks.
    pub marks: RowMarks,
    /// The text with a tab for every complete tab.
    pub text: String,
    /// The byte at which the text of each column starts.
    starts: Vec<usize>,
    /// The column at which a tab starts whose last column is in the next row.
    pub open_tab: Option<usize>,
    /// The number of columns at the start that belong to a tab of the row before.
    pub tab_rest: usize,
}

impl Row {
    /// The row of a line.
    pub fn new((line, marks): (Line, RowMarks)) -> Self {
        let mut row = Self {
            text: String::new(),
            starts: Vec::new(),
            open_tab: None,
            tab_rest: 0,
            line,
            marks,
        };
        for span in &row.line.spans {
            match span.cells {
                Cells::Cluster(width) => {
                    push(&mut row.starts, row.text.len(), usize::from(width));
                    row.text.push_str(&span.text);
                }
                Cells::Narrow | Cells::Wide => {
                    let width = if span.cells == Cells::Wide { 2 } else { 1 };
                    for c in span.text.chars() {
                        push(&mut row.starts, row.text.len(), width);
                        row.text.push(c);
                    }
                }
            }
        }
        row.join_tabs();
        row
    }

    /// Makes one character of every complete tab, and blanks of the rest of others.
    fn join_tabs(&mut self) {
        if !self.text.contains(tabs::is_column) {
            return;
        }
        let middle = tabs::MIDDLE.to_string();
        let count = self.starts.len();
        let parts = (0..count).take_while(|x| self.cell(*x) == middle).count();
        if parts < count && self.cell(parts).chars().eq([tabs::LAST]) {
            self.tab_rest = parts + 1;
        }
        let parts = (0..count).rev().take_while(|x| self.cell(*x) == middle);
        let before = (count - parts.count()).checked_sub(1);
        self.open_tab = before.filter(|x| self.cell(*x).chars().eq([tabs::FIRST]));
        let mut text = String::with_capacity(self.text.len());
        let mut starts = Vec::with_capacity(self.starts.len());
        let mut x = 0;
        while x < self.starts.len() {
            let end = self.after(x);
            let cell = self.cell(x);
            let columns = self.tab_columns(x);
            starts.push(text.len());
            if columns > 0 {
                text.push('\t');
                starts.resize(starts.len() + columns - 1, PADDING);
                x += columns;
                continue;
            }
            let part = cell.chars().next().is_some_and(tabs::is_column);
            text.push_str(if part { " " } else { cell });
            starts.resize(starts.len() + end - x - 1, PADDING);
            x = end;
        }
        (self.text, self.starts) = (text, starts);
    }

    /// The number of columns of the complete tab that starts at column `x`; 0 if none does.
    fn tab_columns(&self, x: usize) -> usize {
        let is = |x: usize, c: char| x < self.starts.len() && self.cell(x).chars().eq([c]);
        if is(x, tabs::SINGLE) {
            return 1;
        }
        if !is(x, tabs::FIRST) {
            return 0;
        }
        let mut end = x + 1;
        while is(end, tabs::MIDDLE) {
            end += 1;
        }
        if is(end, tabs::LAST) { end + 1 - x } else { 0 }
    }

    /// The text of the character at column `x`: empty for the right part of a character, a blank
    /// to the right of the text.
    pub fn cell(&self, x: usize) -> &str {
        let Some(&start) = self.starts.get(x) else {
            return " ";
        };
        if start == PADDING {
            return "";
        }
        let after = self.starts[x + 1..].iter().find(|start| **start != PADDING);
        &self.text[start..after.copied().unwrap_or(self.text.len())]
    }

    /// Whether column `x` is the right part of a character.
    pub fn is_padding(&self, x: usize) -> bool {
        self.starts.get(x) == Some(&PADDING)
    }

    /// The first column of the character at column `x`.
    pub fn start_of(&self, mut x: usize) -> usize {
        while x > 0 && self.is_padding(x) {
            x -= 1;
        }
        x
    }

    /// The column after the character at column `x`.
    pub fn after(&self, x: usize) -> usize {
        let mut end = x + 1;
        while self.is_padding(end) {
            end += 1;
        }
        end
    }

    /// The number of columns that have text.
    pub fn used(&self) -> usize {
        self.starts.len()
    }

    /// The number of columns without trailing blanks.
    pub fn length(&self) -> usize {
        let blank = |x: &usize| self.cell(*x) == " ";
        let trailing = (0..self.used()).rev().take_while(blank).count();
        self.used() - trailing
    }

    /// The column of the last character that is not a blank; 0 in an empty row.
    pub fn last(&self) -> usize {
        self.start_of(self.length().saturating_sub(1))
    }

    /// Whether the character at column `x` is one of `set`. Blanks are in a set that has a blank.
    pub fn is_in(&self, x: usize, set: &str) -> bool {
        let cell = self.cell(x);
        let mut chars = cell.chars();
        let one = chars.next().filter(|_| chars.next().is_none());
        one.is_some_and(|c| set.contains(c))
    }

    /// The text of the columns `from..to` that have text, whole characters only.
    pub fn slice(&self, from: usize, to: usize) -> String {
        let columns = from..to.min(self.used());
        columns.map(|x| self.cell(x)).collect()
    }

    /// The hyperlink at column `x`.
    pub fn link(&self, x: usize) -> Option<&Link> {
        let mut at = 0;
        for span in &self.line.spans {
            at += span.cols();
            if x < at {
                return span.link.as_deref();
            }
        }
        None
    }

    /// The byte of each column's character in the row's text, for the columns that begin one.
    pub fn starts(&self) -> impl Iterator<Item = (usize, usize)> {
        let columns = self.starts.iter().copied().enumerate();
        columns.filter(|(_, start)| *start != PADDING)
    }
}

fn push(starts: &mut Vec<usize>, at: usize, width: usize) {
    starts.push(at);
    starts.extend(std::iter::repeat_n(PADDING, width.saturating_sub(1)));
}
