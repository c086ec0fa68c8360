//! Saved scrollback, put back above the new program of a pane: the lines, then a rule with the
//! time.

use crate::base::Now;
use crate::lang::time::strftime_at;
use crate::server::saving::saved_scrollback::SavedScrollback;
use crate::store::ansi;
use crate::sys::clock;
use crate::term::{Screen, archived_lines};

/// Puts `saved` onto an empty screen.
pub fn onto(screen: &mut Screen, saved: SavedScrollback) {
    let past = saved.past;
    let shown = past.shown.and_then(|shown| archived_lines(&shown.raw).ok());
    screen.prepend_history(&past.pieces, past.end);
    let mut text = String::new();
    for line in shown.unwrap_or_default() {
        ansi::write(&line, &mut text);
        text.push_str("\r\n");
    }
    let cols = screen.size().cols;
    if past.written > 0 || saved.command_waits {
        let words = restored(past.written, saved.command_waits, cols, clock::now());
        text.push_str(&rule(&words, cols));
    }
    if let Some(directory) = saved.missing_directory {
        text.push_str(&rule(&format!("{directory} is gone"), cols));
    }
    // The text is not output of a program, so its replies are dropped.
    screen.feed(text.as_bytes(), &mut Vec::new());
}

/// The words of the rule below restored lines, as many as a row of `cols` columns has space for.
/// `written` is the time of the last output, milliseconds since 1970, or 0; the date is left out if
/// it is today.
fn restored(written: i64, command_waits: bool, cols: u16, now: Now) -> String {
    let at = written.div_euclid(1000);
    let day = |at| strftime_at("%Y-%m-%d", at, now);
    let template = if day(at) == day(now.unix()) {
        "last output %H:%M:%S"
    } else {
        "last output %Y-%m-%d %H:%M:%S"
    };
    let time = (written > 0).then(|| strftime_at(template, at, now));
    let enter = command_waits.then(|| "press Enter to run it again".to_owned());
    let forms = [(time.clone(), enter.clone()), (None, enter), (time, None)];
    let forms = forms.map(|(time, enter)| {
        let words = [Some("restored".to_owned()), time, enter];
        words.into_iter().flatten().collect::<Vec<_>>().join(" · ")
    });
    // The rule adds two columns and a space on the left, a space and a column on the right.
    let fits = |words: &String| words.chars().count() + 5 <= usize::from(cols);
    let found = forms.into_iter().find(fits);
    found.unwrap_or_else(|| "restored".to_owned())
}

/// A dim rule with a word in it, as wide as the screen.
fn rule(words: &str, cols: u16) -> String {
    let words: String = words.chars().filter(|c| !c.is_control()).collect();
    let left = format!("── {words} ");
    let rest = usize::from(cols).saturating_sub(left.chars().count() + 1);
    format!("\x1b[m\x1b[2m{left}{}\x1b[m\r\n", "─".repeat(rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rule_tells_the_time_and_that_a_command_waits() {
        let day = 86_400_000;
        let now = Now {
            wall: 10 * day + 3_600_000,
            ..Now::default()
        };
        let today = 10 * day + 5_000;
        let full = "restored · last output 00:00:05 · press Enter to run it again";
        for (written, waits, cols, words) in [
            (today, false, 80, "restored · last output 00:00:05"),
            (today, true, 80, full),
            (today, true, 66, full),
            (today, true, 65, "restored · press Enter to run it again"),
            (today, false, 30, "restored"),
            (
                9 * day,
                false,
                80,
                "restored · last output 1970-01-10 00:00:00",
            ),
            (0, true, 80, "restored · press Enter to run it again"),
        ] {
            assert_eq!(restored(written, waits, cols, now), words, "{cols}");
        }
    }
}
