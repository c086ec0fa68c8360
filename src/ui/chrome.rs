//! Boxes and messages: ratatui widgets, rendered into a ratatui buffer and copied to the canvas.

use super::border::box_glyphs;
use super::viewport::within;
use crate::base::{Attrs, Color, Line, Palette, Rect, Role, Style, Underline};
use crate::canvas::Canvas;
use crate::scene::BorderLines;
use ratatui::buffer::Buffer;
use ratatui::layout;
use ratatui::style::{Color as Hue, Modifier, Style as Paint};
use ratatui::symbols::border;
use ratatui::text;
use ratatui::widgets::{Block, Widget};

/// A box with a border, a title and lines of text.
pub(super) struct BoxView<'a> {
    pub(super) rect: Rect,
    pub(super) border: BorderLines,
    pub(super) border_style: Style,
    pub(super) title: &'a Line,
    pub(super) lines: &'a [Line],
    pub(super) style: Style,
}

impl BoxView<'_> {
    /// Draws the box. Its lines bypass ratatui, whose styles lack underline shapes and hyperlinks.
    pub(super) fn draw(&self, canvas: &mut Canvas) {
        let inside = self.frame(canvas);
        canvas.fill(inside, ' ', self.style);
        for (y, line) in (inside.y..inside.bottom()).zip(self.lines) {
            let whole = line.cols() == usize::from(self.rect.cols);
            let clip = if whole {
                within(self.rect, canvas.size())
            } else {
                inside
            };
            canvas.put_line(clip, clip.x, y, line);
        }
    }

    /// Draws the border and returns the area inside.
    fn frame(&self, canvas: &mut Canvas) -> Rect {
        if self.border == BorderLines::None {
            return within(self.rect, canvas.size());
        }
        let corners = Corners::new(self.border);
        // ratatui knows no roles.
        let palette = canvas.palette();
        let border_style = palette.resolve(self.border_style);
        let block = Block::bordered()
            .border_set(corners.set())
            .border_style(to_paint(border_style))
            .title(to_text(self.title, border_style, palette));
        let area = to_layout(within(self.rect, canvas.size()));
        let inner = block.inner(to_layout(self.rect)).intersection(area);
        let mut buffer = Buffer::empty(to_layout(self.rect).intersection(area));
        block.render(buffer.area, &mut buffer);
        copy(&buffer, canvas);
        Rect::new(inner.x, inner.y, inner.width, inner.height)
    }
}

/// The look of a message of the client.
const MESSAGE: Style = Style {
    fg: Color::Role(Role::Contrast),
    bg: Color::Role(Role::Warn),
    ..Style::DEFAULT
};

/// Draws a message into the last rows of the canvas. The rest of these rows is blank: it would be
/// read as part of the message.
pub(super) fn draw_message(canvas: &mut Canvas, rows: &[String]) {
    let size = canvas.size();
    let first = size
        .rows
        .saturating_sub(u16::try_from(rows.len()).unwrap_or(u16::MAX));
    for (y, row) in (first..size.rows).zip(rows) {
        let mut line = Line::default();
        line.push_str(row, MESSAGE);
        let row = Rect::new(0, y, size.cols, 1);
        canvas.fill(row, ' ', Style::DEFAULT);
        canvas.put_line(row, 0, y, &line);
    }
}

/// Border characters as strings, as ratatui needs them.
struct Corners([String; 6]);

impl Corners {
    fn new(lines: BorderLines) -> Self {
        Self(box_glyphs(lines).map(String::from))
    }

    fn set(&self) -> border::Set<'_> {
        let [
            top_left,
            top_right,
            bottom_left,
            bottom_right,
            vertical,
            horizontal,
        ] = &self.0;
        border::Set {
            top_left,
            top_right,
            bottom_left,
            bottom_right,
            vertical_left: vertical,
            vertical_right: vertical,
            horizontal_top: horizontal,
            horizontal_bottom: horizontal,
        }
    }
}

fn to_layout(rect: Rect) -> layout::Rect {
    layout::Rect::new(rect.x, rect.y, rect.cols, rect.rows)
}

fn to_text(line: &Line, base: Style, palette: &Palette) -> text::Line<'static> {
    let spans = line.spans.iter().map(|s| {
        let style = if s.style == Style::DEFAULT {
            base
        } else {
            palette.resolve(s.style)
        };
        text::Span::styled(s.text.clone(), to_paint(style))
    });
    text::Line::from(spans.collect::<Vec<_>>())
}

/// Copies every cell of `buffer` to the same position on the canvas.
fn copy(buffer: &Buffer, canvas: &mut Canvas) {
    let area = buffer.area;
    for y in area.y..area.bottom() {
        let mut x = area.x;
        while x < area.right() {
            let cell = &buffer[(x, y)];
            x += u16::from(canvas.put(x, y, cell.symbol(), from_cell(cell.style()), None)).max(1);
        }
    }
}

const ATTRS: [(Attrs, Modifier); 7] = [
    (Attrs::BOLD, Modifier::BOLD),
    (Attrs::DIM, Modifier::DIM),
    (Attrs::ITALIC, Modifier::ITALIC),
    (Attrs::BLINK, Modifier::SLOW_BLINK),
    (Attrs::REVERSE, Modifier::REVERSED),
    (Attrs::HIDDEN, Modifier::HIDDEN),
    (Attrs::STRIKE, Modifier::CROSSED_OUT),
];

fn to_paint(style: Style) -> Paint {
    let mut modifier = Modifier::empty();
    for (attr, m) in ATTRS {
        modifier.set(m, style.attrs.contains(attr));
    }
    modifier.set(Modifier::UNDERLINED, style.underline != Underline::None);
    Paint::new()
        .fg(to_hue(style.fg))
        .bg(to_hue(style.bg))
        .underline_color(to_hue(style.ul))
        .add_modifier(modifier)
}

fn from_cell(paint: Paint) -> Style {
    let color = |hue: Option<Hue>| hue.map_or(Color::Default, from_hue);
    let underlined = paint.add_modifier.contains(Modifier::UNDERLINED);
    Style {
        fg: color(paint.fg),
        bg: color(paint.bg),
        ul: color(paint.underline_color),
        attrs: ATTRS
            .into_iter()
            .filter_map(|(attr, m)| paint.add_modifier.contains(m).then_some(attr))
            .collect(),
        underline: if underlined {
            Underline::Single
        } else {
            Underline::None
        },
    }
}

/// ratatui's names of the sixteen colours, by number.
const HUES: [Hue; 16] = [
    Hue::Black,
    Hue::Red,
    Hue::Green,
    Hue::Yellow,
    Hue::Blue,
    Hue::Magenta,
    Hue::Cyan,
    Hue::Gray,
    Hue::DarkGray,
    Hue::LightRed,
    Hue::LightGreen,
    Hue::LightYellow,
    Hue::LightBlue,
    Hue::LightMagenta,
    Hue::LightCyan,
    Hue::White,
];

fn to_hue(color: Color) -> Hue {
    match color.plain() {
        Color::Default | Color::Role(_) => Hue::Reset,
        Color::Ansi(n) => HUES[usize::from(n % 16)],
        Color::Indexed(n) => Hue::Indexed(n),
        Color::Rgb(r, g, b) => Hue::Rgb(r, g, b),
    }
}

fn from_hue(hue: Hue) -> Color {
    match hue {
        Hue::Reset => Color::Default,
        Hue::Indexed(n) => Color::Indexed(n),
        Hue::Rgb(r, g, b) => Color::Rgb(r, g, b),
        named => HUES
            .iter()
            .position(|h| *h == named)
            .map_or(Color::Default, |n| Color::Ansi(n as u8)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn styles_survive_the_conversion_to_ratatui_and_back() {
        for style in [
            Style::DEFAULT,
            Style {
                fg: Color::Ansi(9),
                bg: Color::Indexed(9),
                ul: Color::Rgb(1, 2, 3),
                attrs: Attrs::BOLD | Attrs::STRIKE | Attrs::REVERSE,
                underline: Underline::Single,
            },
            Style {
                fg: Color::Ansi(7),
                bg: Color::Ansi(0),
                ..Style::DEFAULT
            },
        ] {
            assert_eq!(from_cell(to_paint(style)), style);
        }
    }
}
