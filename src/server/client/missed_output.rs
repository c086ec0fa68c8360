//! How many lines of output a client missed while it was disconnected, and how many of those are no
//! longer in history.
//!
//! Lines of a pane have numbers that are given once. The server knows for each acknowledged frame
//! to which line it showed each pane. A new screen (another era) starts its numbers again, so
//! positions of another era are ignored.

use crate::base::counted;
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
    if lines == 0 {
        return None;
    }
    let missed = counted(lines, "line");
    let gap = match gone {
        0 => String::new(),
        gone if gone == lines => "; none of them is in the history any more".to_owned(),
        gone => format!("; {gone} of them are no longer in the history"),
    };
    Some(format!("mux: {missed} of output while disconnected{gap}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn missed_lines_are_counted_and_so_are_the_lost_ones() {
        let now = |oldest, shown| LineNumbers {
            oldest,
            shown,
            last: shown + 5,
        };
        for (last, now, want) in [
            (10, now(0, 8), None),
            (10, now(0, 10), None),
            (
                10,
                now(0, 11),
                Some("mux: 1 line of output while disconnected"),
            ),
            (
                10,
                now(10, 300),
                Some("mux: 290 lines of output while disconnected"),
            ),
            (
                10,
                now(200, 300),
                Some(
                    "mux: 290 lines of output while disconnected; 190 of them are no longer in the history",
                ),
            ),
            (
                10,
                now(300, 300),
                Some(
                    "mux: 290 lines of output while disconnected; none of them is in the history any more",
                ),
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
