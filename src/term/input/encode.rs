//! Input for a program: keys, mouse, pastes and focus as the bytes that its modes ask for.

use super::{kitty, legacy};
use crate::base::{KeyEvent, KeyEventKind};
use crate::term::modes::Modes;

const PASTE_START: &[u8] = b"\x1b[200~";
const PASTE_END: &[u8] = b"\x1b[201~";

/// The two spellings of the mark that ends a paste, and what stands for them inside of one.
const END_MARKS: [(&str, &str); 2] = [
    ("\x1b[201~", "\u{241b}[201~"),
    ("\u{9b}201~", "\u{241b}[201~"),
];

/// Appends what a program with `modes` should read for a key. Appends nothing for what the
/// program's protocol cannot say, such as releases outside the kitty protocol.
pub fn encode_key(event: &KeyEvent, modes: &Modes, out: &mut Vec<u8>) {
    if modes.kitty != 0 {
        kitty::encode(event, modes, out);
    } else if event.kind != KeyEventKind::Release {
        legacy::encode(event.key, modes, out);
    }
}

/// Appends pasted text, between marks if the program asked for them. A mark inside of the text
/// loses its escape character, so that the text cannot end the paste.
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

/// Appends a report that the pane got (or lost) the focus, if the program asked for it.
pub fn encode_focus(focused: bool, modes: &Modes, out: &mut Vec<u8>) {
    if modes.focus {
        out.extend_from_slice(if focused { b"\x1b[I" } else { b"\x1b[O" });
    }
}
