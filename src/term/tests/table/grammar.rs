//! The syntax of ECMA-48: unknown, damaged and cut sequences leave nothing on the screen.

use super::run;

#[test]
fn sequences() {
    run(&[
        ("an unknown CSI", "a\x1b[1;2;3zb", "ab", (2, 0), ""),
        ("an unknown private CSI", "a\x1b[?1;2%kb", "ab", (2, 0), ""),
        ("an unknown CSI =", "a\x1b[=3;1zb", "ab", (2, 0), ""),
        ("two intermediate bytes", "a\x1b[1!\"xb", "ab", (2, 0), ""),
        (
            "a private byte after digits",
            "a\x1b[1?2hb",
            "ab",
            (2, 0),
            "",
        ),
        (
            "a digit after an intermediate",
            "a\x1b[1$2xb",
            "ab",
            (2, 0),
            "",
        ),
        ("CAN ends a sequence", "a\x1b[3\x18b", "ab", (2, 0), ""),
        ("SUB ends a sequence", "a\x1b[3\x1ab", "ab", (2, 0), ""),
        ("ESC begins another", "a\x1b[3\x1b[Cb", "a b", (3, 0), ""),
        ("ESC ESC", "a\x1b\x1b[Cb", "a b", (3, 0), ""),
        ("a control inside", "a\x1b[3\nCb", "a/    b", (5, 1), ""),
        ("BS inside", "a\x1b[\x08Cx", "ax", (2, 0), ""),
        ("DEL inside", "a\x1b[\x7fCx", "a x", (3, 0), ""),
        ("text beyond ASCII ends it", "a\x1b[é", "aé", (2, 0), ""),
        (
            "a huge number",
            "a\x1b[99999999999Cb",
            "a        b",
            (9, 0),
            "",
        ),
        (
            "many parameters",
            "a\x1b[1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1mb",
            "ab",
            (2, 0),
            "",
        ),
        ("empty parameters", "\x1b[;;Hx", "x", (1, 0), ""),
        (
            "a colon where none belongs",
            "a\x1b[2:3Cb",
            "a  b",
            (4, 0),
            "",
        ),
        ("an unknown escape", "a\x1bQb", "ab", (2, 0), ""),
        (
            "an escape with an intermediate",
            "a\x1b#3b",
            "ab",
            (2, 0),
            "",
        ),
        ("an escape with two", "a\x1b(%5b", "ab", (2, 0), ""),
        ("designating UTF-8", "a\x1b%Gb", "ab", (2, 0), ""),
        ("S7C1T and S8C1T", "a\x1b F\x1b Gb", "ab", (2, 0), ""),
        ("DECSCL", "a\x1b[64;1\"pb", "ab", (2, 0), ""),
        (
            "XTMODKEYS of something else",
            "a\x1b[>1;2mb",
            "ab",
            (2, 0),
            "",
        ),
        (
            "window operations",
            "a\x1b[8;24;80t\x1b[1tb",
            "ab",
            (2, 0),
            "",
        ),
        ("media copy", "a\x1b[5i\x1b[4ib", "ab", (2, 0), ""),
    ]);
}

#[test]
fn strings() {
    run(&[
        ("an unknown OSC", "a\x1b]8888;text\x07b", "ab", (2, 0), ""),
        ("an OSC without a number", "a\x1b];x\x07b", "ab", (2, 0), ""),
        (
            "OSC as C1 with ST as C1",
            "a\u{9d}2;t\u{9c}b",
            "ab",
            (2, 0),
            "",
        ),
        (
            "9c inside a character is no ST",
            "a\x1b]2;\u{71c}\u{201c}x\x07b",
            "ab",
            (2, 0),
            "",
        ),
        ("sixel", "a\x1bPq#0;2;0;0;0~~-\x1b\\b", "ab", (2, 0), ""),
        (
            "BEL does not end a DCS",
            "a\x1bPq\x07x\x1b\\b",
            "ab",
            (2, 0),
            "",
        ),
        ("DCS as C1", "a\u{90}q~~\u{9c}b", "ab", (2, 0), ""),
        (
            "kitty graphics",
            "a\x1b_Gf=24,s=1,v=1;AAAA\x1b\\b",
            "ab",
            (2, 0),
            "",
        ),
        (
            "iTerm2 images",
            "a\x1b]1337;File=inline=1:AAAA\x07b",
            "ab",
            (2, 0),
            "",
        ),
        ("APC", "a\x1b_text\x1b\\b", "ab", (2, 0), ""),
        ("PM", "a\x1b^text\x1b\\b", "ab", (2, 0), ""),
        ("PM as C1", "a\u{9e}text\u{9c}b", "ab", (2, 0), ""),
        ("SOS", "a\x1bXtext\x1b\\b", "ab", (2, 0), ""),
        ("a window's name", "a\x1bkname\x1b\\b", "ab", (2, 0), ""),
        ("ESC cuts a string", "a\x1b]0;t\x1b[Cb", "a b", (3, 0), ""),
        ("CAN cuts a string", "a\x1b]0;t\x18b", "ab", (2, 0), ""),
        ("ST alone", "a\x1b\\b", "ab", (2, 0), ""),
        ("DECUDK", "a\x1bP0;1|17/41\x1b\\b", "ab", (2, 0), ""),
    ]);
}

#[test]
fn endless_strings_are_dropped() {
    let (mut screen, mut events) = super::screen(10, 4, "");
    for start in ["\x1b]2;", "\x1bPq", "\x1b_G", "\x1bX"] {
        screen.feed(start.as_bytes(), &mut events);
        for _ in 0..40 {
            screen.feed(&[b'x'; 64 << 10], &mut events);
        }
        screen.feed(b"\x1b\\", &mut events);
    }
    screen.feed(b"done", &mut events);
    assert_eq!(super::shown(&screen), "done");
    assert_eq!((screen.title(), events.len()), ("", 0));
}
