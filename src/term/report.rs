//! Answers to a program's questions: identity, status, sizes, settings.

use super::event::Event;
use super::params::Params;
use super::state::{State, Switches};
use crate::base::{Attrs, Color, Size, Style, Underline};
use std::fmt::Write as _;

impl State {
    /// DA1: a VT220 with colours and a clipboard.
    pub fn report_identity(&mut self) {
        self.reply("\x1b[?62;22;52c");
    }

    /// XTVERSION.
    pub fn report_version(&mut self) {
        self.reply(format!("\x1bP>|{}\x1b\\", self.version));
    }

    /// DSR.
    pub fn report_status(&mut self, what: u16, private: bool) {
        match (what, private) {
            (5, false) => self.reply("\x1b[0n"),
            (6, _) => self.report_position(private),
            (15, true) => self.reply("\x1b[?13n"),
            (25, true) => self.reply("\x1b[?20n"),
            (26, true) => self.reply("\x1b[?27;1;0;0n"),
            (55, true) => self.reply("\x1b[?53n"),
            (56, true) => self.reply("\x1b[?57;0n"),
            (62, true) => self.reply("\x1b[0*{"),
            (63, true) => self.reply("\x1bP0!~0000\x1b\\"),
            (75, true) => self.reply("\x1b[?70n"),
            (85, true) => self.reply("\x1b[?83n"),
            (996, true) => self.report_scheme(),
            _ => {}
        }
    }

    /// CPR: in origin mode, from where the margins begin.
    fn report_position(&mut self, private: bool) {
        let (mut x, mut y) = (self.place.x, self.place.y);
        if self.is(Switches::ORIGIN) {
            x = x.saturating_sub(self.margins.left);
            y = y.saturating_sub(self.margins.top);
        }
        let (row, column) = (y + 1, x + 1);
        if private {
            self.reply(format!("\x1b[?{row};{column};1R"));
        } else {
            self.reply(format!("\x1b[{row};{column}R"));
        }
    }

    /// Dark (1) or light (2), by the background.
    fn report_scheme(&mut self) {
        if let Some((r, g, b)) = self.special_color(1) {
            let light = u32::from(r) * 299 + u32::from(g) * 587 + u32::from(b) * 114;
            let scheme = if light > 127_500 { 2 } else { 1 };
            self.reply(format!("\x1b[?997;{scheme}n"));
        }
    }

    /// XTWINOPS: reports and the title stack; nothing moves a window.
    pub fn window_op(&mut self, params: &Params) {
        let Size { cols, rows } = self.size();
        let (wide, high) = (self.cell_pixels.cols, self.cell_pixels.rows);
        let (width, height) = (
            u32::from(cols) * u32::from(wide),
            u32::from(rows) * u32::from(high),
        );
        match params.get(0) {
            11 => self.reply("\x1b[1t"),
            13 => self.reply("\x1b[3;0;0t"),
            14 => self.reply(format!("\x1b[4;{height};{width}t")),
            15 => self.reply(format!("\x1b[5;{height};{width}t")),
            16 => self.reply(format!("\x1b[6;{high};{wide}t")),
            18 => self.reply(format!("\x1b[8;{rows};{cols}t")),
            19 => self.reply(format!("\x1b[9;{rows};{cols}t")),
            20 => self.reply(format!("\x1b]L{}\x1b\\", self.title)),
            21 => self.reply(format!("\x1b]l{}\x1b\\", self.title)),
            22 => self.push_title(),
            23 => self.pop_title(),
            _ => {}
        }
    }

    /// A device control string: a passthrough, DECRQSS or XTGETTCAP.
    pub fn dcs(&mut self, bytes: &[u8]) {
        if let Some(inner) = bytes.strip_prefix(b"tmux;") {
            self.events.push(Event::Passthrough(single_escapes(inner)));
        } else if let Some(what) = bytes.strip_prefix(b"$q") {
            self.report_setting(what);
        } else if let Some(names) = bytes.strip_prefix(b"+q") {
            self.report_capabilities(names);
        }
    }

    /// DECRQSS.
    fn report_setting(&mut self, what: &[u8]) {
        let margins = self.margins;
        let value = match what {
            b"m" => format!("{}m", graphics(self.pen.style)),
            b"r" => format!("{};{}r", margins.top + 1, margins.bottom),
            b"s" => format!("{};{}s", margins.left + 1, margins.right),
            b" q" => format!("{} q", self.cursor_shape_number()),
            b"\"q" => {
                let on = self.pen.style.attrs.contains(Attrs::PROTECTED);
                format!("{}\"q", u8::from(on))
            }
            b"\"p" => "62;1\"p".to_owned(),
            b"t" => format!("{}t", self.size().rows.max(24)),
            b"*x" => format!("{}*x", 1 + u8::from(self.is(Switches::RECTANGLE))),
            _ => {
                self.reply("\x1bP0$r\x1b\\");
                return;
            }
        };
        self.reply(format!("\x1bP1$r{value}\x1b\\"));
    }

    /// XTGETTCAP, for the capabilities that programs ask for.
    fn report_capabilities(&mut self, names: &[u8]) {
        for name in names.split(|&b| b == b';') {
            let hex = String::from_utf8_lossy(name);
            let value = match from_hex(name).as_deref() {
                Some(b"TN" | b"name") => Some("tmux-256color"),
                Some(b"Co" | b"colors") => Some("256"),
                Some(b"RGB") => Some("8/8/8"),
                Some(b"Tc" | b"Su") => Some(""),
                Some(b"Ms") => Some("\x1b]52;%p1%s;%p2%s\x07"),
                Some(b"Smulx") => Some("\x1b[4:%p1%dm"),
                _ => None,
            };
            match value {
                Some(value) => self.reply(format!("\x1bP1+r{hex}={}\x1b\\", to_hex(value))),
                None => self.reply(format!("\x1bP0+r{}\x1b\\", super::osc::printable(name))),
            }
        }
    }
}

/// The parameters that make an SGR sequence set a style.
fn graphics(style: Style) -> String {
    let mut out = String::from("0");
    let codes = [
        (Attrs::BOLD, "1"),
        (Attrs::DIM, "2"),
        (Attrs::ITALIC, "3"),
        (Attrs::BLINK, "5"),
        (Attrs::REVERSE, "7"),
        (Attrs::HIDDEN, "8"),
        (Attrs::STRIKE, "9"),
        (Attrs::OVERLINE, "53"),
    ];
    for (attr, code) in codes {
        if style.attrs.contains(attr) {
            out.push(';');
            out.push_str(code);
        }
    }
    out.push_str(match style.underline {
        Underline::None => "",
        Underline::Single => ";4",
        Underline::Double => ";4:2",
        Underline::Curly => ";4:3",
        Underline::Dotted => ";4:4",
        Underline::Dashed => ";4:5",
    });
    for (base, color) in [(30, style.fg), (40, style.bg), (50, style.ul)] {
        // Writing to a string does not fail.
        let _ = match color {
            Color::Default => Ok(()),
            Color::Ansi(n @ 0..=7) => write!(out, ";{}", base + u16::from(n)),
            Color::Ansi(n) => write!(out, ";{}", base + 52 + u16::from(n)),
            Color::Indexed(n) => write!(out, ";{}:5:{n}", base + 8),
            Color::Rgb(r, g, b) => write!(out, ";{}:2::{r}:{g}:{b}", base + 8),
        };
    }
    out
}

/// A passthrough's contents: every doubled ESC is one.
fn single_escapes(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut i = 0;
    while i < bytes.len() {
        out.push(bytes[i]);
        i += if bytes[i..].starts_with(b"\x1b\x1b") {
            2
        } else {
            1
        };
    }
    out
}

fn from_hex(digits: &[u8]) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(digits)
        .ok()
        .filter(|t| t.is_ascii() && t.len() % 2 == 0)?;
    let pairs = (0..text.len()).step_by(2);
    pairs
        .map(|i| u8::from_str_radix(&text[i..i + 2], 16).ok())
        .collect()
}

fn to_hex(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        // Writing to a string does not fail.
        let _ = write!(out, "{byte:02X}");
    }
    out
}

/// Base 64 (RFC 4648), padding optional, line ends ignored; `None` for anything else.
pub(super) fn from_base64(text: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut count) = (0u32, 0);
    let text = text.iter().filter(|b| !matches!(b, b'\r' | b'\n'));
    for &byte in text.take_while(|&&b| b != b'=') {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            _ => return None,
        };
        bits = bits << 6 | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            out.push((bits >> count) as u8);
        }
    }
    Some(out)
}
