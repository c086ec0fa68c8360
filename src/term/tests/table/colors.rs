//! Colours that programs set and query.

use super::ask;

#[test]
fn palette() {
    ask(&[
        ("OSC 4 ?", "\x1b]4;1;?\x07", "^]4;1;rgb:cdcd/0000/0000\x07"),
        (
            "the answer ends like the question",
            "\x1b]4;1;?\x1b\\",
            "^]4;1;rgb:cdcd/0000/0000^\\",
        ),
        (
            "OSC 4 ? of the cube",
            "\x1b]4;67;?\x07",
            "^]4;67;rgb:5f5f/8787/afaf\x07",
        ),
        (
            "OSC 4 ? of a grey",
            "\x1b]4;255;?\x07",
            "^]4;255;rgb:eeee/eeee/eeee\x07",
        ),
        (
            "OSC 4 ? of two",
            "\x1b]4;0;?;15;?\x07",
            "^]4;0;rgb:0000/0000/0000\x07^]4;15;rgb:ffff/ffff/ffff\x07",
        ),
        ("OSC 4 ? beyond", "\x1b]4;256;?\x07", ""),
        (
            "OSC 4",
            "\x1b]4;1;#123456\x1b\\\x1b]4;1;?\x1b\\",
            "^]4;1;rgb:1212/3434/5656^\\",
        ),
        (
            "OSC 4 of two",
            "\x1b]4;1;#111111;2;#222222\x07\x1b]4;2;?\x07",
            "^]4;2;rgb:2222/2222/2222\x07",
        ),
        (
            "OSC 4 of no colour",
            "\x1b]4;1;nonsense\x07\x1b]4;1;?\x07",
            "^]4;1;rgb:cdcd/0000/0000\x07",
        ),
        (
            "OSC 104",
            "\x1b]4;1;#fff\x07\x1b]104;1\x07\x1b]4;1;?\x07",
            "^]4;1;rgb:cdcd/0000/0000\x07",
        ),
        (
            "OSC 104 of all",
            "\x1b]4;1;#fff;2;#fff\x07\x1b]104\x07\x1b]4;2;?\x07",
            "^]4;2;rgb:0000/cdcd/0000\x07",
        ),
        (
            "RIS",
            "\x1b]4;1;#fff\x07\x1bc\x1b]4;1;?\x07",
            "^]4;1;rgb:cdcd/0000/0000\x07",
        ),
    ]);
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
    ] {
        let (_, events) = super::screen(10, 4, &format!("\x1b]11;{text}\x07\x1b]11;?\x07"));
        assert_eq!(
            super::replies(&events),
            format!("^]11;rgb:{answer}\x07"),
            "{text}"
        );
    }
    for text in ["#12", "#xyz", "rgb:1/2", "rgb:12345/0/0", "", "rgb:", "#éé"] {
        let (_, events) = super::screen(10, 4, &format!("\x1b]11;{text}\x07\x1b]11;?\x07"));
        assert_eq!(super::replies(&events), "", "{text}");
    }
}

#[test]
fn colours_of_the_outer_terminal() {
    let (mut screen, mut events) = super::screen(10, 4, "");
    screen.set_colors(Some((1, 2, 3)), Some((250, 250, 250)));
    screen.feed(b"\x1b]10;?\x07\x1b]11;?\x07\x1b]12;?\x07", &mut events);
    assert_eq!(
        super::replies(&events),
        "^]10;rgb:0101/0202/0303\x07^]11;rgb:fafa/fafa/fafa\x07^]12;rgb:0101/0202/0303\x07"
    );
    assert_eq!(
        screen.color_scheme_report().as_deref(),
        Some(&b"\x1b[?997;2n"[..])
    );
}
