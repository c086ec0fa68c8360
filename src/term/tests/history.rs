//! History: the rows that enter it, their display, and resizing, sealing and damage.

use super::super::{ChunkStore, Event, Limits, MemoryStore, PromptMark, Screen};
use super::{logical, picture, screen, text};
use crate::base::{Attrs, Color, Point, Result, Size, Style, Underline};
use std::fmt::Write as _;
use std::sync::{Arc, Mutex};

fn numbered(range: std::ops::Range<usize>) -> String {
    range.fold(String::new(), |mut out, n| {
        let _ = write!(out, "line {n}\r\n");
        out
    })
}

#[test]
fn rows_that_scroll_off_enter_history() {
    let (screen, _) = screen(10, 4, &numbered(0..10));
    assert_eq!(text(&screen), "line 7/line 8/line 9");
    assert_eq!((screen.history_lines(), screen.history_rows()), (7, 7));
    let texts: Vec<_> = screen
        .rows(-2..2)
        .iter()
        .map(crate::base::Line::text)
        .collect();
    assert_eq!(texts, ["line 5", "line 6", "line 7", "line 8"]);
    let view: Vec<_> = screen.view(3).iter().map(crate::base::Line::text).collect();
    assert_eq!(view, ["line 4", "line 5", "line 6", "line 7"]);
    assert_eq!(screen.view(999).len(), 4);
    assert_eq!(screen.view(999)[0].text(), "line 0");
}

#[test]
fn deleted_and_erased_rows_do_not_enter_history() {
    for input in [
        "\x1b[?1049h1\r\n2\r\n3\r\n4\r\n5",
        "\x1b[?1049h\x1b[2;4r\x1b[4H1\n2\n3\n",
        "\x1b[?69h\x1b[2;5s\x1b[4H\n\n\n",
        "\x1b[2;4r\x1b[2H1\r\n2\x1b[2H\x1b[M",
        "1\r\n2\r\n3\x1b[H\x1b[2M",
    ] {
        assert_eq!(screen(10, 4, input).0.history_lines(), 0, "{input:?}");
    }
}

/// tmux keeps them (`grid_scroll_history_region`); xterm keeps only those of the first row.
#[test]
fn rows_that_leave_a_scroll_region_enter_history() {
    let region = "title\x1b[2;3r\x1b[2H";
    for (input, want) in [
        ("1\r\n2\r\n3", vec!["1", "title", "2", "3"]),
        ("1\r\n2\x1b[2S", vec!["1", "2", "title"]),
        ("1\r\n2\x1b[9S", vec!["1", "2", "title"]),
        // A line of two rows is one line.
        (
            "0123456789ab\r\n\r\n2",
            vec!["0123456789ab", "title", "", "2"],
        ),
        // The bottom row stays where it is.
        (
            "\x1b[4Hend\x1b[2H1\r\n2\r\n3",
            vec!["1", "title", "2", "3", "end"],
        ),
    ] {
        let (screen, _) = screen(10, 4, &format!("{region}{input}"));
        assert_eq!(logical(&screen), want, "{input:?}");
    }
}

#[test]
fn a_region_row_ends_a_line_that_continues_in_the_first_row() {
    let input = "0123456789ab\r\n1\r\n2\r\n3\x1b[2;3r\x1b[3H\n\x1b[r\x1b[4H\n";
    let (mut screen, _) = screen(10, 4, input);
    let lines = ["0123456789", "1", "ab", "2", "", "3"];
    assert_eq!(logical(&screen), lines);
    // No row joins another when the width changes.
    for cols in [6, 20, 10] {
        screen.resize(Size::new(cols, 4));
        assert_eq!(logical(&screen).concat(), lines.concat(), "{cols}");
    }
}

#[test]
fn clearing_moves_the_screen_to_history() {
    let (mut cleared, mut events) = screen(10, 4, "a\r\nb\x1b[H\x1b[2J");
    assert_eq!(
        (text(&cleared), cleared.history_lines()),
        (String::new(), 2)
    );
    // Cleared lines do not return when the screen grows.
    cleared.resize(Size::new(10, 8));
    assert_eq!(text(&cleared), "");
    cleared.feed(b"\x1b[3J", &mut events);
    assert_eq!(cleared.history_lines(), 0);
}

#[test]
fn limits_are_enforced() {
    let limits = Limits {
        history_lines: 100,
        history_bytes: 1 << 20,
    };
    let mut screen = Screen::new(Size::new(20, 4), limits);
    let mut events = Vec::new();
    screen.feed(numbered(0..5000).as_bytes(), &mut events);
    assert_eq!(screen.history_lines(), 100);
    assert_eq!(screen.view(100)[0].text(), "line 4897");
    screen.set_limits(Limits {
        history_lines: 10,
        ..limits
    });
    assert_eq!(screen.history_lines(), 10);
    let small = Limits {
        history_lines: usize::MAX,
        history_bytes: 100_000,
    };
    screen.set_limits(small);
    screen.feed(numbered(0..50_000).as_bytes(), &mut events);
    screen.compress_pending();
    assert!(
        screen.history_bytes() < 160_000,
        "{}",
        screen.history_bytes()
    );
    screen.set_limits(Limits {
        history_lines: 0,
        history_bytes: 0,
    });
    screen.feed(numbered(0..100).as_bytes(), &mut events);
    assert_eq!((screen.history_lines(), screen.history_rows()), (0, 0));
}

#[test]
fn a_narrow_width_and_back_loses_nothing() {
    let mut input = String::new();
    for n in 0..300 {
        let _ = write!(input, "\x1b[3{}m{n} ", n % 8);
        input.push_str(&"abc界 e\u{301}".repeat(n % 17));
        input.push_str("\x1b[m\r\n");
    }
    input.push_str("$ prompt");
    let (mut screen, _) = screen(40, 10, &input);
    let before = logical(&screen);
    let look = picture(&screen);
    for cols in [7, 3, 2, 100, 5, 40] {
        screen.resize(Size::new(cols, 10));
        assert_eq!(logical(&screen), before, "at {cols} columns");
    }
    for rows in [1, 30, 3, 10] {
        screen.resize(Size::new(40, rows));
        assert_eq!(logical(&screen), before, "at {rows} rows");
    }
    assert_eq!(picture(&screen), look);
}

#[test]
fn the_cursor_stays_with_its_text() {
    let (mut screen, mut events) = screen(10, 4, "0123456789abcdef");
    assert_eq!(screen.cursor().at, Point::new(6, 1));
    screen.resize(Size::new(4, 4));
    assert_eq!(
        (text(&screen).as_str(), screen.cursor().at),
        ("0123/4567/89ab/cdef", Point::new(3, 3))
    );
    screen.feed(b"X", &mut events);
    screen.resize(Size::new(20, 4));
    assert_eq!(text(&screen), "0123456789abcdefX");
    assert_eq!(screen.cursor().at, Point::new(17, 0));
}

#[test]
fn growing_rows_pulls_history_back() {
    let (mut screen, _) = screen(10, 4, &format!("{}x", numbered(0..10)));
    screen.resize(Size::new(10, 6));
    assert_eq!(text(&screen), "line 5/line 6/line 7/line 8/line 9/x");
    assert_eq!(screen.cursor().at, Point::new(1, 5));
    screen.resize(Size::new(10, 3));
    assert_eq!(text(&screen), "line 8/line 9/x");
    assert_eq!(screen.history_lines(), 8);
}

#[test]
fn shrinking_takes_blank_rows_first() {
    let (mut screen, _) = screen(10, 6, "a\r\nb");
    screen.resize(Size::new(10, 3));
    assert_eq!((text(&screen).as_str(), screen.history_lines()), ("a/b", 0));
    screen.resize(Size::new(10, 1));
    assert_eq!((text(&screen).as_str(), screen.history_lines()), ("b", 1));
}

#[test]
fn the_alternate_screen_is_cut_and_the_main_one_is_not() {
    let (mut screen, mut events) = screen(10, 4, "0123456789ab\x1b[?1049h\x1b[Hlong text");
    screen.resize(Size::new(4, 4));
    assert_eq!(text(&screen), "long");
    screen.feed(b"\x1b[?1049l", &mut events);
    assert_eq!(text(&screen), "0123/4567/89ab");
    screen.resize(Size::new(10, 4));
    assert_eq!(text(&screen), "0123456789/ab");
    screen.feed(b"c", &mut events);
    assert_eq!(text(&screen), "0123456789/abc");
}

#[test]
fn endless_lines_are_stored_in_pieces() {
    let (mut screen, mut events) = screen(80, 5, "");
    let line = "0123456789".repeat(40_000);
    screen.feed(line.as_bytes(), &mut events);
    let whole = logical(&screen).join("");
    assert_eq!(whole.len(), line.len());
    assert_eq!(whole, line);
    assert!(screen.history_lines() > 10);
    screen.resize(Size::new(33, 5));
    assert_eq!(logical(&screen).join(""), line);
}

#[test]
fn styles_links_and_fills_survive_history() {
    let input = "\x1b[1;4:3;38;2;1;2;3;48;5;7;58;5;9mab\x1b[m \x1b]8;id=x;http://h/\x1b\\link\x1b]8;;\x1b\\\
                 \r\n\x1b[44mfill\x1b[K\x1b[m\r\n\x1b[9;53mc\u{301}界\x1b[m\r\n1\r\n2\r\n3\r\n4\r\n";
    let (mut tall, _) = screen(20, 10, input);
    let (mut short, _) = screen(20, 3, input);
    assert_eq!(short.rows(-5..-2), tall.rows(0..3));
    short.compress_pending();
    assert_eq!(short.rows(-5..-2), tall.rows(0..3));
    let style = tall.line(0).spans[0].style;
    let wanted = Style {
        fg: Color::Rgb(1, 2, 3),
        bg: Color::Indexed(7),
        ul: Color::Indexed(9),
        attrs: Attrs::BOLD,
        underline: Underline::Curly,
    };
    assert_eq!(style, wanted);
    assert_eq!(
        tall.line(0).spans[2].link.as_ref().map(|l| l.uri.as_str()),
        Some("http://h/")
    );
    tall.resize(Size::new(30, 10));
    assert_eq!(tall.line(1).cols(), 30);
}

#[test]
fn prompt_marks_survive_history() {
    let input = "\x1b]133;A\x07$ \x1b]133;B\x07ls\r\n\x1b]133;C\x07a\r\nb\r\nc\r\n\x1b]133;D;2\x07\x1b]133;A\x07$ ";
    let (screen, events) = screen(10, 3, input);
    let marks: Vec<_> = screen
        .marks()
        .iter()
        .map(|(y, m)| (*y, m.prompt, m.output))
        .collect();
    assert_eq!(
        marks,
        [(-2, true, false), (-1, false, true), (2, true, false)]
    );
    let ended = |e: &Event| matches!(e, Event::Prompt(PromptMark::End(Some(2)), Some(_)));
    assert!(events.iter().any(ended));
}

/// A store that successive screens share.
#[derive(Clone, Default)]
struct Shared(Arc<Mutex<MemoryStore>>);

impl ChunkStore for Shared {
    fn append(&mut self, bytes: &[u8]) -> Result<u64> {
        self.0.lock().unwrap().append(bytes)
    }
    fn read(&self, at: u64, len: usize) -> Result<Vec<u8>> {
        self.0.lock().unwrap().read(at, len)
    }
    fn len(&self) -> u64 {
        self.0.lock().unwrap().len()
    }
    fn discard_before(&mut self, at: u64) {
        self.0.lock().unwrap().discard_before(at);
    }
    fn truncate(&mut self, at: u64) {
        self.0.lock().unwrap().truncate(at);
    }
    fn clear(&mut self) {
        self.0.lock().unwrap().clear();
    }
}

const ROOMY: Limits = Limits {
    history_lines: 20_000,
    history_bytes: 64 << 20,
};

#[test]
fn a_checkpoint_restores_sealed_history() {
    let store = Shared::default();
    let mut screen = Screen::with_store(Size::new(30, 6), ROOMY, Box::new(store.clone()));
    let mut events = Vec::new();
    screen.feed(numbered(0..5000).as_bytes(), &mut events);
    let mut bytes = Vec::new();
    screen.checkpoint(&mut bytes);
    let before = picture(&screen);
    // Lines after the checkpoint are in the store; restoring the checkpoint drops them.
    screen.feed(numbered(0..5000).as_bytes(), &mut events);
    screen.compress_pending();
    let end = store.len();
    let restored = Screen::restore(&bytes, ROOMY, Box::new(store.clone())).unwrap();
    assert_eq!(picture(&restored), before);
    assert!(store.len() < end);
}

#[test]
fn a_damaged_chunk_is_a_gap() {
    let store = Shared::default();
    let mut screen = Screen::with_store(Size::new(30, 6), ROOMY, Box::new(store.clone()));
    let mut events = Vec::new();
    screen.feed(numbered(0..5000).as_bytes(), &mut events);
    let mut bytes = Vec::new();
    screen.checkpoint(&mut bytes);
    let first = store.0.lock().unwrap().read(0, 40).unwrap();
    assert_eq!(first.len(), 40);
    store.0.lock().unwrap().discard_before(5000);
    let damaged = Screen::restore(&bytes, ROOMY, Box::new(store)).unwrap();
    assert_eq!(damaged.history_lines(), screen.history_lines());
    let all = logical(&damaged);
    assert_eq!(all[0], "[1024 lines lost]");
    assert!(all.iter().any(|l| l == "line 4000"));
}

#[test]
fn a_chunk_with_a_flipped_bit_is_rejected_or_unchanged() {
    let mut store = MemoryStore::default();
    let at = store.append(b"some bytes").unwrap();
    assert_eq!(store.read(at, 4).unwrap(), b"some");
    assert!(store.read(at, 400).is_err());
    assert!(store.read(at + 10, 1).is_err());
    store.truncate(4);
    assert_eq!(
        (store.len(), store.read(0, 4).unwrap()),
        (4, b"some".to_vec())
    );
    assert!(store.read(0, 5).is_err());
}

#[test]
fn damaged_checkpoints_are_rejected_without_a_panic() {
    let (mut screen, _) = screen(
        20,
        5,
        "\x1b[31mred\x1b]8;;http://x\x07界\r\n\x1b[?1049hx\x1b[3;",
    );
    let mut bytes = Vec::new();
    screen.checkpoint(&mut bytes);
    let restore =
        |bytes: &[u8]| Screen::restore(bytes, Limits::default(), Box::new(MemoryStore::default()));
    assert_eq!(picture(&restore(&bytes).unwrap()), picture(&screen));
    for n in 0..bytes.len() {
        assert!(restore(&bytes[..n]).is_err(), "cut at {n}");
        for bit in 0..8 {
            let mut other = bytes.clone();
            other[n] ^= 1 << bit;
            if let Ok(mut screen) = restore(&other) {
                screen.feed(b"text\r\n\x1b[2J\x1b[?1049l\xe7\x95\x8c", &mut Vec::new());
                screen.resize(Size::new(7, 3));
                screen.view(2);
            }
        }
    }
}

#[test]
fn a_checkpoint_of_another_version_is_rejected() {
    let (mut screen, _) = super::screen(10, 4, "one\r\ntwo");
    let mut bytes = Vec::new();
    screen.checkpoint(&mut bytes);
    let restore = |bytes: &[u8]| {
        let store = Box::new(crate::term::MemoryStore::default());
        Screen::restore(bytes, Limits::default(), store).map(|screen| super::text(&screen))
    };
    assert_eq!(restore(&bytes).unwrap(), "one/two");
    for other in [0, 1, bytes[0] + 1, 0x7f] {
        bytes[0] = other;
        assert!(restore(&bytes).is_err(), "form {other}");
    }
}

#[test]
fn trimming_fills_the_rows_below_the_cursor_from_history() {
    for (input, shown, y, left) in [
        ("1\r\n2\r\n3\r\n4\r\n5\r\n6\x1b[2;1H", "1/2/3/4", 3, 0),
        ("1\r\n2\r\n3\r\n4\r\n5\x1b[1;1H", "1/2/3/4", 1, 0),
        ("1\r\n2\r\n3\r\n4\r\n5\r\n6\r\n7\x1b[3;1H", "3/4/5/6", 3, 2),
        ("1\r\n2\x1b[1;1H", "1/2", 0, 0),
        ("1\r\n2\r\n3\r\n4\r\n5", "2/3/4/5", 3, 1),
        ("1\r\n2\r\n3\r\n4\r\n5\x1b[?1049h\x1b[1;1Hx", "x", 0, 1),
    ] {
        let (mut screen, _) = screen(8, 4, input);
        screen.trim();
        assert_eq!(text(&screen), shown, "{input:?}");
        assert_eq!(
            (screen.cursor().at.y, screen.history_rows()),
            (y, left),
            "{input:?}"
        );
    }
}

#[test]
fn a_last_row_goes_below_all_text_and_overwrites_nothing() {
    let line = crate::base::Line {
        spans: vec![crate::base::Span {
            text: "dead".to_owned(),
            ..Default::default()
        }],
        ..Default::default()
    };
    for (input, want) in [
        (
            "north\r\nsouth\r\neast\x1b[1;1H",
            vec!["north", "south", "east", "", "dead"],
        ),
        ("1\r\n2\r\n3\r\n4", vec!["1", "2", "3", "4", "dead"]),
        (
            "a\x1b[2;3r\x1b[?6h\x1b[4h\x1b(0\x1b]2;half",
            vec!["a", "", "", "", "dead"],
        ),
    ] {
        let (mut screen, _) = screen(10, 4, input);
        screen.show_last_row(&line);
        assert_eq!(logical(&screen), want, "{input:?}");
        assert!(!screen.cursor().visible);
    }
}
