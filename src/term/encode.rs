//! Input for a program: keys, mouse, pastes and focus as the bytes that its modes ask for.

mod kitty;
mod legacy;
mod mouse;

use super::modes::Modes;
use crate::base::{KeyCode, KeyEvent, KeyEventKind, Mods};
use std::io::Write as _;

pub use mouse::encode_mouse;

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

/// How a key that is not text is written: `CSI 1 ; m x`, or `CSI n ; m ~`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Letter(u8),
    Number(u8),
}

/// The form of a key on which all protocols agree; F3 and what is above F12 are left to them.
fn form(code: KeyCode) -> Option<Form> {
    Some(match code {
        KeyCode::Up => Form::Letter(b'A'),
        KeyCode::Down => Form::Letter(b'B'),
        KeyCode::Right => Form::Letter(b'C'),
        KeyCode::Left => Form::Letter(b'D'),
        KeyCode::Begin => Form::Letter(b'E'),
        KeyCode::End => Form::Letter(b'F'),
        KeyCode::Home => Form::Letter(b'H'),
        KeyCode::F(n @ (1 | 2 | 4)) => Form::Letter(b'P' + n - 1),
        KeyCode::Insert => Form::Number(2),
        KeyCode::Delete => Form::Number(3),
        KeyCode::PageUp => Form::Number(5),
        KeyCode::PageDown => Form::Number(6),
        KeyCode::F(5) => Form::Number(15),
        KeyCode::F(n @ 6..=10) => Form::Number(n + 11),
        KeyCode::F(n @ (11 | 12)) => Form::Number(n + 12),
        _ => return None,
    })
}

/// Appends a control sequence whose parameters are given.
fn csi(params: std::fmt::Arguments<'_>, last: u8, out: &mut Vec<u8>) {
    out.extend_from_slice(b"\x1b[");
    // Writing to a vector cannot fail.
    let _ = out.write_fmt(params);
    out.push(last);
}

/// The value of a modifier parameter.
fn mods_param(mods: Mods) -> u8 {
    mods.bits() + 1
}

/// The other case of a letter, where that is one character.
fn single(mut chars: impl Iterator<Item = char>) -> Option<char> {
    let first = chars.next()?;
    chars.next().is_none().then_some(first)
}
