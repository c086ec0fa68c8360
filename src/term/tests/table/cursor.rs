//! Cursor movement without margins, saved cursors, and the edges of the screen.

use super::run;

#[test]
fn controls() {
    run(&[
        ("printing", "abc", "abc", (3, 0), ""),
        ("CR LF", "a\r\nb", "a/b", (1, 1), ""),
        ("LF keeps the column", "a\nb", "a/ b", (2, 1), ""),
        ("VT and FF are LF", "a\x0bb\x0cc", "a/ b/  c", (3, 2), ""),
        ("BS", "ab\x08c", "ac", (2, 0), ""),
        ("BS at the left edge", "\x08a", "a", (1, 0), ""),
        ("BS twice at the edge", "a\x08\x08b", "b", (1, 0), ""),
        ("NUL is nothing", "a\0b", "ab", (2, 0), ""),
        ("DEL is nothing", "a\x7fb", "ab", (2, 0), ""),
        ("ENQ has no answer", "a\x05b", "ab", (2, 0), ""),
        (
            "LF at the bottom scrolls",
            "a\x1b[4Hb\nc",
            "//b/ c",
            (2, 3),
            "",
        ),
        ("LNM: LF is CR LF", "\x1b[20ha\nb", "a/b", (1, 1), ""),
        ("LNM off", "\x1b[20h\x1b[20la\nb", "a/ b", (2, 1), ""),
    ]);
}

#[test]
fn escapes() {
    run(&[
        ("IND", "ab\x1bDx", "ab/  x", (3, 1), ""),
        ("IND at the bottom", "a\x1b[4H\x1bDx", "///x", (1, 3), ""),
        ("NEL", "ab\x1bEx", "ab/x", (1, 1), ""),
        (
            "NEL at the bottom",
            "a\x1b[4;5Hb\x1bEx",
            "//    b/x",
            (1, 3),
            "",
        ),
        ("RI", "ab\n\x1bMx", "abx", (3, 0), ""),
        ("RI at the top scrolls", "a\x1bMx", " x/a", (2, 0), ""),
        (
            "RI ends a pending wrap",
            "\n0123456789\x1bMx",
            "         x/0123456789",
            (9, 0),
            "",
        ),
        (
            "RI at the top ends one, too",
            "0123456789\x1bMx",
            "         x/0123456789",
            (9, 0),
            "",
        ),
        ("IND as C1", "ab\u{84}x", "ab/  x", (3, 1), ""),
        ("NEL as C1", "ab\u{85}x", "ab/x", (1, 1), ""),
        ("RI as C1", "ab\n\u{8d}x", "abx", (3, 0), ""),
        ("CSI as C1", "ab\u{9b}5Gx", "ab  x", (5, 0), ""),
    ]);
}

#[test]
fn positions() {
    run(&[
        ("CUP", "\x1b[3;4Hx", "//   x", (4, 2), ""),
        ("HVP", "\x1b[3;4fx", "//   x", (4, 2), ""),
        (
            "CUP beyond the edges",
            "\x1b[99;99Hx",
            "///         x",
            (9, 3),
            "",
        ),
        ("CUP 0 is 1", "\x1b[0;0Hx", "x", (1, 0), ""),
        ("CUP without a row", "\x1b[;3Hx", "  x", (3, 0), ""),
        ("CUP without a column", "\x1b[2Hx", "/x", (1, 1), ""),
        ("CUP without parameters", "ab\x1b[Hx", "xb", (1, 0), ""),
        ("CHA", "abc\x1b[5Gx", "abc x", (5, 0), ""),
        ("CHA without a parameter", "abc\x1b[Gx", "xbc", (1, 0), ""),
        ("CHA beyond the edge", "\x1b[99Gx", "         x", (9, 0), ""),
        ("HPA", "abc\x1b[5`x", "abc x", (5, 0), ""),
        ("VPA", "ab\x1b[3dx", "ab//  x", (3, 2), ""),
        ("VPA beyond the edge", "\x1b[99dx", "///x", (1, 3), ""),
        ("HPR", "ab\x1b[2ax", "ab  x", (5, 0), ""),
        ("VPR", "ab\x1b[2ex", "ab//  x", (3, 2), ""),
        ("HPB", "abcd\x1b[2jx", "abxd", (3, 0), ""),
        ("VPB", "\x1b[3;3H\x1b[2kx", "  x", (3, 0), ""),
    ]);
}

#[test]
fn steps() {
    run(&[
        ("CUU", "\x1b[3;3H\x1b[Ax", "/  x", (3, 1), ""),
        ("CUU 0 is 1", "\x1b[3;3H\x1b[0Ax", "/  x", (3, 1), ""),
        (
            "CUU stops at the top",
            "\x1b[3;3H\x1b[9Ax",
            "  x",
            (3, 0),
            "",
        ),
        ("CUD", "\x1b[2Bx", "//x", (1, 2), ""),
        ("CUD stops at the bottom", "\x1b[9Bx", "///x", (1, 3), ""),
        ("CUF", "\x1b[3Cx", "   x", (4, 0), ""),
        (
            "CUF stops at the edge",
            "\x1b[99Cx",
            "         x",
            (9, 0),
            "",
        ),
        ("CUB", "abc\x1b[2Dx", "axc", (2, 0), ""),
        ("CUB stops at the edge", "abc\x1b[9Dx", "xbc", (1, 0), ""),
        ("CNL", "abc\x1b[2Ex", "abc//x", (1, 2), ""),
        (
            "CNL stops at the bottom",
            "abc\x1b[9Ex",
            "abc///x",
            (1, 3),
            "",
        ),
        ("CPL", "\x1b[3;3H\x1b[Fx", "/x", (1, 1), ""),
        ("CPL stops at the top", "\x1b[3;3H\x1b[9Fx", "x", (1, 0), ""),
        (
            "steps keep the text they cross",
            "abc\x1b[2D\x1b[C",
            "abc",
            (2, 0),
            "",
        ),
    ]);
}

#[test]
fn saving() {
    run(&[
        ("DECSC and DECRC", "ab\x1b7cd\x1b8x", "abxd", (3, 0), ""),
        ("SCOSC and SCORC", "ab\x1b[scd\x1b[ux", "abxd", (3, 0), ""),
        (
            "one place for both",
            "ab\x1b7\x1b[3H\x1b[ux",
            "abx",
            (3, 0),
            "",
        ),
        (
            "DECRC without DECSC goes home",
            "ab\x1b8x",
            "xb",
            (1, 0),
            "",
        ),
        ("DECRC twice", "ab\x1b7cd\x1b8x\x1b8y", "abyd", (3, 0), ""),
        (
            "DECSC keeps a pending wrap",
            "0123456789\x1b7\x1b[H\x1b8x",
            "0123456789/x",
            (1, 1),
            "",
        ),
        (
            "DECSC keeps DECOM",
            "\x1b[2;3r\x1b[?6h\x1b7\x1b[?6l\x1b8\x1b[1;1Hx",
            "/x",
            (1, 1),
            "",
        ),
        (
            "DECSC keeps the charset",
            "\x1b(0\x1b7\x1b(B\x1b8q",
            "─",
            (1, 0),
            "",
        ),
        (
            "DECSC keeps SO",
            "\x1b)0\x0e\x1b7\x0f\x1b8q",
            "─",
            (1, 0),
            "",
        ),
        (
            "each screen has its own",
            "ab\x1b7\x1b[?47h\x1b[3H\x1b7\x1b[?47l\x1b8x",
            "abx",
            (3, 0),
            "",
        ),
        (
            "mode 1049 saves as DECSC does",
            "ab\x1b[?1049h\x1b[?1049l\x1b[H\x1b8x",
            "abx",
            (3, 0),
            "",
        ),
        (
            "mode 1048",
            "ab\x1b[?1048h\x1b[H\x1b[?1048lx",
            "abx",
            (3, 0),
            "",
        ),
    ]);
}
