//! Sequences that several encodings share.

use crate::base::{KeyCode, Mods};
use std::io::Write as _;

/// The two forms of function keys: `CSI 1 ; m x` and `CSI n ; m ~`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Letter(u8),
    Number(u8),
}

/// The form of a key on which all protocols agree. They differ in F3 and the keys above F12.
pub(super) fn form(code: KeyCode) -> Option<Form> {
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

/// Appends a control sequence with the given parameters.
pub(super) fn csi(params: std::fmt::Arguments<'_>, last: u8, out: &mut Vec<u8>) {
    out.extend_from_slice(b"\x1b[");
    // Writing to a vector cannot fail.
    let _ = out.write_fmt(params);
    out.push(last);
}

/// The value of the modifier parameter.
pub(super) fn mods_param(mods: Mods) -> u8 {
    mods.bits() + 1
}

/// The character, if case conversion resulted in exactly one.
pub(super) fn single(mut chars: impl Iterator<Item = char>) -> Option<char> {
    let first = chars.next()?;
    chars.next().is_none().then_some(first)
}
