//! Rectangle operations (DEC STD 070, chapter 5).

use super::{ask, run};

const FULL: &str = "EEEEEEEEEE/EEEEEEEEEE/EEEEEEEEEE/EEEEEEEEEE";

#[test]
fn areas() {
    run(&[
        ("DECALN", "\x1b#8", FULL, (0, 0), ""),
        ("DECFRA", "\x1b[88;1;2;2;3$x", " XX/ XX", (0, 0), ""),
        (
            "DECFRA without an area",
            "\x1b[88$x",
            "XXXXXXXXXX/XXXXXXXXXX/XXXXXXXXXX/XXXXXXXXXX",
            (0, 0),
            "",
        ),
        ("DECFRA of a control", "\x1b[7;1;1;2;2$x", "", (0, 0), ""),
        ("DECFRA of Latin-1", "\x1b[233;1;1;1;2$x", "éé", (0, 0), ""),
        (
            "DECFRA leaves the cursor",
            "ab\x1b[88;2;1;2;1$x",
            "ab/X",
            (2, 0),
            "",
        ),
        (
            "DECFRA beyond the screen",
            "\x1b[88;4;9;99;99$x",
            "///        XX",
            (0, 0),
            "",
        ),
        (
            "DECFRA with ends exchanged",
            "\x1b[88;3;3;1;1$x",
            "",
            (0, 0),
            "",
        ),
        (
            "DECERA",
            "\x1b#8\x1b[2;2;3;9$z",
            "EEEEEEEEEE/E        E/E        E/EEEEEEEEEE",
            (0, 0),
            "",
        ),
        (
            "DECERA parts wide ones",
            "界界界\x1b[1;2;1;5$z",
            "",
            (6, 0),
            "",
        ),
        (
            "DECSERA",
            "\x1b[1\"qa\x1b[0\"qb\x1b[1;1;1;9${",
            "a",
            (2, 0),
            "",
        ),
        (
            "DECERA of protected cells",
            "\x1b[1\"qa\x1b[0\"qb\x1b[1;1;1;9$z",
            "",
            (2, 0),
            "",
        ),
        (
            "DECCRA",
            "ab\r\ncd\x1b[1;1;2;2;1;1;5;1$v",
            "ab  ab/cd  cd",
            (2, 1),
            "",
        ),
        (
            "DECCRA over itself",
            "abcd\x1b[1;1;1;4;1;1;2;1$v",
            "aabcd",
            (4, 0),
            "",
        ),
        (
            "DECCRA over the edge",
            "abcd\x1b[1;1;1;4;1;1;9;1$v",
            "abcd    ab",
            (4, 0),
            "",
        ),
        (
            "DECCRA of wide ones",
            "界x\x1b[1;1;1;3;1;2;1;1$v",
            "界x/界x",
            (3, 0),
            "",
        ),
        (
            "DECCARA changes no text",
            "ab\x1b[1;1;1;2;1$r",
            "ab",
            (2, 0),
            "",
        ),
        (
            "DECRARA changes no text",
            "ab\x1b[1;1;1;2;1$t",
            "ab",
            (2, 0),
            "",
        ),
    ]);
}

#[test]
fn selective_erasure_of_rectangles() {
    run(&[
        (
            "DECSERA spares characters of DECSCA",
            "\x1b[1\"qa\x1b[\"qb\x1b[1;1;1;9${",
            "a",
            (2, 0),
            "",
        ),
        (
            "DECSERA does not spare those of SPA",
            "\x1bVa\x1bWb\x1b[1;1;1;9${",
            "",
            (2, 0),
            "",
        ),
    ]);
}

#[test]
fn checksums_need_permission() {
    ask(&[("DECRQCRA without leave", "a\x1b[1;1;1;1;1;1*y", "")]);
    let cases = [
        ("one character", "a\x1b[1;1;1;1;1;1*y", "^P1!~FF9F^\\"),
        ("a blank", "\x1b[7;1;1;1;1;1*y", "^P7!~FFE0^\\"),
        ("bold", "\x1b[1ma\x1b[1;1;1;1;1;1*y", "^P1!~FF1F^\\"),
        ("two", "ab\x1b[1;1;1;1;1;2*y", "^P1!~FF3D^\\"),
    ];
    for (name, input, answer) in cases {
        let (mut screen, mut events) = super::screen(10, 4, "");
        super::allow_reports(&mut screen);
        screen.feed(input.as_bytes(), &mut events);
        assert_eq!(super::replies(&events), answer, "{name}");
    }
}
