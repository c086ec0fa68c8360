//! SGR, hyperlinks and the style of erased cells: the spans of the first row.

use crate::base::{Attrs, Color, Line, Style, Underline};
use std::fmt::Write as _;

/// The spans of a row, such as `ab[bold fg=1] c`.
fn looks(line: &Line) -> String {
    let mut out = String::new();
    for span in &line.spans {
        let link = span
            .link
            .as_ref()
            .map(|l| format!("link={}#{}", l.uri, l.id));
        let words: Vec<String> = words(span.style).into_iter().chain(link).collect();
        out.push_str(&span.text);
        if !words.is_empty() {
            let _ = write!(out, "[{}]", words.join(" "));
        }
    }
    out
}

fn words(style: Style) -> Vec<String> {
    let mut words: Vec<String> = style
        .attrs
        .iter_names()
        .map(|(name, _): (&str, Attrs)| name.to_lowercase())
        .collect();
    if style.underline != Underline::None {
        words.push(format!("{:?}", style.underline).to_lowercase());
    }
    for (name, color) in [("fg", style.fg), ("bg", style.bg), ("ul", style.ul)] {
        match color {
            Color::Default => {}
            Color::Ansi(n) => words.push(format!("{name}={n}")),
            Color::Indexed(n) => words.push(format!("{name}=i{n}")),
            Color::Rgb(r, g, b) => words.push(format!("{name}={r},{g},{b}")),
            Color::Role(role) => words.push(format!("{name}={}", role.style_name())),
        }
    }
    words
}

fn run(cases: &[(&str, &str, &str)]) {
    let mut wrong = Vec::new();
    for (name, input, want) in cases {
        let (screen, _) = super::screen(10, 4, input);
        let got = looks(&screen.line(0));
        if got != *want {
            wrong.push(format!(
                "{name}: {input:?}\n   got {got:?}\n  want {want:?}"
            ));
        }
    }
    super::report(&wrong);
}

#[test]
fn attributes() {
    run(&[
        ("SGR 1", "\x1b[1mx", "x[bold]"),
        ("SGR 2", "\x1b[2mx", "x[dim]"),
        ("SGR 1 and 2 together", "\x1b[1;2mx", "x[bold dim]"),
        ("SGR 3", "\x1b[3mx", "x[italic]"),
        ("SGR 4", "\x1b[4mx", "x[single]"),
        ("SGR 5", "\x1b[5mx", "x[blink]"),
        ("SGR 6 is slow too", "\x1b[6mx", "x[blink]"),
        ("SGR 7", "\x1b[7mx", "x[reverse]"),
        ("SGR 8", "\x1b[8mx", "x[hidden]"),
        ("SGR 9", "\x1b[9mx", "x[strike]"),
        ("SGR 21", "\x1b[21mx", "x[double]"),
        ("SGR 53", "\x1b[53mx", "x[overline]"),
        ("SGR 22", "\x1b[1;2;22mx", "x"),
        ("SGR 23", "\x1b[3;23mx", "x"),
        ("SGR 24", "\x1b[4;24mx", "x"),
        ("SGR 24 after 21", "\x1b[21;24mx", "x"),
        ("SGR 25", "\x1b[5;25mx", "x"),
        ("SGR 27", "\x1b[7;27mx", "x"),
        ("SGR 28", "\x1b[8;28mx", "x"),
        ("SGR 29", "\x1b[9;29mx", "x"),
        ("SGR 55", "\x1b[53;55mx", "x"),
        ("SGR 4:0", "\x1b[4;4:0mx", "x"),
        ("SGR 4:1", "\x1b[4:1mx", "x[single]"),
        ("SGR 4:2", "\x1b[4:2mx", "x[double]"),
        ("SGR 4:3", "\x1b[4:3mx", "x[curly]"),
        ("SGR 4:4", "\x1b[4:4mx", "x[dotted]"),
        ("SGR 4:5", "\x1b[4:5mx", "x[dashed]"),
        ("SGR 0", "\x1b[1;3;4;7;31;42m\x1b[0mx", "x"),
        ("SGR without parameters", "\x1b[1m\x1b[mx", "x"),
        ("SGR ; is 0;0", "\x1b[1m\x1b[;mx", "x"),
        ("SGR 1;;3: an empty one is 0", "\x1b[1;;3mx", "x[italic]"),
        (
            "unknown ones are passed over",
            "\x1b[1;99;3mx",
            "x[bold italic]",
        ),
        ("CSI ? m is not SGR", "\x1b[?1mx", "x"),
        ("CSI > m is not SGR", "\x1b[>4;1mx", "x"),
    ]);
}

#[test]
fn colours() {
    run(&[
        ("SGR 31", "\x1b[31mx", "x[fg=1]"),
        ("SGR 42", "\x1b[42mx", "x[bg=2]"),
        ("SGR 93", "\x1b[93mx", "x[fg=11]"),
        ("SGR 104", "\x1b[104mx", "x[bg=12]"),
        ("SGR 39", "\x1b[31;39mx", "x"),
        ("SGR 49", "\x1b[41;49mx", "x"),
        ("38;5", "\x1b[38;5;200mx", "x[fg=i200]"),
        ("48;5", "\x1b[48;5;7mx", "x[bg=i7]"),
        ("58;5", "\x1b[4;58;5;7mx", "x[single ul=i7]"),
        ("38;2", "\x1b[38;2;1;2;3mx", "x[fg=1,2,3]"),
        ("48;2", "\x1b[48;2;1;2;3mx", "x[bg=1,2,3]"),
        ("58;2", "\x1b[4:3;58;2;1;2;3mx", "x[curly ul=1,2,3]"),
        ("59", "\x1b[4;58;5;7;59mx", "x[single]"),
        ("38:5", "\x1b[38:5:200mx", "x[fg=i200]"),
        (
            "38:2 with a colour space",
            "\x1b[38:2::1:2:3mx",
            "x[fg=1,2,3]",
        ),
        (
            "38:2 with a named space",
            "\x1b[38:2:0:1:2:3mx",
            "x[fg=1,2,3]",
        ),
        ("38:2 without one", "\x1b[38:2:1:2:3mx", "x[fg=1,2,3]"),
        (
            "38:2 with tolerance",
            "\x1b[38:2::1:2:3:0:0mx",
            "x[fg=1,2,3]",
        ),
        ("58:2", "\x1b[4;58:2::1:2:3mx", "x[single ul=1,2,3]"),
        (
            "a colour and more",
            "\x1b[38;5;1;1;48:5:2;3mx",
            "x[bold italic fg=i1 bg=i2]",
        ),
        ("too large", "\x1b[38;5;256mx", "x"),
        ("too large in RGB", "\x1b[38;2;1;2;256mx", "x"),
        ("cut short", "\x1b[38mx", "x"),
        ("cut short in the middle", "\x1b[1;38;5mx", "x[bold fg=i0]"),
        ("an unknown colour space", "\x1b[38:9:1mx", "x"),
        ("38:2 cut short", "\x1b[38:2:1mx", "x"),
    ]);
}

#[test]
fn erased_cells() {
    run(&[
        (
            "EL in the background",
            "ab\x1b[41m\x1b[K",
            "ab        [bg=1]",
        ),
        (
            "EL takes the background alone",
            "ab\x1b[1;31;42;7m\x1b[K",
            "ab        [bg=2]",
        ),
        (
            "ECH in the background",
            "abcd\x1b[1G\x1b[44m\x1b[2X",
            "  [bg=4]cd",
        ),
        (
            "ICH in the background",
            "ab\x1b[1G\x1b[44m\x1b[@",
            " [bg=4]ab",
        ),
        (
            "DCH in the background",
            "0123456789\x1b[1G\x1b[44m\x1b[P",
            "123456789 [bg=4]",
        ),
        (
            "IL in the background",
            "ab\x1b[1G\x1b[44m\x1b[L",
            "          [bg=4]",
        ),
        (
            "RI in the background",
            "ab\x1b[44m\x1bM",
            "          [bg=4]",
        ),
        (
            "DECFRA in the pen's look",
            "\x1b[1;31m\x1b[88;1;1;1;2$x",
            "XX[bold fg=1]",
        ),
        ("DECALN has none", "\x1b[31m\x1b#8", "EEEEEEEEEE"),
        (
            "DECSERA leaves none",
            "\x1b[31mab\x1b[1;1;1;1${",
            " b[fg=1]",
        ),
        ("HT leaves looks alone", "\x1b[41m\t", ""),
        (
            "overwriting takes the new look",
            "\x1b[31mab\x1b[1G\x1b[32mx",
            "x[fg=2]b[fg=1]",
        ),
        (
            "a mark takes the look of its base",
            "\x1b[31me\x1b[32m\u{301}",
            "e\u{301}[fg=1]",
        ),
    ]);
}

#[test]
fn attributes_of_rectangles() {
    run(&[
        ("DECCARA", "abc\x1b[1;2;1;2;1$r", "ab[bold]c"),
        (
            "DECCARA of several",
            "abc\x1b[1;2;1;2;1;4;7$r",
            "ab[bold reverse single]c",
        ),
        ("DECCARA 0", "\x1b[1mabc\x1b[1;2;1;2;0$r", "a[bold]bc[bold]"),
        (
            "DECCARA 22",
            "\x1b[1mabc\x1b[1;2;1;2;22$r",
            "a[bold]bc[bold]",
        ),
        (
            "DECCARA goes along lines",
            "0123456789\r\nabc\x1b[1;9;2;1;1$r",
            "0123456789[bold]",
        ),
        (
            "DECSACE 2",
            "0123456789\r\nabc\x1b[2*x\x1b[1;9;2;9;1$r",
            "012345678[bold]9",
        ),
        ("DECRARA", "\x1b[1mabc\x1b[1;2;1;2;1$t", "a[bold]bc[bold]"),
        (
            "DECRARA twice",
            "abc\x1b[1;2;1;2;4$t\x1b[1;2;1;2;4$t",
            "abc",
        ),
        (
            "DECRARA 0 is all of them",
            "ab\x1b[1;1;1;1;0$t",
            "a[bold blink reverse single]b",
        ),
    ]);
}

#[test]
fn links() {
    run(&[
        (
            "OSC 8",
            "\x1b]8;;http://x\x07ab\x1b]8;;\x07c",
            "ab[link=http://x#]c",
        ),
        (
            "with an id",
            "\x1b]8;id=7;http://x\x07a",
            "a[link=http://x#7]",
        ),
        (
            "with more parameters",
            "\x1b]8;a=b:id=7;http://x\x07a",
            "a[link=http://x#7]",
        ),
        (
            "a semicolon in the address",
            "\x1b]8;;http://x/;y\x07a",
            "a[link=http://x/;y#]",
        ),
        (
            "one after the other",
            "\x1b]8;;u\x07a\x1b]8;;v\x07b",
            "a[link=u#]b[link=v#]",
        ),
        (
            "SGR 0 leaves it",
            "\x1b]8;;u\x07\x1b[31ma\x1b[mb",
            "a[fg=1 link=u#]b[link=u#]",
        ),
        (
            "erased cells have none",
            "\x1b]8;;u\x07ab\x1b[1G\x1b[X",
            " b[link=u#]",
        ),
        ("RIS ends it", "\x1b]8;;u\x07\x1bca", "a"),
        ("DECSTR ends it", "\x1b]8;;u\x07\x1b[!pa", "a"),
        (
            "DECSC keeps it",
            "\x1b]8;;u\x07\x1b7\x1b]8;;\x07\x1b8a",
            "a[link=u#]",
        ),
    ]);
}
