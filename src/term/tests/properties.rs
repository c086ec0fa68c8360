//! Properties that hold for any input.

use super::super::{Event, Limits, MemoryStore, Screen};
use super::{logical, picture};
use crate::base::Size;
use proptest::prelude::*;
use std::fmt::Write as _;

/// Elements that programs send, complete and damaged.
fn piece() -> impl Strategy<Value = Vec<u8>> {
    let number = prop_oneof![Just(0u16), 1u16..12, Just(99), Just(65535)];
    let numbers = proptest::collection::vec(number, 0..4);
    let csi = (
        prop_oneof![4 => Just(""), 1 => Just("?"), 1 => Just(">"), 1 => Just("=")],
        numbers,
        prop_oneof![
            8 => Just(""), 1 => Just("$"), 1 => Just(" "), 1 => Just("\""), 1 => Just("!"),
            1 => Just("#"), 1 => Just("'"), 1 => Just("*")
        ],
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
        Just(1016),
        Just(1045),
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
        Just("\x1b]133;B\x07"),
        Just("\x1b]133;C\x07"),
        Just("\x1b]99;i=1:d=0;a\x07"),
        Just("\x1bP1$t2;3;1;A;A;H;1;2;@;B0BB\x1b\\"),
        Just("\x1bP2$t2/7\x1b\\"),
        Just("\u{9d}2;title\u{9c}"),
        Just("\u{85}\u{8d}"),
        Just("\x1b]2;\u{201c}"),
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

/// Output of shells around a resize, and output that resembles it.
fn answer() -> impl Strategy<Value = &'static str> {
    proptest::sample::select(vec![
        "\r",
        "\n",
        "\x1b[K",
        "\x1b[2K",
        "\x1b[J",
        "\x1b[A",
        "\x1b[2A",
        "\x1bM",
        "\x1b[m",
        "$ 3456789AB",
        "x",
        "界",
        "\x1b[?1049h",
        "\x1b[?1049l",
        "\x1b]133;A\x07",
        "\x1b]133;B\x07",
    ])
}

fn check_invariants(screen: &Screen) {
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
    fn any_split_of_the_input_gives_the_same_screen(bytes in input(), cut in 1usize..7) {
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

    // Lines that scroll off within one read leave the same state as lines that are fed one by one.
    #[test]
    fn a_flood_equals_its_single_lines(
        before in input(),
        lines in proptest::collection::vec("[a-z ]{0,13}", 0..40),
        after in input(),
        (cols, rows) in (1u16..14, 1u16..6),
        kept in prop_oneof![Just(0usize), Just(7), Just(2000)],
    ) {
        let limits = Limits { history_lines: kept, ..Limits::default() };
        let mut whole = Screen::new(Size::new(cols, rows), limits);
        let mut parts = Screen::new(Size::new(cols, rows), limits);
        let flood = lines.join("\r\n").into_bytes();
        let back = b"\x1b[m\x1b[r\x1b[?1049l\x1b[99H\r\n".to_vec();
        let bytes = [before, back, flood, b"\r\n\x1b[3b".to_vec(), after].concat();
        whole.feed(&bytes, &mut Vec::new());
        bytes.chunks(1).for_each(|c| parts.feed(c, &mut Vec::new()));
        prop_assert_eq!(picture(&whole), picture(&parts));
        whole.resize(Size::new(9, 7));
        parts.resize(Size::new(9, 7));
        prop_assert_eq!(picture(&whole), picture(&parts));
    }

    #[test]
    fn any_split_between_resizes_gives_the_same_screen(
        steps in proptest::collection::vec(
            (proptest::collection::vec(answer(), 0..6), (1u16..30, 1u16..8)),
            1..8,
        ),
        cut in 1usize..5,
    ) {
        let mut whole = Screen::new(Size::new(12, 5), Limits::default());
        let mut parts = Screen::new(Size::new(12, 5), Limits::default());
        for (output, (cols, rows)) in steps {
            let output = output.concat();
            whole.feed(output.as_bytes(), &mut Vec::new());
            let pieces = output.as_bytes().chunks(cut);
            pieces.for_each(|piece| parts.feed(piece, &mut Vec::new()));
            prop_assert_eq!(picture(&whole), picture(&parts));
            whole.resize(Size::new(cols, rows));
            parts.resize(Size::new(cols, rows));
            check_invariants(&whole);
            prop_assert_eq!(picture(&whole), picture(&parts));
        }
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
            check_invariants(&screen);
            screen.feed(chunk, &mut events);
            check_invariants(&screen);
            prop_assert!(screen.history_lines() <= lines);
        }
    }

    #[test]
    fn a_checkpoint_restores_the_screen(bytes in input(), more in input(), at in 0usize..400) {
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

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    // Text, styles, links and the cursor's position are the same after resizes to any widths in
    // between.
    #[test]
    fn a_narrow_width_and_back_restores_the_screen(
        pieces in proptest::collection::vec(styled_text(), 1..60),
        widths in proptest::collection::vec(2u16..60, 1..5),
    ) {
        let size = Size::new(24, 6);
        let mut screen = Screen::new(size, Limits::default());
        screen.feed(pieces.concat().as_bytes(), &mut Vec::new());
        let look = |screen: &Screen| (screen.rows(i64::MIN..i64::MAX), screen.cursor(), screen.marks());
        let before = look(&screen);
        for cols in widths {
            screen.resize(Size::new(cols, 6));
        }
        screen.resize(size);
        prop_assert_eq!(look(&screen), before);
    }
}

/// The content of a shell session: text that wraps, in all styles.
fn styled_text() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => "[a-z]{1,30}",
        2 => "[界面文字]{1,14}",
        1 => Just("e\u{301}\u{1f469}\u{200d}\u{1f4bb}\u{1f1e9}\u{1f1ea}".to_owned()),
        4 => Just("\r\n".to_owned()),
        2 => (30u8..38).prop_map(|n| format!("\x1b[{n};4:3m")),
        1 => Just("\x1b[38;2;1;2;3;9m".to_owned()),
        1 => Just("\x1b[m".to_owned()),
        1 => Just("\x1b]8;;http://x\x07".to_owned()),
        1 => Just("\x1b]8;;\x07".to_owned()),
        1 => Just("\r\n\x1b]133;A\x07$ ".to_owned()),
    ]
}

/// A checkpoint keeps every mode, attribute and setting, set one after the other and all at once,
/// and replies stay the same.
#[test]
fn a_checkpoint_keeps_every_setting() {
    const SETTINGS: [&str; 62] = [
        "\x1b[4h",
        "\x1b[20h",
        "\x1b[34l",
        "\x1b[?1h",
        "\x1b[?5h",
        "\x1b[?6h",
        "\x1b[?7l",
        "\x1b[?9h",
        "\x1b[?12h",
        "\x1b[?25l",
        "\x1b[?40h",
        "\x1b[?45h",
        "\x1b[?47h",
        "\x1b[?66h",
        "\x1b[?67h",
        "\x1b[?69h\x1b[2;9s",
        "\x1b[?1000h",
        "\x1b[?1002h",
        "\x1b[?1003h",
        "\x1b[?1004h",
        "\x1b[?1005h",
        "\x1b[?1006h",
        "\x1b[?1007l",
        "\x1b[?1015h",
        "\x1b[?1016h",
        "\x1b[?1045h",
        "\x1b[?1049h",
        "\x1b[?2004h",
        "\x1b[?2026h",
        "\x1b[?2027l",
        "\x1b[?2031h",
        "\x1b[2;3r",
        "\x1b[>4;2m",
        "\x1b[>4;1f",
        "\x1b[>5u\x1b[>9u",
        "\x1b[5 q",
        "\x1b[2*x",
        "\x1b[1\"q",
        "\x1b[1;2;3;4:4;5;7;8;9;53m",
        "\x1b[38;5;9;48;2;1;2;3;58;5;7m",
        "\x1b[#{\x1b[31m",
        "\x1b]8;id=a;http://x\x07l",
        "\x1b(0",
        "\x1b)A\x0e",
        "\x1b*0\x1bN",
        "\x1b[3g\x1b[5G\x1bH",
        "ab\x1b7\x1b[H",
        "\x1b[?1004s",
        "\x1b]2;a\x07\x1b[22t\x1b]2;b\x07",
        "\x1b]7;file:///tmp\x07",
        "\x1b]4;1;#123456\x07",
        "\x1b]10;#111111\x07",
        "\x1b]11;#222222\x07",
        "\x1b]12;#333333\x07",
        "\x1b]133;A\x07$ \x1b]133;B\x07ls",
        "\x1b]133;C;cmdline=x\x07",
        "\x1b]133;D;3\x07",
        "\x1b]133;A;redraw=last\x07",
        "\x1b]99;i=1:d=0;a\x07",
        "0123456789ab",
        "\x1b[12;3",
        "\x1b]2;unfinis",
    ];
    const QUESTIONS: &str = "\x1b\\\x1b[1$w\x1b[2$w\x1bP$qm\x1b\\\x1bP$qr\x1b\\\x1bP$qs\x1b\\\x1bP$q q\x1b\\\
        \x1bP$q\"q\x1b\\\x1bP$q*x\x1b\\\x1b[?u\x1b[<u\x1b[?u\x1b[?4m\x1b]4;1;?\x07\x1b]10;?;?;?\x07\
        x\x1b[23t\x1b[#}y\x1b8z\x1b[?1004r\x1b[?1004$p\x1b]99;i=1:p=body;b\x07\x1b[?1049lw";
    let all = SETTINGS.concat();
    for input in SETTINGS.into_iter().chain([all.as_str()]) {
        let (mut screen, _) = super::screen(10, 4, input);
        let mut saved = Vec::new();
        screen.checkpoint(&mut saved);
        let store = Box::new(MemoryStore::default());
        let mut other = Screen::restore(&saved, Limits::default(), store).unwrap();
        assert_eq!(picture(&other), picture(&screen), "{input:?}");
        assert_eq!(other.state.shell, screen.state.shell, "{input:?}");
        let mut questions = QUESTIONS.to_owned();
        for mode in (0..70).chain(1000..1050).chain(2000..2032) {
            let _ = write!(questions, "\x1b[?{mode}$p");
        }
        let (mut a, mut b) = (Vec::new(), Vec::new());
        screen.feed(questions.as_bytes(), &mut a);
        other.feed(questions.as_bytes(), &mut b);
        assert_eq!(a, b, "{input:?}");
        assert_eq!(picture(&other), picture(&screen), "{input:?}");
    }
}

/// A program that keeps sending new colours, links and clusters needs no more memory than one that
/// sends a few.
#[test]
fn interners_free_unused_ids() {
    let mut screen = Screen::new(
        Size::new(20, 4),
        Limits {
            history_lines: 10,
            ..Limits::default()
        },
    );
    let mut events = Vec::new();
    for n in 0..60_000u32 {
        let [_, r, g, b] = n.to_be_bytes();
        let mark = char::from_u32(0x300 + n % 0x60).unwrap();
        let text = format!(
            "\x1b[38;2;{r};{g};{b}m\x1b]8;;http://{n}\x07{}{mark}\r\n",
            n % 10
        );
        screen.feed(text.as_bytes(), &mut events);
        events.clear();
    }
    let interners = &screen.state.interners;
    for (name, len) in [
        ("styles", interners.styles.id_bound()),
        ("links", interners.links.id_bound()),
        ("clusters", interners.clusters.id_bound()),
    ] {
        assert!(len <= 4200, "{len} {name}");
    }
}

#[test]
fn extreme_sizes_are_clamped() {
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
        check_invariants(&screen);
    }
}
