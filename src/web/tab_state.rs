//! The message `state`: what the bars and pickers of a page show.

use super::access::Access;
use crate::base::Size;
use crate::scene::Scene;
use serde_json::{Value, json};

/// The command lines whose output [`Lists::parse`] reads.
pub const COMMANDS: [&str; 9] = [
    "list-sessions",
    "--json",
    ";",
    "list-windows",
    "-a",
    "--json",
    ";",
    "show-options",
    "-gv",
];

/// The option that follows [`COMMANDS`].
pub const PREFIX: &str = "prefix";

/// The lists of a server.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lists {
    sessions: Vec<Value>,
    windows: Vec<Value>,
    prefix: String,
}

fn list(line: Option<&str>) -> Vec<Value> {
    match line.map(serde_json::from_str) {
        Some(Ok(Value::Array(rows))) => rows,
        _ => Vec::new(),
    }
}

impl Lists {
    /// Reads the output of the commands.
    pub fn parse(output: &str) -> Self {
        let mut lines = output.lines();
        Self {
            sessions: list(lines.next()),
            windows: list(lines.next()),
            prefix: lines.next().unwrap_or_default().to_owned(),
        }
    }

    /// The name of a session; `None`: it is gone.
    pub fn session_name(&self, id: &str) -> Option<&str> {
        let row = self.sessions.iter().find(|row| row["session_id"] == id)?;
        row["session_name"].as_str()
    }

    /// How many shared tabs show a session.
    fn viewers(&self, session: &str) -> u64 {
        let row = self
            .sessions
            .iter()
            .find(|row| row["session_id"] == session);
        row.and_then(|row| row["session_web_viewers"].as_u64())
            .unwrap_or(0)
    }

    /// The rows of sessions that the login may see.
    pub fn sessions(&self, access: &Access) -> Vec<Value> {
        let seen = |row: &&Value| {
            let only = access.session.as_deref();
            only.is_none_or(|only| row["session_name"] == only)
        };
        let rows = self.sessions.iter().filter(seen);
        rows.map(|row| {
            json!({
                "id": row["session_id"],
                "name": row["session_name"],
                "windows": row["session_windows"],
                "attached": row["session_attached"],
                "activity": row["session_activity"],
            })
        })
        .collect()
    }

    /// The windows of a session.
    fn windows(&self, session: &str) -> Vec<Value> {
        let own = self.windows.iter();
        let own = own.filter(|row| row["session_id"] == session);
        own.map(|row| {
            let set = |field: &str| row[field] == true;
            let flags = [
                ("window_active", "*"),
                ("window_last_flag", "-"),
                ("window_activity_flag", "#"),
                ("window_bell_flag", "!"),
                ("window_silence_flag", "~"),
                ("window_marked_flag", "M"),
                ("window_zoomed_flag", "Z"),
            ];
            let flags: String = flags
                .iter()
                .filter(|(field, _)| set(field))
                .map(|(_, flag)| *flag)
                .collect();
            json!({
                "id": row["window_id"],
                "index": row["window_index"],
                "name": row["window_name"],
                "active": set("window_active"),
                "flags": flags,
                "bell": set("window_bell_flag"),
                "activity": set("window_activity_flag"),
                "zoomed": set("window_zoomed_flag"),
            })
        })
        .collect()
    }
}

/// The message for a tab that shows `session`.
pub fn message(lists: &Lists, access: &Access, session: &str, scene: &Scene, fit: bool) -> String {
    let windows = lists.windows(session);
    let active = windows.iter().find(|row| row["active"] == true);
    let Size { cols, rows } = scene.window;
    let visible = scene.panes.iter().map(|pane| {
        let x = i32::from(scene.area.x) + i32::from(pane.rect.x) - i32::from(scene.view.x);
        let y = i32::from(scene.area.y) + i32::from(pane.rect.y) - i32::from(scene.view.y);
        json!({
            "id": pane.pane.to_string(),
            "active": pane.active,
            "x": x,
            "y": y,
            "cols": pane.rect.cols,
            "rows": pane.rect.rows,
        })
    });
    let panes: Vec<Value> = visible.collect();
    json!({
        "t": "state",
        "account": access.account,
        "mode": access.role.name(),
        "session": {"id": session, "name": lists.session_name(session)},
        "window": {
            "id": active.map(|row| row["id"].clone()),
            "cols": cols,
            "rows": rows,
            "zoomed": active.is_some_and(|row| row["zoomed"] == true),
        },
        "client": {"cols": scene.size.cols, "rows": scene.size.rows},
        "area": {
            "x": scene.area.x,
            "y": scene.area.y,
            "cols": scene.area.cols,
            "rows": scene.area.rows,
        },
        "windows": windows,
        "panes": panes,
        "sessions": lists.sessions(access),
        "viewers": lists.viewers(session),
        "fit": fit,
        "prefix": lists.prefix,
    })
    .to_string()
}
