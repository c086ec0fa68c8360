//! Exports the lines of a pane: plain text, text with escape sequences, HTML.

use super::ansi;
use super::db::Db;
use super::scrollback::{self, PaneScrollback, SavedRange};
use crate::base::json::Json;
use crate::base::line::html::html;
use crate::base::{Error, PaneId, Result};
use crate::model::state::store_request::ExportFormat;
use crate::term::archived_lines;

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
    let most = match format {
        ExportFormat::Tail(most) => most,
        ExportFormat::Text | ExportFormat::Ansi | ExportFormat::Html | ExportFormat::Json(_) => {
            usize::MAX
        }
    };
    let past = scrollback::load(db, lineage, pane, most)?;
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
        ExportFormat::Ansi | ExportFormat::Tail(_) => {
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
