//! Decodes keys in the encodings of VT, xterm, rxvt, the Linux console, modifyOtherKeys and the
//! kitty keyboard protocol into the one form that key tables use.

use super::scan::Csi;
use crate::base::{Key, KeyCode, KeyEvent, KeyEventKind, Mods};

/// The number of F13 in the kitty keyboard protocol.
const KITTY_F13: u32 = 57376;

/// Characters of the keypad in the kitty keyboard protocol, from 57399 on.
const KITTY_KEYPAD: &str = "0123456789./*-+\r=,";

/// Keys of the keypad without Num Lock, from 57417 on.
const KITTY_KEYPAD_KEYS: [KeyCode; 11] = [
    KeyCode::Left,
    KeyCode::Right,
    KeyCode::Up,
    KeyCode::Down,
    KeyCode::PageUp,
    KeyCode::PageDown,
    KeyCode::Home,
    KeyCode::End,
    KeyCode::Insert,
    KeyCode::Delete,
    KeyCode::Begin,
];

/// The key of a plain character; `erase` is the byte that the Backspace key sends.
pub(super) fn typed(c: char, erase: u8) -> Key {
    if c == char::from(erase) || c == '\x7f' {
        return Key::plain(KeyCode::Backspace);
    }
    match c {
        '\t' => Key::plain(KeyCode::Tab),
        '\r' => Key::plain(KeyCode::Enter),
        '\x1b' => Key::plain(KeyCode::Escape),
        '\0' => Key::ctrl(' '),
        '\x01'..='\x1a' => Key::ctrl(char::from(c as u8 + b'a' - 1)),
        '\x1c'..='\x1f' => Key::ctrl(char::from(c as u8 + b'@')),
        _ => Key::char(c),
    }
}

/// `key` with Alt.
pub(super) fn with_meta(mut key: Key) -> Key {
    key.mods |= Mods::META;
    key
}

/// The key of a control sequence without a private marker; `None` if no key sends it.
pub(super) fn csi(csi: &Csi<'_>) -> Option<KeyEvent> {
    if csi.private != 0 || csi.intermediate != 0 {
        return None;
    }
    match csi.last {
        b'u' => kitty(csi),
        b'~' if csi.param(0) == Some(27) && csi.count() == 3 => other_key(csi),
        b'~' => {
            let (code, shift) = numbered(csi.param(0)?)?;
            modified(code, shift, csi)
        }
        b'^' | b'$' | b'@' => rxvt(csi),
        b'a'..=b'd' if csi.count() == 0 => {
            let code = arrow(csi.last.to_ascii_uppercase())?;
            Some(press(code, Mods::SHIFT))
        }
        b'Z' => back_tab(csi),
        last => modified(lettered(last)?, Mods::empty(), csi),
    }
}

/// The key of an SS3 sequence.
pub(super) fn ss3(digits: &[u8], last: u8) -> Option<KeyEvent> {
    let mods = super::scan::number(digits).map_or(Mods::empty(), mods);
    let code = match last {
        b'A'..=b'F' | b'H' | b'P'..=b'S' => lettered(last)?,
        b'a'..=b'd' => {
            let code = arrow(last.to_ascii_uppercase())?;
            return Some(press(code, mods | Mods::CTRL));
        }
        b'M' => KeyCode::Keypad('\r'),
        b'X' => KeyCode::Keypad('='),
        b'j'..=b'y' => KeyCode::Keypad(char::from(last - b'j' + b'*')),
        _ => return None,
    };
    Some(press(code, mods))
}

/// The key of `ESC [ [ x` (function keys of the Linux console).
pub(super) fn console(last: u8) -> Option<KeyEvent> {
    matches!(last, b'A'..=b'E').then(|| press(KeyCode::F(last - b'A' + 1), Mods::empty()))
}

/// The key for modifiers and a code of the newer protocols, in the form of [`Key`]'s documentation.
fn normal(code: KeyCode, mut mods: Mods, shifted: Option<char>) -> Key {
    let code = match code {
        KeyCode::Tab | KeyCode::BackTab if mods.contains(Mods::SHIFT) => KeyCode::BackTab,
        KeyCode::Char(c) if mods.intersects(Mods::CTRL | Mods::SUPER) => {
            KeyCode::Char(single(c.to_lowercase()).unwrap_or(c))
        }
        KeyCode::Char(c) if mods.contains(Mods::SHIFT) => {
            let made = shifted.or_else(|| single(c.to_uppercase())).unwrap_or(c);
            if made != ' ' && (shifted.is_some() || made != c) {
                mods.remove(Mods::SHIFT);
            }
            KeyCode::Char(made)
        }
        other => other,
    };
    if code == KeyCode::BackTab {
        mods.remove(Mods::SHIFT);
    }
    Key::new(code, mods)
}

fn press(code: KeyCode, mods: Mods) -> KeyEvent {
    KeyEvent::press(normal(code, mods, None))
}

/// A modifier parameter: bits plus one. Caps Lock and Num Lock are not modifiers here.
fn mods(param: u32) -> Mods {
    Mods::from_bits_truncate((param.saturating_sub(1) & 0x3f) as u8)
}

fn kind(csi: &Csi<'_>) -> KeyEventKind {
    match csi.sub(1, 1) {
        Some(2) => KeyEventKind::Repeat,
        Some(3) => KeyEventKind::Release,
        _ => KeyEventKind::Press,
    }
}

/// `CSI Z`, Shift with Tab. With Control it is named as tmux does, `C-S-Tab`.
fn back_tab(csi: &Csi<'_>) -> Option<KeyEvent> {
    let event = modified(KeyCode::BackTab, Mods::empty(), csi)?;
    if !event.key.mods.contains(Mods::CTRL) {
        return Some(event);
    }
    Some(KeyEvent {
        key: Key::new(KeyCode::Tab, event.key.mods | Mods::SHIFT),
        ..event
    })
}

/// `CSI 1 ; m : event X` and `CSI n ; m : event ~`; `more` modifiers belong to the number.
fn modified(code: KeyCode, more: Mods, csi: &Csi<'_>) -> Option<KeyEvent> {
    if csi.last != b'~' && csi.count() > 0 && csi.param(0).is_some_and(|n| n > 1) {
        return None;
    }
    let mods = csi.param(1).map_or(Mods::empty(), mods) | more;
    Some(KeyEvent {
        kind: kind(csi),
        ..press(code, mods)
    })
}

fn rxvt(csi: &Csi<'_>) -> Option<KeyEvent> {
    let mods = match csi.last {
        b'$' => Mods::SHIFT,
        b'^' => Mods::CTRL,
        _ => Mods::SHIFT | Mods::CTRL,
    };
    (csi.count() == 1).then_some(())?;
    let (code, shift) = numbered(csi.param(0)?)?;
    Some(press(code, mods | shift))
}

/// `CSI 27 ; m ; code ~`, where the code is of the character with Shift.
fn other_key(csi: &Csi<'_>) -> Option<KeyEvent> {
    let c = char::from_u32(csi.param(2)?)?;
    let code = unmodified(c)?;
    Some(KeyEvent::press(normal(code, mods(csi.param(1)?), Some(c))))
}

/// A key that is named by the character that it sends without modifiers.
fn unmodified(c: char) -> Option<KeyCode> {
    match c {
        '\t' => Some(KeyCode::Tab),
        '\r' => Some(KeyCode::Enter),
        '\x1b' => Some(KeyCode::Escape),
        '\x7f' | '\x08' => Some(KeyCode::Backspace),
        c if c.is_control() => None,
        c => Some(KeyCode::Char(c)),
    }
}

/// `CSI code : shifted : base ; m : event ; text u`.
fn kitty(csi: &Csi<'_>) -> Option<KeyEvent> {
    let number = csi.param(0)?;
    let code = kitty_code(number)?;
    let mods = csi.param(1).map_or(Mods::empty(), mods);
    let alternate = |n| csi.sub(0, n).and_then(char::from_u32);
    let (shifted, base) = (alternate(1), alternate(2));
    let text: String = (csi.subs(2).flatten())
        .filter_map(char::from_u32)
        .filter(|c| !c.is_control())
        .collect();
    let key = match (code, single(text.chars())) {
        (KeyCode::Char(c), Some(made)) if Mods::SHIFT.contains(mods) && made != c => {
            Key::char(made)
        }
        _ => normal(code, mods, shifted),
    };
    Some(KeyEvent {
        key,
        kind: kind(csi),
        shifted,
        base: base.or_else(|| plain_of(code, key)),
        text,
    })
}

/// The character without Shift, if it differs by more than case: needed to encode the key again.
fn plain_of(code: KeyCode, key: Key) -> Option<char> {
    match (code, key.code) {
        (KeyCode::Char(plain), KeyCode::Char(made))
            if plain != made && single(made.to_lowercase()) != Some(plain) =>
        {
            Some(plain)
        }
        _ => None,
    }
}

fn kitty_code(number: u32) -> Option<KeyCode> {
    match number {
        KITTY_F13..=57398 => Some(KeyCode::F((number - KITTY_F13) as u8 + 13)),
        57399..=57416 => {
            let c = KITTY_KEYPAD.chars().nth((number - 57399) as usize)?;
            Some(KeyCode::Keypad(c))
        }
        57417..=57427 => Some(KITTY_KEYPAD_KEYS[(number - 57417) as usize]),
        57344..=63743 => Some(KeyCode::Kitty(number)),
        _ => unmodified(char::from_u32(number)?),
    }
}

/// The key before `~`, with Shift for the numbers that terminals with twelve function keys send for
/// F3 to F10 with it, as in tmux.
fn numbered(n: u32) -> Option<(KeyCode, Mods)> {
    let code = match n {
        1 | 7 => KeyCode::Home,
        2 => KeyCode::Insert,
        3 => KeyCode::Delete,
        4 | 8 => KeyCode::End,
        5 => KeyCode::PageUp,
        6 => KeyCode::PageDown,
        11..=15 => KeyCode::F(n as u8 - 10),
        17..=21 => KeyCode::F(n as u8 - 11),
        23 | 24 => KeyCode::F(n as u8 - 12),
        25 | 26 => return Some((KeyCode::F(n as u8 - 22), Mods::SHIFT)),
        28 | 29 => return Some((KeyCode::F(n as u8 - 23), Mods::SHIFT)),
        31..=34 => return Some((KeyCode::F(n as u8 - 24), Mods::SHIFT)),
        _ => return None,
    };
    Some((code, Mods::empty()))
}

fn lettered(last: u8) -> Option<KeyCode> {
    Some(match last {
        b'E' => KeyCode::Begin,
        b'F' => KeyCode::End,
        b'H' => KeyCode::Home,
        b'P'..=b'S' => KeyCode::F(last - b'P' + 1),
        _ => return arrow(last),
    })
}

fn arrow(last: u8) -> Option<KeyCode> {
    Some(match last {
        b'A' => KeyCode::Up,
        b'B' => KeyCode::Down,
        b'C' => KeyCode::Right,
        b'D' => KeyCode::Left,
        _ => return None,
    })
}

fn single(mut chars: impl Iterator<Item = char>) -> Option<char> {
    let first = chars.next()?;
    chars.next().is_none().then_some(first)
}
