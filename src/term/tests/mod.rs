//! Tests of the screen model as a whole.

mod archive;
mod differential;
mod encode;
mod history;
mod properties;
mod table;
mod term_sessions;

use super::{Event, Limits, Screen};
use crate::base::Size;

/// A screen of `cols` by `rows` after some input.
fn screen(cols: u16, rows: u16, input: &str) -> (Screen, Vec<Event>) {
    let mut screen = Screen::new(Size::new(cols, rows), Limits::default());
    let mut events = Vec::new();
    screen.feed(input.as_bytes(), &mut events);
    (screen, events)
}

/// The visible rows joined by `/`, without trailing blanks and trailing blank rows.
fn text(screen: &Screen) -> String {
    let rows = (0..screen.size().rows).map(|y| screen.line(y).text().trim_end().to_owned());
    let rows: Vec<String> = rows.collect();
    rows.join("/").trim_end_matches('/').to_owned()
}

/// All logical lines: history, then the visible rows.
fn logical(screen: &Screen) -> Vec<String> {
    let mut out = vec![String::new()];
    for line in screen.rows(i64::MIN..i64::MAX) {
        if let Some(last) = out.last_mut() {
            last.push_str(&line.text());
        }
        if !line.wrapped {
            if let Some(last) = out.last_mut() {
                last.truncate(last.trim_end().len());
            }
            out.push(String::new());
        }
    }
    while out.last().is_some_and(|l| l.trim().is_empty()) {
        out.pop();
    }
    out
}

/// All replies to the program, with `^` for ESC.
fn replies(events: &[Event]) -> String {
    let mut out = String::new();
    for event in events {
        if let Event::Reply(bytes) = event {
            out.push_str(&String::from_utf8_lossy(bytes));
        }
    }
    out.replace('\x1b', "^")
}

/// Everything visible of a screen, to compare two.
fn picture(screen: &Screen) -> String {
    format!(
        "{:?} {:?} {:?} {:?} {:?}",
        screen.rows(i64::MIN..i64::MAX),
        screen.other_rows(),
        screen.cursor(),
        screen.modes(),
        (
            screen.title(),
            screen.cwd(),
            screen.scroll_region(),
            screen.tabs(),
            screen.marks()
        )
    )
}
