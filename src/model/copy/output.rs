//! The output of a command, between the marks of a shell (OSC 133).

use crate::model::copy::engine::Engine;
use crate::model::copy::text::Text;
use crate::model::state::mode::copy_mode::{CursorEnd, LineSelection, Place, Unit};
use std::ops::RangeInclusive;

/// A mark of a shell at the start of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mark {
    Prompt,
    Output,
}

impl Mark {
    fn is_at(self, text: &Text<'_>, y: i64) -> bool {
        let marks = text.row(y).marks;
        match self {
            Self::Prompt => marks.prompt,
            Self::Output => marks.output,
        }
    }

    /// The last row with the mark down to row `y`.
    fn before(self, text: &Text<'_>, y: i64) -> Option<i64> {
        if y < text.top() {
            return None;
        }
        let mut copied = (text.first_copied()..=y).rev();
        let in_copied = copied.find(|y| self.is_at(text, *y));
        in_copied.or_else(|| {
            let end = text.history_line(y).map_or(u64::MAX, |(line, _)| line + 1);
            let line = text.find_mark(0..end, true, self == Self::Output)?;
            text.row_of_line(line)
        })
    }

    /// The first row with the mark from row `y` on.
    fn after(self, text: &Text<'_>, y: i64) -> Option<i64> {
        let history = text.history_line(y).and_then(|(line, row)| {
            let start = line + u64::from(row > 0);
            let line = text.find_mark(start..u64::MAX, false, self == Self::Output)?;
            text.row_of_line(line)
        });
        let mut copied = y.max(text.first_copied())..=text.bottom();
        history.or_else(|| copied.find(|y| self.is_at(text, *y)))
    }
}

/// The rows of the output of the command at row `y`, or else of the command before it. `None` if
/// the shell marks no output there.
pub fn output_rows(text: &Text<'_>, y: i64) -> Option<RangeInclusive<i64>> {
    let prompt = Mark::Prompt.before(text, y);
    let here = prompt.and_then(|prompt| {
        let next = Mark::Prompt.after(text, prompt + 1);
        let output = Mark::Output.after(text, prompt + 1);
        output.filter(|output| next.is_none_or(|next| *output <= next))
    });
    let end = prompt.map_or(y, |prompt| prompt - 1);
    let start = here.or_else(|| Mark::Output.before(text, end))?;
    let next = Mark::Prompt.after(text, start + 1);
    let mut end = next.map_or(text.bottom(), |next| next - 1);
    while end > start && text.length(end) == 0 {
        end -= 1;
    }
    Some(start..=end)
}

impl Engine<'_, '_> {
    /// Selects the output of the command at the cursor, or else of the command before it. Returns
    /// false if there is none.
    pub fn select_output(&mut self) -> bool {
        let Some(rows) = output_rows(self.text, self.y()) else {
            return false;
        };
        let selection = &mut self.s.selection;
        selection.on = true;
        selection.start = Place::new(0, *rows.start());
        selection.cursor = CursorEnd::End;
        selection.unit = Unit::Char;
        selection.lines = LineSelection::None;
        selection.rectangle = false;
        let end = *rows.end();
        self.show(self.limit(end, false), end);
        true
    }
}
