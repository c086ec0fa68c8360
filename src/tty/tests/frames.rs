//! Snapshots of the painter's output for whole frames of 80 by 24 cells: each line of a snapshot
//! begins with the sequence that starts it. `INSTA_UPDATE=always cargo test --lib tty::` accepts
//! them.

use crate::base::{Attrs, Color, CursorShape, Point, Size, Style, Underline};
use crate::canvas::Canvas;
use crate::tty::{Caps, Painter};

const SIZE: Size = Size::new(80, 24);

/// The name of a frame, the change to the canvas before it, and the cursor.
type Step = (&'static str, fn(&mut Canvas), Option<Point>);

/// Paints canvases one after the other, with the cursor at the given place; bytes as text.
fn frames(caps: Caps, draw: &[Step]) -> String {
    let mut painter = Painter::new(caps);
    let mut canvas = Canvas::new(SIZE);
    let mut out = Vec::new();
    for (name, change, cursor) in draw {
        change(&mut canvas);
        let mut bytes = Vec::new();
        let cursor = cursor.map(|at| (at, CursorShape::Bar, true));
        painter.paint(&canvas, cursor, &mut bytes);
        out.push(format!("# {name}: {} bytes", bytes.len()));
        let text = String::from_utf8(bytes).expect("the painter sends UTF-8");
        let text = text
            .replace("\r\n", "␍␊")
            .replace('\r', "␍")
            .replace('\x08', "␈");
        // ST ends a string, so it begins no line.
        out.extend(
            text.replace("\x1b\\", "␛\\")
                .split('\x1b')
                .filter(|part| !part.is_empty())
                .map(|part| format!("␛{part}")),
        );
    }
    out.join("\n")
}

fn style(fg: u8, attrs: Attrs) -> Style {
    Style {
        fg: Color::Ansi(fg),
        attrs,
        ..Style::DEFAULT
    }
}

fn first_screen(canvas: &mut Canvas) {
    canvas.put_str(0, 0, "$ make", Style::DEFAULT);
    canvas.put_str(0, 1, "error", style(1, Attrs::BOLD));
    canvas.put_str(5, 1, ": 界 not found", Style::DEFAULT);
    for y in 0..23 {
        canvas.put_str(40, y, "│", style(2, Attrs::empty()));
    }
    let status = Style {
        bg: Color::Ansi(2),
        ..style(0, Attrs::empty())
    };
    canvas.put_str(0, 23, &format!("{:80}", "[s] 0:w*"), status);
}

fn one_key(canvas: &mut Canvas) {
    canvas.put_str(2, 2, "x", Style::DEFAULT);
}

fn a_cleared_row(canvas: &mut Canvas) {
    canvas.put_str(0, 1, &" ".repeat(40), Style::DEFAULT);
}

fn a_curly_underline(canvas: &mut Canvas) {
    let curly = Style {
        underline: Underline::Curly,
        ul: Color::Rgb(255, 0, 0),
        fg: Color::Rgb(10, 20, 30),
        ..Style::DEFAULT
    };
    canvas.put_str(41, 0, "typo", curly);
}

fn nothing(_: &mut Canvas) {}

const FRAMES: [Step; 5] = [
    ("first screen", first_screen, Some(Point::new(2, 2))),
    ("one key", one_key, Some(Point::new(3, 2))),
    ("a cleared row", a_cleared_row, Some(Point::new(0, 1))),
    ("a curly underline, no cursor", a_curly_underline, None),
    ("nothing", nothing, None),
];

#[test]
fn frames_for_a_terminal_that_can_do_everything() {
    insta::assert_snapshot!(frames(Caps::ALL, &FRAMES));
}

#[test]
fn frames_for_a_linux_console() {
    let mut caps = Caps::from_env(|name| (name == "TERM").then(|| "linux".to_owned()));
    caps.utf8 = true;
    insta::assert_snapshot!(frames(caps, &FRAMES));
}
