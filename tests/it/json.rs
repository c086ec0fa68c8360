//! The JSON output of commands: types, ids and times, as docs/json.md says.

use crate::harness::Mux;
use crate::harness::json::problems;
use serde_json::Value;

fn json(mux: &Mux, args: &[&str]) -> Value {
    let text = mux.ok(args);
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{args:?}: {error}: {text}"))
}

/// Whether a value has the type that its name promises.
fn fits(name: &str, value: &Value) -> bool {
    let number = value.is_number() || value.is_null();
    match name {
        "session_attached" | "session_windows" | "window_panes" | "line" => value.is_number(),
        _ if name.ends_with("_id") => value
            .as_str()
            .is_some_and(|id| id.starts_with(['$', '@', '%'])),
        _ if name.ends_with("_time") || name == "time" => number,
        _ if [
            "_width", "_height", "_index", "_pid", "_bytes", "_seconds", "_status",
        ]
        .iter()
        .any(|end| name.ends_with(end)) =>
        {
            number
        }
        _ if ["_created", "_activity", "_last_attached"]
            .iter()
            .any(|end| name.ends_with(end)) =>
        {
            value
                .as_i64()
                .is_none_or(|time| (1_500_000_000..9_000_000_000).contains(&time))
        }
        _ if ["_flag", "_active", "_dead", "_repeat", "_readonly"]
            .iter()
            .any(|end| name.ends_with(end)) =>
        {
            value.is_boolean()
        }
        "closed" | "inherited" | "saving_fails" => value.is_boolean(),
        _ => true,
    }
}

#[test]
fn values_have_types_ids_are_there_and_times_are_seconds() {
    let mux = Mux::new();
    mux.ok(&["new-session", "-d", "-s", "s", "-n", "w"]);
    mux.ok(&["set-buffer", "-b", "b", "text"]);
    mux.ok(&["send-keys", "-t", "s", "echo nee''dle", "Enter"]);
    mux.wait_for(&["capture-pane", "-p", "-t", "s"], |text| {
        text.contains("needle")
    });
    assert_eq!(json(&mux, &["save", "--json"])["outcome"], "saved");
    for (args, fields) in [
        (
            &["list-sessions"][..],
            &["session_id", "session_created", "window_id", "pane_id"][..],
        ),
        (
            &["list-windows", "-a"],
            &["session_id", "window_id", "window_active", "pane_id"],
        ),
        (
            &["list-panes", "-a"],
            &[
                "session_id",
                "window_id",
                "pane_id",
                "pane_dead_status",
                "pane_last_command_status",
                "pane_bottom",
            ],
        ),
        (&["list-clients"], &[]),
        (
            &["list-buffers"],
            &["buffer_name", "buffer_size", "buffer_created"],
        ),
        (
            &["list-keys"],
            &["key_table", "key_string", "key_command", "key_repeat"],
        ),
        (&["list-commands"], &["command_list_name"]),
        (
            &["show-options", "-g"],
            &["name", "index", "value", "inherited"],
        ),
        (&["show-options", "-s"], &["name", "value"]),
        (&["snapshots"], &["id", "time", "sessions"]),
        (
            &["search", "needle"],
            &["session_name", "pane_id", "time", "line"],
        ),
        (
            &["sessions", "prune", "--idle", "1h", "--dry-run"],
            &["session_id", "action", "idle_seconds"],
        ),
        (&["options", "--changed"], &[]),
        (&["options"], &["name", "value", "set_by"]),
    ] {
        let rows = json(&mux, &[args, &["--json"]].concat());
        let rows = rows.as_array().unwrap();
        assert_eq!(rows.is_empty(), fields.is_empty(), "{args:?}");
        for row in rows {
            let row = row.as_object().unwrap();
            for field in fields {
                assert!(row.contains_key(*field), "{args:?}: {field}: {row:?}");
            }
            for (name, value) in row {
                assert!(fits(name, value), "{args:?}: {name}: {value}");
            }
        }
    }
    let status = json(&mux, &["status", "--json"]);
    for (name, value) in status.as_object().unwrap() {
        assert!(fits(name, value), "{name}: {value}");
    }
    assert_eq!(status["histories"][0]["pane_id"], "%0");
    let mouse = json(&mux, &["show-options", "-g", "--json", "mouse"]);
    assert_eq!(mouse[0]["value"], Value::Bool(true));
}

#[test]
fn commands_about_saved_state_print_what_their_schemas_say() {
    let mux = Mux::new();
    mux.detached("work", "cat");
    mux.ok(&["split-window", "-d", "-t", "work", "cat"]);
    let file = mux.dir().join("copy");
    let file = file.to_str().unwrap();
    for (args, outcome) in [
        (&["save"][..], "saved"),
        (&["backup", file], "saved"),
        (&["undo"], "restored"),
        (&["restore"], "restored"),
        (&["restore", "--dry-run"], "planned"),
        (&["backup", "--restore", file], "restored"),
        (&["upgrade", "--check"], "possible"),
        (&["upgrade"], "upgraded"),
        (&["undo"], "restored"),
    ] {
        if ["undo", "restore"].contains(&args[0]) || args.contains(&"--restore") {
            mux.ok(&["kill-pane", "-t", "work:0.1"]);
        }
        let answer = json(&mux, &[args, &["--json"]].concat());
        assert_eq!(answer["outcome"], outcome, "{args:?}: {answer}");
        let schema = json(&mux, &["schema", args[0]]);
        assert!(
            problems(&schema, &answer, "$").is_empty(),
            "{args:?}: {answer}"
        );
        if args == ["restore", "--dry-run"] {
            mux.ok(&["undo"]);
        }
    }
    for args in [
        &["undo"][..],
        &["restore"],
        &["backup", "--restore", "none"],
    ] {
        let answer = mux.run(&[args, &["--json"]].concat());
        let text = if answer.status == 0 {
            answer.stdout
        } else {
            answer.stderr
        };
        let answer: Value = serde_json::from_str(&text).unwrap();
        let known = answer["error"].is_string() || answer["outcome"] == "unchanged";
        assert!(known, "{args:?}: {answer}");
    }
}

#[test]
fn json_and_a_format_exclude_each_other() {
    let mux = Mux::new();
    mux.ok(&["new-session", "-d", "-s", "s"]);
    for name in [
        "list-sessions",
        "list-windows",
        "list-panes",
        "list-clients",
        "list-buffers",
    ] {
        let why = mux.fails(&[name, "--json", "-F", "x"]);
        let text = format!("{name}: --json and -F exclude each other");
        assert_eq!(why, serde_json::json!({ "error": text }).to_string());
    }
}

#[test]
fn errors_of_commands_that_print_json_are_json() {
    let mux = Mux::new();
    mux.ok(&["new-session", "-d", "-s", "s"]);
    for args in [
        &["list-panes", "--json", "-t", "none"][..],
        &["list-panes", "--json", "-Z"],
        &["show-options", "-g", "--json", "no-option"],
        &["show-messages", "--json", "-J"],
    ] {
        let why = mux.fails(args);
        let error: Value = serde_json::from_str(&why).unwrap();
        assert!(error["error"].is_string(), "{args:?}: {error}");
    }
    mux.ok(&["set-hook", "-g", "alert-bell", "display 'a b' ; ls"]);
    mux.ok(&["set-environment", "-g", "A", "b"]);
    let hook = json(&mux, &["show-hooks", "-g", "--json", "alert-bell"]);
    assert_eq!(hook[0]["name"], "alert-bell");
    assert_eq!(hook[0]["index"], 0);
    let variable = json(&mux, &["show-environment", "-g", "--json", "A"]);
    assert_eq!(variable[0]["value"], "b");
    let messages = json(&mux, &["show-messages", "--json"]);
    assert!(messages[0]["time"].is_i64() && messages[0]["text"].is_string());
}

#[test]
fn without_a_server_lists_are_empty_and_fail() {
    let mux = Mux::new();
    for args in [&["ls", "--json"][..], &["list-panes", "-a", "--json"]] {
        let output = mux.run(args);
        assert_eq!(
            (output.status, output.stdout.as_str()),
            (1, "[]\n"),
            "{args:?}"
        );
        let error: Value = serde_json::from_str(&output.stderr).unwrap();
        assert!(error["error"].is_string(), "{args:?}: {error}");
    }
    assert_eq!(mux.run(&["ls"]).stdout, "");
}

#[test]
fn output_that_cannot_be_written_is_an_error() {
    let mux = Mux::new();
    mux.ok(&["new-session", "-d", "-s", "s"]);
    mux.ok(&["set-buffer", "text"]);
    for args in [
        &["export", "%0"][..],
        &["show-buffer"],
        &["list-keys"],
        &["status"],
        &["-V"],
    ] {
        let mut command = mux.command(args);
        command.stdout(std::fs::File::create("/dev/full").unwrap());
        let output = command
            .stderr(std::process::Stdio::piped())
            .output()
            .unwrap();
        let why = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1), "{args:?}");
        assert_eq!(
            why, "mux: cannot write the output: No space left on device\n",
            "{args:?}"
        );
    }
    assert!(
        mux.fails(&["save-buffer", "/dev/full"])
            .contains("/dev/full")
    );
}
