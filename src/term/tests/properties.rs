//! What must hold for any input.

use super::super::{Event, Limits, MemoryStore, Screen};
use super::{logical, picture};
use crate::base::Size;
use proptest::prelude::*;

/// Pieces that programs send, whole and broken.
fn piece() -> impl Strategy<Value = Vec<u8>> {
    let number = prop_oneof![Just(0u16), 1u16..12, Just(99), Just(65535)];
    let numbers = proptest::collection::vec(number, 0..4);
    let csi = (
        prop_oneof![4 => Just(""), 1 => Just("?"), 1 => Just(">"), 1 => Just("=")],
        numbers,
        prop_oneof![6 => Just(""), 1 => Just("$"), 1 => Just(" "), 1 => Just("\""), 1 => Just("!")],
        0x40u8..0x7f,
    );
    let csi = csi.prop_map(|(private, numbers, inter, end)| {
        let numbers: Vec<String> = numbers.iter().map(ToString::to_string).collect();
        let end = char::from(end);
        format!("\x1b[{private}{}{inter}{end}", numbers.join(";")).into_bytes()
    });
    let modes = prop_oneof![
        Just(4u16),
        Just(5),
        Just(6),
        Just(7),
        Just(45),
        Just(47),
        Just(69),
        Just(1047),
        Just(1048),
        Just(1049),
        Just(2027)
    ];
    let modes = (modes, any::<bool>()).prop_map(|(mode, on)| {
        let end = if on { 'h' } else { 'l' };
        let mark = if mode == 4 { "" } else { "?" };
        format!("\x1b[{mark}{mode}{end}").into_bytes()
    });
    let text = prop_oneof![
        Just("some text"),
        Just("界面文字"),
        Just("e\u{301}"),
        Just("\u{301}"),
        Just("\u{fe0f}"),
        Just("\u{200d}"),
        Just("\u{1f469}"),
        Just("\u{1f4bb}"),
        Just("\u{1f1e9}"),
        Just("❤"),
        Just("한"),
        Just("नमस्ते"),
        Just("\u{600}"),
        Just("\r\n"),
        Just("\n"),
        Just("\t"),
        Just("\x08"),
        Just("\r"),
        Just("0123456789012345678901234567890123456789")
    ];
    let escape = (0x20u8..0x7f).prop_map(|b| vec![0x1b, b]);
    let strings = prop_oneof![
        Just("\x1b]0;title\x07"),
        Just("\x1b]8;;http://a\x1b\\"),
        Just("\x1b]8;;\x07"),
        Just("\x1b]133;A\x07"),
        Just("\x1b]4;1;?\x07"),
        Just("\x1bPtmux;\x1b\x1b[m\x1b\\"),
        Just("\x1b]7;file://h/a%20b\x07"),
        Just("\x1bkname\x1b\\"),
        Just("\x1b(0"),
        Just("\x1b#8")
    ];
    prop_oneof![
        8 => text.prop_map(|t| t.as_bytes().to_vec()),
        6 => csi,
        3 => modes,
        1 => escape,
        1 => strings.prop_map(|t| t.as_bytes().to_vec()),
        1 => proptest::collection::vec(any::<u8>(), 0..6),
    ]
}

fn input() -> impl Strategy<Value = Vec<u8>> {
    proptest::collection::vec(piece(), 0..60).prop_map(|pieces| pieces.concat())
}

fn sound(screen: &Screen) {
    let size = screen.size();
    let at = screen.cursor().at;
    assert!(at.x < size.cols && at.y < size.rows, "{at:?} in {size:?}");
    let (top, bottom) = screen.scroll_region();
    assert!(top <= bottom && bottom < size.rows);
    for line in screen.rows(i64::MIN..i64::MAX) {
        assert!(line.cols() <= usize::from(size.cols.max(2)), "{line:?}");
        assert!(!line.text().contains(char::is_control), "{line:?}");
    }
    assert_eq!(screen.view(0).len(), usize::from(size.rows));
    let rows = screen.rows(i64::MIN..0);
    assert_eq!(rows.len(), screen.history_rows());
    for y in 0..size.rows {
        assert!(screen.row_generation(y) <= screen.generation());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_cut_gives_the_same(bytes in input(), cut in 1usize..7) {
        let mut whole = Screen::new(Size::new(12, 5), Limits::default());
        let mut parts = Screen::new(Size::new(12, 5), Limits::default());
        let (mut a, mut b) = (Vec::new(), Vec::new());
        whole.feed(&bytes, &mut a);
        bytes.chunks(cut).for_each(|c| parts.feed(c, &mut b));
        prop_assert_eq!(picture(&whole), picture(&parts));
        let quiet = |e: &Event| !matches!(e, Event::Modes | Event::Palette);
        a.retain(quiet);
        b.retain(quiet);
        prop_assert_eq!(a, b);
    }

    #[test]
    fn nothing_panics(
        bytes in input(),
        sizes in proptest::collection::vec((0u16..30, 0u16..12), 1..6),
        lines in 0usize..20,
    ) {
        let limits = Limits { history_lines: lines, history_bytes: 1 << 20 };
        let mut screen = Screen::new(Size::new(sizes[0].0, sizes[0].1), limits);
        let mut events = Vec::new();
        for (chunk, (cols, rows)) in bytes.chunks(1 + bytes.len() / sizes.len()).zip(&sizes) {
            screen.resize(Size::new(*cols, *rows));
            sound(&screen);
            screen.feed(chunk, &mut events);
            sound(&screen);
            prop_assert!(screen.history_lines() <= lines);
        }
    }

    #[test]
    fn a_checkpoint_is_the_screen(bytes in input(), more in input(), at in 0usize..400) {
        let mut screen = Screen::new(Size::new(12, 5), Limits::default());
        let mut events = Vec::new();
        let at = at.min(bytes.len());
        screen.feed(&bytes[..at], &mut events);
        let mut saved = Vec::new();
        screen.checkpoint(&mut saved);
        let store = Box::new(MemoryStore::default());
        let mut other = Screen::restore(&saved, Limits::default(), store).unwrap();
        prop_assert_eq!(picture(&screen), picture(&other));
        let (mut a, mut b) = (Vec::new(), Vec::new());
        for part in [&bytes[at..], &more] {
            screen.feed(part, &mut a);
            other.feed(part, &mut b);
            screen.resize(Size::new(9, 6));
            other.resize(Size::new(9, 6));
        }
        prop_assert_eq!(picture(&screen), picture(&other));
        prop_assert_eq!(a, b);
    }

    #[test]
    fn resizing_keeps_every_line(
        lines in proptest::collection::vec("[a-z界é ]{0,40}", 1..40),
        sizes in proptest::collection::vec((2u16..50, 1u16..12), 1..6),
    ) {
        let mut screen = Screen::new(Size::new(20, 5), Limits::default());
        let mut events = Vec::new();
        screen.feed(lines.join("\r\n").as_bytes(), &mut events);
        let before = logical(&screen);
        for (cols, rows) in sizes {
            screen.resize(Size::new(cols, rows));
            prop_assert_eq!(logical(&screen), before.clone());
        }
    }
}

#[test]
fn extreme_sizes() {
    for size in [
        Size::new(0, 0),
        Size::new(1, 1),
        Size::new(1000, 1000),
        Size::new(65535, 1),
    ] {
        let mut screen = Screen::new(size, Limits::default());
        let mut events = Vec::new();
        for _ in 0..3 {
            screen.feed(
                "a界\u{301}\r\n\x1b[99;99Hx\x1b[?1049hy\x1b[?1049l\t\x1b[5b".as_bytes(),
                &mut events,
            );
            screen.resize(Size::new(3, 3));
            screen.resize(size);
        }
        sound(&screen);
    }
}
