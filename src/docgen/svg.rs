//! Renders a canvas as SVG, so that pictures of mux are drawn by its own compositor.

use crate::base::width::str_width;
use crate::base::{Attrs, Color, Point, Style, Underline};
use crate::canvas::Canvas;
use crate::lang::color::color_rgb;
use std::fmt::Write as _;

/// Cell width, cell height and margin, in pixels.
const CELL: (u32, u32) = (9, 19);
const MARGIN: u32 = 12;
/// Distance from the top of a cell to the baseline of its text, in pixels.
const BASELINE: u32 = 14;

/// The default colours of a terminal, and its 16 ANSI colours.
pub struct Ground {
    text: &'static str,
    back: &'static str,
    cursor: &'static str,
    named: [&'static str; 16],
}

impl Ground {
    /// Whether the background is dark.
    pub fn is_dark(&self) -> bool {
        self.back == DARK.back
    }
}

/// A terminal with a dark background.
pub const DARK: Ground = Ground {
    text: "#d8dee6",
    back: "#15181e",
    cursor: "#8fa3bf",
    named: [
        "#2b303b", "#e06c75", "#7fbf6a", "#d9b35c", "#61a0e0", "#c27fd7", "#56b6c2", "#c8ced8",
        "#5c6675", "#f08089", "#98d982", "#ecc878", "#82b8f0", "#d79be8", "#76d0da", "#f4f6f9",
    ],
};

/// A terminal with a light background.
pub const LIGHT: Ground = Ground {
    text: "#2b2f36",
    back: "#fbfbf8",
    cursor: "#7b8794",
    named: [
        "#1f2329", "#c5373d", "#4fae54", "#d9a520", "#2f6fd0", "#9b4fb8", "#1f8a96", "#c4c8ce",
        "#70777f", "#d9534f", "#4fa352", "#b98a1d", "#4a86e0", "#b06bcb", "#2fa3b0", "#f4f4f0",
    ],
};

/// Adjacent cells with the same style, drawn as one element.
struct Run {
    x: u16,
    cols: u16,
    text: String,
    style: Style,
    /// Drawn on its own: a border line or a wide character.
    alone: bool,
}

/// Renders a canvas in the colours of a terminal, with a block cursor.
pub fn svg(canvas: &Canvas, cursor: Option<Point>, ground: &Ground) -> String {
    let Ground { text, back, .. } = ground;
    let size = canvas.size();
    let width = u32::from(size.cols) * CELL.0 + 2 * MARGIN;
    let height = u32::from(size.rows) * CELL.1 + 2 * MARGIN;
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" \
         font-family=\"ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace\" \
         font-size=\"15\" fill=\"{text}\">\n\
         <rect width=\"{width}\" height=\"{height}\" rx=\"8\" fill=\"{back}\"/>\n\
         <g transform=\"translate({MARGIN} {MARGIN})\" style=\"white-space:pre\">\n"
    );
    for y in 0..size.rows {
        for run in runs(canvas, y) {
            draw(&mut out, &run, y, ground);
        }
    }
    if let Some(at) = cursor {
        let (x, y) = (u32::from(at.x) * CELL.0, u32::from(at.y) * CELL.1);
        put(
            &mut out,
            format_args!("{}\n", rect(x, y, CELL.0, ground.cursor)),
        );
    }
    out.push_str("</g>\n</svg>\n");
    out
}

fn put(out: &mut String, text: std::fmt::Arguments<'_>) {
    out.write_fmt(text).expect("a String takes everything");
}

fn runs(canvas: &Canvas, y: u16) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for x in 0..canvas.size().cols {
        let cell = canvas.cell(x, y);
        if cell.width == 0 {
            continue;
        }
        let alone = cell.width > 1 || strokes(cell.text).is_some();
        let style = *cell.style;
        let fits = |run: &&mut Run| run.style == style && !run.alone && !alone;
        match runs.last_mut().filter(fits) {
            Some(run) => {
                run.text.push_str(cell.text);
                run.cols += 1;
            }
            None => runs.push(Run {
                x,
                cols: u16::from(cell.width),
                text: cell.text.to_owned(),
                style,
                alone,
            }),
        }
    }
    runs
}

fn draw(out: &mut String, run: &Run, y: u16, ground: &Ground) {
    let (mut fg, mut bg) = (hex(run.style.fg, ground), hex(run.style.bg, ground));
    if run.style.attrs.contains(Attrs::REVERSE) {
        let back = bg.unwrap_or_else(|| ground.back.to_owned());
        bg = Some(fg.unwrap_or_else(|| ground.text.to_owned()));
        fg = Some(back);
    }
    let (x, top) = (u32::from(run.x) * CELL.0, u32::from(y) * CELL.1);
    let width = u32::from(run.cols) * CELL.0;
    if let Some(bg) = &bg {
        put(out, format_args!("{}\n", rect(x, top, width, bg)));
    }
    if let Some(path) = strokes(&run.text) {
        let stroke = fg.as_deref().unwrap_or(ground.text);
        let dim = run.style.attrs.contains(Attrs::DIM);
        let dim = if dim { " opacity=\".6\"" } else { "" };
        let (cx, cy) = (x * 2 + CELL.0, top * 2 + CELL.1);
        put(
            out,
            format_args!(
                "<path transform=\"translate({} {})\" d=\"{path}\" stroke=\"{stroke}\"{dim}/>\n",
                half(cx),
                half(cy)
            ),
        );
        return;
    }
    let plain = run.style.underline == Underline::None;
    let text = if plain {
        run.text.trim_end()
    } else {
        &run.text
    };
    let blanks_after = run.text.len() - text.len();
    let inked = if plain { text.trim_start() } else { text };
    let blanks_before = text.len() - inked.len();
    if inked.is_empty() {
        return;
    }
    let x = x + blanks_before as u32 * CELL.0;
    let length = width - (blanks_before + blanks_after) as u32 * CELL.0;
    let baseline = top + BASELINE;
    let looks = looks(&run.style, fg.as_deref(), ground);
    let pieces = if plain {
        pieces(inked)
    } else {
        vec![(0, inked)]
    };
    let whole = pieces.len() == 1;
    for (col, piece) in pieces {
        let (x, cols) = (x + col * CELL.0, str_width(piece) as u32);
        let length = if whole { length } else { cols * CELL.0 };
        put(
            out,
            format_args!(
                "<text x=\"{x}\" y=\"{baseline}\" textLength=\"{length}\"{looks}>{}</text>\n",
                escaped(piece)
            ),
        );
    }
}

/// The parts of a text between two blanks or more, with their columns: a viewer that joins blanks
/// would stretch the letters.
fn pieces(text: &str) -> Vec<(u32, &str)> {
    let mut found = Vec::new();
    let (mut rest, mut col) = (text, 0);
    while let Some(end) = rest.find("  ") {
        let (piece, after) = rest.split_at(end);
        found.push((col, piece));
        rest = after.trim_start_matches(' ');
        col += (str_width(piece) + after.len() - rest.len()) as u32;
    }
    found.push((col, rest));
    found
}

fn rect(x: u32, y: u32, width: u32, fill: &str) -> String {
    let height = CELL.1;
    format!("<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" fill=\"{fill}\"/>")
}

/// Half of a number of pixels, without a needless decimal.
fn half(twice: u32) -> String {
    match twice % 2 {
        0 => (twice / 2).to_string(),
        _ => format!("{}.5", twice / 2),
    }
}

/// A border character as a path around the centre of its cell; glyphs of fonts would leave gaps.
fn strokes(text: &str) -> Option<String> {
    const SIDES: [&str; 4] = ["M0 0V-9.5", "M0 0V9.5", "M0 0H-4.5", "M0 0H4.5"];
    let corner = match text {
        "╭" => Some("M0 9.5V4.5L4.5 0"),
        "╮" => Some("M0 9.5V4.5L-4.5 0"),
        "╰" => Some("M0 -9.5V-4.5L4.5 0"),
        "╯" => Some("M0 -9.5V-4.5L-4.5 0"),
        _ => None,
    };
    if let Some(corner) = corner {
        return Some(corner.to_owned());
    }
    let sides = match text {
        "│" => [true, true, false, false],
        "─" => [false, false, true, true],
        "┌" => [false, true, false, true],
        "┐" => [false, true, true, false],
        "└" => [true, false, false, true],
        "┘" => [true, false, true, false],
        "├" => [true, true, false, true],
        "┤" => [true, true, true, false],
        "┬" => [false, true, true, true],
        "┴" => [true, false, true, true],
        "┼" => [true; 4],
        _ => return None,
    };
    let drawn = SIDES.iter().zip(sides).filter(|(_, drawn)| *drawn);
    Some(drawn.map(|(side, _)| *side).collect())
}

fn looks(style: &Style, fg: Option<&str>, ground: &Ground) -> String {
    let mut looks = String::new();
    if let Some(fg) = fg {
        put(&mut looks, format_args!(" fill=\"{fg}\""));
    }
    for (attr, text) in [
        (Attrs::BOLD, " font-weight=\"bold\""),
        (Attrs::ITALIC, " font-style=\"italic\""),
        (Attrs::DIM, " opacity=\".6\""),
    ] {
        if style.attrs.contains(attr) {
            looks.push_str(text);
        }
    }
    let kind = match style.underline {
        Underline::None => return looks,
        Underline::Single => "",
        Underline::Double => " double",
        Underline::Curly => " wavy",
        Underline::Dotted => " dotted",
        Underline::Dashed => " dashed",
    };
    let color = hex(style.ul, ground)
        .map(|c| format!(" {c}"))
        .unwrap_or_default();
    put(
        &mut looks,
        format_args!(" style=\"text-decoration:underline{kind}{color}\""),
    );
    looks
}

/// A colour in SVG notation; `None` for the default colour.
fn hex(color: Color, ground: &Ground) -> Option<String> {
    match color.plain() {
        Color::Ansi(n) | Color::Indexed(n) if n < 16 => {
            Some(ground.named[usize::from(n)].to_owned())
        }
        color => color_rgb(color).map(|(r, g, b)| format!("#{r:02x}{g:02x}{b:02x}")),
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Size;

    fn picture(style: Style, text: &str) -> String {
        let mut canvas = Canvas::new(Size::new(6, 1));
        canvas.put_str(1, 0, text, style);
        let svg = svg(&canvas, None, &DARK);
        svg.lines()
            .skip(3)
            .filter(|l| !l.starts_with("</"))
            .collect()
    }

    #[test]
    fn cells_that_look_alike_are_one_text() {
        let red = Style {
            fg: Color::Ansi(1),
            bg: Color::Rgb(1, 2, 255),
            ..Style::DEFAULT
        };
        assert_eq!(
            picture(red, "a<b"),
            "<rect x=\"9\" y=\"0\" width=\"27\" height=\"19\" fill=\"#0102ff\"/>\
             <text x=\"9\" y=\"14\" textLength=\"27\" fill=\"#e06c75\">a&lt;b</text>"
        );
        let reversed = Style {
            attrs: Attrs::REVERSE | Attrs::BOLD,
            ..Style::DEFAULT
        };
        assert_eq!(
            picture(reversed, "é"),
            "<rect x=\"9\" y=\"0\" width=\"9\" height=\"19\" fill=\"#d8dee6\"/>\
             <text x=\"9\" y=\"14\" textLength=\"9\" fill=\"#15181e\" font-weight=\"bold\">é</text>"
        );
    }

    #[test]
    fn texts_end_at_two_blanks() {
        assert_eq!(pieces("a b"), [(0, "a b")]);
        assert_eq!(
            pieces("[s] 漢   x  y"),
            [(0, "[s] 漢"), (9, "x"), (12, "y")]
        );
    }

    #[test]
    fn borders_are_lines() {
        assert_eq!(
            picture(Style::DEFAULT, "├"),
            "<path transform=\"translate(13.5 9.5)\" d=\"M0 0V-9.5M0 0V9.5M0 0H4.5\" stroke=\"#d8dee6\"/>"
        );
    }

    #[test]
    fn wide_characters_take_two_columns() {
        let svg = picture(Style::DEFAULT, "a漢b");
        for part in [
            "x=\"18\" y=\"14\" textLength=\"18\">漢",
            "x=\"36\" y=\"14\" textLength=\"9\">b",
        ] {
            assert!(svg.contains(part), "{part} in {svg}");
        }
    }

    #[test]
    fn the_cursor_is_a_block() {
        let canvas = Canvas::new(Size::new(2, 2));
        let svg = svg(&canvas, Some(Point::new(1, 1)), &DARK);
        let block = "<rect x=\"9\" y=\"19\" width=\"9\" height=\"19\" fill=\"#8fa3bf\"/>";
        assert!(svg.contains(block), "{svg}");
    }
}
