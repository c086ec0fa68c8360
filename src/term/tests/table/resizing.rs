//! Resizing: input on 10 columns and 4 rows, the new size, then the rows and the cursor.

use crate::base::Size;

type Case = (
    &'static str,
    &'static str,
    (u16, u16),
    &'static str,
    (u16, u16),
);

fn run(cases: &[Case]) {
    let mut wrong = Vec::new();
    for (name, input, (cols, rows), want, at) in cases {
        let (mut screen, _) = super::screen(10, 4, input);
        screen.resize(Size::new(*cols, *rows));
        let cursor = screen.cursor().at;
        let got = (super::shown(&screen), (cursor.x, cursor.y));
        if got != ((*want).to_owned(), *at) {
            wrong.push(format!(
                "{name}: {input:?}\n   got {got:?}\n  want {want:?} {at:?}"
            ));
        }
    }
    super::report(&wrong);
}

#[test]
fn widths() {
    run(&[
        ("narrower", "0123456789", (5, 4), "01234/56789", (4, 1)),
        (
            "narrower, cursor in the middle",
            "0123456789\x1b[1;7H",
            (5, 4),
            "01234/56789",
            (1, 1),
        ),
        (
            "wider joins wrapped rows",
            "0123456789ab",
            (20, 4),
            "0123456789ab",
            (12, 0),
        ),
        (
            "wider leaves unwrapped rows",
            "0123456789\r\nab",
            (20, 4),
            "0123456789/ab",
            (2, 1),
        ),
        (
            "blanks that were written are text",
            "ab      \r\nc",
            (4, 4),
            "ab//c",
            (1, 2),
        ),
        (
            "wide characters move whole",
            "abc界d",
            (4, 4),
            "abc/界d",
            (3, 1),
        ),
        (
            "clusters move whole",
            "abce\u{301}d",
            (4, 4),
            "abce\u{301}/d",
            (1, 1),
        ),
        (
            "rows that do not fit go into history",
            "a\r\nb\r\nc\r\n0123456789",
            (5, 4),
            "b/c/01234/56789",
            (4, 3),
        ),
        (
            "a wrap that waits",
            "0123456789",
            (10, 6),
            "0123456789",
            (9, 0),
        ),
        ("one column", "ab", (1, 4), "a/b", (0, 1)),
    ]);
}

#[test]
fn heights() {
    run(&[
        ("shorter takes blank rows", "a\r\nb", (10, 2), "a/b", (1, 1)),
        (
            "shorter moves rows into history",
            "a\r\nb\r\nc\r\nd",
            (10, 2),
            "c/d",
            (1, 1),
        ),
        (
            "shorter keeps the cursor's row",
            "a\r\nb\r\nc\r\nd\x1b[1H",
            (10, 2),
            "a/b",
            (0, 0),
        ),
        (
            "taller pulls history back",
            "a\r\nb\r\nc\r\nd\r\ne",
            (10, 5),
            "a/b/c/d/e",
            (1, 4),
        ),
        ("taller without history", "a\r\nb", (10, 6), "a/b", (1, 1)),
        (
            "margins are reset",
            "\x1b[2;3r\x1b[3;1Ha",
            (10, 5),
            "//a",
            (1, 2),
        ),
    ]);
}

#[test]
fn alternate() {
    run(&[
        ("is cut", "\x1b[?1049h0123456789", (5, 4), "01234", (4, 0)),
        (
            "is extended",
            "\x1b[?1049h0123456789a",
            (20, 4),
            "0123456789/a",
            (1, 1),
        ),
        (
            "cuts a wide character",
            "\x1b[?1049h0界",
            (2, 4),
            "0",
            (1, 0),
        ),
    ]);
}

// A shell that sends all marks redraws its prompt, so a remainder of the old one would be a
// duplicate.
#[test]
fn prompts() {
    run(&[
        (
            "blanked",
            "a\r\n\x1b]133;C\x07\x1b]133;A\x07$ \x1b]133;B\x07ls",
            (20, 4),
            "a",
            (4, 1),
        ),
        (
            "its rows stay",
            "a\r\n\x1b]133;C\x07\x1b]133;A\x07$ \x1b]133;B\x070123456789",
            (20, 4),
            "a",
            (2, 2),
        ),
        (
            "not of another height",
            "\x1b]133;C\x07\x1b]133;A\x07$ \x1b]133;B\x07ls",
            (10, 5),
            "$ ls",
            (4, 0),
        ),
        (
            "the first one",
            "\x1b]133;A\x07$ \x1b]133;B\x07ls",
            (20, 4),
            "",
            (4, 0),
        ),
        (
            "the first one in two rows",
            "\x1b]133;A\x07$ \x1b]133;B\x070123456789",
            (20, 4),
            "",
            (2, 1),
        ),
        (
            "not when marks are missing",
            "\x1b]133;A\x07$ \x1b]133;B\x07ls\r\nx",
            (20, 4),
            "$ ls/x",
            (1, 1),
        ),
        (
            "redraw=0",
            "\x1b]133;C\x07\x1b]133;A;redraw=0\x07$ \x1b]133;B\x07ls",
            (20, 4),
            "$ ls",
            (4, 0),
        ),
        (
            "redraw=last",
            "a\r\n\x1b]133;A;redraw=last\x07up\r\n$ \x1b]133;B\x07ls",
            (20, 4),
            "a/up",
            (4, 2),
        ),
        (
            "not while a command runs",
            "\x1b]133;A\x07$ \x1b]133;B\x07ls\r\n\x1b]133;C\x07x",
            (20, 4),
            "$ ls/x",
            (1, 1),
        ),
    ]);
}

/// Name, input on 10 columns and 4 rows, new sizes, output after them, rows, cursor.
type Anew = (
    &'static str,
    &'static str,
    &'static [(u16, u16)],
    &'static str,
    &'static str,
    (u16, u16),
);

// A shell without marks knows the number of its prompt's rows at the old width. It moves up as
// many, or erases from where it expects the first one, and prints the prompt again. Nothing may be
// duplicated, and no line above may be lost.
#[test]
fn redrawn_lines() {
    const CASES: &[Anew] = &[
        (
            "bash, narrower",
            "a\r\n$ 345678",
            &[(5, 4)],
            "\r\x1b[K\r$ 345678",
            "a/$ 345/678",
            (3, 2),
        ),
        (
            "bash, wider",
            "a\r\n$ 3456789ABCDEF",
            &[(20, 4)],
            "\r\x1b[K\r\x1b[A\x1b[K\r$ 3456789ABCDEF",
            "a/$ 3456789ABCDEF",
            (15, 1),
        ),
        (
            "bash, two rows to three",
            "a\r\n$ 3456789ABC",
            &[(5, 4)],
            "\r\x1b[K\r\x1b[A\x1b[K\r$ 3456789ABC",
            "a/$ 345/6789A/BC",
            (2, 3),
        ),
        (
            "bash, narrower, at the first column",
            "a\r\n$ 3456789ABC\x1b[A\r",
            &[(6, 5)],
            "\n\r\x1b[K\r\x1b[A\x1b[K\r$ 3456789ABC\x1b[2A\r",
            "a/$ 3456/789ABC",
            (0, 0),
        ),
        (
            "bash, wider, at the first column",
            "a\r\n$ 3456789ABC\x1b[A\r",
            &[(20, 4)],
            "\n\r\x1b[K\r\x1b[A\x1b[K\r$ 3456789ABC\r",
            "a/$ 3456789ABC",
            (0, 1),
        ),
        (
            "zsh, narrower",
            "a\r\n$ 3456789ABC",
            &[(5, 4)],
            "\x1b[A\r\r\x1b[0m\x1b[27m\x1b[24m\x1b[J$ 3456789ABC",
            "a/$ 345/6789A/BC",
            (2, 3),
        ),
        (
            "zsh, wider",
            "a\r\n$ 3456789ABC",
            &[(20, 4)],
            "\x1bM\r\r\x1b[m\x1b[J$ 3456789ABC\x1b[K",
            "a/$ 3456789ABC",
            (12, 1),
        ),
        (
            "zsh, one row to two",
            "a\r\n$ 345678",
            &[(5, 4)],
            "\r\r\x1b[m\x1b[J$ 345678",
            "a/$ 345/678",
            (3, 2),
        ),
        (
            "two changes before it is written",
            "a\r\n$ 345678",
            &[(4, 4), (5, 4)],
            "\r\x1b[K$ 345678",
            "a/$ 345/678",
            (3, 2),
        ),
        (
            "there and back",
            "a\r\n$ 345678",
            &[(4, 4), (10, 4)],
            "\r\x1b[K$ 345678",
            "a/$ 345678",
            (8, 1),
        ),
        (
            "at the bottom",
            "a\r\nb\r\n$ 3456789ABC",
            &[(20, 4)],
            "\r\x1b[K\x1b[A\x1b[K$ 3456789ABC",
            "a/b/$ 3456789ABC",
            (12, 2),
        ),
        (
            "at the bottom, which is nearer",
            "a\r\nb\r\n$ 3456789ABC",
            &[(20, 3)],
            "\r\x1b[K\x1b[A\x1b[K$ 3456789ABC",
            "b/$ 3456789ABC",
            (12, 1),
        ),
        (
            "a progress bar",
            "[=======]",
            &[(5, 4)],
            "\r\x1b[2K[==]",
            "[==]",
            (4, 0),
        ),
        (
            "not output that continues",
            "$ 345678",
            &[(5, 4)],
            "9\x1b[K\x1b[A",
            "$ 345/6789",
            (4, 0),
        ),
        (
            "not output on a new line",
            "$ 345678",
            &[(5, 4)],
            "\r\n\x1b[K",
            "$ 345/678",
            (0, 2),
        ),
        (
            "not output that erases to its right",
            "$ 345678",
            &[(5, 4)],
            "\x1b[Kx",
            "$ 345/678x",
            (4, 1),
        ),
    ];
    let mut wrong = Vec::new();
    for (name, input, sizes, output, want, at) in CASES {
        for piece in [1, 2, output.len()] {
            let (mut screen, mut events) = super::screen(10, 4, input);
            for (cols, rows) in *sizes {
                screen.resize(Size::new(*cols, *rows));
            }
            let pieces = output.as_bytes().chunks(piece);
            pieces.for_each(|piece| screen.feed(piece, &mut events));
            let cursor = screen.cursor().at;
            let got = (super::shown(&screen), (cursor.x, cursor.y));
            if got != ((*want).to_owned(), *at) {
                wrong.push(format!(
                    "{name}, by {piece}: {input:?}\n   got {got:?}\n  want {want:?} {at:?}"
                ));
            }
        }
    }
    super::report(&wrong);
}
