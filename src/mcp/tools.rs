//! The table of tools, and the commands that they stand for.

use super::arguments::Allow;
use super::scope::Panes;
use crate::base::{Error, Result};
use crate::lang::time::duration_ms;
use serde_json::{Map, Value, json};

/// The longest wait, in milliseconds. A longer one answers with a position to go on from.
const WAIT_MAX: u64 = 60_000;

/// The wait without `timeout`, in milliseconds.
const WAIT: u64 = 30_000;

/// The most lines of one `read`.
const LINES_MAX: u64 = 2000;

/// The type of a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParameterType {
    /// A string.
    Text,
    /// The id of a pane.
    Pane,
    /// A duration such as `10s`.
    Duration,
    /// An integer, 0 or more.
    Integer,
    /// `true` or `false`.
    Flag,
    /// A list of strings.
    Words,
    /// One of these strings.
    OneOf(&'static [&'static str]),
}

/// A parameter of a tool.
pub type Parameter = (&'static str, ParameterType, &'static str);

/// A tool.
#[derive(Clone, Copy, Debug)]
pub struct Tool {
    /// The name.
    pub name: &'static str,
    /// The level from which on it is allowed.
    pub allow: Allow,
    /// What it does, for the model.
    pub about: &'static str,
    /// The parameters that must be given.
    pub required: &'static [Parameter],
    /// The other ones, in groups.
    pub optional: &'static [&'static [Parameter]],
    /// The result has text of panes.
    pub has_text: bool,
    /// The words of its command.
    words: fn(&Given<'_>) -> Result<Vec<String>>,
}

use ParameterType::{Duration, Flag, Integer, OneOf, Pane, Text, Words};

const PANE: Parameter = ("pane", Pane, "ID of the pane, such as %3");
const TIMEOUT: Parameter = (
    "timeout",
    Duration,
    "Longest wait, such as 10s (default 30s, at most 60s)",
);

/// The conditions of a wait.
const CONDITIONS: &[Parameter] = &[
    ("text", Text, "Wait until a new line contains this text"),
    (
        "regex",
        Text,
        "Wait until a new line matches this regular expression",
    ),
    (
        "quiet",
        Duration,
        "Wait until the pane has had no output for this long, such as 500ms",
    ),
    ("prompt", Flag, "Wait for the prompt of the shell"),
    ("command", Flag, "Wait for the end of the shell's command"),
    ("exit", Flag, "Wait for the end of the program"),
    ("gone", Flag, "Wait until the pane is gone"),
    (
        "state",
        Text,
        "Wait for one of these states, such as blocked,done,idle",
    ),
    TIMEOUT,
];

/// Where a wait begins.
const START: &[Parameter] = &[
    (
        "from",
        Text,
        "Begin at this position (pos of an earlier result)",
    ),
    ("seen", Flag, "Also count what is there already"),
];

/// The tools, in the order in which they are listed.
pub const TOOLS: &[Tool] = &[
    Tool {
        name: "list",
        allow: Allow::Read,
        about: "List panes (default), windows, sessions or clients with ids, commands and states.",
        required: &[],
        optional: &[&[(
            "what",
            OneOf(&["panes", "windows", "sessions", "clients"]),
            "What to list",
        )]],
        has_text: true,
        words: list,
    },
    Tool {
        name: "read",
        allow: Allow::Read,
        about: "Read a pane: its screen, its last lines, the output of its last command, or \
                everything after a position.",
        required: &[PANE],
        optional: &[&[
            (
                "lines",
                Integer,
                "The last lines, with history (at most 2000)",
            ),
            (
                "last_output",
                Flag,
                "The output of the last command of the shell",
            ),
            (
                "from",
                Text,
                "Everything after this position (pos of an earlier result)",
            ),
        ]],
        has_text: true,
        words: read,
    },
    Tool {
        name: "spawn",
        allow: Allow::Change,
        about: "Start a program in a new pane (default: a split), without a shell.",
        required: &[("argv", Words, "The program and its arguments")],
        optional: &[&[
            (
                "in",
                OneOf(&["pane", "window", "session", "float"]),
                "Where to make the pane",
            ),
            ("cwd", Text, "The directory"),
            ("name", Text, "The name of the window or session"),
            ("keep", Flag, "Keep the pane when the program has ended"),
        ]],
        has_text: false,
        words: spawn,
    },
    Tool {
        name: "submit",
        allow: Allow::Change,
        about: "Type text and Enter into a pane. With a condition, also wait for it: the wait \
                begins before the text is typed.",
        required: &[PANE, ("input", Text, "The text to type")],
        optional: &[CONDITIONS],
        has_text: true,
        words: submit,
    },
    Tool {
        name: "await",
        allow: Allow::Read,
        about: "Wait until a condition holds in a pane. Only what happens after the call, or after \
                from, counts.",
        required: &[PANE],
        optional: &[CONDITIONS, START],
        has_text: true,
        words: wait,
    },
    Tool {
        name: "exec",
        allow: Allow::Change,
        about: "Run a command line in the shell of a pane and return its output and status. The \
                shell needs shell integration.",
        required: &[PANE, ("command", Text, "The command line")],
        optional: &[&[TIMEOUT]],
        has_text: true,
        words: exec,
    },
    Tool {
        name: "search",
        allow: Allow::Read,
        about: "Search the history of all panes, also of closed ones.",
        required: &[("text", Text, "The text to find")],
        optional: &[],
        has_text: true,
        words: search,
    },
    Tool {
        name: "events_since",
        allow: Allow::Read,
        about: "List what changed after the event with a number. Without a number, list everything \
                with the number to go on from.",
        required: &[],
        optional: &[&[
            ("seq", Integer, "The number of the last known event"),
            (
                "kinds",
                Text,
                "Only these kinds, such as pane-state,window-*",
            ),
        ]],
        has_text: true,
        words: events,
    },
    Tool {
        name: "report",
        allow: Allow::Change,
        about: "Tell the state of your own work in your pane: lists and status lines show it.",
        required: &[(
            "state",
            OneOf(&["working", "blocked", "done", "idle", "clear"]),
            "The state",
        )],
        optional: &[&[
            ("message", Text, "One line about it"),
            (
                "ttl",
                Duration,
                "The report ends after this time, such as 5m",
            ),
            ("pane", Pane, "The pane (default: the one that runs you)"),
        ]],
        has_text: false,
        words: report,
    },
    Tool {
        name: "close",
        allow: Allow::Destroy,
        about: "Close a pane and end its program. Never the pane that runs you.",
        required: &[PANE],
        optional: &[],
        has_text: false,
        words: close,
    },
];

/// The arguments of a call.
pub struct Given<'a> {
    /// By name.
    pub arguments: &'a Map<String, Value>,
    /// The panes of the scope.
    pub panes: &'a Panes,
    /// The target of `-t`.
    pub target: Option<&'a str>,
}

impl Tool {
    /// The JSON Schema of the arguments.
    pub fn schema(&self) -> Map<String, Value> {
        let all = self
            .required
            .iter()
            .chain(self.optional.iter().copied().flatten());
        let properties: Map<String, Value> = all
            .map(|(name, kind, about)| {
                let mut schema = match kind {
                    Text | Pane | Duration => json!({ "type": "string" }),
                    Integer => json!({ "type": "integer", "minimum": 0 }),
                    Flag => json!({ "type": "boolean" }),
                    Words => {
                        json!({ "type": "array", "items": { "type": "string" }, "minItems": 1 })
                    }
                    OneOf(words) => json!({ "enum": words }),
                };
                schema["description"] = Value::from(*about);
                ((*name).to_owned(), schema)
            })
            .collect();
        let required: Vec<&str> = self.required.iter().map(|(name, ..)| *name).collect();
        let schema = json!({
            "type": "object",
            "properties": properties,
            "required": required,
            "additionalProperties": false,
        });
        match schema {
            Value::Object(schema) => schema,
            _ => Map::new(),
        }
    }

    /// The words of the command for a call.
    ///
    /// # Errors
    /// If an argument is missing, unknown or of the wrong type.
    pub fn command(&self, given: &Given<'_>) -> Result<Vec<String>> {
        let name = self.name;
        for (argument, value) in given.arguments {
            let mut all = self
                .required
                .iter()
                .chain(self.optional.iter().copied().flatten());
            let known = all.find(|(known, ..)| known == argument);
            let Some((_, kind, _)) = known else {
                return Err(Error::user(format!("{name} has no argument {argument}")));
            };
            let fits = match kind {
                Text | Pane => value.is_string(),
                Duration => value
                    .as_str()
                    .is_some_and(|text| duration_ms(text).is_some()),
                Integer => value.is_u64(),
                Flag => value.is_boolean(),
                Words => value
                    .as_array()
                    .is_some_and(|words| !words.is_empty() && words.iter().all(Value::is_string)),
                OneOf(words) => value.as_str().is_some_and(|text| words.contains(&text)),
            };
            if !fits {
                return Err(Error::user(format!("{name}: {argument} cannot be {value}")));
            }
        }
        let missing = self
            .required
            .iter()
            .find(|(name, ..)| !given.arguments.contains_key(*name));
        if let Some((argument, ..)) = missing {
            return Err(Error::user(format!("{name} needs {argument}")));
        }
        (self.words)(given)
    }
}

impl Given<'_> {
    fn text(&self, name: &str) -> Option<&str> {
        self.arguments.get(name)?.as_str()
    }

    fn flag(&self, name: &str) -> bool {
        self.arguments.get(name) == Some(&Value::Bool(true))
    }

    fn integer(&self, name: &str) -> Option<u64> {
        self.arguments.get(name)?.as_u64()
    }

    /// The pane to read.
    fn pane(&self) -> Result<String> {
        self.panes.find(self.text("pane").unwrap_or_default())
    }

    /// The pane to change.
    fn other_pane(&self) -> Result<String> {
        self.panes.find_other(self.text("pane").unwrap_or_default())
    }

    /// The wait, at most [`WAIT_MAX`].
    fn timeout(&self) -> String {
        let wanted = self.text("timeout").and_then(duration_ms);
        format!("{}ms", wanted.unwrap_or(WAIT).min(WAIT_MAX))
    }

    /// The conditions of a wait, as flags.
    fn conditions(&self) -> Vec<String> {
        let mut words = Vec::new();
        for name in ["text", "regex", "quiet", "state"] {
            if let Some(value) = self.text(name) {
                words.push(format!("--{name}={value}"));
            }
        }
        for name in ["prompt", "command", "exit", "gone"] {
            if self.flag(name) {
                words.push(format!("--{name}"));
            }
        }
        words
    }
}

fn words(list: &[&str]) -> Vec<String> {
    list.iter().map(|word| (*word).to_owned()).collect()
}

fn list(given: &Given<'_>) -> Result<Vec<String>> {
    Ok(words(match given.text("what") {
        Some("windows") => &["list-windows", "-a", "--json"],
        Some("sessions") => &["list-sessions", "--json"],
        Some("clients") => &["list-clients", "--json"],
        _ => &["list-panes", "-a", "--json"],
    }))
}

fn read(given: &Given<'_>) -> Result<Vec<String>> {
    let mut all = words(&["read", "--json", "-t", &given.pane()?]);
    if let Some(from) = given.text("from") {
        all.push(format!("--from={from}"));
    } else if let Some(lines) = given.integer("lines") {
        all.push(format!("--lines={}", lines.min(LINES_MAX)));
    } else if given.flag("last_output") {
        all.push("--last-output".to_owned());
    }
    Ok(all)
}

fn spawn(given: &Given<'_>) -> Result<Vec<String>> {
    let mut all = words(&["spawn", "--json"]);
    if let Some(target) = given.target {
        all.extend(words(&["-t", target]));
    }
    if let Some(place) = given.text("in") {
        all.push(format!("--in={place}"));
    }
    for (name, flag) in [("cwd", "-c"), ("name", "-n")] {
        if let Some(value) = given.text(name) {
            all.extend(words(&[flag, value]));
        }
    }
    if given.flag("keep") {
        all.push("--keep".to_owned());
    }
    all.push("--".to_owned());
    let argv = given.arguments.get("argv").and_then(Value::as_array);
    let argv = argv.into_iter().flatten().filter_map(Value::as_str);
    all.extend(argv.map(str::to_owned));
    Ok(all)
}

fn submit(given: &Given<'_>) -> Result<Vec<String>> {
    let mut all = words(&["submit", "--json", "-t", &given.other_pane()?]);
    let conditions = given.conditions();
    if !conditions.is_empty() {
        all.push("--await".to_owned());
        all.extend(conditions);
        all.push(format!("--timeout={}", given.timeout()));
    }
    all.push("--".to_owned());
    all.push(given.text("input").unwrap_or_default().to_owned());
    Ok(all)
}

fn wait(given: &Given<'_>) -> Result<Vec<String>> {
    let conditions = given.conditions();
    if conditions.is_empty() {
        return Err(Error::user(
            "await needs a condition, such as text or prompt",
        ));
    }
    let mut all = words(&["await", "--json", "-t", &given.pane()?]);
    all.extend(conditions);
    if let Some(from) = given.text("from") {
        all.push(format!("--from={from}"));
    } else if given.flag("seen") {
        all.push("--seen".to_owned());
    }
    all.push(format!("--timeout={}", given.timeout()));
    Ok(all)
}

fn exec(given: &Given<'_>) -> Result<Vec<String>> {
    let mut all = words(&["exec", "--json", "-t", &given.other_pane()?]);
    all.push(format!("--timeout={}", given.timeout()));
    all.push("--".to_owned());
    all.push(given.text("command").unwrap_or_default().to_owned());
    Ok(all)
}

fn search(given: &Given<'_>) -> Result<Vec<String>> {
    let text = given.text("text").unwrap_or_default();
    Ok(words(&["search", "--json", "--", text]))
}

fn events(given: &Given<'_>) -> Result<Vec<String>> {
    let mut all = words(&["events", "--json", "--once"]);
    if let Some(number) = given.integer("seq") {
        all.push(format!("--since={number}"));
    }
    if let Some(kinds) = given.text("kinds") {
        all.push(format!("--kinds={kinds}"));
    }
    if let Some(target) = given.target {
        all.extend(words(&["-t", target]));
    }
    Ok(all)
}

fn report(given: &Given<'_>) -> Result<Vec<String>> {
    let mut all = words(&["report", "--json", "--source=mcp"]);
    for name in ["message", "ttl"] {
        if let Some(value) = given.text(name) {
            all.push(format!("--{name}={value}"));
        }
    }
    if given.text("pane").is_some() {
        all.extend(words(&["-t", &given.pane()?]));
    }
    all.push(given.text("state").unwrap_or_default().to_owned());
    Ok(all)
}

fn close(given: &Given<'_>) -> Result<Vec<String>> {
    Ok(words(&["kill-pane", "-t", &given.other_pane()?]))
}
