//! Screen lines as text with escape sequences (`capture-pane`).

use crate::base::{Attrs, Color, Line, Link, Span, Style, Underline, tabs};
use crate::term::{RowMarks, drawing_letter};
use std::fmt::Write as _;

/// The options of a capture.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Form {
    /// Write escape sequences for styles, line drawing and hyperlinks (`-e`).
    pub escapes: bool,
    /// Double backslashes, and write the control characters of escape sequences as a backslash and
    /// three octal digits (`-C`).
    pub octal: bool,
    /// Keep trailing blanks (`-N`).
    pub blanks: bool,
    /// Join wrapped rows (`-J`).
    pub join: bool,
    /// Omit cells that were never written (`-T`).
    pub trim: bool,
    /// Begin each row with its number (`-L`).
    pub numbers: bool,
    /// Begin each row with its flags (`-F`).
    pub flags: bool,
    /// Write the hyperlinks of the rows instead of their text (`-H`).
    pub links: bool,
}

/// Rows of a pane as its program sent them ([`Screen::sent_rows`](crate::term::Screen::sent_rows)).
#[derive(Default)]
pub struct Rows {
    /// The rows.
    pub lines: Vec<Line>,
    /// The number of the first: 0 is the first visible row, history is negative.
    pub first: i64,
    /// The width of the pane.
    pub cols: u16,
    /// The rows with OSC 133 marks, by number.
    pub marks: Vec<(i64, RowMarks)>,
}

/// The rows as text, each ended by a newline, as tmux writes them. The style carries over from row
/// to row, so that each change is written once. A row that is not full ends in the default style
/// of the cells behind its text.
pub fn text(rows: &Rows, form: Form) -> String {
    let spans = rows.lines.iter().flat_map(|line| &line.spans);
    let bytes: usize = spans.map(|span| span.text.len()).sum();
    let mut out = String::with_capacity(bytes + rows.lines.len());
    let mut row = String::new();
    // A tab may lie across two joined rows, so tabs are restored in complete lines.
    let mut joined = String::new();
    let mut style = Style::DEFAULT;
    let mut links = Vec::new();
    for (line, number) in rows.lines.iter().zip(rows.first..) {
        row.clear();
        if form.links {
            write_links(line, &mut links, &mut row);
            if row.is_empty() {
                continue;
            }
        } else {
            write_row(line, form, &mut style, &mut row);
            if !form.join && !form.trim && (1..usize::from(rows.cols)).contains(&line.cols()) {
                change(style, Style::DEFAULT, form, &mut row);
                style = Style::DEFAULT;
            }
        }
        if form.numbers {
            push(&mut joined, format_args!("{number} "));
        }
        if form.flags {
            let marks = rows.marks.iter().find(|(at, _)| *at == number);
            write_flags(line, marks.map(|(_, marks)| *marks), &mut joined);
        }
        if form.join {
            joined.push_str(&row);
            if line.wrapped {
                continue;
            }
            out.push_str(&tabs::restore(&joined));
        } else {
            out.push_str(&joined);
            let text = tabs::restore(&row);
            let kept = if form.blanks {
                &*text
            } else {
                text.trim_end_matches(' ')
            };
            out.push_str(kept);
        }
        joined.clear();
        out.push('\n');
    }
    out.push_str(&tabs::restore(&joined));
    out
}

/// An incomplete control sequence as text (`-P`), with control characters and backslashes as octal
/// escapes if `octal` (`-C`).
pub fn pending(bytes: Vec<u8>, octal: bool) -> Vec<u8> {
    if !octal {
        return bytes;
    }
    let mut out = String::new();
    for byte in bytes {
        match byte {
            b'\\' | ..b' ' | 0x80.. => push(&mut out, format_args!("\\{byte:03o}")),
            byte => out.push(char::from(byte)),
        }
    }
    out.into_bytes()
}

/// Appends the targets of a row's hyperlinks that are not among `known`, separated by blanks.
fn write_links(line: &Line, known: &mut Vec<Link>, out: &mut String) {
    for link in line.spans.iter().filter_map(|span| span.link.as_deref()) {
        if known.contains(link) {
            continue;
        }
        known.push(link.clone());
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(&link.uri);
    }
}

/// Appends the letters of a row's flags and a blank: hyperlink, output, prompt, wrapped, extended
/// (it has something other than ASCII in the simplest styles). Without flags it is `-`.
fn write_flags(line: &Line, marks: Option<RowMarks>, out: &mut String) {
    let marks = marks.unwrap_or_default();
    let letters = [
        ('H', line.spans.iter().any(|span| span.link.is_some())),
        ('O', marks.output),
        ('P', marks.prompt),
        ('W', line.wrapped),
        ('X', line.spans.iter().any(is_extended)),
    ];
    let set = letters.iter().filter(|(_, on)| *on);
    let start = out.len();
    out.extend(set.map(|(letter, _)| *letter));
    if out.len() == start {
        out.push('-');
    }
    out.push(' ');
}

/// Whether tmux needs more than its short form of a cell for a span.
fn is_extended(span: &Span) -> bool {
    let style = span.style;
    let rgb = |color| matches!(color, Color::Rgb(..));
    span.link.is_some()
        || !span.text.bytes().all(|byte| matches!(byte, b' '..=b'~'))
            && !style.attrs.contains(Attrs::LINE_DRAWING)
        || rgb(style.fg)
        || rgb(style.bg)
        || style.ul != Color::Default
        || style.attrs.intersects(Attrs::STRIKE | Attrs::OVERLINE)
        || !matches!(style.underline, Underline::None | Underline::Single)
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
        let drawn = span.style.attrs.contains(Attrs::LINE_DRAWING);
        if !drawn && !form.octal {
            out.push_str(&span.text);
            continue;
        }
        for c in span.text.chars() {
            match c {
                '\\' if form.octal => out.push_str("\\\\"),
                c if drawn => out.push(drawing_letter(c).unwrap_or(c)),
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
/// colour in a sequence of its own, then the shift to or from line drawing (SO, SI).
fn change(from: Style, to: Style, form: Form, out: &mut String) {
    let was_drawn = from.attrs.contains(Attrs::LINE_DRAWING);
    let seen = Attrs::all().difference(Attrs::PROTECTED | Attrs::LINE_DRAWING);
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
    let is_drawn = to.attrs.contains(Attrs::LINE_DRAWING);
    out.push_str(match (was_drawn, is_drawn, form.octal) {
        (false, true, false) => "\x0e",
        (false, true, true) => "\\016",
        (true, false, false) => "\x0f",
        (true, false, true) => "\\017",
        (true, true, _) | (false, false, _) => "",
    });
}

/// The SGR parameters of a colour: `base` is 30 for text, 40 for the background, 50 for underlines.
fn color(color: Color, base: u16) -> String {
    let long = base + 8;
    match color.plain() {
        Color::Default | Color::Role(_) => (base + 9).to_string(),
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
    use crate::model::view::capture::{Form, Rows, pending, text};
    use crate::term::{Limits, Screen};

    fn rows(bytes: &str, form: Form) -> String {
        let limits = Limits {
            history_lines: 10,
            history_bytes: 10_000,
        };
        let mut screen = Screen::new(Size::new(10, 3), limits);
        screen.feed(bytes.as_bytes(), &mut Vec::new());
        let rows = Rows {
            lines: screen.sent_rows(0..3),
            first: 0,
            cols: 10,
            marks: screen.marks(),
        };
        text(&rows, form)
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
            ("\x1b[31m\\x", octal, "\\033[31m\\\\x\\033[39m\n\n\n"),
        ] {
            assert_eq!(rows(input, form), expected, "{input:?}");
        }
    }

    #[test]
    fn attributes_end_with_the_text_that_has_them() {
        let form = Form {
            escapes: true,
            ..Form::default()
        };
        let trim = Form { trim: true, ..form };
        for (input, form, expected) in [
            (
                "ok \x1b[31mbad\x1b[0m\r\nnext",
                form,
                "ok \x1b[31mbad\x1b[39m\nnext\n\n",
            ),
            ("\x1b[1;4mlast", form, "\x1b[1;4mlast\x1b[0m\n\n\n"),
            ("\x1b[44mab  ", form, "\x1b[44mab  \x1b[49m\n\n\n"),
            // A full row has no cell behind its text.
            (
                "\x1b[31m0123456789\x1b[39m\r\nx",
                form,
                "\x1b[31m0123456789\n\x1b[39mx\n\n",
            ),
            ("\x1b[31mbad", trim, "\x1b[31mbad\n\n\n"),
        ] {
            assert_eq!(rows(input, form), expected, "{input:?}");
        }
    }

    #[test]
    fn tabs_stay_tabs_until_they_are_overwritten() {
        let blanks = Form {
            blanks: true,
            ..Form::default()
        };
        for (input, form, expected) in [
            ("\tab", Form::default(), "\tab\n\n\n"),
            ("1234567\tx", Form::default(), "1234567\tx\n\n\n"),
            ("a\t\r\n\tb", Form::default(), "a\t\n\tb\n\n"),
            ("a\tb\x1b[4Gx", Form::default(), "a  x    b\n\n\n"),
            ("abcdefgh\r\tx", Form::default(), "abcdefghx\n\n\n"),
            ("a\tb\x1b[1;3H\x1b[2X", Form::default(), "a       b\n\n\n"),
            ("a\t\x1b[1;5H\x1b[K", Form::default(), "a\n\n\n"),
            ("a\tb\x1b[1;1H\x1b[@x", Form::default(), "xa\tb\n\n\n"),
            ("a\tb", blanks, "a\tb\n\n\n"),
        ] {
            assert_eq!(rows(input, form), expected, "{input:?}");
        }
    }

    #[test]
    fn tabs_survive_history_and_reflow() {
        let limits = Limits {
            history_lines: 10,
            history_bytes: 10_000,
        };
        let mut screen = Screen::new(Size::new(20, 2), limits);
        let input = "all:\r\n\tcc\t\x1b[31m-o\tx\x1b[m\r\n1\r\n2\r\n3";
        screen.feed(input.as_bytes(), &mut Vec::new());
        assert_eq!(screen.rows(-2..-1)[0].text(), "        cc      -o x");
        let mut checkpoint = Vec::new();
        screen.checkpoint(&mut checkpoint);
        for cols in [5, 9, 20, 40] {
            screen.resize(Size::new(cols, 2));
            let rows = Rows {
                lines: screen.sent_rows(i64::MIN..2),
                first: 0,
                cols,
                marks: Vec::new(),
            };
            let form = Form {
                join: true,
                ..Form::default()
            };
            let text = text(&rows, form);
            assert!(text.starts_with("all:\n\tcc\t-o"), "{cols}: {text:?}");
        }
    }

    #[test]
    fn line_drawing_is_captured_as_the_letters_that_were_sent() {
        let escapes = Form {
            escapes: true,
            ..Form::default()
        };
        let octal = Form {
            octal: true,
            ..escapes
        };
        let input = "\x1b(0tqu\x1b(B box";
        for (input, form, expected) in [
            (input, Form::default(), "tqu box\n\n\n"),
            (input, escapes, "\x0etqu\x0f box\n\n\n"),
            (input, octal, "\\016tqu\\017 box\n\n\n"),
            ("\x1b(0q\x1b[3b", escapes, "\x0eqqqq\x0f\n\n\n"),
            ("─│", escapes, "─│\n\n\n"),
        ] {
            assert_eq!(rows(input, form), expected, "{input:?}");
        }
        let limits = Limits::default();
        let mut screen = Screen::new(Size::new(10, 2), limits);
        screen.feed(input.as_bytes(), &mut Vec::new());
        assert_eq!(screen.line(0).text(), "├─┤ box");
        assert_eq!(screen.line(0).spans.len(), 1, "{:?}", screen.line(0));
    }

    #[test]
    fn rows_have_numbers_flags_and_links() {
        let numbers = Form {
            numbers: true,
            ..Form::default()
        };
        let flags = Form {
            flags: true,
            ..Form::default()
        };
        let links = Form {
            links: true,
            ..Form::default()
        };
        let linked = "\x1b]8;;http://a\x1b\\x\x1b]8;;\x1b\\ \x1b]8;;http://b\x1b\\y\x1b]8;;\x1b\\";
        for (input, form, expected) in [
            ("a\r\n\r\nb", numbers, "0 a\n1 \n2 b\n"),
            ("0123456789ab", flags, "W 0123456789\n- ab\n- \n"),
            ("\x1b]133;A\x07$ ü", flags, "PX $ ü\n- \n- \n"),
            (linked, links, "http://a http://b\n"),
            (
                linked,
                Form {
                    numbers: true,
                    ..links
                },
                "0 http://a http://b\n",
            ),
        ] {
            assert_eq!(rows(input, form), expected, "{input:?}");
        }
    }

    #[test]
    fn an_incomplete_sequence_is_captured_as_it_was_sent() {
        for (inputs, expected) in [
            (vec!["half \x1b[38;5"], "\\033[38;5"),
            (vec!["\x1b[1mx\x1b", "[?0", "07"], "\\033[?007"),
            (vec!["\x1b]2;ti\\"], "\\033]2;ti\\134"),
            (vec!["\x1b]2;ti\x1b", "[4"], "\\033[4"),
            (vec!["\x1bPq\x1b"], "\\033Pq\\033"),
            (vec!["\x1b[3", "m"], ""),
        ] {
            let mut screen = Screen::new(Size::new(10, 2), Limits::default());
            for input in &inputs {
                screen.feed(input.as_bytes(), &mut Vec::new());
            }
            let bytes = pending(screen.pending_sequence(), true);
            assert_eq!(String::from_utf8_lossy(&bytes), expected, "{inputs:?}");
        }
    }
}
