//! Key names, as `bind-key`, `send-keys` and the options `prefix` and `backspace` parse and print
//! them. Byte sequences are encoded elsewhere.

use crate::base::key::{MouseAction, MouseKey, MousePlace};
use crate::base::{Key, KeyCode, Mods};
use std::fmt::Write as _;

/// Named keys; the first name of a key is the printed one.
const NAMES: &[(&str, KeyCode)] = &[
    ("IC", KeyCode::Insert),
    ("Insert", KeyCode::Insert),
    ("DC", KeyCode::Delete),
    ("Delete", KeyCode::Delete),
    ("Home", KeyCode::Home),
    ("End", KeyCode::End),
    ("NPage", KeyCode::PageDown),
    ("PageDown", KeyCode::PageDown),
    ("PgDn", KeyCode::PageDown),
    ("PPage", KeyCode::PageUp),
    ("PageUp", KeyCode::PageUp),
    ("PgUp", KeyCode::PageUp),
    ("Tab", KeyCode::Tab),
    ("BTab", KeyCode::BackTab),
    ("Space", KeyCode::Char(' ')),
    ("BSpace", KeyCode::Backspace),
    ("Enter", KeyCode::Enter),
    ("Escape", KeyCode::Escape),
    ("Up", KeyCode::Up),
    ("Down", KeyCode::Down),
    ("Left", KeyCode::Left),
    ("Right", KeyCode::Right),
    ("Begin", KeyCode::Begin),
    ("KPEnter", KeyCode::Keypad('\r')),
    ("FocusIn", KeyCode::FocusIn),
    ("FocusOut", KeyCode::FocusOut),
    ("PasteStart", KeyCode::PasteStart),
    ("PasteEnd", KeyCode::PasteEnd),
];

/// Mouse actions, and whether a button number follows.
const ACTIONS: &[(&str, MouseAction, bool)] = &[
    ("MouseDown", MouseAction::Down, true),
    ("MouseUp", MouseAction::Up, true),
    ("MouseDragEnd", MouseAction::DragEnd, true),
    ("MouseDrag", MouseAction::Drag, true),
    ("SecondClick", MouseAction::SecondClick, true),
    ("DoubleClick", MouseAction::DoubleClick, true),
    ("TripleClick", MouseAction::TripleClick, true),
    ("WheelUp", MouseAction::WheelUp, false),
    ("WheelDown", MouseAction::WheelDown, false),
    ("MouseMove", MouseAction::Move, false),
];

/// Mouse locations; controls have a number.
const PLACES: &[(&str, MousePlace)] = &[
    ("Pane", MousePlace::Pane),
    ("Border", MousePlace::Border),
    ("Status", MousePlace::Status),
    ("StatusLeft", MousePlace::StatusLeft),
    ("StatusRight", MousePlace::StatusRight),
    ("StatusDefault", MousePlace::StatusDefault),
    ("ScrollbarSlider", MousePlace::ScrollbarSlider),
    ("ScrollbarUp", MousePlace::ScrollbarUp),
    ("ScrollbarDown", MousePlace::ScrollbarDown),
];

/// Modifier prefixes, in print order. The long forms are mux's own.
const MODIFIERS: &[(&str, Mods)] = &[
    ("C-", Mods::CTRL),
    ("M-", Mods::META),
    ("S-", Mods::SHIFT),
    ("Super-", Mods::SUPER),
    ("Hyper-", Mods::HYPER),
    ("Meta-", Mods::KITTY_META),
];

/// Maximum number of keys in the option `user-keys`.
const USER_KEYS: u16 = 1000;

/// Parses a key name as tmux does; `None` if it is not one. Names are case-insensitive, single
/// characters are not.
pub fn parse_key(name: &str) -> Option<Key> {
    if name.eq_ignore_ascii_case("None") {
        return Some(Key::plain(KeyCode::None));
    }
    if name.eq_ignore_ascii_case("Any") {
        return Some(Key::plain(KeyCode::Any));
    }
    if let Some(digits) = name.strip_prefix("0x") {
        let number = u32::from_str_radix(digits, 16).ok()?;
        return Some(from_char(char::from_u32(number)?, Mods::empty()));
    }
    let (mods, rest) = parse_mods(name);
    let mut chars = rest.chars();
    match (chars.next(), chars.next()) {
        (None, _) => None,
        (Some(c), None) if c.is_control() => None,
        (Some(c), None) => Some(from_char(c, mods)),
        _ => parse_named(rest).map(|code| normal(code, mods)),
    }
}

/// The name of a key as tmux prints it; [`parse_key`] parses it back.
pub fn key_name(key: Key) -> String {
    let mut name = String::new();
    for (prefix, bit) in MODIFIERS {
        if key.mods.contains(*bit) {
            name.push_str(prefix);
        }
    }
    push_code(&mut name, key.code);
    name
}

/// The keys with another name for people.
const SPOKEN: &[(KeyCode, &str)] = &[
    (KeyCode::Insert, "Insert"),
    (KeyCode::Delete, "Delete"),
    (KeyCode::PageDown, "Page Down"),
    (KeyCode::PageUp, "Page Up"),
    (KeyCode::BackTab, "Shift-Tab"),
    (KeyCode::Backspace, "Backspace"),
];

/// The modifiers for people, in print order.
const SPOKEN_MODIFIERS: &[(&str, Mods)] = &[
    ("Ctrl-", Mods::CTRL),
    ("Alt-", Mods::META),
    ("Shift-", Mods::SHIFT),
    ("Super-", Mods::SUPER),
    ("Hyper-", Mods::HYPER),
    ("Meta-", Mods::KITTY_META),
];

/// The name of a key for people: `Ctrl-b`, `Alt-1`, `Page Up`. [`parse_spoken`] parses it back.
pub fn spoken_key(key: Key) -> String {
    let mut name = String::new();
    for (word, bit) in SPOKEN_MODIFIERS {
        if key.mods.contains(*bit) {
            name.push_str(word);
        }
    }
    match SPOKEN.iter().find(|(code, _)| *code == key.code) {
        Some((_, word)) => name.push_str(word),
        None => push_code(&mut name, key.code),
    }
    name
}

/// Parses a name that [`spoken_key`] gave; `None` if it is not one.
pub fn parse_spoken(name: &str) -> Option<Key> {
    let mut mods = Mods::empty();
    let mut rest = name;
    loop {
        if let Some((code, _)) = SPOKEN.iter().find(|(_, word)| *word == rest) {
            return Some(Key::new(*code, mods));
        }
        let found = SPOKEN_MODIFIERS
            .iter()
            .find_map(|(word, bit)| Some((rest.strip_prefix(word)?, *bit)));
        match found {
            Some((after, bit)) if !after.is_empty() => {
                mods |= bit;
                rest = after;
            }
            _ => break,
        }
    }
    let key = parse_key(rest)?;
    let key = Key::new(key.code, key.mods | mods);
    (spoken_key(key) == name).then_some(key)
}

/// The sort key of `list-keys`: keys without modifiers first, then Meta, Control and Shift; within
/// each group characters, then the mouse, then named keys.
pub fn key_order(key: Key) -> impl Ord {
    let mods = MODIFIERS
        .iter()
        .zip([2u8, 1, 4, 8, 16, 32])
        .filter(|((_, bit), _)| key.mods.contains(*bit))
        .fold(0, |sum, (_, weight)| sum + weight);
    let (class, number) = match key.code {
        KeyCode::Char(c) => (0, u32::from(c)),
        KeyCode::Tab => (0, 9),
        KeyCode::Enter => (0, 13),
        KeyCode::Escape => (0, 27),
        KeyCode::User(n) => (1, u32::from(n)),
        KeyCode::Mouse(_) => (2, 0),
        KeyCode::Backspace => (3, 0),
        KeyCode::F(n) => (3, u32::from(n)),
        _ => (4, 0),
    };
    let named = NAMES.iter().position(|(_, code)| *code == key.code);
    (mods, class, number, named, key.code)
}

/// Strips the modifier prefixes from a name.
fn parse_mods(name: &str) -> (Mods, &str) {
    let mut mods = Mods::empty();
    let mut rest = name;
    if let Some(after) = rest.strip_prefix('^')
        && !after.is_empty()
    {
        mods |= Mods::CTRL;
        rest = after;
    }
    'next: loop {
        for (prefix, bit) in MODIFIERS {
            if let Some(start) = rest.get(..prefix.len())
                && start.eq_ignore_ascii_case(prefix)
            {
                mods |= *bit;
                rest = &rest[prefix.len()..];
                continue 'next;
            }
        }
        return (mods, rest);
    }
}

/// A character as a key; control characters become the keys that produce them.
fn from_char(c: char, mods: Mods) -> Key {
    match c {
        '\0' => normal(KeyCode::Char(' '), mods | Mods::CTRL),
        '\t' => normal(KeyCode::Tab, mods),
        '\r' => normal(KeyCode::Enter, mods),
        '\x1b' => normal(KeyCode::Escape, mods),
        '\x7f' => normal(KeyCode::Char('?'), mods | Mods::CTRL),
        '\x01'..='\x1f' => {
            let letter = char::from(c as u8 | 0x40);
            normal(KeyCode::Char(letter), mods | Mods::CTRL)
        }
        _ => normal(KeyCode::Char(c), mods),
    }
}

/// The canonical form of a key with several spellings; see [`KeyCode::Char`].
fn normal(code: KeyCode, mods: Mods) -> Key {
    let held = mods.intersects(Mods::CTRL | Mods::SUPER);
    match code {
        KeyCode::Tab if mods.contains(Mods::SHIFT) => {
            Key::new(KeyCode::BackTab, mods.difference(Mods::SHIFT))
        }
        KeyCode::BackTab => Key::new(code, mods.difference(Mods::SHIFT)),
        KeyCode::Char('@') if mods.contains(Mods::CTRL) => Key::new(KeyCode::Char(' '), mods),
        KeyCode::Char(c) if held => Key::new(KeyCode::Char(c.to_ascii_lowercase()), mods),
        KeyCode::Char(c) if c.is_ascii_alphabetic() && mods.contains(Mods::SHIFT) => Key::new(
            KeyCode::Char(c.to_ascii_uppercase()),
            mods.difference(Mods::SHIFT),
        ),
        _ => Key::new(code, mods),
    }
}

/// A key whose name has more than one character.
fn parse_named(name: &str) -> Option<KeyCode> {
    if let Some((_, code)) = NAMES.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)) {
        return Some(*code);
    }
    if let Some(rest) = strip_name(name, "KP") {
        let mut chars = rest.chars();
        let c = chars.next()?;
        return ("0123456789/*-+.=,".contains(c) && chars.next().is_none())
            .then_some(KeyCode::Keypad(c));
    }
    if let Some(n) = strip_name(name, "User").and_then(number) {
        return (n < USER_KEYS).then_some(KeyCode::User(n));
    }
    if let Some(n) = strip_name(name, "Kitty").and_then(number) {
        return Some(KeyCode::Kitty(n));
    }
    if let Some(n) = strip_name(name, "F").and_then(number::<u8>) {
        return (1..=35).contains(&n).then_some(KeyCode::F(n));
    }
    parse_mouse(name).map(KeyCode::Mouse)
}

/// Parses the name of a mouse event: action, button, location.
fn parse_mouse(name: &str) -> Option<MouseKey> {
    ACTIONS.iter().find_map(|&(action_name, action, buttons)| {
        let rest = strip_name(name, action_name)?;
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let (button, place) = rest.split_at(digits);
        let button = match (buttons, button) {
            (false, "") => 0,
            (true, _) => number(button).filter(|n| matches!(n, 1..=3 | 6..=11))?,
            _ => return None,
        };
        let place = parse_place(place)?;
        Some(MouseKey {
            action,
            button,
            place,
        })
    })
}

/// Parses a mouse location.
fn parse_place(name: &str) -> Option<MousePlace> {
    if let Some(n) = strip_name(name, "Control").and_then(number) {
        return (n <= 9).then_some(MousePlace::Control(n));
    }
    let place = PLACES.iter().find(|(n, _)| n.eq_ignore_ascii_case(name));
    place.map(|(_, place)| *place)
}

/// The rest of `name` after the prefix `start`, ignoring case.
fn strip_name<'a>(name: &'a str, start: &str) -> Option<&'a str> {
    let head = name.get(..start.len())?;
    head.eq_ignore_ascii_case(start)
        .then(|| &name[start.len()..])
}

/// Parses an unsigned number.
fn number<T: std::str::FromStr>(digits: &str) -> Option<T> {
    let plain = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| digits.parse().ok()).flatten()
}

/// Appends the name of a key without its modifiers.
fn push_code(name: &mut String, code: KeyCode) {
    if let Some((known, _)) = NAMES.iter().find(|(_, c)| *c == code) {
        name.push_str(known);
        return;
    }
    let written = match code {
        KeyCode::Char(c) if c.is_control() => write!(name, "0x{:x}", u32::from(c)),
        KeyCode::Char(c) => write!(name, "{c}"),
        KeyCode::F(n) => write!(name, "F{n}"),
        KeyCode::Keypad(c) => write!(name, "KP{c}"),
        KeyCode::Kitty(n) => write!(name, "Kitty{n}"),
        KeyCode::User(n) => write!(name, "User{n}"),
        KeyCode::Any => write!(name, "Any"),
        KeyCode::Mouse(mouse) => write!(name, "{}", mouse_name(mouse)),
        _ => write!(name, "None"),
    };
    written.expect("a String takes everything");
}

/// The name of a mouse event.
fn mouse_name(mouse: MouseKey) -> String {
    let action = ACTIONS
        .iter()
        .find(|(_, action, _)| *action == mouse.action);
    let mut name = action.map_or("", |(name, ..)| name).to_owned();
    if action.is_some_and(|(_, _, buttons)| *buttons) {
        name.push_str(&mouse.button.to_string());
    }
    if let MousePlace::Control(n) = mouse.place {
        name.push_str("Control");
        name.push_str(&n.to_string());
    }
    let place = PLACES.iter().find(|(_, place)| *place == mouse.place);
    name.push_str(place.map_or("", |(name, _)| name));
    name
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_for_people_are_read_back() {
        for name in [
            "a",
            "A",
            "%",
            "-",
            "Ctrl-b",
            "Ctrl--",
            "Alt-1",
            "Ctrl-Alt-Up",
            "Page Up",
            "Shift-Tab",
            "Ctrl-Shift-Tab",
            "Shift-Left",
            "Super-Backspace",
            "Insert",
            "F5",
            "Space",
            "Enter",
            "Escape",
        ] {
            let key = parse_spoken(name);
            assert_eq!(key.map(spoken_key).as_deref(), Some(name));
        }
        for name in ["", "letters", "any key", "0-9", "C-b", "Ctrl-", "digits"] {
            assert_eq!(parse_spoken(name), None, "{name}");
        }
    }

    #[test]
    fn names_are_read_and_printed_as_tmux_does() {
        for (given, printed) in [
            ("a", "a"),
            ("A", "A"),
            ("C-a", "C-a"),
            ("c-A", "C-a"),
            ("^A", "C-a"),
            ("^", "^"),
            ("^^", "C-^"),
            ("m-a", "M-a"),
            ("M-A", "M-A"),
            ("M-C-a", "C-M-a"),
            ("S-C-M-Up", "C-M-S-Up"),
            ("C-S-A", "C-S-a"),
            ("S-a", "A"),
            ("C-Space", "C-Space"),
            ("C-@", "C-Space"),
            ("C-M-Space", "C-M-Space"),
            ("C-[", "C-["),
            ("C-m", "C-m"),
            ("C-?", "C-?"),
            ("C--", "C--"),
            ("S-Tab", "BTab"),
            ("S-BTab", "BTab"),
            ("C-S-Tab", "C-BTab"),
            ("tab", "Tab"),
            ("SPACE", "Space"),
            ("enter", "Enter"),
            ("PgUp", "PPage"),
            ("pagedown", "NPage"),
            ("Insert", "IC"),
            ("delete", "DC"),
            ("C-BSpace", "C-BSpace"),
            ("f12", "F12"),
            ("F35", "F35"),
            ("kp/", "KP/"),
            ("KP*", "KP*"),
            ("KP5", "KP5"),
            ("kpenter", "KPEnter"),
            ("User0", "User0"),
            ("User999", "User999"),
            ("any", "Any"),
            ("NONE", "None"),
            ("0x41", "A"),
            ("0x1", "C-a"),
            ("0xd", "Enter"),
            ("0x1b", "Escape"),
            ("0x0", "C-Space"),
            ("0x20ac", "€"),
            ("é", "é"),
            ("M-界", "M-界"),
            ("mousedown1pane", "MouseDown1Pane"),
            ("C-MouseDown1Status", "C-MouseDown1Status"),
            ("MouseDragEnd1Pane", "MouseDragEnd1Pane"),
            ("MouseDrag1ScrollbarSlider", "MouseDrag1ScrollbarSlider"),
            ("MouseDown1Control9", "MouseDown1Control9"),
            ("MouseUp11StatusDefault", "MouseUp11StatusDefault"),
            ("WheelUpStatus", "WheelUpStatus"),
            ("DoubleClick1StatusLeft", "DoubleClick1StatusLeft"),
            ("MouseMovePane", "MouseMovePane"),
            ("Super-x", "Super-x"),
            ("Kitty57428", "Kitty57428"),
        ] {
            assert_eq!(
                parse_key(given).map(key_name).as_deref(),
                Some(printed),
                "{given}"
            );
        }
    }

    #[test]
    fn what_is_no_key_is_refused() {
        for name in [
            "",
            "C-",
            "M-C-",
            "ab",
            "C-ab",
            "x-a",
            "F0",
            "F36",
            "F+1",
            "User1000",
            "KP",
            "KPx",
            "MouseDown4Pane",
            "MouseDownPane",
            "WheelUp1Pane",
            "MouseDown1",
            "MouseDown1Control10",
            "C-Any",
            "0xzz",
            "0x110000",
            "\u{1}",
            "e\u{301}",
        ] {
            assert_eq!(parse_key(name), None, "{name:?}");
        }
    }

    #[test]
    fn keys_are_sorted_as_list_keys_sorts_them() {
        let sorted = "Tab Space ! a MouseDown1Pane BSpace F1 NPage Up M-a M-Up C-a C-Up C-M-a S-Up";
        let mut keys: Vec<_> = sorted.split(' ').rev().filter_map(parse_key).collect();
        keys.sort_by_key(|key| key_order(*key));
        let names: Vec<_> = keys.into_iter().map(key_name).collect();
        assert_eq!(names.join(" "), sorted);
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_panic_and_names_read_back(name in "([CMS^]-?){0,3}\\PC{0,8}") {
            if let Some(key) = parse_key(&name) {
                prop_assert_eq!(parse_key(&key_name(key)), Some(key));
            }
        }
    }
}
