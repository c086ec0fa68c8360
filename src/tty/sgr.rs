//! Changes from one style to another (SGR, ECMA-48 8.3.117) in few bytes, within the capabilities
//! of the terminal.

use super::caps::Caps;
use super::color::{reduce, without_idle_underline};
use crate::base::{Attrs, Color, Style, Underline};

/// Attributes and their SGR numbers.
const ATTRS: [(Attrs, u16); 8] = [
    (Attrs::BOLD, 1),
    (Attrs::DIM, 2),
    (Attrs::ITALIC, 3),
    (Attrs::BLINK, 5),
    (Attrs::REVERSE, 7),
    (Attrs::HIDDEN, 8),
    (Attrs::STRIKE, 9),
    (Attrs::OVERLINE, 53),
];

/// `style` reduced to the capabilities `caps`.
pub(crate) fn shown(style: Style, caps: &Caps) -> Style {
    let mut style = without_idle_underline(style);
    style.attrs.remove(Attrs::PROTECTED);
    if !caps.overline {
        style.attrs.remove(Attrs::OVERLINE);
    }
    if !caps.strikethrough {
        style.attrs.remove(Attrs::STRIKE);
    }
    if !caps.underline_styles && style.underline != Underline::None {
        style.underline = Underline::Single;
    }
    style.fg = reduce(style.fg, caps.colors);
    style.bg = reduce(style.bg, caps.colors);
    style.ul = match caps.underline_color {
        true => reduce(style.ul, caps.colors),
        false => Color::Default,
    };
    style
}

/// Appends the change from style `from` (`None`: unknown) to `to`, both as [`shown`] returns them.
/// Attributes cannot be removed one by one in all terminals, so removing one starts from SGR 0.
pub(crate) fn change(from: Option<Style>, to: Style, out: &mut Vec<u8>) {
    if from == Some(to) {
        return;
    }
    if to == Style::DEFAULT {
        out.extend_from_slice(b"\x1b[m");
        return;
    }
    let mut codes = Codes::new(out);
    let from = match from {
        Some(from) if to.attrs.contains(from.attrs) => from,
        _ => {
            codes.number(0);
            Style::DEFAULT
        }
    };
    let added = to.attrs.difference(from.attrs);
    for (attr, code) in ATTRS {
        if added.contains(attr) {
            codes.number(code);
        }
    }
    if to.underline != from.underline {
        codes.underline(to.underline);
    }
    if to.fg != from.fg {
        codes.color(to.fg, 30);
    }
    if to.bg != from.bg {
        codes.color(to.bg, 40);
    }
    if to.ul != from.ul {
        codes.underline_color(to.ul);
    }
    out.push(b'm');
}

/// Appends `n` in decimal.
pub(crate) fn push_number(n: u16, out: &mut Vec<u8>) {
    let mut digits = [0; 5];
    let mut at = digits.len();
    let mut rest = n;
    loop {
        at -= 1;
        digits[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    out.extend_from_slice(&digits[at..]);
}

/// Numbers of an SGR sequence being written.
struct Codes<'a> {
    out: &'a mut Vec<u8>,
    first: bool,
}

impl<'a> Codes<'a> {
    fn new(out: &'a mut Vec<u8>) -> Self {
        out.extend_from_slice(b"\x1b[");
        Self { out, first: true }
    }

    fn number(&mut self, n: u16) {
        if !self.first {
            self.out.push(b';');
        }
        self.first = false;
        push_number(n, self.out);
    }

    fn sub(&mut self, n: u16) {
        self.out.push(b':');
        push_number(n, self.out);
    }

    fn underline(&mut self, underline: Underline) {
        let style = match underline {
            Underline::None => return self.number(24),
            Underline::Single => return self.number(4),
            Underline::Double => 2,
            Underline::Curly => 3,
            Underline::Dotted => 4,
            Underline::Dashed => 5,
        };
        self.number(4);
        self.sub(style);
    }

    /// `base` is 30 for text, 40 for background.
    fn color(&mut self, color: Color, base: u16) {
        match color.plain() {
            Color::Default | Color::Role(_) => self.number(base + 9),
            Color::Ansi(n @ 0..8) => self.number(base + u16::from(n)),
            Color::Ansi(n) => self.number(base + 60 + u16::from(n % 8)),
            Color::Indexed(n) => {
                for n in [base + 8, 5, u16::from(n)] {
                    self.number(n);
                }
            }
            Color::Rgb(r, g, b) => {
                for n in [base + 8, 2, u16::from(r), u16::from(g), u16::from(b)] {
                    self.number(n);
                }
            }
        }
    }

    /// Underline colours came after colons did, so they are written with colons.
    fn underline_color(&mut self, color: Color) {
        match color.plain() {
            Color::Default | Color::Role(_) => self.number(59),
            Color::Ansi(n) | Color::Indexed(n) => {
                self.number(58);
                self.sub(5);
                self.sub(u16::from(n));
            }
            Color::Rgb(r, g, b) => {
                self.number(58);
                self.sub(2);
                self.out.push(b':');
                for n in [r, g, b] {
                    self.sub(u16::from(n));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tty::caps::Colors;

    fn text(from: Option<Style>, to: Style) -> String {
        let mut out = Vec::new();
        change(from, to, &mut out);
        String::from_utf8(out).unwrap().replace('\x1b', "E")
    }

    #[test]
    fn changes_are_short() {
        let plain = Style::DEFAULT;
        let fg = |fg| Style { fg, ..plain };
        let attrs = |attrs| Style { attrs, ..plain };
        let under = |underline, ul| Style {
            underline,
            ul,
            ..plain
        };
        let bold = attrs(Attrs::BOLD);
        for (from, to, want) in [
            (Some(plain), plain, ""),
            (None, plain, "E[m"),
            (Some(bold), plain, "E[m"),
            (None, bold, "E[0;1m"),
            (Some(plain), bold, "E[1m"),
            (Some(bold), attrs(Attrs::ITALIC), "E[0;3m"),
            (Some(bold), attrs(Attrs::BOLD | Attrs::STRIKE), "E[9m"),
            (Some(plain), attrs(Attrs::OVERLINE), "E[53m"),
            (Some(plain), fg(Color::Ansi(1)), "E[31m"),
            (Some(plain), fg(Color::Ansi(9)), "E[91m"),
            (Some(plain), fg(Color::Indexed(9)), "E[38;5;9m"),
            (Some(plain), fg(Color::Rgb(0, 10, 255)), "E[38;2;0;10;255m"),
            (
                Some(fg(Color::Ansi(1))),
                Style {
                    bg: Color::Ansi(12),
                    ..plain
                },
                "E[39;104m",
            ),
            (
                Some(plain),
                under(Underline::Single, Color::Default),
                "E[4m",
            ),
            (
                Some(plain),
                under(Underline::Curly, Color::Rgb(1, 2, 3)),
                "E[4:3;58:2::1:2:3m",
            ),
            (
                Some(under(Underline::Curly, Color::Indexed(3))),
                under(Underline::Double, Color::Default),
                "E[4:2;59m",
            ),
            (
                Some(under(Underline::Curly, Color::Ansi(3))),
                fg(Color::Ansi(0)),
                "E[24;30;59m",
            ),
        ] {
            assert_eq!(text(from, to), want, "{from:?} to {to:?}");
        }
    }

    #[test]
    fn what_a_terminal_lacks_is_left_out() {
        let style = Style {
            fg: Color::Rgb(255, 0, 0),
            bg: Color::Indexed(21),
            ul: Color::Ansi(1),
            attrs: Attrs::BOLD | Attrs::STRIKE | Attrs::OVERLINE | Attrs::PROTECTED,
            underline: Underline::Curly,
        };
        let caps = Caps {
            colors: Colors::Eight,
            ..Caps::NONE
        };
        let want = Style {
            fg: Color::Ansi(1),
            bg: Color::Ansi(4),
            ul: Color::Default,
            attrs: Attrs::BOLD,
            underline: Underline::Single,
        };
        assert_eq!(shown(style, &caps), want);
        let all = Style {
            attrs: style.attrs.difference(Attrs::PROTECTED),
            ..style
        };
        assert_eq!(shown(style, &Caps::ALL), all);
    }
}
