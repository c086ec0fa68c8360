//! The message `state`: what the bars and pickers of a page show.

use super::access::Access;
use crate::base::{BoxRect, PaneId, Size};
use crate::scene::{BorderLines, Overlay, PaneBox, Plane, Scene};
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
                "pane": row["pane_id"],
            })
        })
        .collect()
    }
}

/// The panes that a client sees, from back to front, in its coordinates. `current` is the pane of
/// the window that gets the keys, if the lists say so.
fn panes(scene: &Scene, current: Option<&str>) -> Vec<Value> {
    let boxes = scene.overlays.iter().filter_map(|overlay| match overlay {
        Overlay::Pane(pane_box) => Some(&**pane_box),
        Overlay::Number { .. } | Overlay::Box { .. } => None,
    });
    let boxes: Vec<&PaneBox> = boxes.collect();
    // A popup takes all keys.
    let popup = boxes.iter().rposition(|pane| pane.plane == Plane::Client);
    let tiled = scene.panes.iter().map(|pane| {
        let rect = BoxRect::new(pane.rect.x.into(), pane.rect.y.into(), pane.rect.size());
        let active = pane.active && popup.is_none();
        json_pane(pane.pane, rect.in_view(scene.area, scene.view), active)
    });
    let above = boxes.iter().enumerate().map(|(at, pane)| {
        let inside = pane.rect.inside(pane.border != BorderLines::None);
        let (kind, rect, active) = match pane.plane {
            Plane::Client => ("popup", inside, popup == Some(at)),
            Plane::Window => {
                let active = current == Some(pane.pane.to_string().as_str());
                let rect = inside.in_view(scene.area, scene.view);
                ("float", rect, active && popup.is_none())
            }
        };
        let mut row = json_pane(pane.pane, rect, active);
        row["kind"] = kind.into();
        row
    });
    tiled.chain(above).collect()
}

fn json_pane(pane: PaneId, rect: BoxRect, active: bool) -> Value {
    json!({
        "id": pane.to_string(),
        "active": active,
        "x": rect.x,
        "y": rect.y,
        "cols": rect.cols,
        "rows": rect.rows,
    })
}

/// The message for a tab that shows `session`.
pub fn message(lists: &Lists, access: &Access, session: &str, scene: &Scene, fit: bool) -> String {
    let windows = lists.windows(session);
    let active = windows.iter().find(|row| row["active"] == true);
    let Size { cols, rows } = scene.window;
    let panes = panes(scene, active.and_then(|row| row["pane"].as_str()));
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
    use crate::base::{Point, Rect};
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
                   "window_active": true, "window_zoomed_flag": true, "pane_id": "%4"})
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
    fn floating_panes_and_popups_are_panes_too() {
        let pane_box = |pane, plane, rect, border| {
            Overlay::Pane(Box::new(PaneBox {
                pane: PaneId(pane),
                plane,
                rect,
                border,
                ..PaneBox::default()
            }))
        };
        let mut scene = Scene {
            size: Size::new(80, 24),
            area: Rect::new(0, 1, 80, 23),
            window: Size::new(100, 30),
            view: Point::new(20, 7),
            panes: vec![PaneArea {
                pane: PaneId(3),
                rect: Rect::new(0, 0, 100, 30),
                ..PaneArea::default()
            }],
            overlays: vec![
                pane_box(
                    4,
                    Plane::Window,
                    BoxRect::new(30, 10, Size::new(42, 12)),
                    BorderLines::Single,
                ),
                pane_box(
                    5,
                    Plane::Window,
                    BoxRect::new(20, 7, Size::new(5, 4)),
                    BorderLines::None,
                ),
            ],
            ..Scene::default()
        };
        let seen = |scene: &Scene| {
            let text = message(&lists(), &access(None), "$0", scene, true);
            serde_json::from_str::<Value>(&text).unwrap()["panes"].clone()
        };
        let tiled =
            json!({"id": "%3", "active": false, "x": -20, "y": -6, "cols": 100, "rows": 30});
        let mut float = json!({"id": "%4", "active": true, "x": 11, "y": 5, "cols": 40, "rows": 10,
                               "kind": "float"});
        let bare = json!({"id": "%5", "active": false, "x": 0, "y": 1, "cols": 5, "rows": 4,
                          "kind": "float"});
        assert_eq!(seen(&scene), json!([tiled, float, bare]));
        scene.overlays.push(pane_box(
            6,
            Plane::Client,
            BoxRect::new(2, 3, Size::new(12, 6)),
            BorderLines::Single,
        ));
        let popup = json!({"id": "%6", "active": true, "x": 3, "y": 4, "cols": 10, "rows": 4,
                           "kind": "popup"});
        float["active"] = false.into();
        assert_eq!(seen(&scene), json!([tiled, float, bare, popup]));
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
