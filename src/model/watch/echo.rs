//! The echo of text that was typed: parts of lines that are not output.

use crate::base::sorted::sort_by_key;
use crate::lang::line_pattern::LinePattern;
use crate::term::TrackedLine;
use std::ops::Range;

/// A typed line whose echo is expected.
#[derive(Clone, Debug)]
pub struct Echo {
    text: LinePattern,
    /// Lines in which it was found.
    lines: Vec<u64>,
    /// In how many more lines it is expected.
    left: u8,
    /// In how many of these only behind other text, such as a prompt.
    behind_prompt: u8,
}

impl Echo {
    /// The echo of a typed line. `twice`: it may come again behind a prompt.
    pub const fn new(text: LinePattern, twice: bool) -> Self {
        let behind_prompt = twice as u8;
        Self {
            text,
            lines: Vec::new(),
            left: 1 + behind_prompt,
            behind_prompt,
        }
    }

    /// Whether it may come yet.
    const fn is_expected(&self) -> bool {
        self.left > 0
    }

    /// Adds the parts of a line that are the echo to `parts`.
    pub fn find(&mut self, line: &TrackedLine<'_>, parts: &mut Vec<Range<usize>>) {
        let known = self.lines.contains(&line.number);
        if !known && !self.is_expected() {
            return;
        }
        if let Some(found) = self.text.find(line.text, None) {
            let bare = line.text[..found.start].trim().is_empty();
            let only_behind_prompt = self.left <= self.behind_prompt;
            if !known && only_behind_prompt && bare {
                self.left = 0;
                return;
            }
            if !known {
                self.left -= 1;
                self.lines.push(line.number);
            }
            parts.push(found);
        } else if line.has_cursor {
            // The echo is not complete: the line ends with the start of the text.
            let text = self.text.source();
            let starts = text.char_indices().map(|(at, c)| at + c.len_utf8());
            let longest = starts.rev().find(|end| line.text.ends_with(&text[..*end]));
            if let Some(length) = longest {
                parts.push(line.text.len() - length..line.text.len());
            }
        }
    }
}

/// A text without some of its parts, and where its bytes were.
pub struct Remaining {
    /// The text.
    pub text: String,
    /// The removed parts, in order and apart from each other.
    removed: Vec<Range<usize>>,
}

impl Remaining {
    /// Removes parts, which may overlap and reach beyond the text.
    pub fn new(text: &str, mut parts: Vec<Range<usize>>) -> Self {
        sort_by_key(&mut parts, |part| part.start);
        let mut removed: Vec<Range<usize>> = Vec::new();
        for part in parts {
            let part = boundary(text, part.start)..boundary(text, part.end);
            match removed.last_mut() {
                Some(last) if part.start <= last.end => last.end = last.end.max(part.end),
                _ if part.is_empty() => {}
                _ => removed.push(part),
            }
        }
        let mut rest = String::with_capacity(text.len());
        let mut at = 0;
        for part in &removed {
            rest.push_str(&text[at..part.start]);
            at = part.end;
        }
        rest.push_str(&text[at..]);
        Self {
            text: rest,
            removed,
        }
    }

    /// The place in the remaining text of a place in the whole one.
    pub fn place(&self, whole: usize) -> usize {
        let before = self.removed.iter().filter(|part| part.start < whole);
        whole
            - before
                .map(|part| part.end.min(whole) - part.start)
                .sum::<usize>()
    }

    /// The place in the whole text of the end of a match in the remaining one.
    pub fn whole(&self, place: usize) -> usize {
        let mut whole = place;
        for part in &self.removed {
            if part.start < whole {
                whole += part.len();
            }
        }
        whole
    }
}

/// The nearest end of a character at or before a place.
fn boundary(text: &str, place: usize) -> usize {
    let mut place = place.min(text.len());
    while !text.is_char_boundary(place) {
        place -= 1;
    }
    place
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(number: u64, text: &str, has_cursor: bool) -> TrackedLine<'_> {
        TrackedLine {
            number,
            text,
            stamp: Some(1),
            typed: Vec::new(),
            has_cursor,
        }
    }

    fn rest(echo: &mut Echo, line: &TrackedLine<'_>) -> String {
        let mut parts = Vec::new();
        echo.find(line, &mut parts);
        Remaining::new(line.text, parts).text
    }

    #[test]
    fn the_echo_is_left_out_once_and_while_it_comes() {
        let mut echo = Echo::new(LinePattern::text("echo hi").unwrap(), false);
        assert_eq!(rest(&mut echo, &line(4, "$ ", true)), "$ ");
        assert_eq!(rest(&mut echo, &line(4, "$ echo", true)), "$ ");
        assert_eq!(rest(&mut echo, &line(4, "$ echo hi", true)), "$ ");
        assert_eq!(rest(&mut echo, &line(4, "$ echo hi", false)), "$ ");
        assert_eq!(rest(&mut echo, &line(5, "echo hi", false)), "echo hi");
        assert_eq!(rest(&mut echo, &line(6, "e", true)), "e");
    }

    #[test]
    fn a_second_echo_stands_behind_a_prompt() {
        let text = || LinePattern::text("word").unwrap();
        let mut echo = Echo::new(text(), true);
        assert_eq!(rest(&mut echo, &line(0, "word", false)), "");
        assert_eq!(rest(&mut echo, &line(1, "$ word", false)), "$ ");
        assert_eq!(rest(&mut echo, &line(2, "$ word", false)), "$ word");
        // cat(1) repeats the line, and that is output.
        let mut echo = Echo::new(text(), true);
        assert_eq!(rest(&mut echo, &line(0, "word", false)), "");
        assert_eq!(rest(&mut echo, &line(1, "word", false)), "word");
    }

    #[test]
    fn removed_parts_keep_places() {
        let some = Remaining::new("ab\u{e9}cdef", vec![1..3, 5..99, 2..4]);
        assert_eq!(some.text, "ac");
        assert_eq!((some.place(1), some.place(4), some.place(5)), (1, 1, 2));
        assert_eq!((some.whole(1), some.whole(2)), (1, 5));
    }
}
