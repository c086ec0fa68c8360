//! Recorded output of real programs at 80x24, replayed in pieces of several sizes. `NAME.out` is
//! the output of the program; `NAME.shown` is what `capture-pane -pe` of tmux 3.3a prints for it.
//! Text and styles must be equal.

use crate::base::{Attrs, Color, Line, Size, Style, Underline};
use crate::term::{Limits, Screen};
use std::path::Path;

const SIZE: Size = Size { cols: 80, rows: 24 };

/// The recordings and the position of the cursor in tmux.
const SESSIONS: [(&str, (u16, u16)); 11] = [
    ("vim", (11, 12)),
    ("vim_exit", (0, 0)),
    ("less", (1, 23)),
    ("man", (67, 23)),
    ("top", (0, 23)),
    ("htop", (42, 23)),
    ("bash", (10, 2)),
    ("git", (1, 23)),
    ("mc", (2, 22)),
    ("nvim", (56, 16)),
    ("fzf", (6, 22)),
];

fn file(name: &str) -> Vec<u8> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/term/tests/term_sessions");
    std::fs::read(dir.join(name)).unwrap()
}

fn replay(bytes: &[u8], step: usize) -> Screen {
    let mut screen = Screen::new(SIZE, Limits::default());
    let mut events = Vec::new();
    bytes.chunks(step).for_each(|c| screen.feed(c, &mut events));
    screen
}

fn lines(screen: &Screen) -> Vec<Line> {
    (0..SIZE.rows).map(|y| trimmed(screen.line(y))).collect()
}

/// The line without invisible trailing blanks and without `wrapped`: `capture-pane` prints neither.
fn trimmed(mut line: Line) -> Line {
    line.wrapped = false;
    while let Some(last) = line.spans.last_mut() {
        if is_plain(last.style) {
            last.text.truncate(last.text.trim_end_matches(' ').len());
        }
        if !last.text.is_empty() {
            break;
        }
        line.spans.pop();
    }
    line
}

/// Whether a blank in this style is invisible.
fn is_plain(style: Style) -> bool {
    style.bg == Color::Default
        && style.underline == Underline::None
        && !style.attrs.contains(Attrs::REVERSE)
}

/// The output of `capture-pane -pe` as rows.
fn shown(name: &str) -> Vec<Line> {
    let text = String::from_utf8(file(name)).unwrap();
    let mut screen = Screen::new(SIZE, Limits::default());
    let text = text.trim_end_matches('\n').replace('\n', "\r\n");
    screen.feed(format!("\x1b)0{text}").as_bytes(), &mut Vec::new());
    lines(&screen)
}

#[test]
fn programs_are_displayed_as_in_tmux() {
    for (name, cursor) in SESSIONS {
        let bytes = file(&format!("{name}.out"));
        let want = shown(&format!("{name}.shown"));
        let screen = replay(&bytes, bytes.len());
        for (y, (got, want)) in lines(&screen).iter().zip(&want).enumerate() {
            assert_eq!(got, want, "{name}, row {y}");
        }
        let at = screen.cursor().at;
        assert_eq!((at.x, at.y), cursor, "{name}");
    }
}

#[test]
fn pieces_of_any_size_give_the_same_screen() {
    for (name, _) in SESSIONS {
        let bytes = file(&format!("{name}.out"));
        let whole = replay(&bytes, bytes.len());
        for step in [1, 2, 3, 7, 64, 1000, 4096] {
            let parts = replay(&bytes, step);
            assert_eq!(lines(&whole), lines(&parts), "{name} in steps of {step}");
            assert_eq!(whole.cursor(), parts.cursor(), "{name}");
            assert_eq!(whole.modes(), parts.modes(), "{name}");
            let all = i64::MIN..i64::MAX;
            assert_eq!(whole.rows(all.clone()), parts.rows(all), "{name}");
        }
    }
}

#[test]
fn other_widths_lose_no_text() {
    for (name, _) in SESSIONS {
        let bytes = file(&format!("{name}.out"));
        for (n, cols) in [20, 79, 81, 200].into_iter().enumerate() {
            let mut screen = replay(&bytes[..bytes.len() * (n + 1) / 4], 999);
            let before = text(&screen);
            screen.resize(Size::new(cols, SIZE.rows));
            screen.resize(SIZE);
            if !screen.on_alternate() {
                assert_eq!(text(&screen), before, "{name} at {cols} columns");
            }
        }
    }
}

/// All rows as text, without trailing blank rows.
fn text(screen: &Screen) -> String {
    let rows = screen.rows(i64::MIN..i64::MAX);
    let rows: Vec<String> = rows
        .iter()
        .map(|l| l.text().trim_end().to_owned())
        .collect();
    rows.join("\n").trim_end().to_owned()
}
