//! The output of a command, between the marks of a shell (OSC 133).

use crate::model::copy::engine::Engine;
use crate::model::copy::text::Text;
use crate::model::state::mode::copy_mode::{CursorEnd, LineSelection, Place, Unit};
use std::ops::RangeInclusive;

/// The most rows that are looked through for a mark.
const MAX_ROWS: i64 = 100_000;

/// The rows of the output of the command at row `y`, or else of the command before it. `None` if
/// the shell marks no output near it.
pub fn output_rows(text: &Text<'_>, y: i64) -> Option<RangeInclusive<i64>> {
    let top = text.top().max(y - MAX_ROWS);
    let prompt = (top..=y).rev().find(|y| text.row(*y).marks.prompt);
    let here = prompt.and_then(|prompt| {
        let mut rows = prompt + 1..=text.bottom();
        rows.find(|y| text.row(*y).marks.output || text.row(*y).marks.prompt)
            .filter(|y| text.row(*y).marks.output)
    });
    let above = |end: i64| (top..=end).rev().find(|y| text.row(*y).marks.output);
    let start = here.or_else(|| above(prompt.map_or(y, |prompt| prompt - 1)))?;
    let next = (start + 1..=text.bottom()).find(|y| text.row(*y).marks.prompt);
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
