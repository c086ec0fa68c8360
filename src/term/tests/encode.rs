//! The encoding of keys, mouse events, pastes and focus changes, and that mux's own decoder reads
//! it back.

use crate::base::{
    Key, KeyCode, KeyEvent, KeyEventKind, Mods, MouseButton, MouseEvent, MouseEventKind,
    MouseTracking, Point,
};
use crate::term::{Modes, MouseEncoding, encode_focus, encode_key, encode_mouse, encode_paste};
use crate::tty::{Decoder, InputEvent};
use proptest::prelude::*;
use proptest::sample::select;

const NONE: Mods = Mods::empty();
const S: Mods = Mods::SHIFT;
const M: Mods = Mods::META;
const C: Mods = Mods::CTRL;
const CS: Mods = C.union(S);
const CM: Mods = C.union(M);
const D: Mods = Mods::SUPER;

use KeyCode::{BackTab, Backspace, Char, Delete, End, Enter, Escape, F, Home, Keypad, Tab, Up};

/// The bytes for a key, with `␛` for ESC.
fn shown(event: &KeyEvent, modes: &Modes) -> String {
    let mut out = Vec::new();
    encode_key(event, modes, &mut out);
    String::from_utf8(out).expect("UTF-8").replace('\x1b', "␛")
}

fn check(table: &[(KeyCode, Mods, &str)], modes: &Modes) {
    for (code, mods, want) in table {
        let event = KeyEvent::press(Key::new(*code, *mods));
        assert_eq!(shown(&event, modes), *want, "{mods:?} {code:?}, {modes:?}");
    }
}

#[test]
fn legacy_keys() {
    let table = [
        (Char('a'), NONE, "a"),
        (Char('é'), NONE, "é"),
        (Char('A'), NONE, "A"),
        (Char('1'), S, "1"),
        (Char('a'), M, "␛a"),
        (Char('é'), M, "␛é"),
        (Char('a'), C, "\x01"),
        (Char('z'), C, "\x1a"),
        (Char('a'), CS, "\x01"),
        (Char('a'), CM, "␛\x01"),
        (Char(' '), C, "\0"),
        (Char('@'), C, "\0"),
        (Char('2'), C, "\0"),
        (Char('3'), C, "␛"),
        (Char('7'), C, "\x1f"),
        (Char('8'), C, "\x7f"),
        (Char('?'), C, "\x7f"),
        (Char('/'), C, "\x1f"),
        (Char('['), C, "␛"),
        (Char('\\'), C, "\x1c"),
        (Char(']'), C, "\x1d"),
        (Char('^'), C, "\x1e"),
        (Char('_'), C, "\x1f"),
        (Char('1'), C, "1"),
        (Char('é'), C, ""),
        (Char('a'), D, "a"),
        (Enter, NONE, "\r"),
        (Enter, S, "\r"),
        (Enter, M, "␛\r"),
        (Tab, NONE, "\t"),
        (Tab, C, "\t"),
        (BackTab, NONE, "␛[Z"),
        (Escape, NONE, "␛"),
        (Escape, M, "␛␛"),
        (Backspace, NONE, "\x7f"),
        (Backspace, C, "\x08"),
        (Backspace, M, "␛\x7f"),
        (Up, NONE, "␛[A"),
        (Up, S, "␛[1;2A"),
        (Up, CM, "␛[1;7A"),
        (Home, NONE, "␛[1~"),
        (End, NONE, "␛[4~"),
        (Home, C, "␛[1;5H"),
        (Delete, NONE, "␛[3~"),
        (Delete, S, "␛[3;2~"),
        (F(1), NONE, "␛OP"),
        (F(3), C, "␛[1;5R"),
        (F(5), NONE, "␛[15~"),
        (F(12), M, "␛[24;3~"),
        (F(13), NONE, "␛[1;2P"),
        (F(17), NONE, "␛[15;2~"),
        (F(25), NONE, "␛[1;5P"),
        (Keypad('5'), NONE, "5"),
        (Keypad('\r'), NONE, "\r"),
        (KeyCode::Kitty(57428), NONE, ""),
        (KeyCode::Any, NONE, ""),
    ];
    check(&table, &Modes::default());
}

#[test]
fn modes_change_legacy_keys() {
    let application = Modes {
        cursor_keys: true,
        keypad: true,
        backarrow: true,
        newline: true,
        ..Modes::default()
    };
    let table = [
        (Up, NONE, "␛OA"),
        (Up, S, "␛[1;2A"),
        (Home, NONE, "␛[1~"),
        (Keypad('5'), NONE, "␛Ou"),
        (Keypad('\r'), NONE, "␛OM"),
        (Keypad('+'), M, "␛␛Ok"),
        (Keypad('='), NONE, "␛OX"),
        (Backspace, NONE, "\x08"),
        (Backspace, C, "\x7f"),
        (Enter, NONE, "\r\n"),
    ];
    check(&table, &application);
}

#[test]
fn modify_other_keys() {
    let level = |modify_other_keys| Modes {
        modify_other_keys,
        ..Modes::default()
    };
    let one = [
        (Char('a'), NONE, "a"),
        (Char('a'), C, "\x01"),
        (Char('a'), M, "␛a"),
        (Char('i'), C, "\t"),
        (Char('1'), C, "␛[27;5;49~"),
        (Char(';'), C, "␛[27;5;59~"),
        (Char('2'), C, "\0"),
        (Enter, NONE, "\r"),
        (Enter, S, "␛[27;2;13~"),
        (Enter, C, "␛[27;5;13~"),
        (Tab, C, "␛[27;5;9~"),
        (BackTab, NONE, "␛[Z"),
    ];
    check(&one, &level(1));
    let two = [
        (Char('a'), NONE, "a"),
        (Char('A'), NONE, "A"),
        (Char('a'), C, "␛[27;5;97~"),
        (Char('a'), CS, "␛[27;6;65~"),
        (Char('A'), M, "␛[27;4;65~"),
        (Char('a'), M, "␛[27;3;97~"),
        (Char('i'), C, "␛[27;5;105~"),
        (Char('é'), C, "␛[27;5;233~"),
        (Enter, S, "␛[27;2;13~"),
        (Escape, NONE, "␛"),
        (Escape, M, "␛[27;3;27~"),
        (Backspace, C, "␛[27;5;127~"),
        (BackTab, NONE, "␛[Z"),
        (BackTab, C, "␛[27;6;9~"),
        (Up, C, "␛[1;5A"),
    ];
    check(&two, &level(2));
}

fn kitty(flags: u8) -> Modes {
    Modes {
        kitty: flags,
        cursor_keys: true,
        keypad: true,
        ..Modes::default()
    }
}

#[test]
fn kitty_disambiguates() {
    let table = [
        (Char('a'), NONE, "a"),
        (Char('A'), NONE, "A"),
        (Char('a'), C, "␛[97;5u"),
        (Char('a'), CS, "␛[97;6u"),
        (Char('a'), M, "␛[97;3u"),
        (Char('A'), M, "␛[97;4u"),
        (Char('i'), C, "␛[105;5u"),
        (Char(' '), C, "␛[32;5u"),
        (Char('a'), D, "␛[97;9u"),
        (Escape, NONE, "␛[27u"),
        (Enter, NONE, "\r"),
        (Enter, S, "␛[13;2u"),
        (Tab, NONE, "\t"),
        (BackTab, NONE, "␛[9;2u"),
        (Backspace, NONE, "\x7f"),
        (Backspace, M, "␛[127;3u"),
        (Up, NONE, "␛[A"),
        (Up, S, "␛[1;2A"),
        (Home, NONE, "␛[H"),
        (Delete, NONE, "␛[3~"),
        (F(1), NONE, "␛[P"),
        (F(3), NONE, "␛[13~"),
        (F(3), S, "␛[13;2~"),
        (F(13), NONE, "␛[57376u"),
        (F(35), C, "␛[57398;5u"),
        (Keypad('5'), NONE, "5"),
        (Keypad('5'), C, "␛[57404;5u"),
        (Keypad('\r'), NONE, "␛[57414u"),
        (KeyCode::Kitty(57428), NONE, "␛[57428u"),
        (KeyCode::Kitty(57441), NONE, ""),
    ];
    check(&table, &kitty(1));
}

#[test]
fn kitty_flags_add_up() {
    let shift_a = || KeyEvent {
        shifted: Some('A'),
        ..KeyEvent::press(Key::char('A'))
    };
    let bang = || KeyEvent {
        shifted: Some('!'),
        base: Some('1'),
        ..KeyEvent::press(Key::char('!'))
    };
    let cyrillic = || KeyEvent {
        base: Some('a'),
        ..KeyEvent::press(Key::ctrl('ф'))
    };
    let kind = |kind, code, mods| KeyEvent {
        kind,
        ..KeyEvent::press(Key::new(code, mods))
    };
    let (repeat, release) = (KeyEventKind::Repeat, KeyEventKind::Release);
    for (flags, event, want) in [
        (1, kind(release, Char('a'), C), ""),
        (1, kind(repeat, Char('a'), C), "␛[97;5u"),
        (3, kind(repeat, Char('a'), C), "␛[97;5:2u"),
        (3, kind(release, Char('a'), C), "␛[97;5:3u"),
        (3, kind(release, Char('a'), NONE), "␛[97;1:3u"),
        (3, kind(repeat, Char('a'), NONE), "a"),
        (3, kind(release, Enter, NONE), ""),
        (11, kind(release, Enter, NONE), "␛[13;1:3u"),
        (3, kind(release, Up, NONE), "␛[1;1:3A"),
        (3, kind(release, Delete, S), "␛[3;2:3~"),
        (2, kind(KeyEventKind::Press, Char('a'), C), "\x01"),
        (2, kind(KeyEventKind::Press, Escape, NONE), "␛"),
        (2, kind(release, Escape, NONE), "␛[27;1:3u"),
        (5, cyrillic(), "␛[1092::97;5u"),
        (1, cyrillic(), "␛[1092;5u"),
        (8, shift_a(), "␛[97;2u"),
        (12, shift_a(), "␛[97:65;2u"),
        (28, shift_a(), "␛[97:65;2;65u"),
        (12, bang(), "␛[49:33;2u"),
        (28, bang(), "␛[49:33;2;33u"),
        (24, KeyEvent::press(Key::char('a')), "␛[97;;97u"),
        (26, kind(release, Char('a'), NONE), "␛[97;1:3u"),
        (24, kind(KeyEventKind::Press, Char('a'), C), "␛[97;5u"),
        (8, kind(KeyEventKind::Press, Enter, NONE), "␛[13u"),
        (8, kind(KeyEventKind::Press, Tab, NONE), "␛[9u"),
        (8, kind(KeyEventKind::Press, Keypad('5'), NONE), "␛[57404u"),
        (
            8,
            kind(KeyEventKind::Press, KeyCode::Kitty(57441), S),
            "␛[57441;2u",
        ),
        (4, kind(KeyEventKind::Press, Char('a'), M), "␛a"),
        (4, kind(KeyEventKind::Press, Keypad('\r'), NONE), "␛OM"),
    ] {
        assert_eq!(
            shown(&event, &kitty(flags)),
            want,
            "flags {flags}, {event:?}"
        );
    }
}

#[test]
fn mouse_tracking_levels() {
    use MouseTracking::{Any, Button, Normal, Off, X10};
    let left = MouseButton::Left;
    let events = [
        MouseEventKind::Press(left),
        MouseEventKind::Press(MouseButton::WheelUp),
        MouseEventKind::Release(Some(left)),
        MouseEventKind::Drag(left),
        MouseEventKind::Move,
        MouseEventKind::Release(Some(MouseButton::WheelUp)),
    ];
    for (mouse, wanted) in [
        (Off, [false; 6]),
        (X10, [true, false, false, false, false, false]),
        (Normal, [true, true, true, false, false, false]),
        (Button, [true, true, true, true, false, false]),
        (Any, [true, true, true, true, true, false]),
    ] {
        for (kind, wanted) in events.into_iter().zip(wanted) {
            let modes = Modes {
                mouse,
                mouse_encoding: MouseEncoding::Sgr,
                ..Modes::default()
            };
            let event = MouseEvent {
                kind,
                at: Point::new(0, 0),
                mods: NONE,
            };
            let mut out = Vec::new();
            assert_eq!(
                encode_mouse(&event, &modes, &mut out),
                wanted,
                "{mouse:?} {kind:?}"
            );
            assert_eq!(out.is_empty(), !wanted, "{mouse:?} {kind:?}");
        }
    }
}

#[test]
fn mouse_encodings() {
    use MouseEncoding::{Sgr, Urxvt, Utf8, X10};
    let press = MouseEventKind::Press;
    let left = press(MouseButton::Left);
    let up = MouseEventKind::Release(Some(MouseButton::Left));
    for (encoding, kind, mods, (x, y), want) in [
        (X10, left, NONE, (0, 0), &b"\x1b[M !!"[..]),
        (X10, left, CM, (1, 2), b"\x1b[M8\"#"),
        (X10, up, NONE, (0, 0), b"\x1b[M#!!"),
        (
            X10,
            MouseEventKind::Drag(MouseButton::Left),
            NONE,
            (0, 0),
            b"\x1b[M@!!",
        ),
        (X10, MouseEventKind::Move, NONE, (0, 0), b"\x1b[MC!!"),
        (
            X10,
            press(MouseButton::WheelDown),
            NONE,
            (0, 0),
            b"\x1b[Ma!!",
        ),
        (X10, left, NONE, (222, 0), b"\x1b[M \xff!"),
        (X10, left, NONE, (223, 0), b""),
        (Utf8, left, NONE, (222, 0), "\x1b[M ÿ!".as_bytes()),
        (Utf8, left, NONE, (2014, 0), "\x1b[M \u{7ff}!".as_bytes()),
        (Utf8, left, NONE, (2015, 0), b""),
        (Urxvt, left, NONE, (300, 4), b"\x1b[32;301;5M"),
        (Urxvt, up, NONE, (300, 4), b"\x1b[35;301;5M"),
        (Sgr, left, CS, (300, 4), b"\x1b[<20;301;5M"),
        (Sgr, up, NONE, (300, 4), b"\x1b[<0;301;5m"),
        (Sgr, MouseEventKind::Move, NONE, (0, 0), b"\x1b[<35;1;1M"),
        (
            Sgr,
            press(MouseButton::Extra(9)),
            NONE,
            (0, 0),
            b"\x1b[<129;1;1M",
        ),
        (Sgr, left, NONE, (u16::MAX, 0), b""),
    ] {
        let modes = Modes {
            mouse: MouseTracking::Any,
            mouse_encoding: encoding,
            ..Modes::default()
        };
        let at = Point::new(x, y);
        let mut out = Vec::new();
        let said = encode_mouse(&MouseEvent { kind, at, mods }, &modes, &mut out);
        assert_eq!(out, want, "{encoding:?} {kind:?} at {at:?}");
        assert_eq!(said, !want.is_empty(), "{encoding:?} {kind:?} at {at:?}");
    }
}

#[test]
fn a_paste_cannot_end_itself() {
    let on = Modes {
        bracketed_paste: true,
        ..Modes::default()
    };
    for (text, want) in [
        ("hi\r", "hi\r"),
        ("\x1b[A", "\x1b[A"),
        ("a\x1b[201~b", "a␛[201~b"),
        ("\x1b[20\x1b[201~1~", "\x1b[20␛[201~1~"),
        ("a\u{9b}201~b", "a␛[201~b"),
    ] {
        let mut out = Vec::new();
        encode_paste(text, &on, &mut out);
        let bracketed = format!("\x1b[200~{want}\x1b[201~");
        assert_eq!(String::from_utf8(out).unwrap(), bracketed);
        let mut out = Vec::new();
        encode_paste(text, &Modes::default(), &mut out);
        assert_eq!(out, text.as_bytes());
    }
}

#[test]
fn focus_is_reported_on_request() {
    let on = Modes {
        focus: true,
        ..Modes::default()
    };
    for (focused, modes, want) in [
        (true, &on, &b"\x1b[I"[..]),
        (false, &on, b"\x1b[O"),
        (true, &Modes::default(), b""),
    ] {
        let mut out = Vec::new();
        encode_focus(focused, modes, &mut out);
        assert_eq!(out, want);
    }
}

fn decoded(bytes: &[u8]) -> Vec<InputEvent> {
    let mut decoder = Decoder::new(10);
    let mut out = Vec::new();
    decoder.feed(bytes, 0, &mut out);
    decoder.expire(u64::MAX, &mut out);
    out
}

fn round_trip(event: &KeyEvent, modes: &Modes) -> Result<KeyEvent, TestCaseError> {
    let mut bytes = Vec::new();
    encode_key(event, modes, &mut bytes);
    match decoded(&bytes).as_slice() {
        [InputEvent::Key(back)] => Ok(back.clone()),
        other => Err(TestCaseError::fail(format!("{bytes:?} became {other:?}"))),
    }
}

/// Characters that include Shift and others.
const CHARS: &[char] = &[
    'a', 'b', 'i', 'm', 'z', 'A', 'Z', '1', '!', ';', '[', ']', '~', 'é', 'É', 'ф', 'Ф', '界', 'ß',
];

fn plain_codes() -> Vec<KeyCode> {
    let mut codes = vec![
        Up,
        KeyCode::Down,
        KeyCode::Left,
        KeyCode::Right,
        Home,
        End,
        KeyCode::PageUp,
        KeyCode::PageDown,
        KeyCode::Insert,
        Delete,
        KeyCode::Begin,
    ];
    codes.extend((1..=12).map(F));
    codes
}

/// Keys in their normal form, see `KeyCode::Char`.
fn any_key(mods: Mods) -> impl Strategy<Value = Key> {
    let codes: Vec<_> = plain_codes()
        .into_iter()
        .chain([
            Enter,
            Tab,
            BackTab,
            Backspace,
            Escape,
            Keypad('5'),
            Keypad('\r'),
        ])
        .chain((13..=35).map(F))
        .chain([KeyCode::Kitty(57361), KeyCode::Kitty(57428)])
        .collect();
    let code = prop_oneof![select(CHARS).prop_map(Char), select(codes)];
    (code, any::<u8>()).prop_map(move |(code, bits)| {
        let mut mods = Mods::from_bits_truncate(bits).intersection(mods);
        let code = match code {
            Char(c) if mods.intersects(C | D) => Char(c.to_lowercase().next().unwrap_or(c)),
            Char(_) => {
                mods.remove(S);
                code
            }
            Tab if mods.contains(S) => BackTab,
            code => code,
        };
        if code == BackTab {
            mods.remove(S);
        }
        Key::new(code, mods)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn kitty_keys_decode_to_the_same_key(key in any_key(Mods::all()), rest in 0..16_u8) {
        let flags = 1 | rest << 1;
        let back = round_trip(&KeyEvent::press(key), &kitty(flags))?;
        let text = matches!(key.code, Keypad(c) if c != '\r') && S.contains(key.mods);
        let want = match key.code {
            Keypad(c) if text && flags & 8 == 0 => Key::char(c),
            _ => key,
        };
        prop_assert_eq!(back.key, want);
        prop_assert_eq!(back.kind, KeyEventKind::Press);
    }

    #[test]
    fn kitty_reports_the_type_of_every_event(
        key in any_key(Mods::all()),
        release in any::<bool>(),
    ) {
        let kind = if release { KeyEventKind::Release } else { KeyEventKind::Repeat };
        let event = KeyEvent { kind, ..KeyEvent::press(key) };
        let back = round_trip(&event, &kitty(31))?;
        prop_assert_eq!(back.key, key);
        prop_assert_eq!(back.kind, kind);
    }

    #[test]
    fn kitty_alternates_decode_to_the_same_key(c in select(CHARS), mods in any::<u8>()) {
        let mods = Mods::from_bits_truncate(mods) | C;
        let c = c.to_lowercase().next().unwrap_or(c);
        let event = KeyEvent { base: Some('q'), ..KeyEvent::press(Key::new(Char(c), mods)) };
        let back = round_trip(&event, &kitty(5))?;
        prop_assert_eq!(back.key, event.key);
        prop_assert_eq!(back.base, event.base);
    }

    #[test]
    fn modify_other_keys_decode_to_the_same_key(key in any_key(CS | M)) {
        let named = matches!(key.code, Char(_) | Enter | Tab | BackTab | Backspace | Escape);
        let modes = Modes { modify_other_keys: 2, ..Modes::default() };
        if named {
            let back = round_trip(&KeyEvent::press(key), &modes)?;
            prop_assert_eq!(back.key, key);
        }
    }

    #[test]
    fn legacy_keys_decode_to_the_same_key(
        code in select(plain_codes()),
        c in select(CHARS),
        bits in any::<u8>(),
        application in any::<bool>(),
    ) {
        let modes = Modes { cursor_keys: application, keypad: true, ..Modes::default() };
        let mods = Mods::from_bits_truncate(bits).intersection(CS | M);
        let simple = mods.intersection(M);
        let control = select_control(c);
        for key in [
            Key::new(code, mods),
            Key::new(Char(c), simple),
            Key::new(Char(control), simple | C),
            Key::new(Keypad('7'), simple),
            Key::new(Backspace, simple),
            Key::new(Enter, simple),
            Key::new(Tab, simple),
            Key::new(BackTab, simple),
        ] {
            let back = round_trip(&KeyEvent::press(key), &modes)?;
            prop_assert_eq!(back.key, key);
        }
    }

    #[test]
    fn sgr_mouse_decodes_to_the_same_event(
        button in select(&[
            MouseButton::Left, MouseButton::Middle, MouseButton::Right, MouseButton::WheelUp,
            MouseButton::WheelDown, MouseButton::WheelLeft, MouseButton::WheelRight,
            MouseButton::Extra(8), MouseButton::Extra(11),
        ]),
        what in 0..4_u8,
        at in (0..10_000_u16, 0..10_000_u16),
        bits in any::<u8>(),
    ) {
        let wheel = matches!(
            button,
            MouseButton::WheelUp | MouseButton::WheelDown
                | MouseButton::WheelLeft | MouseButton::WheelRight
        );
        let kind = match what {
            1 if !wheel => MouseEventKind::Release(Some(button)),
            2 => MouseEventKind::Drag(button),
            3 => MouseEventKind::Move,
            _ => MouseEventKind::Press(button),
        };
        let event = MouseEvent {
            kind,
            at: Point::new(at.0, at.1),
            mods: Mods::from_bits_truncate(bits).intersection(CS | M),
        };
        let modes = Modes {
            mouse: MouseTracking::Any,
            mouse_encoding: MouseEncoding::Sgr,
            ..Modes::default()
        };
        let mut bytes = Vec::new();
        prop_assert!(encode_mouse(&event, &modes, &mut bytes));
        prop_assert_eq!(decoded(&bytes), [InputEvent::Mouse(event)]);
    }
}

/// A character whose control character has no other key.
fn select_control(c: char) -> char {
    match c {
        'a'..='h' | 'j'..='l' | 'n'..='z' | ']' => c,
        _ => '\\',
    }
}

/// tmux: `extended-keys always`.
#[test]
fn programs_start_with_the_form_of_keys_that_the_user_wants() {
    let (mut screen, mut events) = super::screen(10, 4, "");
    let keys = crate::term::InitialKeys {
        extended: true,
        csi_u: false,
    };
    screen.set_options(crate::term::ScreenOptions {
        keys,
        ..Default::default()
    });
    assert_eq!(screen.modes().modify_other_keys, 0, "this one runs already");
    let store = Box::new(crate::term::MemoryStore::default());
    let next = screen.successor(screen.limits(), store);
    assert_eq!(next.modes().modify_other_keys, 1);
    screen.feed(b"\x1bc", &mut events);
    assert_eq!(
        (screen.modes().modify_other_keys, screen.modes().csi_u),
        (1, false)
    );
    screen.feed(b"\x1b[>4;0m", &mut events);
    assert_eq!(screen.modes().modify_other_keys, 0, "it wants another");
    screen.set_options(crate::term::ScreenOptions {
        keys: crate::term::InitialKeys {
            csi_u: true,
            ..keys
        },
        ..Default::default()
    });
    let mut checkpoint = Vec::new();
    screen.checkpoint(&mut checkpoint);
    let store = Box::new(crate::term::MemoryStore::default());
    let mut read = crate::term::Screen::restore(&checkpoint, screen.limits(), store).unwrap();
    read.feed(b"\x1bc", &mut events);
    assert_eq!(
        (read.modes().modify_other_keys, read.modes().csi_u),
        (1, true)
    );
}

#[test]
fn control_strings_are_read_up_to_the_limit_of_the_user() {
    for (limit, read) in [(5, true), (4, false)] {
        let (mut screen, mut events) = super::screen(10, 2, "");
        screen.set_options(crate::term::ScreenOptions {
            longest_string: limit,
            ..crate::term::ScreenOptions::default()
        });
        screen.feed(b"\x1b]2;abc\x07x", &mut events);
        assert_eq!(screen.title() == "abc", read, "{limit}");
        assert_eq!(screen.line(0).text().trim_end(), "x");
    }
}
