//! Converts a line to text with SGR and OSC 8 sequences.

use crate::base::{Attrs, Color, Line, Style, Underline};
use std::fmt::Write as _;

/// Appends `line` to `to`. The text starts and ends with default attributes.
pub fn write(line: &Line, to: &mut String) {
    let mut look = Style::DEFAULT;
    let mut linked = false;
    for span in &line.spans {
        if span.style != look {
            look = span.style;
            sgr(&look, to);
        }
        if linked {
            to.push_str("\x1b]8;;\x1b\\");
        }
        linked = span.link.is_some();
        if let Some(link) = &span.link {
            let id = if link.id.is_empty() {
                String::new()
            } else {
                format!("id={}", link.id)
            };
            // Writing to a string cannot fail.
            let _ = write!(to, "\x1b]8;{id};{}\x1b\\", link.uri);
        }
        to.push_str(&span.text);
    }
    if linked {
        to.push_str("\x1b]8;;\x1b\\");
    }
    if look != Style::DEFAULT {
        to.push_str("\x1b[m");
    }
}

/// Appends the SGR sequence (ECMA-48 8.3.117) that sets `style`, independent of earlier attributes.
fn sgr(style: &Style, to: &mut String) {
    let mut codes = vec!["0".to_owned()];
    for (attr, code) in [
        (Attrs::BOLD, "1"),
        (Attrs::DIM, "2"),
        (Attrs::ITALIC, "3"),
        (Attrs::BLINK, "5"),
        (Attrs::REVERSE, "7"),
        (Attrs::HIDDEN, "8"),
        (Attrs::STRIKE, "9"),
        (Attrs::OVERLINE, "53"),
    ] {
        if style.attrs.contains(attr) {
            codes.push(code.to_owned());
        }
    }
    let underline = match style.underline {
        Underline::None => None,
        Underline::Single => Some("4"),
        Underline::Double => Some("4:2"),
        Underline::Curly => Some("4:3"),
        Underline::Dotted => Some("4:4"),
        Underline::Dashed => Some("4:5"),
    };
    codes.extend(underline.map(str::to_owned));
    codes.extend(
        [
            color(style.fg, 30),
            color(style.bg, 40),
            color(style.ul, 50),
        ]
        .into_iter()
        .flatten(),
    );
    // Writing to a string cannot fail.
    let _ = write!(to, "\x1b[{}m", codes.join(";"));
}

/// The SGR parameters of a colour; `base` is 30 for text, 40 for the background, 50 for underlines.
fn color(color: Color, base: u16) -> Option<String> {
    match color.plain() {
        Color::Default | Color::Role(_) => None,
        Color::Ansi(n) if base == 50 => Some(format!("58:5:{n}")),
        Color::Ansi(n) if n < 8 => Some((base + u16::from(n)).to_string()),
        Color::Ansi(n) => Some((base + 52 + u16::from(n)).to_string()),
        Color::Indexed(n) => Some(format!("{}:5:{n}", base + 8)),
        Color::Rgb(r, g, b) => Some(format!("{}:2::{r}:{g}:{b}", base + 8)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Size;
    use crate::term::{Limits, Screen};

    #[test]
    fn every_look_comes_back() {
        let looks = [
            "1",
            "2",
            "3",
            "5",
            "7",
            "8",
            "9",
            "53",
            "4",
            "4:2",
            "4:3",
            "4:4",
            "4:5",
            "31",
            "97",
            "45",
            "104",
            "38;5;9",
            "48;5;200",
            "38;2;1;2;3",
            "48;2;4;5;6",
            "4;58;5;7",
            "4:3;58;2;9;8;7",
            "1;3;4:3;38;5;100;41",
        ];
        let mut input = String::new();
        for look in looks {
            let _ = write!(
                input,
                "\x1b[{look}ma日e\u{301}\x1b]8;id=x;http://y/\x1b\\l\x1b]8;;\x1b\\\x1b[m "
            );
        }
        let screen = |input: &str| {
            let mut screen = Screen::new(Size::new(200, 2), Limits::default());
            screen.feed(input.as_bytes(), &mut Vec::new());
            screen.line(0)
        };
        let line = screen(&input);
        let mut text = String::new();
        write(&line, &mut text);
        assert_eq!(screen(&text), line);
    }
}
