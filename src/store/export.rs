//! The lines of a pane for elsewhere: plain text, text with its looks, a page for browsers.

use super::ansi;
use super::lines::Past;
use crate::base::{Attrs, Color, Line, Style, Underline};
use crate::term::archive::archived_lines;
use std::fmt::Write as _;

/// How lines are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Text alone.
    Text,
    /// With escape sequences.
    Ansi,
    /// A page.
    Html,
}

/// The lines of `past`, what showed last at the end.
pub fn export(past: &Past, format: Format) -> Vec<String> {
    let pieces = past.pieces.iter().chain(&past.shown);
    let lines = pieces.flat_map(|piece| {
        let mut lines = archived_lines(&piece.raw).unwrap_or_default();
        lines.truncate(piece.lines as usize);
        lines
    });
    let lines = lines.map(|line| match format {
        Format::Text => line.text().trim_end().to_owned(),
        Format::Ansi => {
            let mut text = String::new();
            ansi::write(&line, &mut text);
            text
        }
        Format::Html => html(&line),
    });
    if format != Format::Html {
        return lines.collect();
    }
    let head = "<!doctype html><meta charset=utf-8><style>body{background:#111;color:#ddd}\
                a{color:inherit}</style><pre>";
    let mut page = vec![head.to_owned()];
    page.extend(lines);
    page.push("</pre>".to_owned());
    page
}

fn html(line: &Line) -> String {
    let mut out = String::new();
    for span in &line.spans {
        let text = escaped(&span.text);
        let css = css(&span.style);
        let text = if css.is_empty() {
            text
        } else {
            format!("<span style=\"{css}\">{text}</span>")
        };
        // Only what cannot run anything becomes a link.
        let link = span.link.as_ref().filter(|link| {
            ["http://", "https://", "mailto:"]
                .iter()
                .any(|scheme| link.uri.starts_with(scheme))
        });
        match link {
            Some(link) => {
                // Writing to a string cannot fail.
                let _ = write!(out, "<a href=\"{}\">{text}</a>", escaped(&link.uri));
            }
            None => out.push_str(&text),
        }
    }
    out
}

fn escaped(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;");
    text.replace('>', "&gt;").replace('"', "&quot;")
}

fn css(style: &Style) -> String {
    let (mut fg, mut bg) = (hex(style.fg), hex(style.bg));
    if style.attrs.contains(Attrs::REVERSE) {
        let (text, back) = (
            fg.unwrap_or_else(|| "#ddd".into()),
            bg.unwrap_or_else(|| "#111".into()),
        );
        (fg, bg) = (Some(back), Some(text));
    }
    let mut lines = Vec::new();
    for (attr, word) in [
        (Attrs::STRIKE, "line-through"),
        (Attrs::OVERLINE, "overline"),
    ] {
        if style.attrs.contains(attr) {
            lines.push(word);
        }
    }
    if style.underline != Underline::None {
        lines.push("underline");
    }
    let parts = [
        fg.map(|c| format!("color:{c}")),
        bg.map(|c| format!("background:{c}")),
        style
            .attrs
            .contains(Attrs::BOLD)
            .then(|| "font-weight:bold".to_owned()),
        style
            .attrs
            .contains(Attrs::DIM)
            .then(|| "opacity:.6".to_owned()),
        style
            .attrs
            .contains(Attrs::ITALIC)
            .then(|| "font-style:italic".to_owned()),
        style
            .attrs
            .contains(Attrs::HIDDEN)
            .then(|| "visibility:hidden".to_owned()),
        (!lines.is_empty()).then(|| format!("text-decoration:{}", lines.join(" "))),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(";")
}

/// A colour for browsers; the sixteen as xterm has them.
fn hex(color: Color) -> Option<String> {
    const SIXTEEN: [u32; 16] = [
        0x00_0000, 0xcd_0000, 0x00_cd00, 0xcd_cd00, 0x00_00ee, 0xcd_00cd, 0x00_cdcd, 0xe5_e5e5,
        0x7f_7f7f, 0xff_0000, 0x00_ff00, 0xff_ff00, 0x5c_5cff, 0xff_00ff, 0x00_ffff, 0xff_ffff,
    ];
    let rgb = match color {
        Color::Default => return None,
        Color::Rgb(r, g, b) => u32::from_be_bytes([0, r, g, b]),
        Color::Ansi(n) | Color::Indexed(n) if n < 16 => SIXTEEN[usize::from(n)],
        Color::Ansi(n) | Color::Indexed(n @ 232..) => {
            u32::from(8 + 10 * (n.max(232) - 232)) * 0x01_0101
        }
        Color::Indexed(n) => {
            let level = |n: u8| if n == 0 { 0 } else { 55 + 40 * u32::from(n) };
            let n = n - 16;
            level(n / 36) << 16 | level(n / 6 % 6) << 8 | level(n % 6)
        }
    };
    Some(format!("#{rgb:06x}"))
}
