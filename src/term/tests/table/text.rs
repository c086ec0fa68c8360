//! Printing: wrapping, repetition, widths, clusters, invalid UTF-8.

use super::run;

#[test]
fn wrapping() {
    run(&[
        (
            "the last column waits",
            "0123456789",
            "0123456789",
            (9, 0),
            "",
        ),
        ("wrap", "0123456789a", "0123456789/a", (1, 1), ""),
        (
            "wrap at the bottom scrolls",
            "\x1b[4;1H0123456789a",
            "//0123456789/a",
            (1, 3),
            "",
        ),
        (
            "CR ends the wait",
            "0123456789\ra",
            "a123456789",
            (1, 0),
            "",
        ),
        (
            "BS ends the wait",
            "0123456789\x08a",
            "01234567a9",
            (9, 0),
            "",
        ),
        (
            "CUB ends the wait",
            "0123456789\x1b[Da",
            "01234567a9",
            (9, 0),
            "",
        ),
        (
            "CUP ends the wait",
            "0123456789\x1b[1;10Ha",
            "012345678a",
            (9, 0),
            "",
        ),
        (
            "CUF ends the wait",
            "0123456789\x1b[Ca",
            "012345678a",
            (9, 0),
            "",
        ),
        (
            "CUU ends the wait",
            "0123456789\x1b[Aa",
            "012345678a",
            (9, 0),
            "",
        ),
        (
            "LF keeps the wait",
            "0123456789\na",
            "0123456789//a",
            (1, 2),
            "",
        ),
        (
            "CR LF ends the wait",
            "0123456789\r\na",
            "0123456789/a",
            (1, 1),
            "",
        ),
        (
            "SGR keeps the wait",
            "0123456789\x1b[mx",
            "0123456789/x",
            (1, 1),
            "",
        ),
        (
            "HT keeps the wait",
            "0123456789\tx",
            "0123456789/x",
            (1, 1),
            "",
        ),
        (
            "a report keeps the wait",
            "0123456789\x1b[6nx",
            "0123456789/x",
            (1, 1),
            "^[1;10R",
        ),
        (
            "EL keeps the wait and erases nothing",
            "0123456789\x1b[Kx",
            "0123456789/x",
            (1, 1),
            "",
        ),
        (
            "OSC keeps the wait",
            "0123456789\x1b]0;t\x07x",
            "0123456789/x",
            (1, 1),
            "",
        ),
        (
            "DECAWM off",
            "\x1b[?7l0123456789abc",
            "012345678c",
            (9, 0),
            "",
        ),
        (
            "DECAWM off and on",
            "\x1b[?7l0123456789abc\x1b[?7hx",
            "012345678x",
            (9, 0),
            "",
        ),
        (
            "DECAWM off ends the wait",
            "0123456789\x1b[?7lx",
            "012345678x",
            (9, 0),
            "",
        ),
        (
            "DECAWM off, a wide one does not fit",
            "\x1b[?7l012345678界",
            "012345678",
            (9, 0),
            "",
        ),
    ]);
}

#[test]
fn reverse_wrap() {
    run(&[
        (
            "45 goes back over a wrap",
            "\x1b[?45h0123456789a\x08\x08x",
            "012345678x/a",
            (9, 0),
            "",
        ),
        (
            "45 stops without a wrap",
            "\x1b[?45h\x1b[2;1H\x08x",
            "/x",
            (1, 1),
            "",
        ),
        (
            "45 with CUB",
            "\x1b[?45h0123456789ab\x1b[4Dx",
            "01234567x9/ab",
            (9, 0),
            "",
        ),
        (
            "45 needs DECAWM",
            "0123456789a\x1b[?45h\x1b[?7l\x08\x08x",
            "0123456789/x",
            (1, 1),
            "",
        ),
        (
            "45 takes the wait as a column",
            "\x1b[?45h0123456789\x08x",
            "012345678x",
            (9, 0),
            "",
        ),
        (
            "1045 goes back without a wrap",
            "\x1b[?1045h\x1b[2;1H\x08x",
            "         x",
            (9, 0),
            "",
        ),
        (
            "1045 goes from the top to the bottom",
            "\x1b[?1045h\x08x",
            "///         x",
            (9, 3),
            "",
        ),
        (
            "1045 stays between margins",
            "\x1b[?1045h\x1b[2;3r\x1b[2H\x08x",
            "//         x",
            (9, 2),
            "",
        ),
    ]);
}

#[test]
fn repeating() {
    run(&[
        ("REP", "a\x1b[3b", "aaaa", (4, 0), ""),
        ("REP 0 is 1", "a\x1b[0b", "aa", (2, 0), ""),
        ("REP wraps", "a\x1b[12b", "aaaaaaaaaa/aaa", (3, 1), ""),
        ("REP without a character", "\x1b[5b", "", (0, 0), ""),
        ("REP of a wide character", "界\x1b[2b", "界界界", (6, 0), ""),
        (
            "REP of line drawing",
            "\x1b(0q\x1b(B\x1b[2b",
            "───",
            (3, 0),
            "",
        ),
        (
            "REP is bounded",
            "a\x1b[65535b\x1b[H\x1b[2Jx",
            "x",
            (1, 0),
            "",
        ),
        ("REP in a new colour", "a\x1b[31m\x1b[b", "aa", (2, 0), ""),
    ]);
}

#[test]
fn inserting() {
    run(&[
        ("IRM", "abc\x1b[4h\x1b[2Gxy", "axybc", (3, 0), ""),
        (
            "IRM pushes text out",
            "0123456789\x1b[4h\x1b[1Gx",
            "x012345678",
            (1, 0),
            "",
        ),
        (
            "IRM with a wide character",
            "abc\x1b[4h\x1b[1G界",
            "界abc",
            (2, 0),
            "",
        ),
        (
            "IRM parts a wide character",
            "a界b\x1b[4h\x1b[3Gx",
            "a x b",
            (3, 0),
            "",
        ),
        ("IRM off", "abc\x1b[4h\x1b[4l\x1b[1Gx", "xbc", (1, 0), ""),
        (
            "IRM and wrapping",
            "\x1b[4h0123456789a",
            "0123456789/a",
            (1, 1),
            "",
        ),
    ]);
}

#[test]
fn widths() {
    run(&[
        ("two columns", "界", "界", (2, 0), ""),
        (
            "two columns do not fit",
            "012345678界",
            "012345678/界",
            (2, 1),
            "",
        ),
        (
            "a character in the last column stays",
            "0123456789\x1b[1;10H界",
            "0123456789/界",
            (2, 1),
            "",
        ),
        (
            "two columns fit just",
            "01234567界",
            "01234567界",
            (9, 0),
            "",
        ),
        (
            "two columns after the wait",
            "0123456789界",
            "0123456789/界",
            (2, 1),
            "",
        ),
        ("Hangul syllables", "한글", "한글", (4, 0), ""),
        ("Cyrillic", "привет", "привет", (6, 0), ""),
        ("fullwidth forms", "ＡＢ", "ＡＢ", (4, 0), ""),
        ("halfwidth katakana", "ｱｲ", "ｱｲ", (2, 0), ""),
        ("ambiguous ones are narrow", "¡§α─", "¡§α─", (4, 0), ""),
        ("emoji", "🚀x", "🚀x", (3, 0), ""),
        ("emoji that is text by default", "❤x", "❤x", (2, 0), ""),
        ("private use", "\u{e0b0}x", "\u{e0b0}x", (2, 0), ""),
        ("beyond the BMP", "\u{20000}x", "\u{20000}x", (3, 0), ""),
        ("over the right half", "a界b\x1b[3Gx", "a xb", (3, 0), ""),
        ("over the left half", "a界b\x1b[2Gx", "ax b", (2, 0), ""),
        ("wide over two halves", "界界\x1b[2G字", " 字", (3, 0), ""),
        (
            "soft hyphen takes a column",
            "a\u{ad}b",
            "a\u{ad}b",
            (3, 0),
            "",
        ),
    ]);
}

#[test]
fn clusters() {
    run(&[
        ("combining mark", "e\u{301}x", "e\u{301}x", (2, 0), ""),
        (
            "two of them",
            "e\u{301}\u{323}x",
            "e\u{301}\u{323}x",
            (2, 0),
            "",
        ),
        ("a mark without a base", "\u{301}x", "x", (1, 0), ""),
        (
            "a mark at the edge",
            "012345678e\u{301}x",
            "012345678e\u{301}/x",
            (1, 1),
            "",
        ),
        (
            "a mark on a wide one",
            "界\u{301}x",
            "界\u{301}x",
            (3, 0),
            "",
        ),
        (
            "ZWJ",
            "\u{1f469}\u{200d}\u{1f4bb}x",
            "\u{1f469}\u{200d}\u{1f4bb}x",
            (3, 0),
            "",
        ),
        (
            "ZWJ twice",
            "\u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467}x",
            "\u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467}x",
            (3, 0),
            "",
        ),
        (
            "a ZWJ is cut by a move",
            "\u{1f469}\u{200d}\x1b[Hx",
            "x",
            (1, 0),
            "",
        ),
        (
            "flag",
            "\u{1f1e9}\u{1f1ea}x",
            "\u{1f1e9}\u{1f1ea}x",
            (3, 0),
            "",
        ),
        (
            "two flags",
            "\u{1f1e9}\u{1f1ea}\u{1f1eb}\u{1f1f7}",
            "\u{1f1e9}\u{1f1ea}\u{1f1eb}\u{1f1f7}",
            (4, 0),
            "",
        ),
        (
            "VS16 makes wide",
            "\u{2764}\u{fe0f}x",
            "\u{2764}\u{fe0f}x",
            (3, 0),
            "",
        ),
        (
            "VS16 in the last column",
            "012345678\u{2764}\u{fe0f}",
            "012345678/\u{2764}\u{fe0f}",
            (2, 1),
            "",
        ),
        (
            "VS15 makes nothing",
            "\u{2764}\u{fe0e}x",
            "\u{2764}\u{fe0e}x",
            (2, 0),
            "",
        ),
        (
            "keycap",
            "1\u{fe0f}\u{20e3}x",
            "1\u{fe0f}\u{20e3}x",
            (3, 0),
            "",
        ),
        (
            "skin tone",
            "\u{1f44d}\u{1f3fd}x",
            "\u{1f44d}\u{1f3fd}x",
            (3, 0),
            "",
        ),
        (
            "tag sequence",
            "\u{1f3f4}\u{e0067}\u{e007f}x",
            "\u{1f3f4}\u{e0067}\u{e007f}x",
            (3, 0),
            "",
        ),
        (
            "Hangul of parts",
            "\u{1112}\u{1161}\u{11ab}x",
            "\u{1112}\u{1161}\u{11ab}x",
            (3, 0),
            "",
        ),
        ("Indic conjunct", "क्ष|", "क्ष|", (2, 0), ""),
        ("Thai vowel sign", "กำ|", "กำ|", (2, 0), ""),
        (
            "2027 off: each for itself",
            "\x1b[?2027l\u{1f44d}\u{1f3fd}x",
            "\u{1f44d}\u{1f3fd}x",
            (5, 0),
            "",
        ),
        (
            "2027 off: flags",
            "\x1b[?2027l\u{1f1e9}\u{1f1ea}x",
            "\u{1f1e9}\u{1f1ea}x",
            (3, 0),
            "",
        ),
        (
            "a skin tone completes the emoji beside the cursor",
            "\u{1f64b}\x1b[1;3H\u{1f3fe}",
            "\u{1f64b}\u{1f3fe}",
            (2, 0),
            "",
        ),
        (
            "a joiner and an emoji complete it, too",
            "\u{1f469}\x1b[1;3H\u{200d}\x1b[1;3H\u{1f4bb}\x1b[1;3Hx",
            "\u{1f469}\u{200d}\u{1f4bb}x",
            (3, 0),
            "",
        ),
        (
            "a skin tone elsewhere is a character",
            "\u{1f64b}\x1b[1;4H\u{1f3fe}",
            "\u{1f64b} \u{1f3fe}",
            (5, 0),
            "",
        ),
        (
            "a skin tone after a letter is a character",
            "a\x1b[1;2H\u{1f3fe}",
            "a\u{1f3fe}",
            (3, 0),
            "",
        ),
        (
            "an emoji beside another is a character",
            "\u{1f469}\x1b[1;3H\u{1f4bb}",
            "\u{1f469}\u{1f4bb}",
            (4, 0),
            "",
        ),
        (
            "erasing half of a cluster erases it",
            "\u{1f469}\u{200d}\u{1f4bb}x\x1b[2G\x1b[X",
            "  x",
            (1, 0),
            "",
        ),
        ("CR LF is no cluster", "a\r\n\u{301}b", "a/b", (1, 1), ""),
    ]);
}

#[test]
fn invalid_utf8() {
    let cases: [(&str, &[u8], &str); 9] = [
        ("a byte alone", b"a\xffb", "a\u{fffd}b"),
        ("a continuation alone", b"a\x80b", "a\u{fffd}b"),
        ("cut off by ASCII", b"\xe7\x95b", "\u{fffd}b"),
        (
            "cut off by another",
            b"\xe7\x95\xe7\x95\x8c",
            "\u{fffd}\u{754c}",
        ),
        ("overlong", b"\xc0\xafb", "\u{fffd}\u{fffd}b"),
        (
            "overlong of three",
            b"\xe0\x80\xafb",
            "\u{fffd}\u{fffd}\u{fffd}b",
        ),
        ("a surrogate", b"\xed\xa0\x80b", "\u{fffd}\u{fffd}\u{fffd}b"),
        (
            "beyond Unicode",
            b"\xf4\x90\x80\x80b",
            "\u{fffd}\u{fffd}\u{fffd}\u{fffd}b",
        ),
        ("cut off by ESC", b"\xf0\x9f\x1b[mb", "\u{fffd}b"),
    ];
    for (name, bytes, want) in cases {
        for step in 1..=bytes.len() {
            let (mut screen, mut events) = super::screen(10, 4, "");
            bytes.chunks(step).for_each(|c| screen.feed(c, &mut events));
            assert_eq!(super::shown(&screen), want, "{name} in steps of {step}");
        }
    }
}

#[test]
fn widths_that_the_user_set() {
    let (mut screen, mut events) = super::screen(10, 4, "");
    screen.set_options(crate::term::ScreenOptions {
        widths: [('→', 2), ('界', 1), ('a', 2)].into(),
        ..Default::default()
    });
    screen.feed("→界a|".as_bytes(), &mut events);
    assert_eq!(screen.cursor().at.x, 5);
    screen.resize(crate::base::Size::new(3, 4));
    assert_eq!(super::shown(&screen), "→界/a|");
}
