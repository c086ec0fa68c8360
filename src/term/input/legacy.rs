//! Keys as xterm encodes them by default, with its modifiers and modifyOtherKeys (xterm ctlseqs,
//! "PC-Style Function Keys").

use super::sequence::{Form, csi, form, mods_param, single};
use crate::base::{Key, KeyCode, Mods};
use crate::term::modes::Modes;

/// Modifiers that the legacy encodings support.
const SAYABLE: Mods = Mods::SHIFT.union(Mods::META).union(Mods::CTRL);

/// Appends `key`. Modifiers other than Shift, Alt and Control are dropped.
pub(super) fn encode(key: Key, modes: &Modes, out: &mut Vec<u8>) {
    let mods = key.mods.intersection(SAYABLE);
    match key.code {
        KeyCode::Char(c) => character(c, mods, modes, out),
        KeyCode::Tab if mods.contains(Mods::SHIFT) => {
            back_tab(mods.difference(Mods::SHIFT), modes, out);
        }
        KeyCode::Enter | KeyCode::Tab | KeyCode::Escape | KeyCode::Backspace => {
            control_key(key.code, mods, modes, out);
        }
        KeyCode::BackTab => back_tab(mods, modes, out),
        KeyCode::Keypad(c) => keypad(c, mods, modes, out),
        code => function_key(code, mods, modes, out),
    }
}

fn character(c: char, mods: Mods, modes: &Modes, out: &mut Vec<u8>) {
    let modified = mods.intersects(Mods::CTRL | Mods::META);
    let extended = match modes.modify_other_keys {
        0 => false,
        1 => modified && !has_legacy(c, mods),
        _ => modified,
    };
    if extended {
        let shift = mods.contains(Mods::SHIFT);
        let upper = single(c.to_uppercase()).filter(|_| shift);
        other_key(upper.unwrap_or(c), mods | shift_of(c), modes, out);
        return;
    }
    if !mods.contains(Mods::CTRL) {
        meta(mods, out);
        push_char(c, out);
    } else if let Some(byte) = control(c) {
        meta(mods, out);
        out.push(byte);
    }
}

/// xterm reports Shift for an upper-case letter.
fn shift_of(c: char) -> Mods {
    match c.is_uppercase() {
        true => Mods::SHIFT,
        false => Mods::empty(),
    }
}

/// Whether a character with these modifiers has a legacy encoding, which modifyOtherKeys 1 keeps.
fn has_legacy(c: char, mods: Mods) -> bool {
    !mods.contains(Mods::CTRL) || matches!(c, ' ' | '/' | '2'..='8' | '@'..='~')
}

/// The byte for Control with a character. ASCII characters without a control character are sent
/// unchanged, others are not sent.
fn control(c: char) -> Option<u8> {
    Some(match c {
        'a'..='z' | 'A'..='Z' | '[' | '\\' | ']' | '^' | '_' | '@' => c as u8 & 0x1f,
        ' ' | '2' | '`' => 0,
        '3'..='7' => c as u8 - b'3' + 0x1b,
        '8' | '?' => 0x7f,
        '/' | '-' => 0x1f,
        '{' | '|' | '}' | '~' => c as u8 & 0x1f,
        '!'..='~' => c as u8,
        _ => return None,
    })
}

fn control_key(code: KeyCode, mods: Mods, modes: &Modes, out: &mut Vec<u8>) {
    let (byte, number) = match code {
        KeyCode::Enter => (b'\r', '\r'),
        KeyCode::Tab => (b'\t', '\t'),
        KeyCode::Escape => (0x1b, '\x1b'),
        _ => (backspace(mods, modes), '\x7f'),
    };
    let extended = match modes.modify_other_keys {
        0 => false,
        1 => mods.intersects(Mods::CTRL | Mods::SHIFT) && code != KeyCode::Backspace,
        _ => !mods.is_empty(),
    };
    if extended {
        return other_key(number, mods, modes, out);
    }
    meta(mods, out);
    out.push(byte);
    if code == KeyCode::Enter && modes.newline {
        out.push(b'\n');
    }
}

/// Control exchanges BS and DEL.
fn backspace(mods: Mods, modes: &Modes) -> u8 {
    match modes.backarrow != mods.contains(Mods::CTRL) {
        true => 0x08,
        false => 0x7f,
    }
}

fn back_tab(mods: Mods, modes: &Modes, out: &mut Vec<u8>) {
    if modes.modify_other_keys > 0 && !mods.is_empty() {
        return other_key('\t', mods | Mods::SHIFT, modes, out);
    }
    meta(mods, out);
    out.extend_from_slice(b"\x1b[Z");
}

fn keypad(c: char, mods: Mods, modes: &Modes, out: &mut Vec<u8>) {
    let last = match c {
        '\r' => b'M',
        '=' => b'X',
        '*'..='9' => c as u8 + 0x40,
        _ => return,
    };
    match (modes.keypad, c) {
        (true, _) => {
            meta(mods, out);
            out.extend_from_slice(&[0x1b, b'O', last]);
        }
        (false, '\r') => control_key(KeyCode::Enter, mods, modes, out),
        (false, _) => {
            meta(mods, out);
            push_char(c, out);
        }
    }
}

/// Home and End without modifiers are `CSI 1 ~` and `CSI 4 ~`, as in the terminfo entry of panes.
fn function_key(code: KeyCode, mods: Mods, modes: &Modes, out: &mut Vec<u8>) {
    let (code, mods) = match code {
        KeyCode::F(n) => {
            let (n, more) = high_function_key(n);
            (KeyCode::F(n), mods | more)
        }
        _ => (code, mods),
    };
    let form = match code {
        KeyCode::F(3) => Some(Form::Letter(b'R')),
        KeyCode::Home if mods.is_empty() => Some(Form::Number(1)),
        KeyCode::End if mods.is_empty() => Some(Form::Number(4)),
        _ => form(code),
    };
    let single_shift = modes.cursor_keys || matches!(code, KeyCode::F(_));
    match (form, mods.is_empty()) {
        (None, _) => {}
        (Some(Form::Letter(last)), true) => {
            let start = if single_shift { b'O' } else { b'[' };
            out.extend_from_slice(&[0x1b, start, last]);
        }
        (Some(Form::Letter(last)), false) => {
            csi(format_args!("1;{}", mods_param(mods)), last, out);
        }
        (Some(Form::Number(n)), true) => csi(format_args!("{n}"), b'~', out),
        (Some(Form::Number(n)), false) => {
            csi(format_args!("{n};{}", mods_param(mods)), b'~', out);
        }
    }
}

/// Function keys above F12 are encoded as lower ones with modifiers (terminfo kf13 and following).
fn high_function_key(n: u8) -> (u8, Mods) {
    match n {
        13..=24 => (n - 12, Mods::SHIFT),
        25..=35 => (n - 24, Mods::CTRL),
        _ => (n, Mods::empty()),
    }
}

/// `CSI 27 ; m ; code ~`, or `CSI code ; m u`.
fn other_key(c: char, mods: Mods, modes: &Modes, out: &mut Vec<u8>) {
    let (number, mods) = (u32::from(c), mods_param(mods));
    if modes.csi_u {
        csi(format_args!("{number};{mods}"), b'u', out);
    } else {
        csi(format_args!("27;{mods};{number}"), b'~', out);
    }
}

fn meta(mods: Mods, out: &mut Vec<u8>) {
    if mods.contains(Mods::META) {
        out.push(0x1b);
    }
}

fn push_char(c: char, out: &mut Vec<u8>) {
    out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
}
