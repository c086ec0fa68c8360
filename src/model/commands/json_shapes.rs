//! The shapes of the JSON that commands print, for `mux schema`. Tests compare every JSON that they
//! see with them.

use crate::base::json::Json;
use crate::base::{Error, Result};
use crate::model::command::listing::{Field, FieldType};
use crate::model::commands::{list_buffers, list_clients, list_panes, list_sessions, list_windows};
use crate::model::state::automation::event_log::KINDS;

/// The version of the shapes. Members are only added; every other change has a new version.
pub const VERSION: i64 = 1;

/// The shape of a JSON value.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// A string.
    Text,
    /// An integer.
    Integer,
    /// `true` or `false`.
    Flag,
    /// A string, an integer, `true`, `false` or `null`.
    Scalar,
    /// One of these strings.
    OneOf(&'static [&'static str]),
    /// The name of a kind of event.
    EventKind,
    /// The integer 1, the version of the object.
    Version,
    /// The value or `null`.
    Maybe(&'static Self),
    /// An array of such values.
    List(&'static Self),
    /// An object with these members. A name with `?` at its end is that of a member that may be
    /// missing.
    Object(&'static [(&'static str, Self)]),
    /// An object whose members have any names and such values.
    Map(&'static Self),
    /// An object whose members are format variables.
    Row(&'static [Field]),
    /// One of these values.
    Any(&'static [Self]),
}

use Shape::{
    Any, Flag, Integer, List, Map, Maybe, Object, OneOf, Row, Scalar, Text, Version as VersionOne,
};

const ID: Shape = Text;
const MAYBE_TEXT: Shape = Maybe(&Text);
const MAYBE_INTEGER: Shape = Maybe(&Integer);
/// Seconds since 1970.
const TIME: Shape = Maybe(&Integer);

const OPTION_ROWS: Shape = List(&Object(&[
    ("name", Text),
    ("index", MAYBE_INTEGER),
    ("value", Scalar),
    ("inherited", Flag),
]));

const EVENT: Shape = Object(&[
    ("seq", Integer),
    ("at", Text),
    ("event", Shape::EventKind),
    ("session?", ID),
    ("window?", ID),
    ("pane?", ID),
    ("client?", Text),
    ("name?", Text),
    ("bytes?", MAYBE_INTEGER),
    ("layout?", Text),
    ("phase?", OneOf(&["started", "finished"])),
    ("status?", MAYBE_INTEGER),
    ("signal?", MAYBE_INTEGER),
    ("seconds?", MAYBE_INTEGER),
    ("cwd?", Text),
    ("title?", Text),
    ("body?", Text),
    ("state?", STATE),
    ("message?", MAYBE_TEXT),
    ("source?", MAYBE_TEXT),
    ("v?", VersionOne),
    ("sessions?", List(&Row(list_sessions::FIELDS))),
    ("windows?", List(&Row(list_windows::FIELDS))),
    ("panes?", List(&Row(list_panes::FIELDS))),
    ("clients?", List(&Row(list_clients::FIELDS))),
]);

const STATE: Shape = Maybe(&OneOf(&["working", "blocked", "done", "idle", "error"]));

/// The error of a command, on standard error.
pub const ERROR: Shape = Object(&[(
    "error",
    Any(&[
        Text,
        Object(&[("code", Text), ("message", Text), ("hint?", Text)]),
    ]),
)]);

const CONDITION: Shape = OneOf(&[
    "exit", "text", "regex", "quiet", "prompt", "command", "state", "gone",
]);

const SCREEN: Shape = OneOf(&["main", "alternate"]);

/// The outcome of a wait.
const WAIT: Shape = Object(&[
    ("v", VersionOne),
    ("pane", ID),
    (
        "outcome",
        OneOf(&["matched", "stopped", "timeout", "submitted"]),
    ),
    ("cond?", CONDITION),
    ("match?", Text),
    ("line?", MAYBE_INTEGER),
    ("screen?", SCREEN),
    ("status?", MAYBE_INTEGER),
    ("signal?", MAYBE_INTEGER),
    ("by?", MAYBE_TEXT),
    ("state?", STATE),
    ("stop?", Text),
    ("waited_for?", List(&CONDITION)),
    ("tail?", List(&Text)),
    ("read?", Flag),
    ("pos", Text),
    ("ms", Integer),
    ("missed?", Flag),
    (
        "met?",
        List(&Object(&[
            ("pane", ID),
            ("cond", CONDITION),
            ("match?", Text),
            ("line?", MAYBE_INTEGER),
            ("screen?", SCREEN),
            ("status?", MAYBE_INTEGER),
            ("signal?", MAYBE_INTEGER),
            ("by?", MAYBE_TEXT),
            ("state?", STATE),
        ])),
    ),
]);

/// The outcome of a command about saved state, and the lines that it prints without `--json`.
const OUTCOME: Shape = Object(&[
    ("v", VersionOne),
    (
        "outcome",
        OneOf(&[
            "saved",
            "restored",
            "unchanged",
            "planned",
            "upgraded",
            "possible",
        ]),
    ),
    ("lines", List(&Text)),
    ("file?", Text),
    ("snapshot?", Integer),
]);

const SNAPSHOTS: Shape = List(&Object(&[
    ("id", Integer),
    ("time", TIME),
    ("kind", Text),
    ("cause", MAYBE_TEXT),
    ("boot", Text),
    ("sessions", Integer),
    ("panes", Integer),
    (
        "contents",
        List(&Object(&[("session_name", Text), ("windows", List(&Text))])),
    ),
]));

/// The shape of each command's JSON. Commands that print one object a line have that object's.
const SHAPES: &[(&str, Shape)] = &[
    ("await", WAIT),
    ("backup", OUTCOME),
    (
        "doctor",
        List(&Object(&[
            ("check", Text),
            ("verdict", OneOf(&["ok", "note", "bad"])),
            ("what", Text),
            ("advice", Text),
        ])),
    ),
    ("events", EVENT),
    (
        "exec",
        Any(&[
            Object(&[
                ("v", VersionOne),
                ("pane", ID),
                ("outcome", OneOf(&["exited"])),
                ("status", MAYBE_INTEGER),
                ("output", Text),
                ("pos", Text),
                ("ms", Integer),
                ("missed", Flag),
            ]),
            WAIT,
        ]),
    ),
    (
        "history",
        List(&Object(&[
            ("session_name", Text),
            ("window_name", Text),
            ("pane_id", ID),
            ("closed", Flag),
            ("command", Text),
            ("directory", Text),
            ("start_time", TIME),
            ("end_time", TIME),
            ("duration_ms", MAYBE_INTEGER),
            ("status", MAYBE_INTEGER),
            ("running", Flag),
            ("prompt_line", MAYBE_INTEGER),
            ("output_line", MAYBE_INTEGER),
            ("end_line", MAYBE_INTEGER),
        ])),
    ),
    ("list-buffers", List(&Row(list_buffers::FIELDS))),
    ("list-clients", List(&Row(list_clients::FIELDS))),
    (
        "list-commands",
        List(&Object(&[
            ("command_list_name", Text),
            ("command_list_alias", Text),
            ("command_list_usage", Text),
        ])),
    ),
    (
        "list-keys",
        List(&Object(&[
            ("key_table", Text),
            ("key_string", Text),
            ("key_command", Text),
            ("key_note", Text),
            ("key_repeat", Flag),
        ])),
    ),
    ("list-panes", List(&Row(list_panes::FIELDS))),
    ("list-sessions", List(&Row(list_sessions::FIELDS))),
    ("list-windows", List(&Row(list_windows::FIELDS))),
    (
        "options",
        List(&Object(&[
            ("kind", OneOf(&["option", "key", "environment"])),
            ("table", MAYBE_TEXT),
            ("name", Text),
            ("index", MAYBE_INTEGER),
            ("value", Scalar),
            ("original", Scalar),
            ("set_by", OneOf(&["user", "config", "default"])),
            ("command", MAYBE_TEXT),
        ])),
    ),
    (
        "read",
        Object(&[
            ("v", VersionOne),
            ("pane", ID),
            ("outcome", OneOf(&["read"])),
            ("lines", List(&Text)),
            ("pos", Text),
            ("screen", SCREEN),
            ("missed", Flag),
        ]),
    ),
    (
        "report",
        Object(&[
            ("v", VersionOne),
            ("pane", ID),
            ("state", STATE),
            ("accepted", Flag),
        ]),
    ),
    ("restore", Any(&[OUTCOME, SNAPSHOTS])),
    ("save", OUTCOME),
    (
        "search",
        List(&Object(&[
            ("session_name", Text),
            ("window_name", Text),
            ("pane_id", ID),
            ("closed", Flag),
            ("time", TIME),
            ("line", Integer),
            ("text", Text),
        ])),
    ),
    (
        "sessions",
        List(&Object(&[
            ("session_id", ID),
            ("session_name", Text),
            ("action", OneOf(&["kept", "would_end", "ended"])),
            ("reason", OneOf(&["attached", "busy", "active", "idle"])),
            ("program", MAYBE_TEXT),
            ("idle_seconds", MAYBE_INTEGER),
        ])),
    ),
    (
        "show-environment",
        List(&Object(&[
            ("name", Text),
            ("value", MAYBE_TEXT),
            ("hidden", Flag),
        ])),
    ),
    ("show-hooks", OPTION_ROWS),
    (
        "show-messages",
        List(&Object(&[("time", TIME), ("text", Text)])),
    ),
    ("show-options", OPTION_ROWS),
    ("snapshots", SNAPSHOTS),
    (
        "spawn",
        Object(&[
            ("v", VersionOne),
            ("pane", ID),
            ("outcome", OneOf(&["started", "exited", "timeout"])),
            ("window?", MAYBE_TEXT),
            ("session?", MAYBE_TEXT),
            ("pid?", MAYBE_INTEGER),
            ("status?", MAYBE_INTEGER),
            ("signal?", MAYBE_INTEGER),
            ("waited_for?", List(&CONDITION)),
            ("tail?", List(&Text)),
            ("state?", STATE),
            ("pos?", Text),
            ("ms?", Integer),
            ("missed?", Flag),
        ]),
    ),
    (
        "status",
        Object(&[
            ("running", Flag),
            ("version?", Text),
            ("socket", Text),
            ("server_pid?", Integer),
            ("server_start_time?", TIME),
            ("server_uptime_seconds?", Integer),
            ("keeper_pid?", Integer),
            ("uptime_seconds?", Integer),
            ("sessions?", Integer),
            ("windows?", Integer),
            ("panes?", Integer),
            ("clients?", Integer),
            ("resident_bytes?", Integer),
            ("state_directory", MAYBE_TEXT),
            ("state_db_bytes", Integer),
            ("scrollback_db_bytes", Integer),
            ("snapshots", Integer),
            ("saved_time", TIME),
            ("saved_seconds_ago", MAYBE_INTEGER),
            ("saved_sessions?", Integer),
            ("saved_panes?", Integer),
            ("written_bytes?", Integer),
            ("written_bytes_per_second?", Integer),
            ("saving_fails?", Flag),
            ("saving_error?", MAYBE_TEXT),
            ("damage?", MAYBE_TEXT),
            (
                "histories?",
                List(&Object(&[
                    ("pane_id", ID),
                    ("history_lines", Integer),
                    ("history_bytes", Integer),
                ])),
            ),
        ]),
    ),
    ("submit", WAIT),
    (
        "theme",
        List(&Object(&[
            ("name", Text),
            ("current", Flag),
            ("about", Text),
            ("roles", Map(&Text)),
        ])),
    ),
    ("undo", OUTCOME),
    ("upgrade", OUTCOME),
    (
        "workspace",
        List(&Object(&[
            ("name", Text),
            ("file", Text),
            ("session_name", Text),
            ("windows", MAYBE_INTEGER),
            ("panes", MAYBE_INTEGER),
            ("running", Flag),
            ("error", MAYBE_TEXT),
        ])),
    ),
];

/// The shape of the JSON of a command, by its full name.
pub fn shape(command: &str) -> Option<Shape> {
    let found = SHAPES.iter().find(|(name, _)| *name == command);
    found.map(|(_, shape)| *shape)
}

/// The names of the commands that print JSON, sorted.
pub fn names() -> impl Iterator<Item = &'static str> {
    SHAPES.iter().map(|(name, _)| *name)
}

/// The JSON Schema (2020-12) of a command's JSON; without a command, of all commands and of errors.
///
/// # Errors
/// If the command prints no JSON.
pub fn schema(command: Option<&str>) -> Result<Json> {
    let start = |title: String| {
        vec![
            (
                "$schema",
                Json::from("https://json-schema.org/draft/2020-12/schema"),
            ),
            ("title", title.into()),
            ("v", VERSION.into()),
        ]
    };
    let Some(command) = command else {
        let mut members = start("mux --json".to_owned());
        let definitions = SHAPES.iter().map(|(name, shape)| (*name, shape.schema()));
        let definitions = definitions.chain([("error", ERROR.schema())]);
        members.push(("$defs", Json::object(definitions)));
        return Ok(Json::object(members));
    };
    let Some(shape) = shape(command) else {
        let known: Vec<&str> = names().collect();
        let known = known.join(", ");
        let message = format!("{command} prints no JSON; these commands do: {known}");
        return Err(Error::user(message));
    };
    let mut members = start(format!("mux {command} --json"));
    let Json::Object(own) = shape.schema() else {
        return Ok(Json::object(members));
    };
    members.extend(
        own.iter()
            .map(|(name, value)| (name.as_str(), value.clone())),
    );
    Ok(Json::object(members))
}

impl Shape {
    /// The JSON Schema of the shape.
    pub fn schema(&self) -> Json {
        match self {
            Text => typed("string"),
            Integer => typed("integer"),
            Flag => typed("boolean"),
            Scalar => types(&["string", "integer", "boolean", "null"]),
            OneOf(words) => {
                let words = words.iter().map(|word| Json::from(*word)).collect();
                Json::object([("enum", words)])
            }
            Self::EventKind => {
                let names = KINDS.iter().map(|(name, ..)| Json::from(*name)).collect();
                Json::object([("enum", names)])
            }
            VersionOne => Json::object([("const", Json::from(VERSION))]),
            Maybe(shape) => {
                let either = [shape.schema(), typed("null")].into_iter().collect();
                Json::object([("anyOf", either)])
            }
            List(shape) => Json::object([("type", "array".into()), ("items", shape.schema())]),
            Object(members) => object(members.iter().map(|(name, shape)| (*name, shape.schema()))),
            Map(shape) => Json::object([
                ("type", "object".into()),
                ("additionalProperties", shape.schema()),
            ]),
            Row(fields) => object(fields.iter().map(|(name, kind)| (*name, field(*kind)))),
            Any(shapes) => {
                let all = shapes.iter().map(Self::schema).collect();
                Json::object([("anyOf", all)])
            }
        }
    }
}

fn typed(name: &str) -> Json {
    Json::object([("type", Json::from(name))])
}

fn types(names: &[&str]) -> Json {
    let names = names.iter().map(|name| Json::from(*name)).collect();
    Json::object([("type", names)])
}

fn field(kind: FieldType) -> Json {
    match kind {
        FieldType::Text => typed("string"),
        FieldType::Number | FieldType::Time => types(&["integer", "null"]),
        FieldType::Flag => typed("boolean"),
    }
}

fn object(members: impl Iterator<Item = (&'static str, Json)>) -> Json {
    let mut properties = Vec::new();
    let mut required = Vec::new();
    for (name, schema) in members {
        match name.strip_suffix('?') {
            Some(name) => properties.push((name, schema)),
            None => {
                required.push(Json::from(name));
                properties.push((name, schema));
            }
        }
    }
    Json::object([
        ("type", Json::from("object")),
        ("properties", Json::object(properties)),
        ("required", Json::List(required)),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::commands::COMMANDS;

    #[test]
    fn every_command_with_json_has_a_shape() {
        for def in COMMANDS {
            let has_json = def
                .definition()
                .get_arguments()
                .any(|arg| arg.get_long() == Some("json"));
            assert_eq!(has_json, shape(def.name).is_some(), "{}", def.name);
        }
        assert!(SHAPES.windows(2).all(|pair| pair[0].0 < pair[1].0));
    }

    #[test]
    fn a_schema_names_types_and_required_members() {
        let report = schema(Some("report")).unwrap().to_string();
        let wanted = "{\"$schema\":\"https://json-schema.org/draft/2020-12/schema\",\
                      \"title\":\"mux report --json\",\"v\":1,\"type\":\"object\",\
                      \"properties\":{\"v\":{\"const\":1},\"pane\":{\"type\":\"string\"},\
                      \"state\":{\"anyOf\":[{\"enum\":[\"working\",\"blocked\",\"done\",\"idle\",\
                      \"error\"]},{\"type\":\"null\"}]},\"accepted\":{\"type\":\"boolean\"}},\
                      \"required\":[\"v\",\"pane\",\"state\",\"accepted\"]}";
        assert_eq!(report, wanted);
        let error = schema(Some("new-session")).unwrap_err().message;
        assert!(
            error.starts_with("new-session prints no JSON; these commands do: await, backup, ")
        );
        let all = schema(None).unwrap().to_string();
        assert!(all.contains("\"list-panes\":{\"type\":\"array\"") && all.contains("\"error\":{"));
    }
}
