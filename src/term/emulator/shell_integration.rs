//! OSC 133 marks of shells: marks of rows, the command and its exit status, and prompts that the
//! shell redraws when the width changes (the FinalTerm protocol with the extensions of kitty and
//! Ghostty).

use super::fields::{MAX_TYPED, PromptRedraw, TypedText};
use super::osc::{percent_decoded, printable};
use super::state::State;
use crate::term::event::{Event, PromptMark};
use crate::term::grid::cell;
use crate::term::grid::row::{MARK_OUTPUT, MARK_PROMPT};

impl State {
    /// Executes OSC 133.
    pub fn prompt_mark(&mut self, text: &str) {
        let mut parts = text.split(';');
        let mark = match parts.next().unwrap_or_default() {
            "A" | "N" => PromptMark::Prompt,
            "B" => PromptMark::Input,
            "C" => PromptMark::Output,
            "D" => PromptMark::End(parts.next().and_then(|n| n.parse().ok())),
            _ => return,
        };
        self.shell.at_prompt = matches!(mark, PromptMark::Prompt | PromptMark::Input);
        match mark {
            PromptMark::Prompt => {
                self.shell.counts.prompts += 1;
                self.grid.add_marks(self.cursor.y, MARK_PROMPT);
                self.shell.input = None;
                self.shell.redraw = PromptRedraw::from_params(parts);
            }
            PromptMark::Input => self.shell.input = Some((self.cursor.x, self.cursor.y)),
            PromptMark::Output => {
                self.shell.counts.outputs += 1;
                let command = sent_command(parts).or_else(|| self.typed_command());
                if let Some(text) = command.as_ref().filter(|text| !text.starts_with(' ')) {
                    self.events.push(Event::Command(text.clone()));
                }
                self.shell.command = command.map(|text| text.trim_start().to_owned());
                self.remember_typed();
                self.shell.output = self.text_place().map(|(n, at)| (n, at, self.fed_before));
                self.shell.output_end = None;
                self.grid.add_marks(self.cursor.y, MARK_OUTPUT);
                self.shell.input = None;
                self.shell.sends_all_marks = true;
                self.shell.status = None;
            }
            PromptMark::End(status) => {
                self.shell.counts.ends += 1;
                self.shell.output_end = self.shell.output.and_then(|_| self.text_place());
                self.shell.input = None;
                self.shell.status = status;
            }
        }
        self.events.push(Event::Prompt(mark, self.cursor_line()));
    }

    /// The number of the line with the cursor; `None` on the alternate screen.
    fn cursor_line(&self) -> Option<u64> {
        let above = (0..self.cursor.y).filter(|y| !self.grid.info(*y).wrapped);
        let first = self.history.end() - u64::from(self.history.is_open());
        (!self.alternate).then(|| first + above.count() as u64)
    }

    /// Updates the start of the input after `n` rows scrolled off the top.
    #[inline]
    pub fn marks_scrolled(&mut self, n: u16) {
        if let Some((x, y)) = self.shell.input {
            self.shell.input = y.checked_sub(n).map(|y| (x, y));
        }
    }

    /// The place of the cursor: the number of its line, and the bytes of text before it. `None` on
    /// the alternate screen.
    fn text_place(&self) -> Option<(u64, usize)> {
        let cursor = self.cursor;
        let mut lines = self.grid_lines();
        let line = lines.find(|line| line.rows.contains(&cursor.y));
        let line = line.filter(|_| !self.alternate)?;
        let column = self.line_offset(&line, cursor.x, cursor.y);
        Some((line.number, column))
    }

    /// Remembers the parts of lines between the end of the prompt and the cursor.
    fn remember_typed(&mut self) {
        let Some((x, y)) = self.shell.input.filter(|_| !self.alternate) else {
            return;
        };
        let stamp = self.fed;
        let mut found = Vec::new();
        for line in self.grid_lines() {
            if line.rows.end <= y || line.rows.start > self.cursor.y {
                continue;
            }
            let start = match line.rows.contains(&y) {
                true => self.line_offset(&line, x, y),
                false => 0,
            };
            let end = match line.rows.contains(&self.cursor.y) {
                true => self.line_offset(&line, self.cursor.x, self.cursor.y),
                false => usize::MAX,
            };
            found.push(TypedText {
                line: line.number,
                bytes: start..end,
                stamp,
            });
        }
        found.retain(|text| text.bytes.start < text.bytes.end);
        let Some(first) = found.first().map(|text| text.line) else {
            return;
        };
        let typed = &mut self.shell.typed;
        // A program that clears the screen makes the shell use numbers of lines again.
        typed.retain(|text| text.line < first);
        typed.extend(found);
        while typed.len() > MAX_TYPED {
            typed.pop_front();
        }
    }

    /// The text between the end of the prompt and the cursor, without blanks at its end.
    fn typed_command(&self) -> Option<String> {
        let (x, y) = self.shell.input?;
        let mut text = String::new();
        for row in y..=self.cursor.y {
            let end = match row == self.cursor.y {
                true => usize::from(self.cursor.x),
                false => usize::from(self.size().cols),
            };
            let cells = self.grid.row(row);
            let cells = &cells[..end.min(cells.len())];
            let start = if row == y { usize::from(x) } else { 0 };
            cells
                .iter()
                .skip(start)
                .for_each(|&c| self.cell_text(c, &mut text));
            if !self.grid.info(row).wrapped {
                text.truncate(text.trim_end().len());
                text.push('\n');
            }
        }
        text.truncate(text.trim_end().len());
        (!text.is_empty()).then_some(text)
    }

    /// Call it before the width changes: blanks the prompt at the cursor and keeps its rows,
    /// because the shell redraws it over as many rows as it had. It does so only if the shell is
    /// known to send all marks, or if the cursor is in the input line; otherwise the end of the
    /// prompt is unknown.
    pub fn blank_prompt(&mut self) {
        let Some((_, input)) = self.shell.input else {
            return;
        };
        let typing = (input..self.cursor.y).all(|y| self.grid.info(y).wrapped);
        let known = self.shell.sends_all_marks || typing && input <= self.cursor.y;
        if !known || self.alternate || self.shell.redraw == PromptRedraw::Nothing {
            return;
        }
        let rows = (0..=self.cursor.y).rev();
        let marked = |y: &u16| self.grid.info(*y).marks != 0;
        let Some(mut top) = rows.into_iter().find(marked) else {
            return;
        };
        if self.grid.info(top).marks & MARK_PROMPT == 0 {
            return;
        }
        if self.shell.redraw == PromptRedraw::Last {
            let rows = (top + 1..=input).rev();
            let begins = |y: &u16| !self.grid.info(*y - 1).wrapped;
            top = rows.into_iter().find(begins).unwrap_or(top);
        }
        let marks = self.grid.info(top).marks;
        if top > 0 {
            self.grid.set_wrapped(top - 1, false);
        }
        self.grid.erase_rows(top, self.size().rows, 0);
        for y in top..=self.cursor.y {
            // A row without content would not count as used.
            self.grid.write(y, 0, cell::character(' ', false, 0));
        }
        self.grid.add_marks(top, marks);
        self.cursor.wrap_pending = false;
        self.shell.input = None;
    }
}

/// The command that the shell sent with mark C, without blanks at its end.
fn sent_command<'a>(mut params: impl Iterator<Item = &'a str>) -> Option<String> {
    let mut found = None;
    while found.is_none() {
        let param = params.next()?;
        if let Some(url) = param.strip_prefix("cmdline_url=") {
            found = Some(percent_decoded(url.as_bytes()));
        } else if let Some(text) = param.strip_prefix("cmdline=") {
            // The quoted text may have semicolons.
            let rest = params
                .by_ref()
                .fold(text.to_owned(), |text, more| text + ";" + more);
            found = Some(unquoted(&rest));
        }
    }
    let sent = found.unwrap_or_default();
    // As in typed text, line feeds are the only control characters.
    let lines = sent.split(|byte| *byte == b'\n').map(printable);
    let text = lines.collect::<Vec<_>>().join("\n");
    let text = text.trim_end();
    (!text.is_empty()).then(|| text.to_owned())
}

/// The text that `printf %q` of bash or zsh quoted: backslashes, `'...'` and `$'...'`.
fn unquoted(text: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text.chars();
    let put = |out: &mut Vec<u8>, c: char| {
        out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
    };
    while let Some(c) = rest.next() {
        match c {
            '\\' => rest.next().into_iter().for_each(|c| put(&mut out, c)),
            '$' if rest.as_str().starts_with('\'') => {
                rest.next();
                while let Some(c) = rest.next().filter(|c| *c != '\'') {
                    match c {
                        '\\' => escape(&mut rest, &mut out),
                        c => put(&mut out, c),
                    }
                }
            }
            '\'' => {
                let quoted = rest.by_ref().take_while(|c| *c != '\'');
                quoted.for_each(|c| put(&mut out, c));
            }
            c => put(&mut out, c),
        }
    }
    out
}

/// Reads an escape sequence of `$'...'` behind its backslash.
fn escape(rest: &mut std::str::Chars<'_>, out: &mut Vec<u8>) {
    let text = rest.as_str();
    let octal = text.len() - text.trim_start_matches(|c| ('0'..='7').contains(&c)).len();
    if octal > 0 {
        let digits = &text[..octal.min(3)];
        out.extend(u8::from_str_radix(digits, 8));
        *rest = text[digits.len()..].chars();
        return;
    }
    match rest.next() {
        Some('n') => out.push(b'\n'),
        Some('t') => out.push(b'\t'),
        Some('r') => out.push(b'\r'),
        Some('a') => out.push(7),
        Some('b') => out.push(8),
        Some('e' | 'E') => out.push(27),
        Some('f') => out.push(12),
        Some('v') => out.push(11),
        Some(c) => out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
        None => {}
    }
}
