//! How many lines of output a client missed while it was disconnected, and how many of those are no
//! longer in history.
//!
//! Lines of a pane have numbers that are given once. The server knows for each acknowledged frame to
//! which line it showed each pane. A new screen (another era) starts its numbers again, so positions of
//! another era are ignored.

use crate::server::client::state::LinePositions;
use crate::server::hub::Hub;
use crate::term::LineNumbers;

/// The note for a client whose terminal shows panes up to `lines`; `None` if everything newer is on
/// screen.
pub fn note(hub: &Hub, lines: &LinePositions) -> Option<String> {
    let panes = lines.iter().filter_map(|(id, era, line)| {
        let pane = hub.pane(*id)?;
        let numbers =
            pane.with_screen_and_era(|now, screen| screen.line_numbers().filter(|_| now == *era));
        Some(missed(*line, numbers?))
    });
    let all = panes.fold((0, 0), |(lines, gone), (more, more_gone)| {
        (lines + more, gone + more_gone)
    });
    sentence(all)
}

/// Lines that left the screen since `last` was written to, and how many of them history dropped.
fn missed(last: u64, now: LineNumbers) -> (u64, u64) {
    let lines = now.shown.saturating_sub(last);
    (lines, now.oldest.saturating_sub(last).min(lines))
}

fn sentence((lines, gone): (u64, u64)) -> Option<String> {
    let what = match lines {
        0 => return None,
        1 => "one line".to_owned(),
        lines => format!("{lines} lines"),
    };
    let gap = match gone {
        0 => String::new(),
        gone if gone == lines => ", all of them gone for good".to_owned(),
        gone => format!(", {gone} of them gone for good"),
    };
    Some(format!("mux: {what} went by without a link{gap}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_went_by_is_counted_and_what_is_gone_is_said() {
        let now = |oldest, shown| LineNumbers {
            oldest,
            shown,
            last: shown + 5,
        };
        for (last, now, want) in [
            (10, now(0, 8), None),
            (10, now(0, 10), None),
            (10, now(0, 11), Some("mux: one line went by without a link")),
            (
                10,
                now(10, 300),
                Some("mux: 290 lines went by without a link"),
            ),
            (
                10,
                now(200, 300),
                Some("mux: 290 lines went by without a link, 190 of them gone for good"),
            ),
            (
                10,
                now(300, 300),
                Some("mux: 290 lines went by without a link, all of them gone for good"),
            ),
        ] {
            assert_eq!(
                sentence(missed(last, now)).as_deref(),
                want,
                "{last} {now:?}"
            );
        }
    }
}
