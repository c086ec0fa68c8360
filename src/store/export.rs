//! Exports the lines of a pane: plain text, text with escape sequences, HTML.

use super::ansi;
use super::db::Db;
use super::scrollback::{self, PaneScrollback, SavedRange};
use crate::base::json::Json;
use crate::base::{Attrs, Color, Error, Line, PaneId, Result, Style, Underline, palette};
use crate::model::state::store_request::ExportFormat;
use crate::term::archived_lines;
use std::fmt::Write as _;

/// The saved lines of a pane: of this lineage, or of the pane with this id that was saved last.
///
/// # Errors
/// No pane with this id was saved, or the file cannot be read.
pub fn export_pane(
    db: &Db,
    lineage: Option<i64>,
    pane: PaneId,
    format: ExportFormat,
) -> Result<Vec<String>> {
    let lineage = match lineage {
        Some(lineage) => lineage,
        None => scrollback::newest_lineage(db, pane)?
            .ok_or_else(|| Error::not_found(format!("can't find pane: {pane}")))?,
    };
    if let ExportFormat::Json(range) = format {
        let found = scrollback::load_range(db, lineage, pane, range)?;
        return Ok(vec![json(pane, &found.unwrap_or_default())]);
    }
    let past = scrollback::load(db, lineage, pane, usize::MAX)?;
    Ok(export(&past.unwrap_or_default(), format))
}

/// A part of the lines as one line of JSON.
fn json(pane: PaneId, found: &SavedRange) -> String {
    let (from, to) = found.range;
    let mut lines = Vec::new();
    for piece in &found.pieces {
        let all = archived_lines(&piece.raw).unwrap_or_default();
        for (number, line) in (piece.first..).zip(all.iter().take(piece.lines as usize)) {
            if (from..to).contains(&number) {
                lines.push(Json::object([
                    ("line", Json::from(number)),
                    ("text", line.text().trim_end().into()),
                    ("html", html(line).into()),
                ]));
            }
        }
    }
    Json::object([
        ("pane_id", Json::from(pane.to_string())),
        ("closed", found.closed.into()),
        ("first", found.first.into()),
        ("end", found.end.into()),
        ("lines", Json::List(lines)),
    ])
    .to_string()
}

/// The lines of a pane, those of its screen last.
pub fn export(scrollback: &PaneScrollback, format: ExportFormat) -> Vec<String> {
    let pieces = scrollback.pieces.iter().chain(&scrollback.shown);
    let lines = pieces.flat_map(|piece| {
        let mut lines = archived_lines(&piece.raw).unwrap_or_default();
        lines.truncate(piece.lines as usize);
        lines
    });
    let lines = lines.map(|line| match format {
        ExportFormat::Text => line.text().trim_end().to_owned(),
        ExportFormat::Ansi => {
            let mut text = String::new();
            ansi::write(&line, &mut text);
            text
        }
        ExportFormat::Html | ExportFormat::Json(_) => html(&line),
    });
    if format != ExportFormat::Html {
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
