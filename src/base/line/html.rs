//! Rows of styled text as HTML.

use super::Line;
use crate::base::palette;
use crate::base::style::{Attrs, Color, Style, Underline};
use std::fmt::Write as _;

/// A row as HTML, without the element around all rows.
pub fn html(line: &Line) -> String {
    let mut out = String::new();
    for span in &line.spans {
        let text = escaped(&span.text);
        let css = css(&span.style);
        let text = if css.is_empty() {
            text
        } else {
            format!("<span style=\"{css}\">{text}</span>")
        };
        // Only these schemes become links: others, such as javascript:, could run code.
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

/// A colour in CSS notation; the 16 ANSI colours have xterm's defaults.
fn hex(color: Color) -> Option<String> {
    let (r, g, b) = palette::shown(color)?;
    Some(format!("#{r:02x}{g:02x}{b:02x}"))
}
