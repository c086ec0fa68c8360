//! Events: titles, directories, clipboards, notifications, marks.

use super::super::super::MouseEncoding;
use crate::base::{CursorShape, MouseTracking};
use crate::term::{Event, PromptMark};

fn run(cases: &[(&str, &str, &[Event])]) {
    for (name, input, want) in cases {
        let (_, events) = super::screen(10, 4, input);
        assert_eq!(events, *want, "{name}");
    }
}

fn text(text: &str) -> String {
    text.to_owned()
}

fn clipboard(selection: &str, data: &[u8]) -> Event {
    Event::Clipboard {
        selection: text(selection),
        data: data.to_vec(),
    }
}

fn notification(title: &str, body: &str) -> Event {
    Event::Notify {
        title: text(title),
        body: text(body),
    }
}

#[test]
fn names() {
    run(&[
        ("BEL", "\x07", &[Event::Bell]),
        ("OSC 2", "\x1b]2;t\x07", &[Event::Title(text("t"))]),
        (
            "the same title again",
            "\x1b]2;t\x07\x1b]2;t\x07",
            &[Event::Title(text("t"))],
        ),
        ("ESC k", "\x1bkn\x1b\\", &[Event::Rename(text("n"))]),
        ("APC is a title", "\x1b_t\x1b\\", &[Event::Title(text("t"))]),
        (
            "OSC 7",
            "\x1b]7;file://host/a%20b\x07",
            &[Event::Cwd(text("/a b"))],
        ),
        (
            "OSC 7 without a host",
            "\x1b]7;file:///tmp\x07",
            &[Event::Cwd(text("/tmp"))],
        ),
        (
            "OSC 7 of kitty",
            "\x1b]7;kitty-shell-cwd://h/a%20b\x07",
            &[Event::Cwd(text("/a%20b"))],
        ),
        (
            "OSC 7 with half an escape",
            "\x1b]7;file://h/a%2\x07",
            &[Event::Cwd(text("/a%2"))],
        ),
        ("OSC 9;9", "\x1b]9;9;/tmp\x07", &[Event::Cwd(text("/tmp"))]),
    ]);
}

#[test]
fn clipboards() {
    let query = |bell| Event::ClipboardQuery {
        selection: text("c"),
        bell,
    };
    run(&[
        ("OSC 52", "\x1b]52;c;aGk=\x07", &[clipboard("c", b"hi")]),
        ("no selection", "\x1b]52;;aGk=\x07", &[clipboard("", b"hi")]),
        (
            "several selections",
            "\x1b]52;pc;aGk\x07",
            &[clipboard("pc", b"hi")],
        ),
        (
            "unknown selections",
            "\x1b]52;xc;aGk\x07",
            &[clipboard("c", b"hi")],
        ),
        ("clearing", "\x1b]52;c;\x07", &[clipboard("c", b"")]),
        ("a question", "\x1b]52;c;?\x07", &[query(true)]),
        (
            "one that ends with ST",
            "\x1b]52;c;?\x1b\\",
            &[query(false)],
        ),
        ("no base 64", "\x1b]52;c;!!\x07", &[]),
        ("no second part", "\x1b]52;c\x07", &[]),
    ]);
}

#[test]
fn notifications() {
    let progress = |state, value| Event::Progress { state, value };
    run(&[
        ("OSC 9", "\x1b]9;done\x07", &[notification("", "done")]),
        ("OSC 9;4", "\x1b]9;4;1;50\x07", &[progress(1, 50)]),
        ("OSC 9;4 off", "\x1b]9;4;0\x07", &[progress(0, 0)]),
        ("OSC 9;4 beyond", "\x1b]9;4;1;200\x07", &[progress(1, 100)]),
        (
            "OSC 777",
            "\x1b]777;notify;a;b;c\x07",
            &[notification("a", "b;c")],
        ),
        ("OSC 777 of something else", "\x1b]777;precmd\x07", &[]),
        ("OSC 99", "\x1b]99;;done\x07", &[notification("", "done")]),
        (
            "OSC 99 in base 64",
            "\x1b]99;e=1;aGk=\x07",
            &[notification("", "hi")],
        ),
        (
            "OSC 99 in pieces",
            "\x1b]99;i=1:d=0;a\x07\x1b]99;i=1:d=0:p=body;b\x07\x1b]99;i=1:p=body;c\x07",
            &[notification("a", "bc")],
        ),
        ("OSC 99 that asks", "\x1b]99;i=1:p=?;\x07", &[]),
        ("OSC 99 of nothing", "\x1b]99;;\x07", &[]),
    ]);
}

#[test]
fn marks() {
    let mark = |mark| Event::Prompt(mark, Some(0));
    run(&[
        ("OSC 133 A", "\x1b]133;A\x07", &[mark(PromptMark::Prompt)]),
        (
            "OSC 133 A with options",
            "\x1b]133;A;cl=m\x07",
            &[mark(PromptMark::Prompt)],
        ),
        ("OSC 133 B", "\x1b]133;B\x07", &[mark(PromptMark::Input)]),
        ("OSC 133 C", "\x1b]133;C\x07", &[mark(PromptMark::Output)]),
        (
            "OSC 133 D",
            "\x1b]133;D\x07",
            &[mark(PromptMark::End(None))],
        ),
        (
            "OSC 133 D with a status",
            "\x1b]133;D;127\x07",
            &[mark(PromptMark::End(Some(127)))],
        ),
        (
            "OSC 133 D with more",
            "\x1b]133;D;1;err=x\x07",
            &[mark(PromptMark::End(Some(1)))],
        ),
        ("OSC 133 of something else", "\x1b]133;Z\x07", &[]),
        (
            "passthrough",
            "\x1bPtmux;\x1b\x1b]9;x\x07\x1b\\",
            &[Event::Passthrough(b"\x1b]9;x\x07".to_vec())],
        ),
        (
            "alternate screen",
            "\x1b[?1049h",
            &[Event::Alternate(true), Event::Modes],
        ),
        ("palette", "\x1b]4;1;#fff\x07", &[Event::Palette]),
        ("text colour", "\x1b]10;#fff\x07", &[Event::Palette]),
        ("cursor colour", "\x1b]12;#fff\x07\x1b]112\x07", &[]),
        ("modes, once", "\x1b[?1h\x1b[?1000h", &[Event::Modes]),
    ]);
}

#[test]
fn commands() {
    for (name, input, want) in [
        (
            "typed",
            "\x1b]133;A\x07$ \x1b]133;B\x07ls -l\r\n\x1b]133;C\x07",
            Some("ls -l"),
        ),
        (
            "over two rows",
            "\x1b]133;A\x07$ \x1b]133;B\x070123456789\r\n\x1b]133;C\x07",
            Some("0123456789"),
        ),
        (
            "in two lines",
            "\x1b]133;A\x07$ \x1b]133;B\x07a\r\nb\r\n\x1b]133;C\x07",
            Some("a\nb"),
        ),
        (
            "after scrolling",
            "\r\n\r\n\r\n\x1b]133;A\x07$ \x1b]133;B\x07ls\r\n\x1b]133;C\x07",
            Some("ls"),
        ),
        (
            "reported by the shell",
            "\x1b]133;C;cmdline_url=ls%20-l\x07",
            Some("ls -l"),
        ),
        ("reported unquoted", "\x1b]133;C;cmdline=ls\x07", Some("ls")),
        (
            "reported in the quotes of bash and zsh",
            "\x1b]133;C;cmdline=ls\\ -l\\ \'a b\'\\;$\'\\n\\303\\274\'\x07",
            Some("ls -l a b;\nü"),
        ),
        (
            "reported in several lines",
            "\x1b]133;C;cmdline=$\'a\\nb\\tc\\303\\274\\\'\'\x07",
            Some("a\nbcü'"),
        ),
        (
            "an empty line",
            "\x1b]133;A\x07$ \x1b]133;B\x07\r\n\x1b]133;C\x07",
            None,
        ),
        ("without a prompt", "ls\r\n\x1b]133;C\x07", None),
    ] {
        let (screen, _) = super::screen(10, 4, input);
        assert_eq!(screen.command(), want, "{name}");
    }
}

#[test]
fn commands_that_begin_with_a_space_are_no_events() {
    let begins = |text: &str| {
        let events = super::screen(20, 4, text).1;
        let texts = events.into_iter().filter_map(|event| match event {
            Event::Command(text) => Some(text),
            _ => None,
        });
        texts.collect::<Vec<_>>()
    };
    let typed = |text: &str| format!("\x1b]133;A\x07$ \x1b]133;B\x07{text}\r\n\x1b]133;C\x07");
    assert_eq!(begins(&typed("ls ")), ["ls"]);
    assert_eq!(begins(&typed(" TOKEN=x")), [""; 0]);
    assert_eq!(begins("\x1b]133;C;cmdline_url=%20ls\x07"), [""; 0]);
    assert_eq!(begins("\x1b]133;C;cmdline_url=ls%0A\x07"), ["ls"]);
}

#[test]
fn cursors_and_mice() {
    for (n, shape, blink) in [
        (0, CursorShape::Default, false),
        (1, CursorShape::Block, true),
        (2, CursorShape::Block, false),
        (3, CursorShape::Underline, true),
        (4, CursorShape::Underline, false),
        (5, CursorShape::Bar, true),
        (6, CursorShape::Bar, false),
        (7, CursorShape::Default, false),
    ] {
        let cursor = super::screen(10, 4, &format!("\x1b[{n} q")).0.cursor();
        assert_eq!((cursor.shape, cursor.blink), (shape, blink), "DECSCUSR {n}");
    }
    for (modes, tracking, encoding) in [
        ("9", MouseTracking::X10, MouseEncoding::X10),
        ("1000", MouseTracking::Normal, MouseEncoding::X10),
        ("1000;1005", MouseTracking::Normal, MouseEncoding::Utf8),
        ("1002;1006", MouseTracking::Button, MouseEncoding::Sgr),
        ("1003;1015", MouseTracking::Any, MouseEncoding::Urxvt),
        ("1003;1016", MouseTracking::Any, MouseEncoding::SgrPixels),
    ] {
        let (screen, _) = super::screen(10, 4, &format!("\x1b[?{modes}h"));
        let got = (screen.modes().mouse, screen.modes().mouse_encoding);
        assert_eq!(got, (tracking, encoding), "{modes}");
    }
    let (screen, _) = super::screen(10, 4, "\x1b[?25l\x1b]12;#102030\x07\x1b[?5h");
    let cursor = screen.cursor();
    assert_eq!((cursor.visible, cursor.color), (false, Some((16, 32, 48))));
    assert!(screen.reverse());
}
