//! Screen lines as text with escape sequences (`capture-pane`).

use crate::base::{Attrs, Color, Line, Link, Style, Underline};
use std::fmt::Write as _;

/// The options of a capture.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Form {
    /// Write escape sequences for styles and hyperlinks (`-e`).
    pub escapes: bool,
    /// Double backslashes, and write control characters as a backslash and three octal digits
    /// (`-C`).
    pub octal: bool,
    /// Keep trailing blanks (`-N`).
    pub blanks: bool,
    /// Join wrapped rows (`-J`).
    pub join: bool,
}

/// The rows as text, each ended by a newline. The style carries over from row to row, as in tmux,
/// so that each change is written once.
pub fn text(lines: &[Line], form: Form) -> String {
    let mut out = String::new();
    let mut style = Style::DEFAULT;
    for line in lines {
        let mut row = String::new();
        write_row(line, form, &mut style, &mut row);
        let row = if form.blanks || form.join {
            row.as_str()
        } else {
            row.trim_end_matches(' ')
        };
        out.push_str(row);
        if !(form.join && line.wrapped) {
            out.push('\n');
        }
    }
    out
}

fn write_row(line: &Line, form: Form, style: &mut Style, out: &mut String) {
    let mut link: Option<&Link> = None;
    for span in &line.spans {
        if form.escapes {
            change(*style, span.style, form, out);
            *style = span.style;
            if span.link.as_deref() != link {
                link = span.link.as_deref();
                write_link(link, form, out);
            }
        }
        for c in span.text.chars() {
            match c {
                '\\' if form.octal => out.push_str("\\\\"),
                c if form.octal && c.is_ascii_control() => {
                    push(out, format_args!("\\{:03o}", u32::from(c)));
                }
                c => out.push(c),
            }
        }
    }
    if link.is_some() {
        write_link(None, form, out);
    }
}

fn push(out: &mut String, text: std::fmt::Arguments<'_>) {
    let written = out.write_fmt(text);
    debug_assert!(written.is_ok(), "a string takes everything");
}

const fn escape(form: Form) -> &'static str {
    if form.octal { "\\033" } else { "\x1b" }
}

fn write_link(link: Option<&Link>, form: Form, out: &mut String) {
    let esc = escape(form);
    let end = if form.octal { "\\033\\\\" } else { "\x1b\\" };
    let (id, uri) = link.map_or(("", ""), |l| (l.id.as_str(), l.uri.as_str()));
    let id = if id.is_empty() {
        String::new()
    } else {
        format!("id={id}")
    };
    push(out, format_args!("{esc}]8;{id};{uri}{end}"));
}

/// The attributes in the order in which tmux writes them, and their parameters.
const ATTRS: [(Attrs, &str); 7] = [
    (Attrs::BOLD, "1"),
    (Attrs::DIM, "2"),
    (Attrs::ITALIC, "3"),
    (Attrs::BLINK, "5"),
    (Attrs::REVERSE, "7"),
    (Attrs::HIDDEN, "8"),
    (Attrs::STRIKE, "9"),
];

/// Writes the SGR sequences from one style to another as tmux does: attributes first, then each
/// colour in a sequence of its own.
fn change(from: Style, to: Style, form: Form, out: &mut String) {
    let seen = Attrs::all().difference(Attrs::PROTECTED);
    let lost = !from
        .attrs
        .difference(to.attrs)
        .intersection(seen)
        .is_empty()
        || (from.underline != to.underline && from.underline != Underline::None)
        || (from.ul != Color::Default && to.ul == Color::Default);
    let from = if lost {
        Style {
            attrs: Attrs::empty(),
            underline: Underline::None,
            ..from
        }
    } else {
        from
    };
    let mut codes: Vec<&str> = Vec::new();
    if lost {
        codes.push("0");
    }
    let gained = to.attrs.difference(from.attrs);
    for (attr, code) in ATTRS {
        if attr == Attrs::BLINK
            && from.underline != to.underline
            && to.underline == Underline::Single
        {
            codes.push("4");
        }
        if gained.contains(attr) {
            codes.push(code);
        }
    }
    if from.underline != to.underline {
        codes.extend(match to.underline {
            Underline::Double => Some("4:2"),
            Underline::Curly => Some("4:3"),
            Underline::Dotted => Some("4:4"),
            Underline::Dashed => Some("4:5"),
            Underline::None | Underline::Single => None,
        });
    }
    if gained.contains(Attrs::OVERLINE) {
        codes.push("53");
    }
    let esc = escape(form);
    if !codes.is_empty() {
        push(out, format_args!("{esc}[{}m", codes.join(";")));
    }
    for (old, new, base) in [
        (from.fg, to.fg, 30),
        (from.bg, to.bg, 40),
        (from.ul, to.ul, 50),
    ] {
        let wanted = if lost {
            new != Color::Default
        } else {
            old != new
        };
        let code = color(new, base);
        if wanted && !code.is_empty() {
            push(out, format_args!("{esc}[{code}m"));
        }
    }
}

/// The SGR parameters of a colour: `base` is 30 for text, 40 for the background, 50 for underlines.
fn color(color: Color, base: u16) -> String {
    let long = base + 8;
    match color {
        Color::Default => (base + 9).to_string(),
        Color::Ansi(n) if base == 50 => format!("{long};5;{n}"),
        Color::Ansi(n) if n < 8 => (base + u16::from(n)).to_string(),
        Color::Ansi(n) => (base + 52 + u16::from(n)).to_string(),
        Color::Indexed(n) => format!("{long};5;{n}"),
        Color::Rgb(r, g, b) => format!("{long};2;{r};{g};{b}"),
    }
}

#[cfg(test)]
mod tests {
    use crate::base::Size;
    use crate::model::view::capture::{Form, text};
    use crate::term::{Limits, Screen};

    fn rows(bytes: &str, form: Form) -> String {
        let limits = Limits {
            history_lines: 10,
            history_bytes: 10_000,
        };
        let mut screen = Screen::new(Size::new(10, 3), limits);
        screen.feed(bytes.as_bytes(), &mut Vec::new());
        text(&screen.rows(0..3), form)
    }

    #[test]
    fn looks_come_back_when_the_text_is_read_again() {
        let form = Form {
            escapes: true,
            ..Form::default()
        };
        for input in [
            "\x1b[1;31mab\x1b[0mc",
            "\x1b[4:3;58:5:9mab\x1b[24mc\x1b[59md",
            "\x1b[38;2;1;2;3;48;5;200mx\x1b[39my\r\nz",
            "\x1b]8;id=a;http://x\x1b\\in\x1b]8;;\x1b\\out",
            "\x1b[53;9;21mx\x1b[29my",
        ] {
            let once = rows(input, form);
            let again = rows(&once.trim_end().replace('\n', "\r\n"), form);
            assert_eq!(once.trim_end(), again.trim_end(), "{input:?}");
            assert!(once.contains('\x1b'), "{input:?} {once:?}");
        }
    }

    #[test]
    fn rows_are_trimmed_joined_and_escaped() {
        let join = Form {
            join: true,
            ..Form::default()
        };
        let octal = Form {
            octal: true,
            escapes: true,
            ..Form::default()
        };
        for (input, form, expected) in [
            ("a  \r\n b", Form::default(), "a\n b\n\n"),
            (
                "a  \r\n b",
                Form {
                    blanks: true,
                    ..Form::default()
                },
                "a  \n b\n\n",
            ),
            ("0123456789ab", Form::default(), "0123456789\nab\n\n"),
            ("0123456789ab", join, "0123456789ab\n\n"),
            ("\x1b[31m\\x", octal, "\\033[31m\\\\x\n\n\n"),
        ] {
            assert_eq!(rows(input, form), expected, "{input:?}");
        }
    }
}
