//! The events that the input decoder produces from the bytes of terminals.

use crate::base::{Key, KeyCode, KeyEvent, KeyEventKind, Mods, MouseEventKind};
use crate::tty::{Decoder, InputEvent, TerminalReply};
use proptest::prelude::*;

const ESCAPE_TIME: u64 = 10;

fn key_name(key: Key) -> String {
    let mut name = String::new();
    for (bit, prefix) in [
        (Mods::CTRL, "C-"),
        (Mods::META, "M-"),
        (Mods::SHIFT, "S-"),
        (Mods::SUPER, "D-"),
        (Mods::HYPER, "H-"),
        (Mods::KITTY_META, "K-"),
    ] {
        if key.mods.contains(bit) {
            name.push_str(prefix);
        }
    }
    match key.code {
        KeyCode::Char(' ') => name.push_str("Space"),
        KeyCode::Char(c) => name.push(c),
        other => name = format!("{name}{other:?}"),
    }
    name
}

/// An event in short; `+` marks a repeat, `-` a release, `~` shifted and base, `"` text.
fn name(event: &InputEvent) -> String {
    match event {
        InputEvent::Key(event) => {
            let mut name = key_name(event.key);
            match event.kind {
                KeyEventKind::Press => {}
                KeyEventKind::Repeat => name.push('+'),
                KeyEventKind::Release => name.push('-'),
            }
            if event.shifted.is_some() || event.base.is_some() {
                name.push('~');
                name.extend(event.shifted);
                name.push('/');
                name.extend(event.base);
            }
            if !event.text.is_empty() {
                name = format!("{name}{:?}", event.text);
            }
            name
        }
        InputEvent::Mouse(mouse) => {
            let kind = match mouse.kind {
                MouseEventKind::Press(button) => format!("press({button:?})"),
                MouseEventKind::Release(Some(button)) => format!("release({button:?})"),
                MouseEventKind::Release(None) => "release".to_owned(),
                MouseEventKind::Drag(button) => format!("drag({button:?})"),
                MouseEventKind::Move => "move".to_owned(),
            };
            let mods = key_name(Key::new(KeyCode::Char('@'), mouse.mods));
            format!("{kind}{mods}{},{}", mouse.at.x, mouse.at.y)
        }
        InputEvent::Paste(text) => format!("paste({text})"),
        InputEvent::Focus(on) => format!("focus({on})"),
        InputEvent::Reply(TerminalReply::Other(_)) => "other".to_owned(),
        InputEvent::Reply(reply) => format!("{reply:?}"),
    }
}

fn names(events: &[InputEvent]) -> String {
    events.iter().map(name).collect::<Vec<_>>().join(" ")
}

/// Feeds `bytes` in pieces of at most `piece`, then lets all deadlines pass.
fn decode_with(mut decoder: Decoder, bytes: &[u8], piece: usize) -> Vec<InputEvent> {
    let mut out = Vec::new();
    for chunk in bytes.chunks(piece) {
        decoder.feed(chunk, 0, &mut out);
    }
    while let Some(deadline) = decoder.deadline() {
        decoder.expire(deadline, &mut out);
    }
    out
}

fn decode(bytes: &[u8]) -> Vec<InputEvent> {
    decode_with(Decoder::new(ESCAPE_TIME), bytes, usize::MAX)
}

/// `␛` stands for ESC in the tables.
fn bytes(text: &str) -> Vec<u8> {
    text.replace('␛', "\x1b").into_bytes()
}

const KEYS: &[(&str, &str)] = &[
    // Plain characters.
    ("a", "a"),
    ("A", "A"),
    ("é界😀", "é 界 😀"),
    (" ", "Space"),
    ("\t\r\n", "Tab Enter C-j"),
    ("\x7f\x08", "Backspace C-h"),
    ("\0", "C-Space"),
    ("\x01\x1a\x09", "C-a C-z Tab"),
    ("\x1c\x1d\x1e\x1f", "C-\\ C-] C-^ C-_"),
    // ESC and Alt.
    ("␛", "Escape"),
    ("␛␛", "M-Escape"),
    ("␛␛␛", "Escape M-Escape"),
    ("␛a", "M-a"),
    ("␛A", "M-A"),
    ("␛é", "M-é"),
    ("␛\x01", "C-M-a"),
    ("␛\x7f", "M-Backspace"),
    ("␛\r", "M-Enter"),
    ("␛\t", "M-Tab"),
    ("␛␛a", "Escape M-a"),
    ("␛[", "M-["),
    ("␛O", "M-O"),
    ("␛]", "M-]"),
    ("␛P", "M-P"),
    ("␛_", "M-_"),
    ("␛X", "M-X"),
    ("␛^", "M-^"),
    ("␛␛[", "Escape M-["),
    ("␛]xy", "M-] x y"),
    ("␛]␛[A", "M-] Up"),
    ("␛[␛OA", "M-[ Up"),
    // Cursor and editing keys.
    ("␛[A␛[B␛[C␛[D", "Up Down Right Left"),
    ("␛OA␛OB␛OC␛OD", "Up Down Right Left"),
    ("␛[H␛[F␛OH␛OF", "Home End Home End"),
    ("␛[1~␛[2~␛[3~␛[4~", "Home Insert Delete End"),
    ("␛[5~␛[6~␛[7~␛[8~", "PageUp PageDown Home End"),
    ("␛[E␛OE", "Begin Begin"),
    ("␛[Z", "BackTab"),
    ("␛␛[A", "M-Up"),
    ("␛␛OA", "M-Up"),
    ("␛␛[3~", "M-Delete"),
    // With modifiers, as xterm sends them.
    ("␛[1;2A", "S-Up"),
    ("␛[1;3A", "M-Up"),
    ("␛[1;5D", "C-Left"),
    ("␛[1;8C", "C-M-S-Right"),
    ("␛[1;9A", "D-Up"),
    ("␛[1;5E", "C-Begin"),
    ("␛[1;5Z", "C-S-Tab"),
    ("␛[3;5~", "C-Delete"),
    ("␛[1;5P", "C-F(1)"),
    ("␛[1;5R", "C-F(3)"),
    ("␛O5P", "C-F(1)"),
    // Function keys.
    ("␛OP␛OQ␛OR␛OS", "F(1) F(2) F(3) F(4)"),
    ("␛[P␛[Q", "F(1) F(2)"),
    ("␛[[A␛[[E", "F(1) F(5)"),
    ("␛[11~␛[15~␛[17~␛[21~", "F(1) F(5) F(6) F(10)"),
    ("␛[23~␛[24~␛[25~␛[26~", "F(11) F(12) S-F(3) S-F(4)"),
    ("␛[28~␛[29~␛[31~␛[34~", "S-F(5) S-F(6) S-F(7) S-F(10)"),
    ("␛[15;2~", "S-F(5)"),
    // The keypad in application mode.
    ("␛OM", "Keypad('\\r')"),
    ("␛Op␛Oy␛On", "Keypad('0') Keypad('9') Keypad('.')"),
    (
        "␛Oj␛Ok␛Ol␛Om␛Oo␛OX",
        "Keypad('*') Keypad('+') Keypad(',') Keypad('-') Keypad('/') Keypad('=')",
    ),
    // rxvt.
    ("␛[7$␛[8^␛[3@", "S-Home C-End C-S-Delete"),
    ("␛[a␛[d", "S-Up S-Left"),
    ("␛Oa␛Od", "C-Up C-Left"),
    ("␛[7$x", "S-Home x"),
    // modifyOtherKeys.
    ("␛[27;5;105~", "C-i"),
    ("␛[27;6;73~", "C-S-i"),
    ("␛[27;2;65~", "A"),
    ("␛[27;4;65~", "M-A"),
    ("␛[27;2;33~", "!"),
    ("␛[27;5;9~", "C-Tab"),
    ("␛[27;2;9~", "BackTab"),
    ("␛[27;6;9~", "C-BackTab"),
    ("␛[27;2;13~", "S-Enter"),
    ("␛[27;5;13~", "C-Enter"),
    ("␛[27;5;127~", "C-Backspace"),
    ("␛[27;2;32~", "S-Space"),
    ("␛[27;5;32~", "C-Space"),
    ("␛[27;3;27~", "M-Escape"),
    ("␛[27;5;49~", "C-1"),
    // kitty.
    ("␛[27u", "Escape"),
    ("␛[13;2u", "S-Enter"),
    ("␛[9;2u", "BackTab"),
    ("␛[9;5u", "C-Tab"),
    ("␛[127;3u", "M-Backspace"),
    ("␛[97;5u", "C-a"),
    ("␛[97;6u", "C-S-a"),
    ("␛[97:65;6u", "C-S-a~A/"),
    ("␛[97;3u", "M-a"),
    ("␛[97;4u", "M-A"),
    ("␛[97:65;2u", "A~A/"),
    ("␛[49:33;2u", "!~!/1"),
    ("␛[49:33;4u", "M-!~!/1"),
    ("␛[49;2u", "S-1"),
    ("␛[105;5u", "C-i"),
    ("␛[97;5:1u", "C-a"),
    ("␛[97;5:2u", "C-a+"),
    ("␛[97;5:3u", "C-a-"),
    ("␛[1;1:3A", "Up-"),
    ("␛[3;1:2~", "Delete+"),
    ("␛[1092::97;5u", "C-ф~/a"),
    ("␛[97;;97u", "a\"a\""),
    ("␛[97;2;65u", "A\"A\""),
    ("␛[97;65;65u", "A\"A\""),
    ("␛[113;1;64u", "@~/q\"@\""),
    ("␛[97;65u", "a"),
    ("␛[97;69u", "C-a"),
    ("␛[97;133u", "C-a"),
    ("␛[97;9u", "D-a"),
    ("␛[97;33u", "K-a"),
    ("␛[57376u␛[57398u", "F(13) F(35)"),
    ("␛[57399u␛[57414u", "Keypad('0') Keypad('\\r')"),
    ("␛[57409u␛[57416u", "Keypad('.') Keypad(',')"),
    ("␛[57419u␛[57427u", "Up Begin"),
    ("␛[57358u", "Kitty(57358)"),
    ("␛[57441;2u", "S-Kitty(57441)"),
    ("␛[13~", "F(3)"),
];

const MOUSE: &[(&str, &str)] = &[
    ("␛[<0;1;1M", "press(Left)@0,0"),
    ("␛[<0;300;200m", "release(Left)@299,199"),
    ("␛[<2;5;6M", "press(Right)@4,5"),
    ("␛[<32;5;6M", "drag(Left)@4,5"),
    ("␛[<35;5;6M", "move@4,5"),
    ("␛[<64;5;6M", "press(WheelUp)@4,5"),
    ("␛[<65;5;6M", "press(WheelDown)@4,5"),
    ("␛[<66;5;6M", "press(WheelLeft)@4,5"),
    ("␛[<67;5;6M", "press(WheelRight)@4,5"),
    ("␛[<128;5;6M", "press(Extra(8))@4,5"),
    ("␛[<131;5;6m", "release(Extra(11))@4,5"),
    ("␛[<28;5;6M", "press(Left)C-M-S-@4,5"),
    ("␛[<0;0;5M", ""),
    ("␛[<0;5;0M", ""),
    ("␛[<0;99999;5M", ""),
    ("␛[M !!", "press(Left)@0,0"),
    ("␛[M#!!x", "release@0,0 x"),
    ("␛[M@\"#", "drag(Left)@1,2"),
    ("␛[M`!!", "press(WheelUp)@0,0"),
    ("␛[32;5;6M", "press(Left)@4,5"),
    ("␛[35;5;6M", "release@4,5"),
];

const REPLIES: &[(&str, &str)] = &[
    ("␛[?62;22;52cx", "PrimaryAttributes([62, 22, 52]) x"),
    ("␛[>1;10;0cx", "SecondaryAttributes([1, 10, 0]) x"),
    ("␛P!|00000000␛\\x", "TertiaryAttributes(\"00000000\") x"),
    ("␛P>|foot(1.16.2)␛\\x", "Version(\"foot(1.16.2)\") x"),
    (
        "␛[?2026;2$yhello",
        "Mode { mode: 2026, state: 2 } h e l l o",
    ),
    ("␛[20;1$yx", "other x"),
    ("␛[?5u", "KittyFlags(5)"),
    ("␛[24;80Rx", "CursorPosition(Point { x: 79, y: 23 }) x"),
    ("␛[0nx", "Status(0) x"),
    ("␛[?997;1nx", "ColorScheme { dark: true } x"),
    (
        "␛]11;rgb:1e1e/2e2e/3e3e␛\\x",
        "Color { slot: Background, rgb: (30, 46, 62) } x",
    ),
    (
        "␛]10;rgb:ff/ff/ff\x07x",
        "Color { slot: Foreground, rgb: (255, 255, 255) } x",
    ),
    ("␛]12;#010203\x07", "Color { slot: Cursor, rgb: (1, 2, 3) }"),
    (
        "␛]4;7;rgb:1/2/3\x07",
        "Color { slot: Palette(7), rgb: (17, 34, 51) }",
    ),
    (
        "␛]52;c;aGk=\x07x",
        "Clipboard { selection: \"c\", base64: \"aGk=\" } x",
    ),
    (
        "␛P1$r0;48:2:1:2:3m␛\\x",
        "Setting { known: true, text: \"0;48:2:1:2:3m\" } x",
    ),
    (
        "␛P0+r524742␛\\x",
        "Capability { known: false, text: \"524742\" } x",
    ),
    ("␛_Gi=1;OK␛\\x", "other x"),
    ("␛[8;24;80tx", "Size(Size { cols: 80, rows: 24 }) x"),
    (
        "␛[48;24;80;480;800tx",
        "Size(Size { cols: 80, rows: 24 }) x",
    ),
    ("␛[4;480;800t", "PixelSize(480, 800)"),
    ("␛[6;20;10t", "CellSize(20, 10)"),
    ("␛[?1;2;3zx", "other x"),
    ("␛[99~x", "other x"),
    ("␛]777;notify\x07x", "other x"),
    // Cut off or broken: never typed at the person.
    ("␛[1;", ""),
    ("␛[?20", ""),
    ("␛]11;rgb:", ""),
    ("␛P>|fo", ""),
    ("␛]11;rgb␛[A", "Up"),
    ("␛[12\x01", "C-a"),
    ("␛[12␛[A", "Up"),
];

const FOCUS_AND_PASTE: &[(&str, &str)] = &[
    ("␛[I␛[Ox", "focus(true) focus(false) x"),
    (
        "␛[200~hello ␛[A\r\nworld␛[201~x",
        "paste(hello \x1b[A\r\nworld) x",
    ),
    ("␛[200~␛[201~", "paste()"),
    ("␛[200~a␛[201b␛[201~", "paste(a\x1b[201b)"),
    ("␛[200~stalled", "paste(stalled)"),
    ("␛[201~x", "x"),
];

#[test]
fn sequences_have_their_meaning() {
    for table in [KEYS, MOUSE, REPLIES, FOCUS_AND_PASTE] {
        for (text, want) in table {
            assert_eq!(names(&decode(&bytes(text))), *want, "{text:?}");
        }
    }
}

#[test]
fn pieces_mean_what_the_whole_means() {
    for table in [KEYS, MOUSE, REPLIES, FOCUS_AND_PASTE] {
        for (text, want) in table {
            let bytes = bytes(text);
            for piece in 1..4 {
                let events = decode_with(Decoder::new(ESCAPE_TIME), &bytes, piece);
                assert_eq!(names(&events), *want, "{text:?} in pieces of {piece}");
            }
        }
    }
}

#[test]
fn deadlines() {
    for (text, wait) in [
        ("", None),
        ("a", None),
        ("␛", Some(10)),
        ("␛[", Some(10)),
        ("␛O", Some(10)),
        ("␛]", Some(10)),
        ("␛]x", Some(10)),
        ("␛]1", Some(1000)),
        ("␛P", Some(10)),
        ("␛P>", Some(1000)),
        ("␛[1", Some(1000)),
        ("␛[M!", Some(1000)),
        ("␛[200~", Some(5000)),
        ("␛[200~abc", Some(5000)),
        ("␛[A", None),
    ] {
        let mut decoder = Decoder::new(ESCAPE_TIME);
        let mut out = Vec::new();
        decoder.feed(&bytes(text), 100, &mut out);
        assert_eq!(decoder.deadline(), wait.map(|ms| 100 + ms), "{text:?}");
        let before = out.len();
        if let Some(ms) = wait {
            decoder.expire(100 + ms - 1, &mut out);
            assert_eq!(out.len(), before, "{text:?} too early");
        }
        decoder.expire(u64::MAX, &mut out);
        assert_eq!(decoder.deadline(), None, "{text:?}");
    }
}

#[test]
fn late_bytes_complete_a_sequence_that_was_not_given_up() {
    let mut decoder = Decoder::new(ESCAPE_TIME);
    let mut out = Vec::new();
    decoder.feed(b"\x1b", 0, &mut out);
    decoder.feed(b"[A", 500, &mut out);
    assert_eq!(names(&out), "Up");
    out.clear();
    decoder.feed(b"\x1b[", 600, &mut out);
    decoder.expire(610, &mut out);
    decoder.feed(b"x", 700, &mut out);
    assert_eq!(names(&out), "M-[ x");
}

#[test]
fn a_position_that_was_asked_for_is_no_key() {
    let mut decoder = Decoder::new(ESCAPE_TIME);
    decoder.expect_position();
    let mut out = Vec::new();
    decoder.feed(b"\x1b[1;5R\x1b[1;5R", 0, &mut out);
    assert_eq!(names(&out), "CursorPosition(Point { x: 4, y: 0 }) C-F(3)");
}

#[test]
fn backspace_may_be_control_h() {
    let mut decoder = Decoder::new(ESCAPE_TIME);
    decoder.set_erase(0x08);
    let events = decode_with(decoder, b"\x08\x7f\x1b\x08", 9);
    assert_eq!(names(&events), "Backspace Backspace M-Backspace");
}

#[test]
fn user_keys_come_first() {
    let keys = [
        (0, b"\x1b[5;30001~".to_vec()),
        (1, b"\x1b[A".to_vec()),
        (2, Vec::new()),
    ];
    for (text, want) in [
        ("␛[5;30001~x", "User(0) x"),
        ("␛[A", "User(1)"),
        ("␛[AB", "User(1) B"),
        ("␛[B", "Down"),
        ("␛[5~", "PageUp"),
    ] {
        for piece in [1, 99] {
            let mut decoder = Decoder::new(ESCAPE_TIME);
            decoder.set_user_keys(keys.clone());
            let events = decode_with(decoder, &bytes(text), piece);
            assert_eq!(names(&events), want, "{text:?} in pieces of {piece}");
        }
    }
}

#[test]
fn broken_utf8_is_dropped() {
    for (bytes, want) in [
        (&b"\xffx"[..], "x"),
        (b"\x80x", "x"),
        (b"\xc3", ""),
        (b"\xc3x", "x"),
        (b"\xe7\x95x", "x"),
        (b"\xf5\x80\x80\x80x", "x"),
        (b"\xed\xa0\x80x", "x"),
        (b"\x1b\xffx", "x"),
    ] {
        assert_eq!(names(&decode(bytes)), want, "{bytes:?}");
    }
}

#[test]
fn endless_sequences_are_skipped_within_bounds() {
    for (start, filler, end) in [
        ("\x1b[", "1;", "x"),
        ("\x1b]52;c;", "AAAA", "\x07"),
        ("\x1bP1$r", "0123", "\x1b\\"),
    ] {
        let mut text = start.to_owned();
        text.push_str(&filler.repeat(2 << 20));
        text.push_str(end);
        text.push('q');
        for piece in [1 << 20, usize::MAX] {
            let events = decode_with(Decoder::new(ESCAPE_TIME), text.as_bytes(), piece);
            assert_eq!(events.last().map(name).as_deref(), Some("q"), "{start:?}");
            assert!(events.len() <= 2, "{start:?} made {} events", events.len());
        }
    }
}

#[test]
fn a_huge_paste_loses_nothing() {
    let text = "0123456789abcdé界".repeat((17 << 20) / 18);
    let mut bytes = b"\x1b[200~".to_vec();
    bytes.extend_from_slice(text.as_bytes());
    bytes.extend_from_slice(b"\x1b[201~q");
    let mut decoder = Decoder::new(ESCAPE_TIME);
    let mut out = Vec::new();
    for chunk in bytes.chunks(65_537) {
        decoder.feed(chunk, 0, &mut out);
    }
    assert_eq!(out.pop().as_ref().map(name).as_deref(), Some("q"));
    let mut pasted = String::new();
    for event in &out {
        match event {
            InputEvent::Paste(part) => pasted.push_str(part),
            other => panic!("{other:?}"),
        }
    }
    assert!(pasted == text, "{} of {} bytes", pasted.len(), text.len());
    assert_eq!(decoder.deadline(), None);
}

/// Bytes that are rich in beginnings of sequences.
fn noise() -> impl Strategy<Value = Vec<u8>> {
    let part = prop_oneof![
        4 => Just(b"\x1b".to_vec()),
        4 => Just(b"\x1b[".to_vec()),
        1 => Just(b"\x1b[200~".to_vec()),
        1 => Just(b"\x1b[201~".to_vec()),
        1 => Just(b"\x1b]11;".to_vec()),
        1 => Just(b"\x1bP>|".to_vec()),
        1 => Just(b"\x1b\\".to_vec()),
        6 => "[0-9;:<>?$MmuAR~]{1,4}".prop_map(String::into_bytes),
        6 => prop::collection::vec(any::<u8>(), 1..4),
    ];
    prop::collection::vec(part, 0..12).prop_map(|parts| parts.concat())
}

proptest! {
    #[test]
    fn noise_never_wedges_and_pieces_never_matter(bytes in noise(), piece in 1..5_usize) {
        let whole = decode(&bytes);
        let pieces = decode_with(Decoder::new(ESCAPE_TIME), &bytes, piece);
        prop_assert_eq!(&whole, &pieces);
        let mut decoder = Decoder::new(ESCAPE_TIME);
        let mut out = Vec::new();
        decoder.feed(&bytes, 0, &mut out);
        decoder.expire(u64::MAX, &mut out);
        prop_assert_eq!(decoder.deadline(), None);
        out.clear();
        decoder.feed(b"z", 0, &mut out);
        prop_assert_eq!(&out, &[InputEvent::Key(KeyEvent::press(Key::char('z')))]);
    }
}
