//! The cost of a frame: composing a canvas, comparing it, encoding the bytes. Prints microseconds
//! per frame (median of many) and bytes per frame, at 200x50.
#![allow(clippy::print_stdout, reason = "a benchmark prints its result")]

use mux::base::{Color, CursorShape, Line, Point, Size, Style};
use mux::canvas::Canvas;
use mux::tty::{Caps, Painter};
use std::hint::black_box;
use std::time::Instant;

const SIZE: Size = Size::new(200, 50);
const ROUNDS: usize = 400;

/// The contents of the rows that a benchmark draws.
type Look = fn(usize, usize) -> Style;

const LOOKS: &[(&str, Look)] = &[
    ("one style", |_, _| Style::DEFAULT),
    ("a style every 8 cells", |round, x| Style {
        fg: Color::Ansi(((x / 8 + round) % 16) as u8),
        ..Style::DEFAULT
    }),
    ("true colour in every cell", |round, x| Style {
        fg: Color::Rgb(x as u8, round as u8, 100),
        bg: Color::Rgb(round as u8, x as u8, 200),
        ..Style::DEFAULT
    }),
];

fn rows(round: usize, look: Look) -> Vec<Line> {
    let cols = usize::from(SIZE.cols);
    let row = |y: usize| {
        let mut line = Line::default();
        for x in 0..cols {
            let c = char::from(b'a' + ((x * 7 + y * 3 + round) % 26) as u8);
            line.push_cluster(c.encode_utf8(&mut [0; 4]), look(round, x), None);
        }
        line
    };
    (0..usize::from(SIZE.rows)).map(row).collect()
}

fn compose(canvas: &mut Canvas, rows: &[Line]) {
    canvas.clear();
    for (y, row) in (0..).zip(rows) {
        canvas.put_line(canvas.area(), 0, y, row);
    }
}

/// Runs `frame` many times and prints the median of its time and the bytes it returns.
fn measure(name: &str, mut frame: impl FnMut(usize) -> usize) {
    let mut bytes = 0;
    let mut times: Vec<_> = (0..ROUNDS)
        .map(|round| {
            let start = Instant::now();
            bytes = black_box(frame(round));
            start.elapsed()
        })
        .collect();
    times.sort_unstable();
    let median = times[ROUNDS / 2].as_secs_f64() * 1e6;
    println!("{name:<52} {median:>9.1} us {bytes:>8} bytes");
}

fn main() {
    for (name, look) in LOOKS {
        let pictures = [rows(0, *look), rows(1, *look)];
        let mut canvas = Canvas::new(SIZE);
        measure(&format!("compose, {name}"), |round| {
            compose(&mut canvas, &pictures[round % 2]);
            0
        });
        let mut canvases = [Canvas::new(SIZE), Canvas::new(SIZE)];
        for (canvas, rows) in canvases.iter_mut().zip(&pictures) {
            compose(canvas, rows);
        }
        let mut painter = Painter::new(Caps::ALL);
        let mut out = Vec::new();
        measure(&format!("paint, everything changed, {name}"), |_| {
            painter.invalidate();
            paint(&mut painter, &canvases[0], &mut out)
        });
        measure(&format!("paint, nothing changed, {name}"), |_| {
            paint(&mut painter, &canvases[0], &mut out)
        });
        let mut canvas = canvases[0].clone();
        measure(&format!("paint, one row changed, {name}"), |round| {
            let row = &pictures[round % 2][25];
            canvas.put_line(canvas.area(), 0, 25, row);
            paint(&mut painter, &canvas, &mut out)
        });
    }
}

fn paint(painter: &mut Painter, canvas: &Canvas, out: &mut Vec<u8>) -> usize {
    out.clear();
    let cursor = Some((Point::default(), CursorShape::Default, true));
    painter.paint(canvas, cursor, out);
    out.len()
}
