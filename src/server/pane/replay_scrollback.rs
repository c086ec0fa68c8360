//! Saved scrollback, put back above the new program of a pane: the lines, then a rule with the time.

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
    if past.written > 0 {
        let seconds = past.written.div_euclid(1000);
        let time = strftime_at("%Y-%m-%d %H:%M:%S", seconds, clock::now());
        text.push_str(&rule(&format!("restored; last output {time}"), cols));
    }
    if let Some(directory) = saved.missing_directory {
        text.push_str(&rule(&format!("{directory} is gone"), cols));
    }
    // The text is not output of a program, so its replies are dropped.
    screen.feed(text.as_bytes(), &mut Vec::new());
}

/// A dim rule with a word in it, as wide as the screen.
fn rule(words: &str, cols: u16) -> String {
    let words: String = words.chars().filter(|c| !c.is_control()).collect();
    let left = format!("── {words} ");
    let rest = usize::from(cols).saturating_sub(left.chars().count() + 1);
    format!("\x1b[m\x1b[2m{left}{}\x1b[m\r\n", "─".repeat(rest))
}
