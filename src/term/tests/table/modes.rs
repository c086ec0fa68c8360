//! Alternate screens, resets, and the DECRQM reply for every mode.

use super::{ask, run};
use std::fmt::Write as _;

#[test]
fn screens() {
    run(&[
        ("1049", "a\x1b[?1049hb", " b", (2, 0), ""),
        (
            "1049 off brings text and cursor back",
            "a\x1b[?1049hb\x1b[?1049lc",
            "ac",
            (2, 0),
            "",
        ),
        ("1049 twice", "a\x1b[?1049hb\x1b[?1049hc", " bc", (3, 0), ""),
        (
            "1049 off twice",
            "ab\x1b[?1049h\x1b[?1049l\x1b[H\x1b[?1049lx",
            "xb",
            (1, 0),
            "",
        ),
        (
            "1049 begins blank",
            "\x1b[?1049hab\x1b[?1049l\x1b[?1049hx",
            "x",
            (1, 0),
            "",
        ),
        ("47", "a\x1b[?47hb\x1b[?47lc", "a c", (3, 0), ""),
        (
            "47 keeps the old contents",
            "a\x1b[?47hb\x1b[?47l\x1b[?47hc",
            " bc",
            (3, 0),
            "",
        ),
        (
            "1047 erases when left",
            "a\x1b[?1047hb\x1b[?1047l\x1b[?1047hc",
            "  c",
            (3, 0),
            "",
        ),
        (
            "scrolling there makes no history",
            "\x1b[?1049h1\r\n2\r\n3\r\n4\r\n5",
            "2/3/4/5",
            (1, 3),
            "",
        ),
        (
            "the pen goes along",
            "\x1b[31m\x1b[?1049hx\x1b[?1049l\x1bP$qm\x1b\\",
            "",
            (0, 0),
            "^P1$r0;31m^\\",
        ),
    ]);
}

#[test]
fn resets() {
    run(&[
        ("RIS", "ab\x1bcx", "x", (1, 0), ""),
        (
            "RIS leaves the alternate screen",
            "a\x1b[?1049hb\x1bcx",
            "x",
            (1, 0),
            "",
        ),
        (
            "RIS turns modes off",
            "\x1b[4h\x1b[?7l\x1bcab\x1b[1Gx",
            "xb",
            (1, 0),
            "",
        ),
        (
            "DECSTR",
            "ab\x1b[4h\x1b[2;3r\x1b[!p\x1b[1Gx",
            "xb",
            (1, 0),
            "",
        ),
        (
            "DECSTR leaves the text and the cursor",
            "ab\x1b[!px",
            "abx",
            (3, 0),
            "",
        ),
        (
            "DECSTR turns DECAWM on",
            "\x1b[?7l\x1b[!p0123456789a",
            "0123456789/a",
            (1, 1),
            "",
        ),
        (
            "DECSTR resets the saved cursor",
            "ab\x1b7\x1b[!p\x1b8x",
            "xb",
            (1, 0),
            "",
        ),
        ("DECCOLM without leave", "ab\x1b[?3hx", "abx", (3, 0), ""),
        ("DECCOLM erases", "ab\x1b[?40h\x1b[?3hx", "x", (1, 0), ""),
        (
            "XTSAVE and XTRESTORE",
            "\x1b[?7s\x1b[?7l\x1b[?7r0123456789a",
            "0123456789/a",
            (1, 1),
            "",
        ),
        (
            "XTRESTORE of an unsaved mode",
            "\x1b[?7l\x1b[?6r0123456789a",
            "012345678a",
            (9, 0),
            "",
        ),
    ]);
}

/// Modes that can be set and reset, and their initial state.
const SETTABLE: [(u16, bool); 35] = [
    (1, false),
    (5, false),
    (6, false),
    (7, true),
    (9, false),
    (12, false),
    (25, true),
    (40, false),
    (42, false),
    (45, false),
    (47, false),
    (66, false),
    (67, false),
    (69, false),
    (1000, false),
    (1002, false),
    (1003, false),
    (1004, false),
    (1005, false),
    (1006, false),
    (1007, true),
    (1015, false),
    (1016, false),
    (1045, false),
    (1047, false),
    (1048, false),
    (1049, false),
    (2004, false),
    (2026, false),
    (2027, true),
    (2031, false),
    // Not a private mode.
    (10_004, false),
    (10_020, false),
    (10_034, true),
    (40, false),
];

#[test]
fn decrqm_of_settable_modes() {
    for (number, first) in SETTABLE {
        let (mark, mode) = match number {
            10_000.. => ("", number - 10_000),
            _ => ("?", number),
        };
        let mut input = String::new();
        let mut answer = String::new();
        let mut say = |on: bool| {
            let value = if on { 1 } else { 2 };
            let _ = write!(input, "\x1b[{mark}{mode}$p");
            let _ = write!(answer, "^[{mark}{mode};{value}$y");
            let end = if on { 'l' } else { 'h' };
            let _ = write!(input, "\x1b[{mark}{mode}{end}");
        };
        say(first);
        say(!first);
        // A saved cursor cannot be deleted.
        if mode != 1048 {
            say(first);
        }
        let (_, events) = super::screen(10, 4, &input);
        assert_eq!(super::replies(&events), answer, "mode {mark}{mode}");
    }
}

#[test]
fn decrqm_of_fixed_modes() {
    for (modes, mark, value) in [
        (&[2u16, 8, 1036, 1039][..], "?", 3),
        (&[3, 60, 80, 95, 1001, 1034, 1035], "?", 4),
        (&[30, 99, 1070, 4242, 65535, 0], "?", 0),
        (&[1, 5, 7, 10, 11, 13, 14, 15, 16, 17, 18, 19], "", 4),
        (&[3, 6, 21, 99], "", 0),
    ] {
        for mode in modes {
            let (_, events) = super::screen(10, 4, &format!("\x1b[{mark}{mode}$p"));
            let answer = format!("^[{mark}{mode};{value}$y");
            assert_eq!(super::replies(&events), answer);
        }
    }
}

#[test]
fn modes_without_effect_keep_their_value() {
    for (modes, mark, first) in [
        (&[4u16, 18, 19, 35, 41][..], "?", 2),
        (&[2], "", 2),
        (&[12], "", 1),
    ] {
        for mode in modes {
            let ask = format!("\x1b[{mark}{mode}$p");
            let input = format!("{ask}\x1b[{mark}{mode}h{ask}\x1b[{mark}{mode}l{ask}");
            let (_, events) = super::screen(10, 4, &input);
            let say = |value| format!("^[{mark}{mode};{value}$y");
            let want = format!("{}{}{}", say(first), say(1), say(2));
            assert_eq!(super::replies(&events), want);
        }
    }
}

#[test]
fn the_conformance_level_limits_the_functions() {
    ask(&[
        ("VT200 has no DECRQM", "\x1b[62\"p\x1b[?7$p\x1b[4$p", ""),
        ("VT300 has DECRQM", "\x1b[63\"p\x1b[?7$p", "^[?7;1$y"),
        (
            "VT300 has no DECLRMM",
            "\x1b[63\"p\x1b[?69h\x1b[?69$p",
            "^[?69;2$y",
        ),
        ("VT400 has it", "\x1b[64\"p\x1b[?69h\x1b[?69$p", "^[?69;1$y"),
        ("DECSCL resets", "\x1b[4h\x1b[64\"p\x1b[4$p", "^[4;2$y"),
        (
            "no such level",
            "\x1b[99\"p\x1bP$q\"p\x1b\\",
            "^P1$r64;1\"p^\\",
        ),
        ("RIS", "\x1b[62\"p\x1bc\x1b[?7$p", "^[?7;1$y"),
    ]);
}

#[test]
fn modes_that_exclude_each_other() {
    ask(&[
        (
            "DECCOLM while mode 40 allows it",
            "\x1b[?40h\x1b[?3$p\x1b[?3h\x1b[?3$p",
            "^[?3;2$y^[?3;1$y",
        ),
        (
            "mouse tracking",
            "\x1b[?1000h\x1b[?1003h\x1b[?1000$p\x1b[?1003$p",
            "^[?1000;2$y^[?1003;1$y",
        ),
        (
            "any of them turns it off",
            "\x1b[?1003h\x1b[?1000l\x1b[?1003$p",
            "^[?1003;2$y",
        ),
        (
            "mouse encodings",
            "\x1b[?1006h\x1b[?1016h\x1b[?1006$p\x1b[?1016$p",
            "^[?1006;2$y^[?1016;1$y",
        ),
        (
            "another encoding off",
            "\x1b[?1006h\x1b[?1005l\x1b[?1006$p",
            "^[?1006;1$y",
        ),
        (
            "several in one sequence",
            "\x1b[?1;7l\x1b[?1;2004h\x1b[?1$p\x1b[?7$p\x1b[?2004$p",
            "^[?1;1$y^[?7;2$y^[?2004;1$y",
        ),
        (
            "XTSAVE of several",
            "\x1b[?1;1004h\x1b[?1;1004s\x1b[?1;1004l\x1b[?1;1004r\x1b[?1$p\x1b[?1004$p",
            "^[?1;1$y^[?1004;1$y",
        ),
        (
            "RIS",
            "\x1b[?2004h\x1b[?1006h\x1bc\x1b[?2004$p\x1b[?1006$p",
            "^[?2004;2$y^[?1006;2$y",
        ),
        (
            "DECSTR",
            "\x1b[?1h\x1b[?2004h\x1b[!p\x1b[?1$p\x1b[?2004$p",
            "^[?1;2$y^[?2004;1$y",
        ),
        (
            "DECKPAM",
            "\x1b=\x1b[?66$p\x1b>\x1b[?66$p",
            "^[?66;1$y^[?66;2$y",
        ),
    ]);
}

#[test]
fn size_changes_are_reported_on_request() {
    let (mut screen, events) = super::screen(10, 4, "\x1b[?2048$p\x1b[?2048h\x1b[?2048$p");
    let report = "^[48;4;10;128;160t";
    let wanted = format!("^[?2048;2$y{report}^[?2048;1$y");
    assert_eq!(super::replies(&events), wanted);
    screen.resize(crate::base::Size::new(20, 5));
    assert_eq!(screen.size_report().unwrap(), b"\x1b[48;5;20;160;320t");
    screen.feed(b"\x1b[?2048l", &mut Vec::new());
    assert_eq!(screen.size_report(), None);
}
