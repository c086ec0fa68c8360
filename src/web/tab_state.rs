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
                ("window_finished_flag", "+"),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{PaneId, Point, Rect};
    use crate::scene::PaneArea;
    use crate::store::web::Role;

    fn access(session: Option<&str>) -> Access {
        Access {
            login: Some(1),
            token: None,
            account: "me".to_owned(),
            label: String::new(),
            role: Role::Full,
            session: session.map(str::to_owned),
            expires: 0,
        }
    }

    fn lists() -> Lists {
        let session = |id: &str, name: &str| {
            json!({"session_id": id, "session_name": name, "session_windows": 1,
                   "session_attached": 2, "session_web_viewers": 1, "session_activity": 9})
        };
        let window = |id: &str, of: &str| {
            json!({"session_id": of, "window_id": id, "window_index": 0, "window_name": "sh",
                   "window_active": true, "window_zoomed_flag": true})
        };
        Lists::parse(&format!(
            "{}\n{}\nC-a\n",
            json!([session("$0", "work"), session("$1", "play")]),
            json!([window("@0", "$0"), window("@1", "$1")])
        ))
    }

    #[test]
    fn panes_are_where_the_client_sees_them() {
        let scene = Scene {
            size: Size::new(80, 24),
            area: Rect::new(0, 1, 80, 23),
            window: Size::new(100, 30),
            view: Point::new(20, 7),
            panes: vec![PaneArea {
                pane: PaneId(3),
                rect: Rect::new(51, 0, 49, 30),
                active: true,
                ..PaneArea::default()
            }],
            ..Scene::default()
        };
        let text = message(&lists(), &access(None), "$0", &scene, true);
        let state: Value = serde_json::from_str(&text).unwrap();
        let pane = json!({"id": "%3", "active": true, "x": 31, "y": -6, "cols": 49, "rows": 30});
        assert_eq!(state["panes"], json!([pane]));
        assert_eq!(state["session"], json!({"id": "$0", "name": "work"}));
        assert_eq!(state["window"]["zoomed"], true);
        assert_eq!(state["windows"].as_array().unwrap().len(), 1);
        assert_eq!(state["windows"][0]["flags"], "*Z");
        assert_eq!(
            (&state["viewers"], &state["prefix"]),
            (&json!(1), &json!("C-a"))
        );
        assert_eq!(state["sessions"].as_array().unwrap().len(), 2);
    }

    #[test]
    fn a_login_for_one_session_hears_of_no_other() {
        let text = message(
            &lists(),
            &access(Some("work")),
            "$0",
            &Scene::default(),
            true,
        );
        assert!(!text.contains("play"), "{text}");
    }

    #[test]
    fn output_that_is_not_understood_gives_nothing() {
        for output in ["", "[", "{}\n{}\n", "no server running"] {
            let lists = Lists::parse(output);
            assert!(lists.sessions(&access(None)).is_empty(), "{output}");
        }
    }
}
