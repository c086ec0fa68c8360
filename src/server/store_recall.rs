//! What a pane showed before, put back above its new program: the lines, a rule, and when it was.

use super::store::Memory;
use super::store_list::moment;
use crate::sys::clock;
use crate::term::{Screen, archived_lines};

/// Puts `memory` onto a screen that has nothing yet.
pub fn onto(screen: &mut Screen, memory: Memory) {
    let past = memory.past;
    let pieces = past.pieces.into_iter().map(|p| (p.first, p.lines, p.raw));
    let pieces: Vec<(u64, u32, Vec<u8>)> = pieces.collect();
    let shown = past.shown.and_then(|shown| archived_lines(&shown.raw).ok());
    screen.prepend_history(&pieces, past.end);
    let mut text = String::new();
    for line in shown.unwrap_or_default() {
        crate::store::ansi::write(&line, &mut text);
        text.push_str("\r\n");
    }
    if past.written > 0 {
        let when = moment(past.written, clock::now());
        text.push_str(&rule(
            &format!("restored; last output {when}"),
            screen.size().cols,
        ));
    }
    if let Some(gone) = memory.gone {
        text.push_str(&rule(&format!("{gone} is gone"), screen.size().cols));
    }
    // It is no program that speaks: nothing is answered.
    screen.feed(text.as_bytes(), &mut Vec::new());
}

/// A dim rule with a word in it, as wide as the screen.
fn rule(words: &str, cols: u16) -> String {
    let words: String = words.chars().filter(|c| !c.is_control()).collect();
    let left = format!("── {words} ");
    let rest = usize::from(cols).saturating_sub(left.chars().count() + 1);
    format!("\x1b[m\x1b[2m{left}{}\x1b[m\r\n", "─".repeat(rest))
}
