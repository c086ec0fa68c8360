//! Positions in the output of a program, and the lines that changed since one.
//!
//! Each change of a row's text carries a stamp: how many bytes of output the screen had processed.
//! Stamps, eras, numbers of lines and counts of shell marks are in the checkpoint, so a position
//! keeps its meaning across servers.

use super::emulator::fields::ShellCounts;
use super::emulator::lines::GridLine;
use super::event::Event;
use super::screen::Screen;
use crate::base::tabs;
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// A position in the output of a pane's programs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScreenPosition {
    /// The number of the screen among those of its pane, from 1. Numbers of lines and stamps begin
    /// anew with each.
    pub era: u32,
    /// The number of the line that the position is in.
    pub line: u64,
    /// The stamp of the last change before the position.
    pub stamp: u64,
    /// The place in the text of that line, in bytes.
    pub column: u64,
    /// Identifies the text of that line before the place.
    pub prefix: u16,
    /// How many marks the shell had sent.
    pub counts: ShellCounts,
}

/// A logical line that changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrackedLine<'a> {
    /// Its number. On the alternate screen that of its first row.
    pub number: u64,
    /// Its text without trailing blanks.
    pub text: &'a str,
    /// The stamp of the last change of its text; `None` for a line of history.
    pub stamp: Option<u64>,
    /// The parts of the text that were typed at a prompt of the shell (between the marks B and C of
    /// OSC 133), in bytes. They may reach beyond the text.
    pub typed: Vec<Range<usize>>,
    /// The cursor is in the line.
    pub has_cursor: bool,
}

impl ScreenPosition {
    /// The text of a line from which on it is new for this position; `None` if nothing of it is.
    /// Matches must end behind the returned place, or anywhere in the line if there is none.
    pub fn new_part(&self, line: &TrackedLine<'_>, era: u32) -> Option<Option<usize>> {
        if era != self.era {
            return (era > self.era).then_some(None);
        }
        let changed = match line.stamp {
            // A position behind a match has the stamp before that of its line, so that lines of
            // the same step below it are new and those above it are not. No program changes a line
            // above the cursor with a single byte.
            Some(stamp) if line.number < self.line => stamp > self.stamp + 1,
            Some(stamp) => stamp > self.stamp,
            None => line.number >= self.line,
        };
        if !changed {
            return None;
        }
        let column = usize::try_from(self.column).unwrap_or(usize::MAX);
        let same = line.number == self.line && column > 0;
        let same = same && prefix(line.text, column) == self.prefix;
        Some(same.then_some(column))
    }
}

/// Identifies the first `column` bytes of a text, without the blanks at their end.
pub fn prefix(text: &str, column: usize) -> u16 {
    let bytes = text.as_bytes();
    let bytes = bytes[..column.min(bytes.len())].trim_ascii_end();
    // FNV-1a, folded.
    let hash = bytes.iter().fold(0x811c_9dc5_u32, |hash, byte| {
        (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193)
    });
    (hash >> 16) as u16 ^ hash as u16
}

impl Screen {
    /// The position after all output so far.
    pub fn position(&self) -> ScreenPosition {
        let state = &self.state;
        let position = ScreenPosition {
            era: state.era,
            line: state.history.end(),
            stamp: state.fed,
            column: 0,
            prefix: prefix("", 0),
            counts: state.shell.counts,
        };
        if state.alternate {
            let cursor = state.saved_main.map_or(u16::MAX, |saved| saved.cursor.y);
            let above = state.main_stamps().len().min(usize::from(cursor));
            return ScreenPosition {
                line: position.line + above as u64,
                ..position
            };
        }
        let cursor = state.cursor;
        let x = cursor.x + u16::from(cursor.wrap_pending);
        let line = state.grid_lines().find(|l| l.rows.contains(&cursor.y));
        line.map_or(position, |line| {
            let column = state.line_offset(&line, x, cursor.y);
            ScreenPosition {
                line: line.number,
                column: column as u64,
                prefix: prefix(&state.line_text(&line), column),
                ..position
            }
        })
    }

    /// The position before the oldest line.
    pub fn oldest_position(&self) -> ScreenPosition {
        ScreenPosition {
            era: self.state.era,
            line: self.state.history.oldest(),
            prefix: prefix("", 0),
            ..ScreenPosition::default()
        }
    }

    /// Whether lines after a position are gone.
    pub fn misses(&self, from: &ScreenPosition) -> bool {
        let state = &self.state;
        let bytes = state.fed.saturating_sub(from.stamp);
        let kept = state.history.limits().history_lines > 0;
        from.era < state.era
            || from.line < state.history.oldest()
            || !kept && bytes > self.size().area() as u64
    }

    /// The number of the screen among those of its pane, from 1.
    pub fn era(&self) -> u32 {
        self.state.era
    }

    /// How many bytes of output were processed.
    pub fn stamp(&self) -> u64 {
        self.state.fed
    }

    /// How many marks the shell has sent.
    pub fn shell_counts(&self) -> ShellCounts {
        self.state.shell.counts
    }

    /// The position at which the output of the last command of the shell begins. `None` if it began
    /// on the alternate screen.
    pub fn output_start(&self) -> Option<ScreenPosition> {
        let (line, column, stamp) = self.state.shell.output?;
        Some(self.position_at(line, column, stamp))
    }

    /// The position at which that output ends. `None` if the command runs, or ended on the
    /// alternate screen.
    pub fn output_end(&self) -> Option<ScreenPosition> {
        let (line, column) = self.state.shell.output_end?;
        Some(self.position_at(line, column, self.state.fed))
    }

    fn position_at(&self, line: u64, column: usize, stamp: u64) -> ScreenPosition {
        let lines = self.state.grid_lines();
        let text = { lines }.find(|known| known.number == line);
        let text = text.map(|line| self.state.line_text(&line));
        ScreenPosition {
            era: self.state.era,
            line,
            stamp,
            column: column as u64,
            prefix: prefix(&text.unwrap_or_default(), column),
            counts: self.state.shell.counts,
        }
    }

    /// Whether the shell has sent mark C, so that it marks commands completely.
    pub fn marks_commands(&self) -> bool {
        self.state.shell.sends_all_marks
    }

    /// Whether the last mark of the shell belongs to a prompt.
    pub fn at_prompt(&self) -> bool {
        self.state.shell.at_prompt
    }

    /// Visits the lines of the visible screen that changed after the stamp `since`, from the top.
    pub fn changed_lines(&self, since: u64, visit: &mut dyn FnMut(&TrackedLine<'_>)) {
        self.visit_lines(Some(since), visit);
    }

    /// Visits all lines of the visible screen, from the top. Blank ones may have no stamp.
    pub fn visible_lines(&self, visit: &mut dyn FnMut(&TrackedLine<'_>)) {
        self.visit_lines(None, visit);
    }

    fn visit_lines(&self, since: Option<u64>, visit: &mut dyn FnMut(&TrackedLine<'_>)) {
        let mut reached = false;
        for line in self.state.grid_lines() {
            let (input, follows) = self.input_part(&line, reached);
            reached = follows;
            if since.is_some_and(|since| line.written <= since) {
                continue;
            }
            let text = self.state.line_text(&line);
            let mut typed = self.typed(line.number, Some(line.written));
            typed.extend(input);
            visit(&TrackedLine {
                number: line.number,
                text: &text,
                stamp: Some(line.written),
                typed,
                has_cursor: line.rows.contains(&self.state.cursor.y),
            });
        }
    }

    /// Visits the complete lines of history with these numbers, the oldest first, until `visit`
    /// returns false.
    pub fn past_lines(&self, lines: Range<u64>, visit: &mut dyn FnMut(&TrackedLine<'_>) -> bool) {
        let history = &self.state.history;
        let end = history.end() - u64::from(history.is_open());
        history.scan(lines.start..lines.end.min(end), false, |number, text, _| {
            let plain = text.replace(tabs::is_column, " ");
            visit(&TrackedLine {
                number,
                text: &plain,
                stamp: None,
                typed: self.typed(number, None),
                has_cursor: false,
            })
        });
    }

    /// The parts of a line that were typed as commands that have begun.
    fn typed(&self, number: u64, written: Option<u64>) -> Vec<Range<usize>> {
        if self.state.alternate {
            return Vec::new();
        }
        let all = self.state.shell.typed.iter();
        let valid = all.filter(|text| {
            text.line == number && written.is_none_or(|written| written <= text.stamp)
        });
        valid.map(|text| text.bytes.clone()).collect()
    }

    /// The part of a line that is input at a prompt, and whether all lines below are, too. The
    /// input line of a shell that does not mark the start of commands is only the one in which it
    /// begins.
    fn input_part(&self, line: &GridLine, reached: bool) -> (Option<Range<usize>>, bool) {
        let shell = &self.state.shell;
        let Some((x, y)) = shell.input.filter(|_| !self.state.alternate) else {
            return (None, false);
        };
        if reached {
            return (Some(0..usize::MAX), true);
        }
        if !line.rows.contains(&y) {
            return (None, false);
        }
        let start = self.state.line_offset(line, x, y);
        (Some(start..usize::MAX), shell.sends_all_marks)
    }

    /// As [`Screen::feed`], in steps that change about one line each, so that `step` sees each text
    /// before later output replaces it.
    pub fn feed_in_steps(
        &mut self,
        bytes: &[u8],
        events: &mut Vec<Event>,
        mut step: impl FnMut(&Self),
    ) {
        let size = self.size();
        let limit = usize::from(size.cols) * usize::from(size.rows.saturating_sub(1)).max(1);
        let mut rest = bytes;
        while !rest.is_empty() {
            let (first, later) = rest.split_at(step_length(rest, limit));
            self.feed(first, events);
            step(self);
            rest = later;
        }
    }
}

/// The length of the first step: to the end of a line, or to a control that may replace text. At
/// least 1, at most `limit`.
fn step_length(bytes: &[u8], limit: usize) -> usize {
    let mut at = 0;
    while at < bytes.len().min(limit) {
        match bytes[at] {
            b'\n' | 0x0b | 0x0c => return at + 1,
            b'\r' if at > 0 && bytes.get(at + 1) != Some(&b'\n') => return at,
            0x08 if at > 0 => return at,
            0x1b if at > 0 && !is_color(&bytes[at..]) => return at,
            _ => at += 1,
        }
    }
    at
}

/// Whether the bytes begin with a control sequence that sets colours and attributes (SGR).
fn is_color(bytes: &[u8]) -> bool {
    let Some(parameters) = bytes.strip_prefix(b"\x1b[") else {
        return false;
    };
    let end = parameters.iter().find(|byte| !(0x20..0x40).contains(*byte));
    end == Some(&b'm')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Size;
    use crate::term::{Limits, MemoryStore};

    fn screen(text: &str) -> Screen {
        let mut screen = Screen::new(Size::new(20, 4), Limits::default());
        feed(&mut screen, text);
        screen
    }

    fn feed(screen: &mut Screen, text: &str) {
        screen.feed(text.as_bytes(), &mut Vec::new());
    }

    /// The new parts of all lines for a position, with the number of the line.
    fn new_lines(screen: &Screen, from: &ScreenPosition) -> Vec<(u64, String)> {
        let mut all = Vec::new();
        let mut look = |line: &TrackedLine<'_>| {
            if let Some(part) = from.new_part(line, screen.era()) {
                let text = line.text.get(part.unwrap_or(0)..).unwrap_or("");
                all.push((line.number, text.to_owned()));
            }
        };
        screen.past_lines(from.line..u64::MAX, &mut |line| {
            look(line);
            true
        });
        screen.changed_lines(0, &mut look);
        all.retain(|(_, text)| !text.is_empty());
        all
    }

    fn lines(wanted: &[(u64, &str)]) -> Vec<(u64, String)> {
        let wanted = wanted.iter();
        wanted.map(|(n, text)| (*n, (*text).to_owned())).collect()
    }

    #[test]
    fn lines_that_scroll_stay_old_and_later_ones_are_new() {
        let mut screen = screen("one\r\ntwo\r\n$ ");
        let from = screen.position();
        assert_eq!((from.era, from.line, from.column), (1, 2, 2));
        assert_eq!(new_lines(&screen, &from), []);
        feed(&mut screen, "ls\r\na\r\nb\r\nc\r\n");
        let wanted = lines(&[(2, "ls"), (3, "a"), (4, "b"), (5, "c")]);
        assert_eq!(new_lines(&screen, &from), wanted);
    }

    #[test]
    fn a_line_that_was_overwritten_is_new_as_a_whole() {
        let mut screen = screen("top\r\n50%");
        let from = screen.position();
        feed(&mut screen, "\r60%");
        assert_eq!(new_lines(&screen, &from), lines(&[(1, "60%")]));
        feed(&mut screen, "\x1b[Htip");
        let wanted = lines(&[(0, "tip"), (1, "60%")]);
        assert_eq!(new_lines(&screen, &from), wanted);
    }

    #[test]
    fn wrapped_rows_are_one_line_also_when_it_begins_in_history() {
        let mut screen = screen("$ ");
        let from = screen.position();
        feed(&mut screen, &"0123456789".repeat(12));
        let text = "0123456789".repeat(12);
        assert_eq!(new_lines(&screen, &from), lines(&[(0, &text)]));
    }

    #[test]
    fn positions_outlive_resizes_and_servers() {
        let mut before = screen("one two three\r\nfour\r\n$ ");
        let from = before.position();
        before.resize(Size::new(7, 4));
        assert_eq!(new_lines(&before, &from), []);
        before.resize(Size::new(20, 6));
        assert_eq!(new_lines(&before, &from), []);
        let mut bytes = Vec::new();
        before.checkpoint(&mut bytes);
        let store = Box::new(MemoryStore::default());
        let mut after = Screen::restore(&bytes, Limits::default(), store).unwrap();
        assert_eq!(after.position(), from);
        feed(&mut after, "x\r\ny");
        assert_eq!(new_lines(&after, &from), lines(&[(2, "x"), (3, "y")]));
    }

    #[test]
    fn a_cleared_screen_has_old_numbers_and_new_lines() {
        let mut screen = screen("a\r\nb\r\nc");
        screen.set_options(crate::term::ScreenOptions {
            scroll_on_clear: false,
            ..screen.options().clone()
        });
        let from = screen.position();
        feed(&mut screen, "\x1b[2J\x1b[Hnew");
        assert_eq!(new_lines(&screen, &from), lines(&[(0, "new")]));
    }

    #[test]
    fn dropped_lines_are_missed() {
        let limits = Limits {
            history_lines: 5,
            ..Limits::default()
        };
        let mut screen = Screen::new(Size::new(20, 2), limits);
        feed(&mut screen, "$ ");
        let from = screen.position();
        feed(&mut screen, &"x\r\n".repeat(5));
        assert!(!screen.misses(&from));
        feed(&mut screen, &"x\r\n".repeat(500));
        assert!(screen.misses(&from));
        assert!(!screen.misses(&screen.position()));
        assert!(!screen.misses(&screen.oldest_position()));
    }

    #[test]
    fn typed_text_is_known_while_it_is_typed_and_later() {
        let mut screen = screen("\x1b]133;A\x07$ \x1b]133;B\x07");
        let typed = |screen: &Screen| {
            let mut all = Vec::new();
            screen.changed_lines(0, &mut |line| {
                let end = line.text.len();
                let parts = line.typed.iter();
                let part =
                    |r: &Range<usize>| line.text[r.start.min(end)..r.end.min(end)].to_owned();
                all.extend(parts.map(part).filter(|text| !text.is_empty()));
            });
            all
        };
        feed(&mut screen, "echo hi");
        assert_eq!(typed(&screen), ["echo hi"]);
        assert!(screen.at_prompt());
        feed(&mut screen, "\r\n\x1b]133;C\x07hi\r\n\x1b]133;D;0\x07");
        assert_eq!(typed(&screen), ["echo hi"]);
        feed(&mut screen, "\x1b]133;A\x07$ \x1b]133;B\x07more");
        assert_eq!(typed(&screen), ["echo hi", "more"]);
        let counts = screen.shell_counts();
        assert_eq!((counts.prompts, counts.outputs, counts.ends), (2, 1, 1));
        feed(&mut screen, "\r\n\x1b]133;C\x07\x1b[Hall new text");
        assert_eq!(typed(&screen), ["more"]);
    }

    #[test]
    fn steps_end_before_text_is_replaced() {
        let steps = |text: &str| {
            let mut seen = Vec::new();
            let mut screen = screen("");
            screen.feed_in_steps(text.as_bytes(), &mut Vec::new(), |screen| {
                let rows = (0..4).map(|y| screen.line(y).text());
                let rows: Vec<String> = rows.collect();
                seen.push(rows.join("/").trim_end_matches('/').to_owned());
            });
            seen
        };
        assert_eq!(steps("a\r\nb\r\n"), ["a", "a/b"]);
        assert_eq!(steps("50%\r60%\r\n"), ["50%", "60%"]);
        assert_eq!(steps("\x1b[1ma\x1b[mb\x1b[2K\rc"), ["ab", "", "c"]);
        assert_eq!(steps(&"x".repeat(100)).len(), 2);
    }
}
