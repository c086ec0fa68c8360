//! `snapshots`: list the snapshots.

use crate::base::json::Json;
use crate::base::{Now, Result};
use crate::lang::time::strftime_at;
use crate::model::command::def::Command;
use crate::model::state::command::{CommandContext, Flow};
use crate::model::state::store_request::{SnapshotHeader, StoreReply, StoreRequest};

/// List the snapshots (saved layouts), the current layout first.
#[derive(clap::Args, Clone, Copy, Debug)]
pub struct Snapshots {
    /// Print as JSON
    #[arg(long)]
    pub json: bool,
}

impl Command for Snapshots {
    const NAME: &'static str = "snapshots";
    const OWN: bool = true;

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        let json = self.json;
        Ok(cx.ask_store(StoreRequest::Snapshots, move |cx, reply| {
            Ok(print(cx, &reply?, json))
        }))
    }
}

/// Prints a reply with snapshots.
pub(crate) fn print(cx: &mut CommandContext<'_>, reply: &StoreReply, json: bool) -> Flow {
    if let StoreReply::Snapshots(all) = reply {
        let lines = lines(all, json, cx.now);
        lines.iter().for_each(|line| cx.print(line));
    }
    Flow::Done
}

/// The lines of `snapshots`: a table with a header, or one line of JSON.
pub fn lines(all: &[SnapshotHeader], json: bool, now: Now) -> Vec<String> {
    if json {
        let all: Vec<String> = all.iter().map(as_json).collect();
        return vec![format!("[{}]", all.join(","))];
    }
    let header = ["ID", "TIME", "SESSIONS", "PANES", "REASON", "CONTENTS"];
    let mut rows = vec![header.map(str::to_owned)];
    rows.extend(all.iter().map(|snapshot| {
        [
            snapshot.id.to_string(),
            strftime_at("%Y-%m-%d %H:%M:%S", snapshot.at.div_euclid(1000), now),
            snapshot.sessions.to_string(),
            snapshot.panes.to_string(),
            format!("({})", reason(snapshot)),
            contents(snapshot),
        ]
    }));
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max();
    let widths: Vec<usize> = (0..header.len()).map(|n| width(n).unwrap_or(0)).collect();
    let line = |row: &[String; 6]| {
        let cells = row
            .iter()
            .zip(&widths)
            .map(|(cell, width)| format!("{cell:width$}"));
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    rows.iter().map(line).collect()
}

/// Why a snapshot is there.
fn reason(snapshot: &SnapshotHeader) -> &str {
    match snapshot.kind.as_str() {
        "current" => "now",
        _ => cause(snapshot),
    }
}

/// Why a snapshot was kept; empty for the current layout.
fn cause(snapshot: &SnapshotHeader) -> &str {
    match snapshot.cause.as_str() {
        // Stores of 0.1.0 call it so.
        "change" => "periodic",
        cause => cause,
    }
}

/// The sessions and their windows: `work: edit, build; play: sh`.
fn contents(snapshot: &SnapshotHeader) -> String {
    let sessions = snapshot.contents.iter();
    let sessions = sessions.map(|(session, windows)| format!("{session}: {}", windows.join(", ")));
    sessions.collect::<Vec<_>>().join("; ")
}

fn as_json(snapshot: &SnapshotHeader) -> String {
    let contents = snapshot.contents.iter().map(|(session, windows)| {
        let windows = windows.iter().map(|name| Json::from(name.as_str()));
        Json::object([
            ("session_name", Json::from(session.as_str())),
            ("windows", windows.collect()),
        ])
    });
    Json::object([
        ("id", Json::from(snapshot.id)),
        ("time", Json::time(snapshot.at)),
        ("kind", snapshot.kind.as_str().into()),
        ("cause", cause(snapshot).into()),
        ("boot", snapshot.boot.as_str().into()),
        ("sessions", snapshot.sessions.into()),
        ("panes", snapshot.panes.into()),
        ("contents", contents.collect()),
    ])
    .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn snapshot(id: i64, kind: &str, cause: &str) -> SnapshotHeader {
        SnapshotHeader {
            id,
            at: 1_000 * id,
            kind: kind.into(),
            cause: cause.into(),
            sessions: 1,
            panes: 2,
            contents: vec![("work".into(), vec!["edit".into(), "a\"b".into()])],
            ..SnapshotHeader::default()
        }
    }

    #[test]
    fn snapshots_are_a_table_with_reasons_and_contents() {
        let all = [snapshot(12, "current", ""), snapshot(3, "step", "change")];
        let table = lines(&all, false, Now::default());
        assert_eq!(
            table,
            [
                "ID  TIME                 SESSIONS  PANES  REASON      CONTENTS",
                "12  1970-01-01 00:00:12  1         2      (now)       work: edit, a\"b",
                "3   1970-01-01 00:00:03  1         2      (periodic)  work: edit, a\"b",
            ]
        );
        assert_eq!(lines(&[], true, Now::default()), ["[]"]);
        let json = lines(&all[1..], true, Now::default());
        let end = "\"contents\":[{\"session_name\":\"work\",\"windows\":[\"edit\",\"a\\\"b\"]}]}]";
        assert!(
            json[0].starts_with("[{\"id\":3,\"time\":3,\"kind\":\"step\",\"cause\":\"periodic\"")
        );
        assert!(json[0].ends_with(end), "{}", json[0]);
    }
}
