//! The painter's output, read back through the `vt100` crate and through the screen model:
//! after every frame the terminal shows the canvas.

use crate::base::{
    Attrs, Cells, Color, CursorShape, Line, Link, MouseTracking, Point, Rect, Size, Style,
    Underline,
};
use crate::canvas::Canvas;
use crate::term::{Event, Limits, Screen};
use crate::tty::{Caps, DesiredModes, Painter, TerminalModes};
use proptest::prelude::*;
use std::num::NonZero;

const LINK: &str = "https://example.org/";

/// One change to a canvas.
#[derive(Clone, Debug)]
enum Change {
    Clear,
    Text(u16, u16, String, Style, bool),
    Fill(Rect, char, Style),
    Scroll,
    Forget,
    Other(Size),
}

fn color() -> impl Strategy<Value = Color> {
    prop_oneof![
        3 => Just(Color::Default),
        2 => (0..16_u8).prop_map(Color::Ansi),
        1 => any::<u8>().prop_map(Color::Indexed),
        1 => any::<(u8, u8, u8)>().prop_map(|(r, g, b)| Color::Rgb(r, g, b)),
    ]
}

fn style() -> impl Strategy<Value = Style> {
    let attrs = prop_oneof![
        3 => Just(Attrs::empty()),
        1 => Just(Attrs::BOLD),
        1 => Just(Attrs::DIM | Attrs::ITALIC),
        1 => Just(Attrs::REVERSE | Attrs::STRIKE),
    ];
    let underline = prop_oneof![
        3 => Just(Underline::None),
        1 => Just(Underline::Single),
        1 => Just(Underline::Curly),
    ];
    (color(), color(), attrs, underline).prop_map(|(fg, bg, attrs, underline)| Style {
        fg,
        bg,
        ul: Color::Default,
        attrs,
        underline,
    })
}

fn change() -> impl Strategy<Value = Change> {
    let text = "[a-c ]{0,20}|[ab界é]{1,9}|(e\u{301}|x){1,4}|\u{1f600}{1,3}b?";
    prop_oneof![
        1 => Just(Change::Clear),
        12 => (0..24_u16, 0..7_u16, text, style(), any::<bool>())
            .prop_map(|(x, y, text, style, link)| Change::Text(x, y, text, style, link)),
        3 => (0..24_u16, 0..7_u16, 0..24_u16, 0..4_u16, "[ .─界]", style()).prop_map(
            |(x, y, w, h, c, style)| {
                Change::Fill(Rect::new(x, y, w, h), c.chars().next().unwrap_or(' '), style)
            }
        ),
        2 => Just(Change::Scroll),
        1 => Just(Change::Forget),
        1 => (1..24_u16, 1..7_u16).prop_map(|(w, h)| Change::Other(Size::new(w, h))),
    ]
}

fn apply(canvas: &mut Canvas, change: &Change) {
    match change {
        Change::Clear => canvas.clear(),
        Change::Text(x, y, text, style, false) => {
            canvas.put_str(*x, *y, text, *style);
        }
        Change::Text(x, y, text, style, true) => {
            let mut line = Line::default();
            let link = Link {
                id: "7".to_owned(),
                uri: LINK.to_owned(),
            };
            for c in text.chars() {
                line.push_cluster(&c.to_string(), *style, Some(&link));
            }
            canvas.put_line(canvas.area(), *x, *y, &line);
        }
        Change::Fill(rect, c, style) => canvas.fill(*rect, *c, *style),
        Change::Scroll => {
            let size = canvas.size();
            let lines: Vec<_> = (1..size.rows).map(|y| canvas.line(y)).collect();
            canvas.clear();
            for (y, line) in (0..).zip(&lines) {
                canvas.put_line(canvas.area(), 0, y, line);
            }
        }
        Change::Forget => {}
        Change::Other(size) => {
            let lines: Vec<_> = (0..canvas.size().rows).map(|y| canvas.line(y)).collect();
            *canvas = Canvas::new(*size);
            for (y, line) in (0..).zip(&lines) {
                canvas.put_line(canvas.area(), 0, y, line);
            }
        }
    }
}

fn vt100_color(color: Color) -> vt100::Color {
    match color.plain() {
        Color::Default | Color::Role(_) => vt100::Color::Default,
        Color::Ansi(n) | Color::Indexed(n) => vt100::Color::Idx(n),
        Color::Rgb(r, g, b) => vt100::Color::Rgb(r, g, b),
    }
}

/// Fails unless `terminal` shows `canvas`.
fn compare(terminal: &vt100::Parser, canvas: &Canvas) {
    let size = canvas.size();
    for y in 0..size.rows {
        for x in 0..size.cols {
            let want = canvas.cell(x, y);
            let got = terminal.screen().cell(y, x).expect("inside");
            let at = format!("row {y}, column {x}: {got:?} for {want:?}");
            if want.width == 0 {
                assert!(got.is_wide_continuation(), "{at}");
                continue;
            }
            let text = if got.has_contents() {
                got.contents()
            } else {
                " "
            };
            assert_eq!(text, want.text, "{at}");
            assert_eq!(got.is_wide(), want.width == 2, "{at}");
            let style = want.style;
            assert_eq!(got.bgcolor(), vt100_color(style.bg), "{at}");
            assert_eq!(got.fgcolor(), vt100_color(style.fg), "{at}");
            assert_eq!(got.bold(), style.attrs.contains(Attrs::BOLD), "{at}");
            assert_eq!(got.dim(), style.attrs.contains(Attrs::DIM), "{at}");
            assert_eq!(got.italic(), style.attrs.contains(Attrs::ITALIC), "{at}");
            assert_eq!(got.inverse(), style.attrs.contains(Attrs::REVERSE), "{at}");
        }
    }
}

fn is_underlined(terminal: &vt100::Parser, x: u16, y: u16) -> bool {
    terminal.screen().cell(y, x).expect("inside").underline()
}

fn sides(size: Size) -> (NonZero<u16>, NonZero<u16>) {
    let side = |n| NonZero::new(n).expect("not zero");
    (side(size.rows), side(size.cols))
}

fn vt100(size: Size) -> vt100::Parser {
    let (rows, cols) = sides(size);
    vt100::Parser::new(rows, cols, 0)
}

/// Paints `canvas` and returns the bytes.
fn frame(painter: &mut Painter, canvas: &Canvas, cursor: Point) -> Vec<u8> {
    let mut out = Vec::new();
    painter.paint(canvas, Some((cursor, CursorShape::Bar, false)), &mut out);
    out
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn every_frame_shows_its_canvas(
        frames in prop::collection::vec(
            (prop::collection::vec(change(), 1..4), 0..24_u16, 0..7_u16), 1..12),
        erase in any::<bool>(),
        sync in any::<bool>(),
    ) {
        // vt100 knows `4` but not `4:3`, and neither strikes nor overlines.
        let caps = Caps {
            underline_styles: false,
            back_color_erase: erase,
            synchronized: sync,
            ..Caps::ALL
        };
        let mut canvas = Canvas::new(Size::new(20, 6));
        let mut terminal = vt100(canvas.size());
        let mut painter = Painter::new(caps);
        for (changes, x, y) in &frames {
            for change in changes {
                apply(&mut canvas, change);
                match change {
                    Change::Forget => painter.invalidate(),
                    Change::Other(size) => {
                        let (rows, cols) = sides(*size);
                        terminal.screen_mut().set_size(rows, cols);
                        painter.resize(*size);
                    }
                    _ => {}
                }
            }
            let bytes = frame(&mut painter, &canvas, Point::new(*x, *y));
            terminal.process(&bytes);
            compare(&terminal, &canvas);
            let size = canvas.size();
            for row in 0..size.rows {
                for col in 0..size.cols {
                    let cell = canvas.cell(col, row);
                    if cell.width > 0 {
                        let want = cell.style.underline != Underline::None;
                        prop_assert_eq!(is_underlined(&terminal, col, row), want);
                    }
                }
            }
            let cursor = terminal.screen().cursor_position();
            prop_assert_eq!(cursor, ((*y).min(size.rows - 1), (*x).min(size.cols - 1)));
            prop_assert!(!terminal.screen().hide_cursor());
            let again = frame(&mut painter, &canvas, Point::new(*x, *y));
            prop_assert_eq!(again, b"", "a frame without a change");
        }
    }
}

/// A painter that has already painted `canvas`.
fn settled(caps: Caps, canvas: &Canvas) -> Painter {
    let mut painter = Painter::new(caps);
    frame(&mut painter, canvas, Point::default());
    painter
}

#[test]
fn frames_are_small() {
    let red = Style {
        fg: Color::Ansi(1),
        ..Style::DEFAULT
    };
    let blue = Style {
        bg: Color::Ansi(4),
        ..Style::DEFAULT
    };
    let size = Size::new(40, 3);
    let plain = Style::DEFAULT;
    let blanks = " ".repeat(40);
    for (name, before, after, style, want) in [
        ("nothing", (0, "ab"), (0, "ab"), plain, ""),
        (
            "one character at the cursor",
            (0, ""),
            (0, "x"),
            plain,
            "x\r",
        ),
        (
            "a short gap is written",
            (0, "abcdef"),
            (0, "xbcdey"),
            plain,
            "xbcdey\r",
        ),
        (
            "a long gap is jumped over",
            (0, "abcdefgh"),
            (0, "xbcdefgy"),
            plain,
            "xE[6Cy\r",
        ),
        (
            "a line is erased",
            (1, "abcdefgh"),
            (1, "ab      "),
            plain,
            "E[2;3HE[KE[H",
        ),
        (
            "a few blanks are written",
            (1, "abcdefgh"),
            (1, "abcdef  "),
            plain,
            "E[2;7H  E[H",
        ),
        (
            "a colour costs its own bytes",
            (0, ""),
            (0, "ab"),
            red,
            "E[31mab\r",
        ),
        (
            "a background is erased to",
            (1, ""),
            (1, &blanks),
            blue,
            "\r\nE[44mE[KE[A",
        ),
    ] {
        let mut canvas = Canvas::new(size);
        canvas.put_str(0, before.0, before.1, plain);
        let mut painter = settled(Caps::ALL, &canvas);
        canvas.put_str(0, after.0, after.1, style);
        let bytes = frame(&mut painter, &canvas, Point::default());
        let text = String::from_utf8(bytes).unwrap().replace('\x1b', "E");
        assert_eq!(text, want, "{name}");
    }
}

#[test]
fn a_frame_of_many_rows_is_atomic() {
    let mut canvas = Canvas::new(Size::new(10, 3));
    let no_sync = Caps {
        synchronized: false,
        ..Caps::ALL
    };
    for (caps, start, end) in [
        (Caps::ALL, "\x1b[?2026h", "\x1b[?2026l"),
        (no_sync, "\x1b[?25l", "\x1b[?25h"),
    ] {
        let mut painter = settled(caps, &canvas);
        canvas.fill(canvas.area(), 'x', Style::DEFAULT);
        let text = String::from_utf8(frame(&mut painter, &canvas, Point::default())).unwrap();
        assert!(text.starts_with(start), "{text:?}");
        assert!(text.ends_with(end), "{text:?}");
        canvas.clear();
    }
}

#[test]
fn links_open_and_close() {
    let mut canvas = Canvas::new(Size::new(10, 2));
    let link = |id: &str, uri: &str| Link {
        id: id.to_owned(),
        uri: uri.to_owned(),
    };
    let mut painter = settled(Caps::ALL, &canvas);
    let (a, evil) = (link("1", "a:b"), link("", "a:\x1b\\evil"));
    canvas.put(0, 0, "x", Style::DEFAULT, Some(&a));
    canvas.put(1, 0, "y", Style::DEFAULT, Some(&a));
    canvas.put(2, 0, "z", Style::DEFAULT, Some(&evil));
    let text = String::from_utf8(frame(&mut painter, &canvas, Point::default())).unwrap();
    assert_eq!(text, "\x1b]8;id=1;a:b\x1b\\xy\x1b]8;;\x1b\\z\r");
    let mut plain = Painter::new(Caps {
        hyperlinks: false,
        ..Caps::ALL
    });
    let text = String::from_utf8(frame(&mut plain, &canvas, Point::default())).unwrap();
    assert!(!text.contains("]8;"), "{text:?}");
}

#[test]
fn after_a_character_of_disputed_width_the_cursor_is_placed() {
    let mut canvas = Canvas::new(Size::new(10, 1));
    let mut painter = settled(Caps::ALL, &canvas);
    canvas.put_str(0, 0, "❤\u{fe0f}a", Style::DEFAULT);
    let text = String::from_utf8(frame(&mut painter, &canvas, Point::default())).unwrap();
    assert_eq!(text, "❤\u{fe0f}\x1b[1;3Ha\r");
}

#[test]
fn the_cursor_changes_only_when_it_changes() {
    let canvas = Canvas::new(Size::new(10, 2));
    let mut painter = settled(Caps::ALL, &canvas);
    let at = Point::new(0, 0);
    for (cursor, want) in [
        (Some((at, CursorShape::Bar, false)), ""),
        (Some((at, CursorShape::Bar, true)), "\x1b[5 q"),
        (Some((at, CursorShape::Default, true)), "\x1b[0 q"),
        (None, "\x1b[?25l"),
        (None, ""),
        (
            Some((Point::new(3, 1), CursorShape::Default, true)),
            "\x1b[2;4H\x1b[?25h",
        ),
        (
            Some((Point::new(99, 99), CursorShape::Default, true)),
            "\x1b[6C",
        ),
    ] {
        let mut out = Vec::new();
        painter.paint(&canvas, cursor, &mut out);
        assert_eq!(String::from_utf8(out).unwrap(), want, "{cursor:?}");
    }
}

#[test]
fn a_terminal_that_can_only_print_gets_nothing() {
    let mut canvas = Canvas::new(Size::new(10, 2));
    canvas.put_str(0, 0, "hello", Style::DEFAULT);
    let mut painter = Painter::new(Caps::NONE);
    assert_eq!(frame(&mut painter, &canvas, Point::default()), b"");
}

/// The cells of a row as (text, style, link), one for each character.
fn exploded(line: &Line, cols: u16) -> Vec<(String, Style, Option<Link>)> {
    let mut cells = Vec::new();
    let mut used = 0;
    for span in &line.spans {
        let cell = |text: String| (text, span.style, span.link.as_deref().cloned());
        match span.cells {
            Cells::Cluster(_) => cells.push(cell(span.text.clone())),
            _ => cells.extend(span.text.chars().map(|c| cell(c.to_string()))),
        }
        used += span.cols();
    }
    let blank = (" ".to_owned(), Style::DEFAULT, None);
    cells.resize(cells.len() + usize::from(cols).saturating_sub(used), blank);
    cells
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn every_frame_shows_its_canvas_on_a_screen_of_ours(
        frames in prop::collection::vec(prop::collection::vec(change(), 1..4), 1..12),
        erase in any::<bool>(),
    ) {
        let caps = Caps { back_color_erase: erase, ..Caps::ALL };
        let mut canvas = Canvas::new(Size::new(20, 6));
        let limits = Limits { history_lines: 0, history_bytes: 0 };
        let mut screen = Screen::new(canvas.size(), limits);
        let mut painter = Painter::new(caps);
        let mut events = Vec::new();
        for changes in &frames {
            for change in changes {
                apply(&mut canvas, change);
                match change {
                    Change::Forget => painter.invalidate(),
                    Change::Other(size) => {
                        screen.resize(*size);
                        painter.resize(*size);
                    }
                    _ => {}
                }
            }
            screen.feed(&frame(&mut painter, &canvas, Point::default()), &mut events);
            let size = canvas.size();
            for y in 0..size.rows {
                let want = exploded(&canvas.line(y), size.cols);
                prop_assert_eq!(exploded(&screen.line(y), size.cols), want, "row {}", y);
            }
            prop_assert_eq!(screen.history_lines(), 0);
            prop_assert!(!screen.modes().synchronized);
            prop_assert_eq!(screen.cursor().shape, CursorShape::Bar);
        }
        prop_assert!(events.iter().all(|event| matches!(event, Event::Modes)), "{events:?}");
    }
}

#[test]
fn a_terminal_is_given_back_as_it_was() {
    let desired = DesiredModes {
        mouse: MouseTracking::Button,
        title: true,
        ..DesiredModes::default()
    };
    for caps in [
        Caps::ALL,
        Caps {
            kitty_keyboard: false,
            ..Caps::ALL
        },
    ] {
        let limits = Limits {
            history_lines: 0,
            history_bytes: 0,
        };
        let mut screen = Screen::new(Size::new(20, 6), limits);
        let mut events = Vec::new();
        screen.feed(b"\x1b]2;before\x07$ mux", &mut events);
        let (before, cursor) = (screen.modes().clone(), screen.cursor());
        let mut modes = TerminalModes::new();
        let mut out = Vec::new();
        modes.enter(&caps, &desired, &mut out);
        let mut canvas = Canvas::new(screen.size());
        canvas.fill(canvas.area(), 'x', Style::DEFAULT);
        out.extend(frame(&mut Painter::new(caps), &canvas, Point::new(5, 5)));
        out.extend_from_slice(b"\x1b]2;meanwhile\x07");
        screen.feed(&out, &mut events);
        assert!(screen.on_alternate());
        assert_eq!(screen.modes().mouse, MouseTracking::Button);
        assert_ne!(*screen.modes(), before);
        screen.feed(&modes.undo(), &mut events);
        assert!(!screen.on_alternate());
        assert_eq!(*screen.modes(), before);
        assert_eq!(screen.cursor(), cursor);
        assert_eq!(screen.title(), "before");
        assert_eq!(screen.line(0).text(), "$ mux");
        assert!(screen.wrap());
    }
}

#[test]
fn a_terminal_without_utf8_gets_ascii_and_its_own_lines() {
    let mut canvas = Canvas::new(Size::new(12, 1));
    canvas.put_str(0, 0, "é│─界┼╮a", Style::DEFAULT);
    for (line_drawing, wanted) in [
        (true, "_\x1b(0xq\x1b(B__\x1b(0nk\x1b(Ba"),
        (false, "_______a"),
    ] {
        let caps = Caps {
            addressable: true,
            line_drawing,
            ..Caps::NONE
        };
        let mut out = Vec::new();
        Painter::new(caps).paint(&canvas, None, &mut out);
        let out = String::from_utf8(out).unwrap();
        assert!(out.contains(wanted), "{out:?}");
        assert!(out.is_ascii(), "{out:?}");
    }
}
