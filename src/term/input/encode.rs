//! Keys, pastes and focus changes as the bytes that a program reads.

use super::{kitty, legacy};
use crate::base::{KeyEvent, KeyEventKind};
use crate::term::modes::Modes;

const PASTE_START: &[u8] = b"\x1b[200~";
const PASTE_END: &[u8] = b"\x1b[201~";

/// The 7-bit and 8-bit form of the sequence that ends a paste, and the replacement for each within
/// the text.
const END_MARKS: [(&str, &str); 2] = [
    ("\x1b[201~", "\u{241b}[201~"),
    ("\u{9b}201~", "\u{241b}[201~"),
];

/// Appends the bytes for a key in a pane with `modes`. Appends nothing for events that the protocol
/// cannot express, such as releases without the kitty protocol.
pub fn encode_key(event: &KeyEvent, modes: &Modes, out: &mut Vec<u8>) {
    if modes.kitty != 0 {
        kitty::encode(event, modes, out);
    } else if event.kind != KeyEventKind::Release {
        legacy::encode(event.key, modes, out);
    }
}

/// Appends pasted text, bracketed if the program requested it (mode 2004). An end sequence within
/// the text loses its escape character, so that the text cannot end the paste and be executed.
pub fn encode_paste(text: &str, modes: &Modes, out: &mut Vec<u8>) {
    if !modes.bracketed_paste {
        out.extend_from_slice(text.as_bytes());
        return;
    }
    out.extend_from_slice(PASTE_START);
    let mut text = std::borrow::Cow::Borrowed(text);
    for (mark, shown) in END_MARKS {
        if text.contains(mark) {
            text = text.replace(mark, shown).into();
        }
    }
    out.extend_from_slice(text.as_bytes());
    out.extend_from_slice(PASTE_END);
}

/// Appends a focus report if the program requested it (mode 1004).
pub fn encode_focus(focused: bool, modes: &Modes, out: &mut Vec<u8>) {
    if modes.focus {
        out.extend_from_slice(if focused { b"\x1b[I" } else { b"\x1b[O" });
    }
}
