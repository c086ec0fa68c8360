//! Finds a line of saved scrollback on a screen or in its history.

use crate::base::Line;
use crate::term::Screen;

/// The number of rows per step. Steps from the bottom find the newest line without decoding the
/// whole history.
const STEP: i64 = 500;

/// The row of the line with this number and text: 0 is the first row of the screen, rows of history
/// are negative. If the line has another text, the newest row with the text. `None` if there is
/// none.
pub fn row_of(screen: &Screen, line: u64, text: &str) -> Option<i64> {
    let text = text.trim_end();
    let begins = |row: &Line| {
        let shown = row.text();
        let shown = shown.trim_end();
        !shown.is_empty() && (shown == text || row.wrapped && text.starts_with(shown))
    };
    let numbered = screen.row_of_line(line);
    if let Some(y) = numbered
        && screen.rows(y..y + 1).first().is_some_and(begins)
    {
        return numbered;
    }
    let rows = i64::from(screen.size().rows);
    let oldest = -i64::try_from(screen.history_rows()).unwrap_or(i64::MAX);
    let mut end = rows;
    while end > oldest {
        let start = (end - STEP).max(oldest);
        let found = screen.rows(start..end).iter().rposition(begins);
        if let Some(n) = found {
            return Some(start + i64::try_from(n).unwrap_or(0));
        }
        end = start;
    }
    None
}
