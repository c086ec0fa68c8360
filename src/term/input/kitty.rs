//! The kitty keyboard protocol (<https://sw.kovidgoyal.net/kitty/keyboard-protocol/>).

use super::legacy;
use super::sequence::{Form, csi, form, mods_param, single};
use crate::base::{Key, KeyCode, KeyEvent, KeyEventKind, Mods};
use crate::term::modes::Modes;
use std::fmt::Write as _;

const DISAMBIGUATE: u8 = 1;
const EVENT_TYPES: u8 = 2;
const ALTERNATES: u8 = 4;
const ALL_KEYS: u8 = 8;
const TEXT: u8 = 16;

/// The numbers of lock and modifier keys.
const MODIFIER_KEYS: [std::ops::RangeInclusive<u32>; 2] = [57358..=57360, 57441..=57454];

/// A key as the protocol identifies it: by its character without Shift.
struct Named {
    code: u32,
    mods: Mods,
    shifted: Option<char>,
    base: Option<char>,
}

/// Appends `event` for a program that set at least one flag.
pub(super) fn encode(event: &KeyEvent, modes: &Modes, out: &mut Vec<u8>) {
    let on = |flag| modes.kitty & flag != 0;
    let released = event.kind == KeyEventKind::Release;
    if released && !on(EVENT_TYPES) {
        return;
    }
    let key = event.key;
    if !on(ALL_KEYS) {
        if matches!(key.code, KeyCode::Kitty(n) if is_modifier_key(n)) {
            return;
        }
        if is_plain_control(key) && released {
            return;
        }
        if !released && is_text(key) {
            out.extend_from_slice(made_text(event).as_bytes());
            return;
        }
        let legacy = is_plain_control(key) || !on(DISAMBIGUATE) && is_legacy(key);
        if !released && legacy {
            return legacy::encode(key, modes, out);
        }
    }
    match function_form(key.code) {
        Some(form) => function_key(form, event, modes.kitty, out),
        None => {
            if let Some(named) = named(event) {
                named_key(&named, event, modes.kitty, out);
            }
        }
    }
}

fn is_modifier_key(number: u32) -> bool {
    MODIFIER_KEYS.iter().any(|range| range.contains(&number))
}

/// Enter, Tab and Backspace without modifiers: they keep their legacy bytes unless all keys are
/// requested, so that a user can type `reset` after a crashed program.
fn is_plain_control(key: Key) -> bool {
    let code = matches!(key.code, KeyCode::Enter | KeyCode::Tab | KeyCode::Backspace);
    code && key.mods.is_empty()
}

/// Whether the key generates text.
fn is_text(key: Key) -> bool {
    let code = match key.code {
        KeyCode::Char(_) => true,
        KeyCode::Keypad(c) => c != '\r',
        _ => false,
    };
    code && Mods::SHIFT.contains(key.mods)
}

/// Whether the key has a legacy encoding as characters.
fn is_legacy(key: Key) -> bool {
    let mods = Mods::SHIFT | Mods::META | Mods::CTRL;
    let code = matches!(
        key.code,
        KeyCode::Char(_)
            | KeyCode::Keypad(_)
            | KeyCode::Escape
            | KeyCode::Enter
            | KeyCode::Tab
            | KeyCode::BackTab
            | KeyCode::Backspace
    );
    code && mods.contains(key.mods)
}

/// The text that the key generates.
fn made_text(event: &KeyEvent) -> String {
    match event.key.code {
        _ if !event.text.is_empty() => event.text.clone(),
        KeyCode::Char(c) | KeyCode::Keypad(c) if is_text(event.key) => c.to_string(),
        _ => String::new(),
    }
}

fn function_form(code: KeyCode) -> Option<Form> {
    match code {
        KeyCode::F(3) => Some(Form::Number(13)),
        _ => form(code),
    }
}

fn function_key(form: Form, event: &KeyEvent, flags: u8, out: &mut Vec<u8>) {
    let mods = mods_and_kind(event.key.mods, event.kind, flags);
    match (form, mods) {
        (Form::Letter(last), None) => csi(format_args!(""), last, out),
        (Form::Letter(last), Some(mods)) => csi(format_args!("1;{mods}"), last, out),
        (Form::Number(n), None) => csi(format_args!("{n}"), b'~', out),
        (Form::Number(n), Some(mods)) => csi(format_args!("{n};{mods}"), b'~', out),
    }
}

fn named_key(named: &Named, event: &KeyEvent, flags: u8, out: &mut Vec<u8>) {
    let mut params = named.code.to_string();
    if flags & ALTERNATES != 0 {
        let shifted = named.shifted.filter(|_| named.mods.contains(Mods::SHIFT));
        push_alternates(&mut params, shifted, named.base);
    }
    let mods = mods_and_kind(named.mods, event.kind, flags);
    let text = text(event, flags);
    if let Some(mods) = &mods {
        params.push(';');
        params.push_str(mods);
    } else if !text.is_empty() {
        params.push(';');
    }
    for (n, c) in text.chars().enumerate() {
        let separator = if n == 0 { ';' } else { ':' };
        // Writing to a string cannot fail.
        let _ = write!(params, "{separator}{}", u32::from(c));
    }
    csi(format_args!("{params}"), b'u', out);
}

fn push_alternates(params: &mut String, shifted: Option<char>, base: Option<char>) {
    let number = |c: Option<char>| c.map_or(String::new(), |c| u32::from(c).to_string());
    if shifted.is_some() || base.is_some() {
        params.push(':');
        params.push_str(&number(shifted));
    }
    if base.is_some() {
        params.push(':');
        params.push_str(&number(base));
    }
}

/// The parameter with modifiers and event type, or `None` if it has its default value.
fn mods_and_kind(mods: Mods, kind: KeyEventKind, flags: u8) -> Option<String> {
    let kind = match kind {
        _ if flags & EVENT_TYPES == 0 => "",
        KeyEventKind::Press => "",
        KeyEventKind::Repeat => ":2",
        KeyEventKind::Release => ":3",
    };
    let said = !mods.is_empty() || !kind.is_empty();
    said.then(|| format!("{}{kind}", mods_param(mods)))
}

/// The associated text, if requested.
fn text(event: &KeyEvent, flags: u8) -> String {
    let wanted = flags & (ALL_KEYS | TEXT) == ALL_KEYS | TEXT;
    match wanted && event.kind != KeyEventKind::Release {
        true => made_text(event),
        false => String::new(),
    }
}

fn named(event: &KeyEvent) -> Option<Named> {
    let Key { code, mods } = event.key;
    let number = match code {
        KeyCode::Char(c) => return Some(named_char(c, event)),
        KeyCode::BackTab => {
            return Some(Named {
                code: 9,
                mods: mods | Mods::SHIFT,
                shifted: None,
                base: None,
            });
        }
        KeyCode::Enter => 13,
        KeyCode::Tab => 9,
        KeyCode::Escape => 27,
        KeyCode::Backspace => 127,
        KeyCode::F(n @ 13..=35) => 57376 + u32::from(n) - 13,
        KeyCode::Keypad(c) => 57399 + "0123456789./*-+\r=,".find(c)? as u32,
        KeyCode::Kitty(n) => n,
        _ => return None,
    };
    Some(Named {
        code: number,
        mods,
        shifted: None,
        base: None,
    })
}

/// Shift is part of `c` (see [`KeyCode::Char`]), but a modifier in this protocol.
fn named_char(c: char, event: &KeyEvent) -> Named {
    let mods = event.key.mods;
    let lower = single(c.to_lowercase()).unwrap_or(c);
    let (plain, base, shift) = match event.base {
        _ if lower != c => (lower, event.base, true),
        Some(base) if event.shifted == Some(c) => (base, None, true),
        base => (c, base, false),
    };
    let shift = if shift { Mods::SHIFT } else { Mods::empty() };
    let made = event.shifted.or_else(|| single(plain.to_uppercase()));
    Named {
        code: u32::from(plain),
        mods: mods | shift,
        shifted: made.filter(|made| *made != plain),
        base: base.filter(|base| *base != plain),
    }
}
