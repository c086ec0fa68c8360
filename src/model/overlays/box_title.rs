//! The upper border of boxes: the line characters and the title between them.

use crate::base::{Line, Style};
use crate::lang::styled_text::draw;
use crate::scene::BorderLines;

/// The characters of a line from border to border: left end, middle, right end.
pub(crate) const fn strokes(lines: BorderLines) -> (&'static str, &'static str, &'static str) {
    match lines {
        BorderLines::Single | BorderLines::Rounded | BorderLines::Number => ("├", "─", "┤"),
        BorderLines::Double => ("╠", "═", "╣"),
        BorderLines::Heavy => ("┣", "━", "┫"),
        BorderLines::Simple => ("+", "-", "+"),
        BorderLines::Spaces | BorderLines::None => (" ", " ", " "),
    }
}

/// A title of at most `cols` columns, with the border's line where it has no text.
pub(crate) fn title_line(title: &str, cols: u16, lines: BorderLines, style: Style) -> Line {
    let (_, middle, _) = strokes(lines);
    let drawn = draw(title, cols, style);
    let mut line = Line::default();
    for (from, to) in &drawn.covered {
        let missing = usize::from(*from).saturating_sub(line.cols());
        line.push_str(&middle.repeat(missing), style);
        let part = drawn.line.slice(usize::from(*from), usize::from(*to));
        line.spans.extend(part.spans);
    }
    line
}
