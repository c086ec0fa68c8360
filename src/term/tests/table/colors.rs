//! Colours that programs set and query.

use super::ask;
use crate::base::Color;
use crate::term::Event;

/// The numbers and names of the queries that the screen could not answer.
fn open_queries(events: &[Event]) -> Vec<(u64, String)> {
    let queries = events.iter().filter_map(|event| match event {
        Event::ColorQuery(query) => Some((query.number, query.name.clone())),
        _ => None,
    });
    queries.collect()
}

#[test]
fn palette() {
    ask(&[
        (
            "OSC 4",
            "\x1b]4;1;#123456\x1b\\\x1b]4;1;?\x1b\\",
            "^]4;1;rgb:1212/3434/5656^\\",
        ),
        (
            "the answer ends like the question",
            "\x1b]4;1;#123456\x1b\\\x1b]4;1;?\x07",
            "^]4;1;rgb:1212/3434/5656\x07",
        ),
        (
            "OSC 4 of two",
            "\x1b]4;1;#111111;2;#222222\x07\x1b]4;2;?;1;?\x07",
            "^]4;2;rgb:2222/2222/2222\x07^]4;1;rgb:1111/1111/1111\x07",
        ),
        (
            "OSC 4 of no colour",
            "\x1b]4;1;#111111\x07\x1b]4;1;nonsense\x07\x1b]4;1;?\x07",
            "^]4;1;rgb:1111/1111/1111\x07",
        ),
    ]);
    for (input, open) in [
        ("\x1b]4;1;?\x07", vec![(1, "4;1")]),
        (
            "\x1b]4;1;?;2;#fff;2;?;255;?\x07",
            vec![(1, "4;1"), (3, "4;255")],
        ),
        (
            "\x1b]4;1;#fff\x07\x1b]104;1\x07\x1b]4;1;?\x07",
            vec![(1, "4;1")],
        ),
        (
            "\x1b]4;1;#fff;2;#fff\x07\x1b]104\x07\x1b]4;2;?\x07",
            vec![(1, "4;2")],
        ),
        ("\x1b]4;1;#fff\x07\x1bc\x1b]4;1;?\x07", vec![(1, "4;1")]),
        ("\x1b]10;?;?;?\x07", vec![(1, "10"), (2, "11"), (3, "12")]),
        (
            "\x1b]4;256;?\x07\x1b]5;1;?\x07",
            vec![(1, "4;256"), (2, "5;1")],
        ),
        ("\x1b]4;261;?\x07\x1b]5;5;?\x07", vec![]),
    ] {
        let (_, events) = super::screen(10, 4, input);
        let open: Vec<_> = open
            .iter()
            .map(|(n, name)| (*n, (*name).to_owned()))
            .collect();
        assert_eq!(open_queries(&events), open, "{input:?}");
    }
}

#[test]
fn special_colors() {
    ask(&[
        (
            "OSC 5",
            "\x1b]5;0;#123456\x07\x1b]5;0;?\x07",
            "^]5;0;rgb:1212/3434/5656\x07",
        ),
        (
            "OSC 4 counts them from 256",
            "\x1b]4;257;#123456\x07\x1b]5;1;?\x07\x1b]4;257;?\x07",
            "^]5;1;rgb:1212/3434/5656\x07^]4;257;rgb:1212/3434/5656\x07",
        ),
        (
            "OSC 105",
            "\x1b]5;0;#111111;1;#222222\x07\x1b]105;0\x07\x1b]5;0;?;1;?\x07",
            "^]5;1;rgb:2222/2222/2222\x07",
        ),
        (
            "OSC 105 of all",
            "\x1b]5;0;#111111\x07\x1b]105\x07\x1b]5;0;?\x07",
            "",
        ),
        (
            "OSC 104 of one",
            "\x1b]5;0;#111111\x07\x1b]104;256\x07\x1b]5;0;?\x07",
            "",
        ),
    ]);
}

/// tmux draws a pane in its palette (`pane-colours`, OSC 4).
#[test]
fn rows_are_displayed_in_the_palette_of_the_pane() {
    let (mut screen, mut events) = super::screen(10, 4, "\x1b[31;48;5;2mx\x1b[91my");
    screen.set_options(crate::term::ScreenOptions {
        palette: [(1, (1, 1, 1)), (2, (2, 2, 2))].into(),
        ..Default::default()
    });
    screen.feed(b"\x1b]4;1;#0a0b0c\x07\x1b]4;2;?\x07", &mut events);
    assert_eq!(super::replies(&events), "^]4;2;rgb:0202/0202/0202\x07");
    let spans = screen.colored_line(0).spans;
    let colors = |n: usize| (spans[n].style.fg, spans[n].style.bg);
    assert_eq!(colors(0), (Color::Rgb(10, 11, 12), Color::Rgb(2, 2, 2)));
    assert_eq!(colors(1), (Color::Ansi(9), Color::Rgb(2, 2, 2)));
    assert_eq!(screen.line(0).spans[0].style.fg, Color::Ansi(1));
}

#[test]
fn special() {
    ask(&[
        ("OSC 10 ? of an unknown colour", "\x1b]10;?\x07", ""),
        (
            "OSC 10",
            "\x1b]10;#abcdef\x07\x1b]10;?\x07",
            "^]10;rgb:abab/cdcd/efef\x07",
        ),
        (
            "OSC 11",
            "\x1b]11;rgb:12/34/56\x07\x1b]11;?\x07",
            "^]11;rgb:1212/3434/5656\x07",
        ),
        (
            "OSC 12",
            "\x1b]12;red\x07\x1b]12;?\x07",
            "^]12;rgb:ffff/0000/0000\x07",
        ),
        (
            "OSC 10 continues with 11",
            "\x1b]10;#111111;#222222\x07\x1b]11;?\x07",
            "^]11;rgb:2222/2222/2222\x07",
        ),
        (
            "OSC 10 ? continues with 11",
            "\x1b]10;#111111;#222222\x07\x1b]10;?;?\x07",
            "^]10;rgb:1111/1111/1111\x07^]11;rgb:2222/2222/2222\x07",
        ),
        (
            "OSC 110",
            "\x1b]10;#111111\x07\x1b]110\x07\x1b]10;?\x07",
            "",
        ),
        (
            "OSC 111",
            "\x1b]11;#111111\x07\x1b]111\x07\x1b]11;?\x07",
            "",
        ),
        (
            "OSC 112",
            "\x1b]12;#111111\x07\x1b]112\x07\x1b]12;?\x07",
            "",
        ),
        (
            "996 on a light background",
            "\x1b]11;#ffffff\x07\x1b[?996n",
            "^[?997;2n",
        ),
        (
            "996 on a dark one",
            "\x1b]11;#101010\x07\x1b[?996n",
            "^[?997;1n",
        ),
        ("996 on an unknown one", "\x1b[?996n", ""),
    ]);
}

#[test]
fn spellings() {
    for (text, answer) in [
        ("#fff", "f0f0/f0f0/f0f0"),
        ("#123456", "1212/3434/5656"),
        ("#123456789", "1212/4545/7878"),
        ("#1234567890ab", "1212/5656/9090"),
        ("rgb:f/0/f", "ffff/0000/ffff"),
        ("rgb:12/34/56", "1212/3434/5656"),
        ("rgb:ffff/8000/0000", "ffff/7f7f/0000"),
        ("rgba:ffff/0000/0000/8000", "ffff/0000/0000"),
        ("orange", "ffff/a5a5/0000"),
        ("DarkBlue", "0000/0000/8b8b"),
        ("PaleTurquoise3", "9696/cdcd/cdcd"),
        ("grey51", "8282/8282/8282"),
        (" cornflower blue ", "6464/9595/eded"),
        ("Magenta", "ffff/0000/ffff"),
        ("20,40,60", "1414/2828/3c3c"),
        ("cmy:0/1/0.5", "ffff/0000/7f7f"),
        ("cmyk:0/1/0.5/0.5", "7f7f/0000/3f3f"),
        ("rgbi:1/1/1", "ffff/ffff/ffff"),
        ("rgbi:0/0.2140/1", "0000/7f7f/ffff"),
        ("CIEXYZ:0.9505/1/1.0888", "ffff/ffff/ffff"),
        ("CIExyY:0.3127/0.3290/1", "ffff/ffff/ffff"),
        ("CIEuvY:0.1978/0.4683/1", "ffff/ffff/ffff"),
        ("CIELab:100/0/0", "ffff/ffff/ffff"),
        ("CIELuv:53.24/175.0/37.76", "ffff/0000/0000"),
        ("TekHVC:0/0/0", "0000/0000/0000"),
    ] {
        let (_, events) = super::screen(10, 4, &format!("\x1b]11;{text}\x07\x1b]11;?\x07"));
        assert_eq!(
            super::replies(&events),
            format!("^]11;rgb:{answer}\x07"),
            "{text}"
        );
    }
    for text in [
        "#12",
        "#xyz",
        "rgb:1/2",
        "rgb:12345/0/0",
        "",
        "rgb:",
        "#éé",
        "1,2",
        "1,2,256",
        "cmy:2/0/0",
        "rgbi:0/0",
        "CIELab:a/b/c",
        "CIExyY:0/0/0",
        "blurple",
    ] {
        let (_, events) = super::screen(10, 4, &format!("\x1b]11;{text}\x07\x1b]11;?\x07"));
        assert_eq!(super::replies(&events), "", "{text}");
    }
}

#[test]
fn light_and_dark_are_told_by_the_outer_terminal() {
    let (mut screen, mut events) = super::screen(10, 4, "");
    screen.set_colors(Some((1, 2, 3)), Some((250, 250, 250)));
    screen.feed(b"\x1b[?996n", &mut events);
    assert_eq!(super::replies(&events), "^[?997;2n");
    assert_eq!(
        screen.color_scheme_report().as_deref(),
        Some(&b"\x1b[?997;2n"[..])
    );
}
