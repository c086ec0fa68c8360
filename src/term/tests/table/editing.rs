//! Erasing, inserting, deleting and scrolling, without left and right margins.

use super::run;

#[test]
fn lines() {
    run(&[
        ("EL 0", "abcdef\x1b[3D\x1b[K", "abc", (3, 0), ""),
        ("EL 1", "abcdef\x1b[3D\x1b[1K", "    ef", (3, 0), ""),
        ("EL 2", "abcdef\x1b[3D\x1b[2K", "", (3, 0), ""),
        (
            "EL of something else",
            "abcdef\x1b[3D\x1b[9K",
            "abcdef",
            (3, 0),
            "",
        ),
        (
            "EL 0 while a wrap waits",
            "0123456789\x1b[Kx",
            "0123456789/x",
            (1, 1),
            "",
        ),
        (
            "EL 1 ends a pending wrap",
            "0123456789\x1b[1Kx",
            "         x",
            (9, 0),
            "",
        ),
        (
            "EL 2 ends a pending wrap",
            "0123456789\x1b[2Kx",
            "         x",
            (9, 0),
            "",
        ),
        (
            "EL 1 parts a wide one",
            "界界\x1b[3G\x1b[1K",
            "",
            (2, 0),
            "",
        ),
        (
            "EL 0 parts a wide one",
            "界界\x1b[4G\x1b[K",
            "界",
            (3, 0),
            "",
        ),
        ("ECH", "abcdef\x1b[3G\x1b[2X", "ab  ef", (2, 0), ""),
        ("ECH 0 is 1", "abcdef\x1b[3G\x1b[0X", "ab def", (2, 0), ""),
        (
            "ECH stops at the edge",
            "abcdef\x1b[3G\x1b[99X",
            "ab",
            (2, 0),
            "",
        ),
        (
            "ECH parts wide ones",
            "界界\x1b[2G\x1b[X",
            "  界",
            (1, 0),
            "",
        ),
        (
            "ECH while a wrap waits",
            "0123456789\x1b[Xx",
            "0123456789/x",
            (1, 1),
            "",
        ),
    ]);
}

#[test]
fn displays() {
    run(&[
        ("ED 0", "a\r\nb\r\nc\x1b[2;1H\x1b[J", "a", (0, 1), ""),
        (
            "ED 0 in a row",
            "abc\r\ndef\r\nghi\x1b[2;2H\x1b[J",
            "abc/d",
            (1, 1),
            "",
        ),
        ("ED 1", "a\r\nb\r\nc\x1b[2;1H\x1b[1J", "//c", (0, 1), ""),
        (
            "ED 1 in a row",
            "abc\r\ndef\r\nghi\x1b[2;2H\x1b[1J",
            "/  f/ghi",
            (1, 1),
            "",
        ),
        ("ED 2", "a\r\nb\r\nc\x1b[2J", "", (1, 2), ""),
        (
            "ED 0 while a wrap waits",
            "0123456789\x1b[Jx",
            "0123456789/x",
            (1, 1),
            "",
        ),
        (
            "ED 1 ends a pending wrap",
            "0123456789\x1b[1Jx",
            "         x",
            (9, 0),
            "",
        ),
        (
            "ED 2 ends a pending wrap",
            "0123456789\x1b[2Jx",
            "         x",
            (9, 0),
            "",
        ),
        (
            "IL ends a pending wrap",
            "0123456789\x1b[Lx",
            "         x/0123456789",
            (9, 0),
            "",
        ),
        (
            "DL ends a pending wrap",
            "0123456789\x1b[Mx",
            "         x",
            (9, 0),
            "",
        ),
        (
            "SU and SD leave it",
            "0123456789\x1b[S\x1b[T\x1b[Sx",
            "/x",
            (1, 1),
            "",
        ),
        ("ED 3 leaves the screen", "a\r\nb\x1b[3J", "a/b", (1, 1), ""),
        ("ED of something else", "a\r\nb\x1b[7J", "a/b", (1, 1), ""),
    ]);
}

#[test]
fn protection() {
    run(&[
        (
            "DECSEL",
            "\x1b[1\"qab\x1b[0\"qcd\x1b[1G\x1b[?K",
            "ab",
            (0, 0),
            "",
        ),
        (
            "DECSEL 1",
            "\x1b[1\"qab\x1b[0\"qcd\x1b[4G\x1b[?1K",
            "ab",
            (3, 0),
            "",
        ),
        (
            "DECSEL 2",
            "ab\x1b[1\"qcd\x1b[2\"q\x1b[?2K",
            "  cd",
            (4, 0),
            "",
        ),
        ("DECSED", "\x1b[1\"qab\x1b[0\"qcd\x1b[?2J", "ab", (4, 0), ""),
        (
            "DECSED 0",
            "\x1b[1\"qab\r\nc\x1b[0\"qd\x1b[H\x1b[?J",
            "ab/c",
            (0, 0),
            "",
        ),
        (
            "DECSED 1",
            "ab\r\n\x1b[1\"qc\x1b[0\"qd\x1b[?1J",
            "/c",
            (2, 1),
            "",
        ),
        (
            "EL erases protected cells",
            "\x1b[1\"qab\x1b[2K",
            "",
            (2, 0),
            "",
        ),
        (
            "ED erases protected cells",
            "\x1b[1\"qab\x1b[2J",
            "",
            (2, 0),
            "",
        ),
        (
            "ECH erases protected cells",
            "\x1b[1\"qab\x1b[1G\x1b[X",
            " b",
            (0, 0),
            "",
        ),
        (
            "SGR 0 leaves protection on",
            "\x1b[1\"q\x1b[mab\x1b[?2K",
            "ab",
            (2, 0),
            "",
        ),
        (
            "DECSTR turns protection off",
            "\x1b[1\"q\x1b[!pab\x1b[?2K",
            "",
            (2, 0),
            "",
        ),
    ]);
}

#[test]
fn characters() {
    run(&[
        ("ICH", "abcdef\x1b[3G\x1b[2@", "ab  cdef", (2, 0), ""),
        ("ICH 0 is 1", "abcdef\x1b[3G\x1b[0@", "ab cdef", (2, 0), ""),
        (
            "ICH pushes text out",
            "0123456789\x1b[3G\x1b[2@",
            "01  234567",
            (2, 0),
            "",
        ),
        (
            "ICH stops at the edge",
            "abcdef\x1b[3G\x1b[99@",
            "ab",
            (2, 0),
            "",
        ),
        (
            "ICH parts a wide one",
            "a界b\x1b[3G\x1b[@",
            "a   b",
            (2, 0),
            "",
        ),
        (
            "ICH cuts a wide one at the edge",
            "01234567界\x1b[1G\x1b[@",
            " 01234567",
            (0, 0),
            "",
        ),
        ("DCH", "abcdef\x1b[3G\x1b[2P", "abef", (2, 0), ""),
        (
            "DCH stops at the edge",
            "abcdef\x1b[3G\x1b[99P",
            "ab",
            (2, 0),
            "",
        ),
        (
            "DCH parts a wide one",
            "a界b\x1b[2G\x1b[P",
            "a b",
            (1, 0),
            "",
        ),
        ("SL", "abc\r\ndef\x1b[ @", "bc/ef", (3, 1), ""),
        ("SL 2", "abc\r\ndef\x1b[2 @", "c/f", (3, 1), ""),
        ("SR", "abc\r\ndef\x1b[ A", " abc/ def", (3, 1), ""),
        (
            "DECIC",
            "abc\r\ndef\x1b[1;2H\x1b['}",
            "a bc/d ef",
            (1, 0),
            "",
        ),
        (
            "DECIC 2",
            "abc\r\ndef\x1b[1;2H\x1b[2'}",
            "a  bc/d  ef",
            (1, 0),
            "",
        ),
        ("DECDC", "abc\r\ndef\x1b[1;2H\x1b['~", "ac/df", (1, 0), ""),
        ("DECDC 9", "abc\r\ndef\x1b[1;2H\x1b[9'~", "a/d", (1, 0), ""),
        ("DECBI", "ab\x1b6x", "ax", (2, 0), ""),
        ("DECBI at the edge", "abc\x1b[1;1H\x1b6", " abc", (0, 0), ""),
        ("DECFI", "ab\x1b9x", "ab x", (4, 0), ""),
        ("DECFI at the edge", "abc\x1b[1;10H\x1b9", "bc", (9, 0), ""),
    ]);
}

#[test]
fn rows() {
    run(&[
        ("IL", "a\r\nb\r\nc\x1b[2H\x1b[L", "a//b/c", (0, 1), ""),
        (
            "IL pushes rows out",
            "a\r\nb\r\nc\r\nd\x1b[2H\x1b[9L",
            "a",
            (0, 1),
            "",
        ),
        (
            "IL keeps the column",
            "a\r\nb\x1b[1;3H\x1b[Lx",
            "  x/a/b",
            (3, 0),
            "",
        ),
        ("DL", "a\r\nb\r\nc\r\nd\x1b[2;3H\x1b[M", "a/c/d", (2, 1), ""),
        (
            "DL of more than there are",
            "a\r\nb\r\nc\r\nd\x1b[2H\x1b[9M",
            "a",
            (0, 1),
            "",
        ),
        ("SU", "a\r\nb\r\nc\r\nd\x1b[S", "b/c/d", (1, 3), ""),
        (
            "SU of everything",
            "a\r\nb\r\nc\r\nd\x1b[9S",
            "",
            (1, 3),
            "",
        ),
        ("SD", "a\r\nb\r\nc\r\nd\x1b[2T", "//a/b", (1, 3), ""),
        (
            "SD as ECMA-48 has it",
            "a\r\nb\r\nc\r\nd\x1b[2^",
            "//a/b",
            (1, 3),
            "",
        ),
        (
            "mouse tracking with T is not SD",
            "a\x1b[1;1;1;1;1T",
            "a",
            (1, 0),
            "",
        ),
    ]);
}

#[test]
fn iso_protection() {
    run(&[
        (
            "SPA, EPA: EL spares them",
            "ab\x1bVcd\x1bWef\x1b[2K",
            "  cd",
            (6, 0),
            "",
        ),
        (
            "SPA: ED spares them",
            "ab\x1bVcd\x1bW\r\nef\x1b[2J",
            "  cd",
            (2, 1),
            "",
        ),
        (
            "SPA: ECH spares them",
            "ab\x1bVcd\x1bWef\r\x1b[6X",
            "  cd",
            (0, 0),
            "",
        ),
        (
            "DECSCA after SPA: EL spares nothing",
            "ab\x1bVcd\x1bW\x1b[0\"qef\x1b[2K",
            "",
            (6, 0),
            "",
        ),
        (
            "DECSTR ends SPA",
            "ab\x1bVcd\x1b[!pef\x1b[2K",
            "",
            (6, 0),
            "",
        ),
    ]);
}
