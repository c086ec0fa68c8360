//! Replies to DECRQSS, XTGETTCAP, DECRQPSR and DECRQCRA; DECRSPS, which restores reports;
//! passthrough.

use super::super::fields::ModeFlags;
use super::super::osc::printable;
use super::super::state::State;
use crate::base::{Attrs, Color, Style, Underline};
use crate::term::event::Event;
use crate::term::grid::cell;
use crate::term::parse::charset::Charset;
use crate::term::parse::params::Params;
use std::fmt::Write as _;

impl State {
    /// Executes a device control string.
    pub fn dcs(&mut self, bytes: &[u8]) {
        if let Some(inner) = bytes.strip_prefix(b"tmux;") {
            self.events.push(Event::Passthrough(single_escapes(inner)));
        } else if let Some(what) = bytes.strip_prefix(b"$q") {
            self.report_setting(what);
        } else if let Some(names) = bytes.strip_prefix(b"+q") {
            self.report_capabilities(names);
        } else if let Some(data) = bytes.strip_prefix(b"1$t") {
            self.restore_cursor_report(&String::from_utf8_lossy(data));
        } else if let Some(data) = bytes.strip_prefix(b"2$t") {
            self.restore_tabs_report(&String::from_utf8_lossy(data));
        }
    }

    /// DECRQSS: replies with a setting as the sequence that would set it.
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
            b"\"p" => format!("6{};1\"p", self.level),
            b"t" => format!("{}t", self.page.lines.unwrap_or(self.size().rows.max(24))),
            // There is no status line: the main display is active, and no line is shown.
            b"$}" => "0$}".to_owned(),
            b"$~" => "0$~".to_owned(),
            b"$|" => format!("{}$|", self.size().cols),
            b"*|" => format!("{}*|", self.page.screen_lines.unwrap_or(self.size().rows)),
            b"*x" if self.has(ModeFlags::RECTANGULAR_EXTENT) => "2*x".to_owned(),
            b"*x" => format!("{}*x", u8::from(self.has(ModeFlags::STREAM_EXTENT))),
            _ => {
                self.reply("\x1bP0$r\x1b\\");
                return;
            }
        };
        self.reply(format!("\x1bP1$r{value}\x1b\\"));
    }

    /// XTGETTCAP: replies with capabilities.
    fn report_capabilities(&mut self, names: &[u8]) {
        for name in names.split(|&b| b == b';') {
            let hex = String::from_utf8_lossy(name);
            let value = from_hex(name).and_then(|name| capability(&name));
            match value {
                Some(value) => self.reply(format!("\x1bP1+r{hex}={}\x1b\\", to_hex(value))),
                None => self.reply(format!("\x1bP0+r{}\x1b\\", printable(name))),
            }
        }
    }

    /// DECRQPSR: reports the cursor (1) or the tab stops (2).
    pub fn report_presentation(&mut self, what: u16) {
        match what {
            1 => self.report_cursor(),
            2 => {
                let stops = self.tabs.iter().enumerate().filter(|(_, on)| **on);
                let stops: Vec<String> = stops.map(|(x, _)| (x + 1).to_string()).collect();
                self.reply(format!("\x1bP2$u{}\x1b\\", stops.join("/")));
            }
            _ => {}
        }
    }

    /// DECCIR: the cursor information report.
    fn report_cursor(&mut self) {
        let bit = |on: bool, bit: u8| if on { bit } else { 0 };
        let style = self.pen.style;
        let rendition = b'@'
            | bit(style.attrs.contains(Attrs::BOLD), 1)
            | bit(style.underline != Underline::None, 2)
            | bit(style.attrs.contains(Attrs::BLINK), 4)
            | bit(style.attrs.contains(Attrs::REVERSE), 8);
        let protection = b'@' | bit(style.attrs.contains(Attrs::PROTECTED), 1);
        let flags = b'@'
            | bit(self.has(ModeFlags::ORIGIN), 1)
            | bit(self.charsets.single_shift == Some(2), 2)
            | bit(self.charsets.single_shift == Some(3), 4)
            | bit(self.cursor.wrap_pending, 8);
        let sets: String = self.charsets.sets.iter().map(|s| s.final_byte()).collect();
        let (row, column, left) = (self.cursor.y + 1, self.cursor.x + 1, self.charsets.gl);
        let [rendition, protection, flags] = [rendition, protection, flags].map(char::from);
        self.reply(format!(
            "\x1bP1$u{row};{column};1;{rendition};{protection};{flags};{left};2;@;{sets}\x1b\\"
        ));
    }

    /// DECRSPS: restores a cursor information report.
    fn restore_cursor_report(&mut self, data: &str) {
        let parts: Vec<&str> = data.split(';').collect();
        let [
            row,
            column,
            _,
            rendition,
            protection,
            flags,
            left,
            _,
            _,
            sets,
        ] = parts[..]
        else {
            return;
        };
        let byte = |text: &str| text.bytes().next().unwrap_or(b'@');
        let (Ok(row), Ok(column)) = (row.parse::<u16>(), column.parse::<u16>()) else {
            return;
        };
        let size = self.size();
        self.cursor.y = row.max(1).min(size.rows) - 1;
        self.cursor.x = column.max(1).min(size.cols) - 1;
        self.cursor.wrap_pending = byte(flags) & 8 != 0 && self.cursor.x + 1 == size.cols;
        let attrs = &mut self.pen.style.attrs;
        attrs.set(Attrs::BOLD, byte(rendition) & 1 != 0);
        attrs.set(Attrs::BLINK, byte(rendition) & 4 != 0);
        attrs.set(Attrs::REVERSE, byte(rendition) & 8 != 0);
        attrs.set(Attrs::PROTECTED, byte(protection) & 1 != 0);
        self.pen.style.underline = match byte(rendition) & 2 {
            0 => Underline::None,
            _ => Underline::Single,
        };
        self.pen_style_id = None;
        self.flags.set(ModeFlags::ORIGIN, byte(flags) & 1 != 0);
        self.charsets.gl = left.parse().unwrap_or(0) & 3;
        for (set, name) in self.charsets.sets.iter_mut().zip(sets.bytes()) {
            *set = Charset::from_final_byte(name, true);
        }
    }

    /// DECRSPS: restores a tab stop report.
    fn restore_tabs_report(&mut self, data: &str) {
        self.tabs.fill(false);
        for column in data.split('/').filter_map(|n| n.parse::<usize>().ok()) {
            if let Some(stop) = column.checked_sub(1).and_then(|x| self.tabs.get_mut(x)) {
                *stop = true;
            }
        }
    }

    /// DECRQCRA, if the user allows it: the negated sum of characters and attributes of a
    /// rectangle, as xterm computes it.
    pub fn report_checksum(&mut self, p: &Params) {
        if !self.options.allowed_reports.checksums {
            return;
        }
        let rectangle = self.rectangle(p, 2);
        let mut sum = 0u16;
        for y in rectangle.rows {
            for x in rectangle.cols.clone() {
                sum = sum.wrapping_sub(self.cell_sum(self.grid.cell(y, x)));
            }
        }
        self.reply(format!("\x1bP{}!~{sum:04X}\x1b\\", p.get(0)));
    }

    fn cell_sum(&self, value: u64) -> u16 {
        let mut text = String::new();
        self.cell_text(value, &mut text);
        let style = self.interners.style(cell::style_id(value)).style();
        let weights = [
            (Attrs::PROTECTED, 0x04),
            (Attrs::HIDDEN, 0x08),
            (Attrs::REVERSE, 0x20),
            (Attrs::BLINK, 0x40),
            (Attrs::BOLD, 0x80),
        ];
        let styles = weights.iter().filter(|(a, _)| style.attrs.contains(*a));
        let styles: u16 = styles.map(|(_, weight)| weight).sum();
        let line = if style.underline == Underline::None {
            0
        } else {
            0x10
        };
        let characters = text.chars().fold(0u16, |sum, c| {
            sum.wrapping_add((u32::from(c) & 0xffff) as u16)
        });
        characters.wrapping_add(styles + line)
    }
}

/// The value of a terminfo or termcap capability. It agrees with the terminfo entry of panes.
fn capability(name: &[u8]) -> Option<&'static str> {
    Some(match name {
        b"TN" | b"name" => "tmux-256color",
        b"Co" | b"colors" => "256",
        b"RGB" => "8/8/8",
        b"Tc" | b"Su" | b"bce" | b"fullkbd" | b"XT" | b"AX" => "",
        b"Ms" => "\x1b]52;%p1%s;%p2%s\x07",
        b"Smulx" => "\x1b[4:%p1%dm",
        b"Setulc" => "\x1b[58:2::%p1%{65536}%/%d:%p1%{256}%/%{255}%&%d:%p1%{255}%&%d%;m",
        b"Smol" => "\x1b[53m",
        b"smxx" => "\x1b[9m",
        b"rmxx" => "\x1b[29m",
        b"Ss" => "\x1b[%p1%d q",
        b"Se" => "\x1b[2 q",
        b"Cs" => "\x1b]12;%p1%s\x07",
        b"Cr" => "\x1b]112\x07",
        b"BE" => "\x1b[?2004h",
        b"BD" => "\x1b[?2004l",
        b"PS" => "\x1b[200~",
        b"PE" => "\x1b[201~",
        b"Sync" => "\x1b[?2026%?%p1%{1}%-%tl%eh%;",
        _ => return None,
    })
}

/// The SGR parameters that set a style.
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
        // Writing to a string cannot fail.
        let _ = match color.plain() {
            Color::Default | Color::Role(_) => Ok(()),
            Color::Ansi(n @ 0..=7) => write!(out, ";{}", base + u16::from(n)),
            Color::Ansi(n) => write!(out, ";{}", base + 52 + u16::from(n)),
            Color::Indexed(n) => write!(out, ";{}:5:{n}", base + 8),
            Color::Rgb(r, g, b) => write!(out, ";{}:2::{r}:{g}:{b}", base + 8),
        };
    }
    out
}

/// The content of a passthrough sequence, in which ESC is doubled.
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
        // Writing to a string cannot fail.
        let _ = write!(out, "{byte:02X}");
    }
    out
}
