//! What the store holds, as lines for a person or a program.

use crate::base::{Now, counted};
use crate::lang::time::strftime_at;
use crate::model::command::listing::json_text;
use crate::store::search::Hit;
use crate::store::snapshots::Header;
use crate::sys::clock;

/// A moment as people read it; `at` is in milliseconds since 1970.
pub fn moment(at: i64, now: Now) -> String {
    strftime_at("%Y-%m-%d %H:%M:%S", at.div_euclid(1000), now)
}

/// The generations of the layout.
pub fn snapshots(all: &[Header], json: bool) -> Vec<String> {
    let now = clock::now();
    let line = |header: &Header| {
        let Header {
            id,
            sessions,
            panes,
            ..
        } = header;
        let cause = if header.kind == "current" {
            "now"
        } else {
            &header.cause
        };
        let (sessions, panes) = (counted(*sessions, "session"), counted(*panes, "pane"));
        format!(
            "{id}: {} {sessions}, {panes} ({cause})",
            moment(header.at, now)
        )
    };
    if json {
        return vec![as_json(all)];
    }
    all.iter().map(line).collect()
}

/// Lines that were found.
pub fn hits(all: &[Hit], json: bool) -> Vec<String> {
    let now = clock::now();
    if json {
        let one = |hit: &Hit| {
            format!(
                "{{\"session\":{},\"window\":{},\"pane\":\"{}\",\"closed\":{},\"time\":{},\"line\":{},\"text\":{}}}",
                json_text(&hit.session),
                json_text(&hit.window),
                hit.pane.1,
                hit.closed,
                hit.at,
                hit.line,
                json_text(&hit.text),
            )
        };
        let all: Vec<String> = all.iter().map(one).collect();
        return vec![format!("[{}]", all.join(","))];
    }
    let line = |hit: &Hit| {
        let Hit {
            session,
            window,
            pane,
            line,
            text,
            ..
        } = hit;
        let closed = if hit.closed { " (closed)" } else { "" };
        let when = moment(hit.at, now);
        format!(
            "{session}:{window} {}{closed} {when} {line}: {}",
            pane.1,
            text.trim_end()
        )
    };
    all.iter().map(line).collect()
}

fn as_json(all: &[Header]) -> String {
    let one = |header: &Header| {
        format!(
            "{{\"id\":{},\"time\":{},\"kind\":{:?},\"cause\":{},\"boot\":{:?},\"sessions\":{},\"panes\":{}}}",
            header.id,
            header.at,
            header.kind,
            json_text(&header.cause),
            header.boot,
            header.sessions,
            header.panes,
        )
    };
    let all: Vec<String> = all.iter().map(one).collect();
    format!("[{}]", all.join(","))
}
