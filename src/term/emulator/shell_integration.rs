//! Marks of shells: OSC 133. What they say of rows, the text of commands, and prompts that are
//! drawn again when the width changes.

use super::fields::Redraw;
use super::osc::{percent_decoded, printable};
use super::state::State;
use crate::term::event::{Event, PromptMark};
use crate::term::grid::cell;
use crate::term::grid::row::{MARK_OUTPUT, MARK_PROMPT};

impl State {
    /// OSC 133.
    pub fn prompt_mark(&mut self, text: &str) {
        let mut parts = text.split(';');
        let mark = match parts.next().unwrap_or_default() {
            "A" | "N" => PromptMark::Prompt,
            "B" => PromptMark::Input,
            "C" => PromptMark::Output,
            "D" => PromptMark::End(parts.next().and_then(|n| n.parse().ok())),
            _ => return,
        };
        match mark {
            PromptMark::Prompt => {
                self.grid.add_marks(self.place.y, MARK_PROMPT);
                self.shell.input = None;
                self.shell.redraw = Redraw::from_params(parts);
            }
            PromptMark::Input => self.shell.input = Some((self.place.x, self.place.y)),
            PromptMark::Output => {
                self.shell.command = said_command(parts).or_else(|| self.typed_command());
                self.grid.add_marks(self.place.y, MARK_OUTPUT);
                self.shell.input = None;
                self.shell.says_output = true;
                self.shell.status = None;
            }
            PromptMark::End(status) => {
                self.shell.input = None;
                self.shell.status = status;
            }
        }
        self.events.push(Event::Prompt(mark));
    }

    /// `n` rows have left the screen at its top.
    #[inline]
    pub fn marks_scrolled(&mut self, n: u16) {
        if let Some((x, y)) = self.shell.input {
            self.shell.input = y.checked_sub(n).map(|y| (x, y));
        }
    }

    /// What stands between the end of the prompt and the cursor.
    fn typed_command(&self) -> Option<String> {
        let (x, y) = self.shell.input?;
        let mut text = String::new();
        for row in y..=self.place.y {
            let end = match row == self.place.y {
                true => usize::from(self.place.x),
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
        let text = text.trim();
        (!text.is_empty()).then(|| text.to_owned())
    }

    /// Before the width changes: a prompt in which the cursor stands is made blank, because its
    /// shell draws it again, over as many rows as it had. Only for shells whose marks are known to
    /// be complete, or while the cursor is in the line that is typed: otherwise nobody can say
    /// where the prompt ended.
    pub fn blank_prompt(&mut self) {
        let Some((_, input)) = self.shell.input else {
            return;
        };
        let typing = (input..self.place.y).all(|y| self.grid.info(y).wrapped);
        let known = self.shell.says_output || typing && input <= self.place.y;
        if !known || self.alternate || self.shell.redraw == Redraw::Nothing {
            return;
        }
        let rows = (0..=self.place.y).rev();
        let marked = |y: &u16| self.grid.info(*y).marks != 0;
        let Some(mut top) = rows.into_iter().find(marked) else {
            return;
        };
        if self.grid.info(top).marks & MARK_PROMPT == 0 {
            return;
        }
        if self.shell.redraw == Redraw::Last {
            let rows = (top + 1..=input).rev();
            let begins = |y: &u16| !self.grid.info(*y - 1).wrapped;
            top = rows.into_iter().find(begins).unwrap_or(top);
        }
        let marks = self.grid.info(top).marks;
        if top > 0 {
            self.grid.set_wrapped(top - 1, false);
        }
        self.grid.erase_rows(top, self.size().rows, 0);
        for y in top..=self.place.y {
            // Something must stand there, or the row would not count as one.
            self.grid.write(y, 0, cell::character(' ', false, 0));
        }
        self.grid.add_marks(top, marks);
        self.place.pending = false;
        self.shell.input = None;
    }
}

/// The command as the shell gives it with mark C.
fn said_command<'a>(mut params: impl Iterator<Item = &'a str>) -> Option<String> {
    params.find_map(|param| {
        if let Some(url) = param.strip_prefix("cmdline_url=") {
            return Some(printable(&percent_decoded(url.as_bytes())));
        }
        let text = param.strip_prefix("cmdline=")?;
        Some(printable(text.as_bytes()))
    })
}
